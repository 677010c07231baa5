"""Questions for after a run of the teacher-student lab, chosen by what happened in it.

Every wrong choice is a misconception that is often met, with an answer of its own. What the
answers say of other settings was measured: from α = 2 the test set is learnt at about step 2,000
with λ = 0.1, at step 500 to 1,000 with λ = 0.3 and only at about step 4,500 with λ = 1, at the
lab's learning rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import Answer, Why, where
from grokviz.teaching.predictions.question import NEVER

DELAY = 5               # times t_train from which there is a delay to explain
STRONG = 0.2            # λ from which more of it begins to hold the fit back
MANY = 300              # examples from which it may be they that leave no delay
SMALLER = 1.3           # α up to which a run begins inside the U, or nearly


def numbers(record: Record) -> Mapping[str, Any]:
    """What the sentences speak of; of several runs the median."""
    values = {k: np.median(record.values[k], axis=1) for k in ("weight_norm", "test_accuracy")}
    t_train, t_test = (float(np.median(np.where(np.isnan(x), NEVER, x)))
                       for x in (record.t_train, record.t_test))
    then = min(int(np.searchsorted(record.steps, t_test)), len(record.steps) - 1)
    settings = {k: float(np.median(record.sweep[k])) for k in ("weight_decay", "init_scale",
                                                               "n_train")}
    return settings | {
        "t_train": t_train, "t_test": t_test, "step": int(record.steps[-1]),
        "start": float(values["weight_norm"][0]), "then": float(values["weight_norm"][then]),
        "norm": float(values["weight_norm"][-1]), "share": float(values["test_accuracy"][-1]),
    }


def curve_numbers(record: Record) -> Mapping[str, Any]:
    return {"low": float(np.nanmin(record.values["weight_norm"][-1]))}


_when = partial(where, numbers)


NO_DECAY = Why(
    "The training set was right at step {t_train:,.0f}, the test set never. Why?",
    (
        Answer("The training loss came to 0, so learning was over.",
               "The loss is as small with decay, and yet the test set is learnt then. A training "
               "loss of 0 ends the fit, not the motion of the weights."),
        Answer("Nothing pulls the norm down from {norm:.0f}, where the U is high.",
               "Yes. A fit can rest anywhere on the floor of the L. Without decay it rests where "
               "it first came to it.", right=True),
        Answer("Only tasks such as modular addition grok.",
               "This one does: with λ = 0.1, from the same start, the test set is learnt at about "
               "step 2,000. It takes a start outside the U and a pull towards it."),
    ),
    _when(lambda t_test, t_train, weight_decay, **_:
          t_train < t_test == NEVER and weight_decay == 0),
)
HELD_BACK = Why(
    "With λ = {weight_decay:.3g} not even the training set was learnt. Why?",
    (
        Answer("It needs more steps: the larger λ, the sooner.",
               "Only while the fit keeps up. Here the norm went from {start:.0f} to {norm:.2g} "
               "before there was a fit, and it stays there."),
        Answer("Its weights are small, and small weights are good.",
               "Down to the bottom of the U. Left of it both losses rise: so small a network "
               "cannot fit."),
        Answer("Decay takes the weights away faster than the fit builds them.",
               "Yes. It holds the norm left of the L's foot, where nothing fits.", right=True),
    ),
    _when(lambda t_train, weight_decay, start, norm, **_:
          t_train == NEVER and weight_decay > 0 and norm < start / 2),
)
NOT_FITTED = Why(
    "In {step:,} steps not even the training set was learnt. What does that tell?",
    (
        Answer("That the network cannot learn it.",
               "Not yet: the fit takes a time of its own, longer at a small learning rate."),
        Answer("Nothing of grokking yet: the fit comes first.",
               "Yes. Only after it does the slide along the floor of the L begin.", right=True),
        Answer("That λ is too small to generalise.",
               "λ decides how long the slide after the fit takes. Here there was no fit yet."),
    ),
    _when(lambda t_train, **_: t_train == NEVER),
)
NOT_YET = Why(
    "Learnt by heart at step {t_train:,.0f}, and {share:.0%} of the test set right at step "
    "{step:,}. What now?",
    (
        Answer("Wait, or raise λ: the norm is at {norm:.1f} and still slides.",
               "Yes. The time left is that of the slide, and it goes as 1/(ηλ).", right=True),
        Answer("Stop: with a training loss of 0 learning is over.",
               "The weights go on moving: their norm fell from {start:.1f} to {norm:.1f} with the "
               "fit intact."),
        Answer("Nothing: while the test accuracy is flat, nothing changes inside.",
               "Look at the test loss and the norm: both move all the while. Accuracy counts only "
               "errors that are already below ε."),
    ),
    _when(lambda t_test, **_: t_test == NEVER),
)
STRONGER = Why(
    "λ = {weight_decay:.3g} took {t_test:,.0f} steps. Would ten times the λ be ten times sooner?",
    (
        Answer("Yes: the time goes as 1/λ.",
               "Only while the fit is done first. From α = 2, λ = 1 takes longer than λ = 0.3, and "
               "λ = 3 keeps the training loss from ever getting small."),
        Answer("No: decay this strong holds the fit back.",
               "Yes. 1/λ is the time of the slide; before it the fit has to be done.", right=True),
        Answer("No: λ does not matter, only the learning rate.",
               "Both do, as the product η·λ: each step takes that share off every weight."),
    ),
    _when(lambda t_test, t_train, weight_decay, **_:
          t_test >= DELAY * t_train and weight_decay >= STRONG),
)
SLIDE = Why(
    "Learnt by heart at step {t_train:,.0f}, understood only at step {t_test:,.0f}. What goes on "
    "in between?",
    (
        Answer("Nothing, until it suddenly finds the rule.",
               "See the norm: it slid from {start:.1f} to {then:.1f} all the while, and the test "
               "loss fell with it. A threshold and a logarithmic axis make a slide look like a "
               "jump."),
        Answer("The norm slides down the floor of the L to the U's bottom.",
               "Yes, at the rate η·λ; so the time goes as 1/(ηλ).", right=True),
        Answer("The rule is only formed as the accuracy jumps.",
               "The jump is where the error of many examples passes ε. With another ε (under more "
               "settings) it is elsewhere, in the very same run."),
    ),
    _when(lambda t_test, t_train, **_: t_test >= DELAY * t_train),
)
MANY_EXAMPLES = Why(
    "With N = {n_train:.0f} there is hardly a delay from α = {init_scale:.3g}. Why?",
    (
        Answer("What fits so many examples is right elsewhere too.",
               "Yes: the U is wide, and its right arm low.", right=True),
        Answer("Its weights are small.",
               "The norm was {then:.1f} when it was learnt. With N = 100 a network as large fits "
               "and is wrong elsewhere: how large is too large depends on the data."),
        Answer("It is too small to learn so many by heart.",
               "It fitted them all, at step {t_train:,.0f}."),
    ),
    _when(lambda n_train, init_scale, **_: n_train >= MANY and init_scale > SMALLER),
)
AT_ONCE = Why(
    "Learnt by heart at step {t_train:,.0f}, understood at {t_test:,.0f}: hardly a delay. Why?",
    (
        Answer("Small weights are good: the smaller, the better.",
               "Only to the bottom of the U. Held at a norm of 1 the network cannot even fit: see "
               "the left arms in the view L and U."),
        Answer("Its training loss came to 0, so it generalised.",
               "From α = 2 the training loss gets as small, and the test set waits for more than a "
               "thousand steps."),
        Answer("It fits inside the U, so there is no way left to slide.",
               "Yes. The delay is the way from the start to the U, at the rate η·λ.", right=True),
    ),
)
RUN = (NO_DECAY, HELD_BACK, NOT_FITTED, NOT_YET, STRONGER, SLIDE, MANY_EXAMPLES, AT_ONCE)

CURVE = (Why(
    "Left of the bottom the test loss rises again, towards norm {low:.2g}. Why?",
    (
        Answer("It should not: small weights generalise. It is noise.",
               "It is there in every seed. Small is good only as long as the network can fit."),
        Answer("So small a network cannot fit, as the L shows.",
               "Yes. Where it cannot fit the training set it cannot be right elsewhere.",
               right=True),
        Answer("It was trained for too short a time.",
               "The loss has settled there: the norm, not the time, keeps it up."),
    ),
),)
LAW = (Why(
    "A third of the λ: how much later is the test set learnt?",
    (
        Answer("Three times: the line falls with slope −1.",
               "Yes, t is proportional to 1/λ, as long as the fit is done first.", right=True),
        Answer("Not later: λ does not change when it is memorised.",
               "That is so for the squares, memorised. The circles, generalised, wait for the "
               "slide."),
        Answer("Nine times: the slide is slower and longer.",
               "Slower, not longer: the norm comes from the same start to the same place."),
    ),
),)
