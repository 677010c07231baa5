"""The wait in labs on real data: headlines at their own thresholds, questions, and an exercise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.claims.real_data import rules
from grokviz.labs import headline as heads
from grokviz.labs.base import LATE, curve_of_test, learnt, middle
from grokviz.labs.headline import NOTHING, Headline
from grokviz.metrics import LATE as DELAYED
from grokviz.run import Record, level
from grokviz.teaching.exercises.exercise import RUN, Exercise, Slip
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


def no_wait(
    id: str, experiment: Callable[..., Any], base: Mapping[str, Any], steps: int,
    solution: Mapping[str, Any],
) -> Exercise:
    """Change one setting so that new examples are learnt no later than old ones; keys
    ``exercise.<id>``."""
    key = f"exercise.{id}"
    return Exercise(
        id=id, question=f"{key}.question", experiment=partial(experiment, steps=steps),
        seeds=tuple({"data_seed": k} for k in range(3)), base=base, free=tuple(base),
        rule=rules.no_wait(RUN), right=f"{key}.right", wrong=f"{key}.wrong",
        slips=(
            Slip(lambda a: not a.changed, "common.slip_nothing_changed", trained=False),
            Slip(lambda a: len(a.changed) > 1, "common.slip_two_settings", trained=False),
            Slip(lambda a: a.settings["init_scale"] > base["init_scale"], f"{key}.slip_larger",
                 trained=False),
            Slip(lambda a: bool(np.isnan(a.times("t_train")).any()), f"{key}.slip_fit"),
            Slip(lambda a: a.settings["weight_decay"] > base["weight_decay"], f"{key}.slip_decay")),
        hints=(f"{key}.hint_1", f"{key}.hint_2"), solution=solution, why=f"{key}.why", hot=())
