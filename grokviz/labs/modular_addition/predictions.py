"""What can be guessed in the modular-addition lab, and what is asked after it.

What is said before a run of the default network comes from a measured law, not from theory:
t_test ∝ 1/λ from the stored run with λ = 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.base import LATE, curve_of_test, is_over, learnt, load, middle
from grokviz.recipes.modular_addition import PRESETS, SETTINGS
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import Answer, Why, where
from grokviz.teaching.predictions.question import NEVER, Guessable, Theory

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


_when = partial(where, numbers)


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


SMALLEST = 0.03         # λ of the law, about


def _scaled(wanted: Mapping[str, Any]) -> Theory:
    known, base = SETTINGS.defaults(), PRESETS["grokking"]
    decay = float(np.median(wanted["weight_decay"]))
    others = {k: v for k, v in known.items() if k not in ("weight_decay", "steps", "init_seed")}
    if any(np.ndim(wanted[k]) or wanted[k] != v for k, v in others.items()):
        return Theory(None, t("For this network no law was measured."))
    if decay == 0:
        return Theory(NEVER, t("The law: t_test goes as 1/λ, so without λ never."))
    seen = float(load("modular_addition.grokking").t_test[0])
    return Theory(seen * base["weight_decay"] / decay,
                  t("The law, t_test ∝ 1/λ, from the recorded run with λ = 1."))


def _least_share(record: Record) -> float | None:
    """The least share at which more than half of the runs learnt the test set."""
    if not (is_over(record) or np.isfinite(record.t_test).all()):
        return None
    shares = record.sweep["train_fraction"]
    good = [s for s in np.unique(shares) if np.isfinite(middle(record.t_test[shares == s]))]
    return float(min(good)) if good else NEVER


def _at_smallest(record: Record) -> float | None:
    decay = record.sweep["weight_decay"]
    return learnt(record.take(np.isclose(decay, decay.min())))


def _best_norm(record: Record) -> float | None:
    if not is_over(record):
        return None
    loss = record.values["test_loss"][-1]
    return float(record.values["weight_norm"][-1][np.nanargmin(loss)])


_PUT: dict[str, Any] = {"numbers": numbers, "whys": RUN}
OF_A_RUN = (
    Guessable(
        "t_test", "when it is understood", "At which step will the test set be learnt?",
        picture=1, level=0.95, truth=learnt, form="step {}", wrong=LATE, never=True,
        predicted=_scaled, **_PUT,
    ),
    Guessable(
        "test_curve", "the whole test curve", "How will the test accuracy go?", picture=1,
        shape="curve", truth=curve_of_test, **_PUT,
    ),
)
OF_THE_CURVE = (Guessable(
    "bottom", "the best norm", "At which weight norm will the test loss be lowest?", picture=1,
    level=1e-2, truth=_best_norm, form="norm {}", whys=CURVE,
),)
OF_THE_LAW = (Guessable(
    "smallest_decay", "at the smallest λ",
    "At which step will the test set be learnt with λ = 0.03, the leftmost?", picture=0, shape="y",
    level=SMALLEST, form="step {}", wrong=LATE, never=True, truth=_at_smallest, whys=LAW,
),)
OF_THE_SIZE = (Guessable(
    "least_share", "the least share", "From which share of the pairs on is the test set learnt?",
    picture=0, level=1000, form="{}", never=True, truth=_least_share, whys=SIZE,
),)
