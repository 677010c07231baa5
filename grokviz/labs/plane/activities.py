"""The exercise of the plane lab: the same path in a third of the time."""

from __future__ import annotations

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.labs.base import load
from grokviz.labs.plane.forecast import arrival
from grokviz.recipes.toy_addition import SETTINGS, reduced_trajectory
from grokviz.run import Experiment
from grokviz.teaching.exercises.exercise import RUN, Attempt, Exercise, Slip
from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("plane.tour.light_small_loss_across", done="started", point="Start"),
    Step("plane.tour.drifts_left_one_speed", point="Test loss"),
    Step("plane.tour.dots_equally_far_apart", done="weight_decay >= 0.1", show=("weight_decay",)),
    Step("plane.tour.fewer_examples_n_25", done="n_train <= 25", show=("n_train",)),
    Step("plane.tour.paths_direction_weights_slaved", done="view Full training"),
)

WITHIN = 2600
_START = {name: SETTINGS[name].default for name in (
    "init_scale", "weight_decay", "learning_rate", "rate_ratio")}


def _path(**settings) -> Experiment:
    return reduced_trajectory(load("toy_addition.landscape_45"), **settings)


def _in_time(runs: Runs) -> Verdict:
    when = arrival(runs[RUN])[0]
    return Verdict(when <= WITHIN, "never" if np.isnan(when) else f"step {when:,.0f}")


def _never(attempt: Attempt) -> bool:
    return any(np.isnan(arrival(record)[0]) for record in attempt.records)


SOONER = Exercise(
    id="sooner",
    question="exercise.sooner.question",
    experiment=_path, seeds=tuple({"messiness": m} for m in (0.06, 0.08, 0.1)), base=_START,
    free=("weight_decay", "learning_rate", "rate_ratio"), rule=_in_time,
    right="exercise.sooner.right",
    wrong="exercise.sooner.wrong",
    slips=(
        Slip(lambda a: not a.changed, "exercise.sooner.slip_1", trained=False),
        Slip(lambda a: len(a.changed) > 1, "exercise.sooner.slip_2", trained=False),
        Slip(lambda a: a.settings["weight_decay"] == 0, "exercise.sooner.slip_3", trained=False),
        Slip(lambda a: "weight_decay" in a.changed and _never(a), "exercise.sooner.slip_4"),
        Slip(lambda a: a.changed == ("rate_ratio",), "exercise.sooner.slip_5"),
    ),
    hints=("exercise.sooner.hint_1", "exercise.sooner.hint_2"),
    solution={"weight_decay": 0.1},
    why="exercise.sooner.why",
)
EXERCISES = (SOONER,)
