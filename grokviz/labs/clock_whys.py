"""Questions for after a run of the modular-addition lab; every wrong choice is often met.

What the answers say of other settings was measured with the lab's own presets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.labs.guesses import middle
from grokviz.run import Record
from grokviz.teaching.guessable import NEVER
from grokviz.teaching.score import Outcome
from grokviz.teaching.why import Answer, Why

DELAY = 5               # times t_train from which there is a delay to explain


def numbers(record: Record) -> Mapping[str, Any]:
    """What the sentences speak of; of several runs the median."""
    test, norm = (np.median(record.values[k], axis=1) for k in ("test_accuracy", "weight_norm"))
    power = record.values["fourier_power"].astype(float)[..., 1:]
    top = np.sort(power, -1)[..., -5:].sum(-1) / power.sum(-1)
    said = record.settings
    return {
        "t_train": middle(record.t_train), "t_test": middle(record.t_test),
        "step": int(record.steps[-1]), "share": float(test[-1]), "start": float(norm[0]),
        "norm": float(norm[-1]),
        "first": float(np.median(top[0])), "top": float(np.median(top[-1])),
        "operation": said["operation"], "constraint": said["constraint"],
        "weight_decay": float(np.median(record.sweep["weight_decay"])),
        "pairs": float(np.median(record.sweep["train_fraction"])),
    }


def _when(holds: Callable[..., bool]) -> Callable[[Outcome], bool]:
    return lambda outcome: holds(**numbers(outcome.record))


RANDOM = Why(
    "It knows the random table by heart, and of the rest {share:.0%}. Why not more?",
    (
        Answer("It was trained for too short a time.",
               "No time is enough: the answers that it never saw were drawn apart from those that "
               "it did see."),
        Answer("There is no rule in it that could be found.",
               "Yes. Decay prefers the simplest fit, but here no fit says anything of the rest.",
               right=True),
        Answer("The network is too small for it.",
               "It knows all that it was shown. More units would hold more by heart."),
    ),
    _when(lambda operation, **_: operation == "random"),
)
NOT_FITTED = Why(
    "In {step:,} steps not even the training pairs were learnt. Why?",
    (
        Answer("λ = {weight_decay:.3g} takes the weights away faster than the fit builds them.",
               "Where λ is large, yes: with λ = 10 the lab's network never fits. With a small one "
               "it needs more steps.", right=True),
        Answer("The task cannot be learnt by a network.",
               "With λ = 1 the lab's network learns all of it."),
        Answer("It waits: understanding takes long.",
               "The wait comes after the fit, and there is none."),
    ),
    _when(lambda t_train, **_: t_train == NEVER),
)
NO_DECAY = Why(
    "The training pairs were right at step {t_train:,.0f}, the others never. Why?",
    (
        Answer("The training loss came to 0, so learning was over.",
               "It comes as near to 0 with decay, and there the rest is learnt as well."),
        Answer("Nothing makes it give up the fit by heart.",
               "Yes. Without decay a large network that knows all by heart has no reason to "
               "change.", right=True),
        Answer("It has too few pairs.",
               "With the same pairs and λ = 1 the rest is learnt at about step 1,200."),
    ),
    _when(lambda t_test, t_train, weight_decay, constraint, **_: t_train < t_test == NEVER
          and weight_decay == 0 and constraint == "free"),
)
FEW = Why(
    "It knows its {pairs:.0%} of the pairs by heart, and {share:.0%} of the rest. What now?",
    (
        Answer("More pairs: below some share no circle pays.",
               "Yes, the share decides. At 0.6 the lab's network understands within 2,000 steps.",
               right=True),
        Answer("More units, so that it can think more.",
               "It has more than it needs: all that was shown is known by heart."),
        Answer("Nothing: the rest is never learnt from part.",
               "From 60% of the table the lab's network learns the other 40%."),
    ),
    _when(lambda t_test, **_: t_test == NEVER),
)
CLOCK = Why(
    "By heart at step {t_train:,.0f}, understood only at {t_test:,.0f}. What goes on in between?",
    (
        Answer("Nothing, until it suddenly finds the rule.",
               "See *Inside*: the restricted loss falls, and the circle forms, long before the "
               "accuracy moves."),
        Answer("A few frequencies grow at the cost of the rest.",
               "Yes. Five of them held {first:.0%} of the embedding's power at the start, and "
               "{top:.0%} at the end.", right=True),
        Answer("The training loss falls until it is small enough.",
               "It is small long before. Without decay it gets as small, and nothing is "
               "understood."),
    ),
    _when(lambda t_test, t_train, **_: t_test >= DELAY * max(t_train, 1)),
)
TOGETHER = Why(
    "By heart at step {t_train:,.0f}, understood at {t_test:,.0f}: hardly a wait. Why?",
    (
        Answer("It fits where fitting and understanding are the same.",
               "Yes. Held at a norm inside the U, or with nearly all of the pairs, what fits is "
               "right elsewhere too.", right=True),
        Answer("It had no time to learn by heart.",
               "It fitted its pairs at step {t_train:,.0f}."),
        Answer("A larger learning rate does it.",
               "That makes all of it faster, the wait and the fit."),
    ),
)
RUN = (RANDOM, NOT_FITTED, NO_DECAY, FEW, CLOCK, TOGETHER)

CURVE = (Why(
    "The more pairs, the lower and wider the U. What does that say of the wait?",
    (
        Answer("With more pairs it is shorter: less way to go.",
               "Yes, and with nearly all pairs it is gone.", right=True),
        Answer("Nothing: the L decides how long it takes.",
               "The L says where a fit is possible. Where it is right elsewhere the U says."),
        Answer("With more pairs it is longer: more to learn.",
               "More to fit, but t_train hardly changes; see *Data size*."),
    ),
),)
LAW = (Why(
    "A third of the λ: how much later is the test set learnt?",
    (
        Answer("Three times: the line falls with slope −1.",
               "Yes, about: t is proportional to 1/λ.", right=True),
        Answer("Not later: λ does not change when it is memorised.",
               "That is so for the squares, memorised. The circles, generalised, wait."),
        Answer("Nine times: the slide is slower and longer.",
               "Slower, not longer."),
    ),
),)
SIZE = (Why(
    "From a share of 0.8 down to 0.5 the wait grows. Why?",
    (
        Answer("Fewer pairs take longer to learn by heart.",
               "See the squares: they are learnt by heart at about the same step."),
        Answer("The rule saves less where there is less to save.",
               "Yes. By heart costs norm for each pair, the rule costs the same for all of them: "
               "the fewer pairs, the weaker the pull.", right=True),
        Answer("It is noise, of the seeds.",
               "Three seeds of each share agree that it grows."),
    ),
),)
