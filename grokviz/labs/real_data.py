"""What labs on real data share: headlines at their own thresholds, questions on the wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.labs import headline as heads
from grokviz.labs.base import LATE, curve_of_test, learnt, middle
from grokviz.labs.headline import NOTHING, Headline
from grokviz.metrics import LATE as DELAYED
from grokviz.run import Record, level
from grokviz.teaching.predictions.follow_up import Answer, Why, where
from grokviz.teaching.predictions.question import NEVER, Guessable
from grokviz.teaching.predictions.score import Outcome

BELOW = 0.07            # below the threshold by which a run that generalised has lost it again
PHASES = ("untrained", "learning", "memorised", "moving", "grokked", "at once", "ended", "unpulled",
          "not fitted", "lost")


def headlines(area: str, chance: float) -> Callable[..., Headline]:
    """The headline of a lab: keys ``headline.<area>.<phase>``; `chance` is what guessing gives."""
    keys = heads.HEADLINES | {phase: f"headline.{area}.{phase.replace(' ', '_')}"
                              for phase in PHASES}

    def headline(
        record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
    ) -> Headline:
        rule, n = heads.phase(record, state), heads.numbers(record, wanted)
        if record is not None and rule == "lost" and (
                n["test"] >= level(record.settings, "test_accuracy") - BELOW):
            rule = "grokked" if n["times"] >= DELAYED else "at once"
        elif rule == "moving" and n["test"] < chance + heads.GAINED / 2:
            rule = "memorised"
        return heads.say(keys[rule], **n)

    return headline


def numbers(record: Record) -> Mapping[str, Any]:
    """The numbers that the sentences need; the median over several runs."""
    return {
        "t_train": middle(record.times("t_train")), "t_test": middle(record.times("t_test")),
        "step": int(record.steps[-1]),
        "right": float(np.median(record.values["test_accuracy"][-1])),
        "start": float(np.median(record.values["weight_norm"][0])),
        "norm": float(np.median(record.values["weight_norm"][-1])),
        "decays": bool(np.any(np.asarray(record.sweep["weight_decay"]) > 0)),
    }


def questions(area: str) -> tuple[Guessable, ...]:
    """When is the test set learnt, and what does its curve look like; why, afterwards."""
    when = partial(where, numbers)

    def why(name: str, right: int, *rule: Callable[[Outcome], bool]) -> Why:
        key = f"{area}.why.{name}"
        return Why(f"{key}.question", tuple(
            Answer(f"{key}.choice_{i}", f"{key}.choice_{i}_answer", right=i == right)
            for i in (1, 2)), *rule)

    whys = (
        why("not_fitted", 1, when(lambda t_train, **_: t_train == NEVER)),
        why("not_yet", 2, when(lambda t_test, **_: t_test == NEVER)),
        why("late", 1, when(lambda t_test, t_train, **_: t_test >= DELAYED * max(t_train, 1))),
        why("together", 2))
    put: dict[str, Any] = {"numbers": numbers, "whys": whys}
    return (
        Guessable("t_test", "common.guess_when_learnt", f"{area}.guess_when_learnt", picture=1,
                  truth=learnt, form="guess.form_step", wrong=LATE, never=True, **put),
        Guessable("test_curve", "common.guess_test_curve", f"{area}.guess_test_curve", picture=1,
                  shape="curve", truth=curve_of_test, **put))
