"""Questions for after a run of the penalty lab, chosen by what happened in it.

What the answers say of other settings was measured with the lab's own presets.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.labs.penalties.status import fitted_at, found_at
from grokviz.recipes.penalties import FITTED, FOUND
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import Answer, Why, where

GREW = 1.05             # times its value at the fit, from which ℓ2 has grown
DROP = 2.0              # times its end, from which a fall of the test error looks like learning


def numbers(record: Record) -> Mapping[str, Any]:
    """What the sentences speak of, of the first run."""
    fit, found = float(fitted_at(record)[0]), float(found_at(record)[0])
    first = int((record.values["train_error"][:, 0] < FITTED).argmax())
    l2 = record.values["l2_norm"][:, 0]
    grown = float(l2[-1] / max(l2[first], 1e-300))
    test = record.values["test_error"][:, 0]
    return {
        "fit": fit, "found": found, "test": float(test[-1]),
        "drop": float(test[first] / max(test[-1], 1e-300)), "l2": grown,
        "rise": grown - 1, "beta": float(record.sweep["penalty_strength"][0]),
        "penalty": str(record.sweep["penalty"][0]), "depth": int(record.settings["depth"]),
        "lone": record.runs == 1,
    }


_when = partial(where, numbers)


NOT_FITTED = Why(
    "Not even the data are fitted. Why?",
    (
        Answer("It needs more steps.",
               "It stands still. The penalty and the data pull equally hard, and go on doing so."),
        Answer("β = {beta:.3g} pulls harder than the data do.",
               "Yes. The push must be small: then the data are fitted first, and among all fits it "
               "chooses.", right=True),
        Answer("There are too few measurements.",
               "Fewer measurements are easier to fit, not harder."),
    ),
    _when(lambda fit, **_: np.isnan(fit)),
)
WHICH = Why(
    "While the test error fell, ℓ2 rose by {rise:.0%}. So what makes it grok?",
    (
        Answer("Weights that shrink: weight decay, always.",
               "ℓ2 is what weight decay shrinks, and it rose. Of all fits the least-squares one, "
               "on the plateau, has the smallest ℓ2."),
        Answer("A push towards what the truth has least of.",
               "Yes. Whatever that is: few entries, low rank. Among all fits the truth has least "
               "of it, so the push leads there.", right=True),
        Answer("Time alone: it would come without a penalty.",
               "Try *none*. On the plateau the gradient of the loss is 0: nothing moves."),
    ),
    _when(lambda found, fit, l2, depth, penalty, **_: found > 2 * fit and l2 > GREW and depth == 1
          and penalty != "none"),
)
DEPTH = Why(
    "At depth 1 the same ℓ2 penalty never finds it. What do {depth} factors change?",
    (
        Answer("More weights can store more.",
               "What can be represented is the same: a product of vectors is a vector."),
        Answer("ℓ2 of the factors is another penalty of their product.",
               "Yes. At depth 2 it is ℓ1 of the product, at depth 3 one that likes few entries "
               "still more. Look: ℓ1 fell, and ℓ2 of the product rose.", right=True),
        Answer("Deeper networks are trained faster.",
               "The data are fitted at about the same step at each depth."),
    ),
    _when(lambda found, fit, depth, penalty, **_: found > 2 * fit and depth > 1
          and penalty != "none"),
)
FOOLED = Why(
    "Long after the fit the test error fell {drop:.1f}-fold. Has it understood?",
    (
        Answer("Yes: a late fall of the test error is grokking.",
               "See the stems: where the truth has five, all hundred stand. It ends at {test:.2f}, "
               "as wrong as least squares."),
        Answer("No: it only lost what it began with.",
               "Yes. ℓ2 takes away the part of the start that the data do not see, and then has "
               "nothing left to choose by.", right=True),
        Answer("Not yet: it would fall further.",
               "Below the dashed line no ℓ2 penalty leads, however long."),
    ),
    _when(lambda found, drop, penalty, **_: np.isnan(found) and penalty == "l2" and drop > DROP),
)
NEVER = Why(
    "The data are fitted since step {fit:,.0f}, and the truth is never found. Why?",
    (
        Answer("Too few measurements for anybody.",
               "With as many the penalty that suits the truth may find it: try ℓ1 for a vector, "
               "nuclear for a matrix."),
        Answer("Nothing here prefers the truth to other fits.",
               "Yes. Many solutions fit. This one is liked best, or nothing moves at all, and the "
               "truth is another.", right=True),
        Answer("It needs more training.",
               "A test error that stands still at {test:.2f} will not move by waiting."),
    ),
    _when(lambda test, **_: test >= FOUND),
)
AT_ONCE = Why(
    "Fitted at step {fit:,.0f}, found at {found:,.0f}. Why is there hardly a wait?",
    (
        Answer("What leads to the fit already prefers the truth.",
               "Yes. A deep product from a small start grows few entries first; with many "
               "measurements there is little to choose.", right=True),
        Answer("A small penalty works faster.",
               "The smaller β, the longer the wait: it goes as 1/(ηβ)."),
        Answer("Luck with the seed.", "Take another seed, and see."),
    ),
)
RUN = (NOT_FITTED, WHICH, DEPTH, FOOLED, NEVER, AT_ONCE)

LAW = (Why(
    "A tenth of β: how much later is the truth found?",
    (
        Answer("Ten times: the line falls with slope −1.",
               "Yes. Only s = η β step counts: over s all runs are one curve.", right=True),
        Answer("Not later: the data are fitted at the same step.",
               "That is so of the squares. The wait after them is what β decides."),
        Answer("Never: it is too weak to be felt.",
               "However weak, on the zero-loss set nothing opposes it."),
    ),
),)
RACE = (Why(
    "All four fit the data, and one finds the truth. What decides which?",
    (
        Answer("The penalty that shrinks the weights most.",
               "The winner's ℓ2 rises. The others' stays."),
        Answer("The property in which the truth is least.",
               "Yes. ℓ1 for few entries, the nuclear norm for low rank. Choose the other truth: "
               "another one wins.", right=True),
        Answer("ℓ1 is simply the best penalty.",
               "Choose *a low-rank matrix*: there it fails."),
    ),
),)
