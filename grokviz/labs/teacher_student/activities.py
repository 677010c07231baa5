"""Tour and exercises of the teacher-student lab."""

from __future__ import annotations

from functools import partial

import numpy as np

from grokviz.claims.teacher_student import rules
from grokviz.recipes.teacher_student import SETTINGS, grokking
from grokviz.teaching.exercises.exercise import RUN, Attempt, Exercise, Slip
from grokviz.teaching.tour.steps import Step

SEEDS = tuple({"data_seed": k, "teacher_seed": k, "init_seed": k + 1} for k in (0, 2, 4))

TOUR = (
    Step("teacher_student.tour.small_network_learns_100", done="started", point="Start"),
    Step("teacher_student.tour.blue_dashed_examples_shown", done="t_test", point="time machine"),
    Step("teacher_student.tour.orange_curve_late_go", done="at plateau", point="time machine"),
    Step("teacher_student.tour.moves_during_wait_memorised", done="at t_test",
         point="The L and the U"),
    Step("teacher_student.tour.weight_decay_lambda_shrinking",
         done="weight_decay >= 0.3", point="weight_decay", show=("weight_decay",)),
    Step("teacher_student.tour.change_past_scrub_bar", point="time machine",
         show=("weight_decay",)),
)
GUIDES = {
    "lesson_01": (
        Step("teacher_student.lesson_01.all_norms", done="view L and U", point="L and U"),
        Step("teacher_student.lesson_01.recorded_curve", done="started", point="Start"),
        Step("teacher_student.lesson_01.three_parts",
             done="n_train = 500", point="n_train", show=("n_train",)),
        Step("teacher_student.lesson_01.back_to_one", done="view Animation", point="Animation"),
    ),
    "lesson_02": (
        Step("teacher_student.lesson_02.halve_decay",
             done="weight_decay <= 0.05", point="weight_decay", show=("weight_decay",)),
        Step("teacher_student.lesson_02.place_flag", done="t_test", point="time machine"),
        Step("teacher_student.lesson_02.guess_again",
             done="weight_decay < 0.05", point="weight_decay", show=("weight_decay",)),
        Step("teacher_student.lesson_02.norm_predicted", point="Weight norm"),
        Step("teacher_student.lesson_02.many_runs", done="view The law", point="The law"),
    ),
    "lesson_02_rescue": (
        Step("teacher_student.lesson_02_rescue.decay_off",
             done="weight_decay = 0", point="weight_decay", show=("weight_decay",)),
        Step("teacher_student.lesson_02_rescue.wait_for_blue", done="t_train", point="Start"),
        Step("teacher_student.lesson_02_rescue.turn_decay_up",
             done="weight_decay > 0", point="weight_decay", show=("weight_decay",)),
        Step("teacher_student.lesson_02_rescue.slide_begins",
             done="t_test", point="The L and the U"),
        Step("teacher_student.lesson_02_rescue.other_past",
             point="time machine", show=("weight_decay",)),
    ),
}
_START = {name: SETTINGS[name].default for name in (
    "init_scale", "weight_decay", "n_train", "learning_rate", "threshold")}


def _never(attempt: Attempt) -> bool:
    return bool(np.isnan(attempt.times("t_test")).any())


def _held_back(attempt: Attempt) -> bool:
    """Decay took the test set away, or the training set, before it was learnt."""
    return _never(attempt) and max(_decays(attempt)) >= 1


def _decays(attempt: Attempt) -> list[float]:
    return [attempt.settings["weight_decay"], *(value for _, _, value in attempt.turns)]


def _early(attempt: Attempt) -> bool:
    first = min(step for step, _, _ in attempt.turns)
    return bool((first < np.nan_to_num(attempt.times("t_train"), nan=np.inf)).any())


def _waits(attempt: Attempt, times: float = rules.SOON) -> bool:
    return bool((attempt.times("t_test") >= times * attempt.times("t_train")).any())


GOLDILOCKS = Exercise(
    id="goldilocks",
    question="exercise.goldilocks.question",
    experiment=partial(grokking, weight_decay=0.0, constraint="fixed_norm", steps=2000),
    seeds=SEEDS, base={"init_scale": 2.0}, free=("init_scale",),
    rule=rules.in_time(RUN, 1000),
    right="exercise.goldilocks.right",
    wrong="exercise.goldilocks.wrong",
    slips=(
        Slip(lambda a: not a.changed, "exercise.goldilocks.slip_1", trained=False),
        Slip(lambda a: a.settings["init_scale"] < 0.6 and _never(a), "exercise.goldilocks.slip_2"),
        Slip(lambda a: a.settings["init_scale"] > 0.6 and _never(a), "exercise.goldilocks.slip_3"),
    ),
    hints=("exercise.goldilocks.hint_1", "exercise.goldilocks.hint_2"),
    solution={"init_scale": 0.8},
    why="exercise.goldilocks.why",
)
LONG_WAIT = Exercise(
    id="long_wait",
    question="exercise.long_wait.question",
    experiment=partial(grokking, steps=12_000), seeds=SEEDS, base=_START,
    free=("init_scale", "weight_decay"), rule=rules.late(RUN, 40),
    right="exercise.long_wait.right",
    wrong="exercise.long_wait.wrong",
    slips=(
        Slip(lambda a: a.settings["weight_decay"] == 0, "exercise.long_wait.slip_1", trained=False),
        Slip(_held_back, "exercise.long_wait.slip_2"),
        Slip(_never, "exercise.long_wait.slip_3"),
        Slip(lambda a: not _waits(a), "exercise.long_wait.slip_4"),
    ),
    hints=("exercise.long_wait.hint_1", "exercise.long_wait.hint_2"),
    solution={"init_scale": 2, "weight_decay": 0.02},
    why="exercise.long_wait.why",
)
RESCUE = Exercise(
    id="rescue",
    question="exercise.rescue.question",
    experiment=partial(grokking, steps=6000), seeds=SEEDS, base=_START | {"weight_decay": 0.0},
    free=("weight_decay",), rule=rules.in_time(RUN, 6000, rescued=True),
    right="exercise.rescue.right",
    wrong="exercise.rescue.wrong",
    slips=(
        Slip(lambda a: a.settings["weight_decay"] != 0, "exercise.rescue.slip_1", trained=False),
        Slip(lambda a: not a.turns, "exercise.rescue.slip_2", trained=False),
        Slip(lambda a: a.turns[0][0] >= 6000, "exercise.rescue.slip_3", trained=False),
        Slip(_early, "exercise.rescue.slip_4"),
        Slip(_held_back, "exercise.rescue.slip_5"),
        Slip(lambda a: _never(a), "exercise.rescue.slip_6"),
    ),
    hints=("exercise.rescue.hint_1", "exercise.rescue.hint_2"),
    solution={"weight_decay": {0: 0.0, 1000: 0.3}},
    why="exercise.rescue.why",
)
DEGROK = Exercise(
    id="degrok",
    question="exercise.degrok.question",
    experiment=partial(grokking, steps=3000), seeds=SEEDS, base=_START,
    free=tuple(_START), rule=rules.at_once([RUN]),
    right="exercise.degrok.right",
    wrong="common.slip_still_waits",
    slips=(
        Slip(lambda a: not a.changed, "common.slip_nothing_changed", trained=False),
        Slip(lambda a: len(a.changed) > 1, "common.slip_two_settings", trained=False),
        Slip(lambda a: "threshold" in a.changed, "exercise.degrok.slip_3", trained=False),
        Slip(lambda a: a.settings["weight_decay"] == 0, "exercise.degrok.slip_4"),
        Slip(_held_back, "exercise.degrok.slip_5"),
        Slip(lambda a: "weight_decay" in a.changed, "exercise.degrok.slip_6"),
        Slip(lambda a: a.changed == ("learning_rate",), "exercise.degrok.slip_7"),
        Slip(lambda a: a.settings["n_train"] < 300 and "n_train" in a.changed,
             "exercise.degrok.slip_8"),
    ),
    hints=("exercise.degrok.hint_1", "exercise.degrok.hint_2"),
    solution={"init_scale": 0.5},
    why="exercise.degrok.why",
)
EXERCISES = (GOLDILOCKS, LONG_WAIT, RESCUE, DEGROK)
