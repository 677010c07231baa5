"""The exercises of the modular-addition lab: enough pairs, the right shell, one cure."""

from __future__ import annotations

from functools import partial

import numpy as np

from grokviz.claims.teacher_student import rules
from grokviz.recipes.modular_addition import grokking, held_norm, preset
from grokviz.teaching.exercises.exercise import RUN, Attempt, Exercise, Slip
from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("modular_addition.tour.network_learns_add_modulo", done="started", point="Start"),
    Step("modular_addition.tour.blue_dashed_pairs_shown", done="t_test", point="time machine"),
    Step("modular_addition.tour.each_dot_residue_network", done="at end",
         point="The clock"),
    Step("modular_addition.tour.clock_table_answers_known", done="view Clock", point="Clock"),
    Step("modular_addition.tour.inside_two_losses_move", done="view Inside", point="Inside"),
    Step("modular_addition.tour.random_table_learnt_heart", done="operation = random",
         point="operation", show=("operation",)),
    Step("modular_addition.tour.de_grok_choose_preset", done="constraint = fixed_norm",
         show=("constraint",)),
)
GUIDES = {
    "lesson_03": (
        Step("modular_addition.lesson_03.wait_for_orange", done="t_test", point="Start"),
        Step("modular_addition.lesson_03.clock_face", done="at end",
             point="The clock"),
        Step("modular_addition.lesson_03.table_of_answers",
             done="view Clock", point="Answers: right in colour"),
        Step("modular_addition.lesson_03.four_moments",
             done="view Moments", point="Four moments of this run"),
    ),
    "lesson_03_inside": (
        Step("modular_addition.lesson_03_inside.mlp_loses",
             point="Without the strongest frequencies"),
        Step("modular_addition.lesson_03_inside.transformer_loses",
             done="model = transformer", show=("model",),
             point="Without the strongest frequencies"),
        Step("modular_addition.lesson_03_inside.network_of_paper",
             done=lambda lab: lab.modulus == 113, point="What is formed inside"),
    ),
    "lesson_04": (
        Step("modular_addition.lesson_04.this_is_wait", done="t_test", point="Start"),
        Step("modular_addition.lesson_04.hold_norm",
             done="constraint = fixed_norm", point="time machine", show=("constraint",)),
        Step("modular_addition.lesson_04.nearly_all_pairs",
             done="train_fraction >= 0.9", point="time machine", show=("train_fraction",)),
        Step("modular_addition.lesson_04.more_decay",
             done="weight_decay >= 2", point="time machine", show=("weight_decay",)),
        Step("modular_addition.lesson_04.half_start",
             done="init_scale <= 0.5", point="Weight norm", show=("init_scale",)),
    ),
    "lesson_04_l_and_u": (
        Step("modular_addition.lesson_04_l_and_u.of_the_mlp", point="Test loss by share of pairs"),
        Step("modular_addition.lesson_04_l_and_u.of_the_transformer",
             done="model = transformer", point="Test loss by share of pairs"),
    ),
}

SEEDS = tuple({"split_seed": k, "init_seed": k} for k in range(3))
MOST = 0.75             # largest share of the pairs that an exercise accepts
CHOSEN = ("weight_decay", "train_fraction", "init_scale", "learning_rate", "constraint")
_TRANSFORMER = preset("a transformer")


def _not_fitted(attempt: Attempt) -> bool:
    return bool(np.isnan(attempt.times("t_train")).any())


ENOUGH_PAIRS = Exercise(
    id="enough_pairs",
    question="exercise.enough_pairs.question",
    experiment=partial(grokking, steps=1000), seeds=SEEDS, base={"train_fraction": 0.45},
    free=("train_fraction",), rule=rules.in_time(RUN, 800),
    right="exercise.enough_pairs.right",
    wrong="exercise.enough_pairs.wrong",
    slips=(
        Slip(lambda a: not a.changed, "common.slip_same_pairs", trained=False),
        Slip(lambda a: a.settings["train_fraction"] > MOST, "exercise.enough_pairs.slip_2",
             trained=False),
        Slip(lambda a: a.settings["train_fraction"] < 0.45, "exercise.enough_pairs.slip_3"),
        Slip(lambda a: a.settings["train_fraction"] >= 0.5, "exercise.enough_pairs.slip_4"),
    ),
    hints=("exercise.enough_pairs.hint_1", "exercise.enough_pairs.hint_2"),
    solution={"train_fraction": 0.7},
    why="exercise.enough_pairs.why",
)

RIGHT_SHELL = Exercise(
    id="right_shell",
    question="exercise.right_shell.question",
    experiment=partial(held_norm, **{k: _TRANSFORMER[k] for k in ("model", "learning_rate")},
                       steps=400),
    seeds=SEEDS, base={"init_scale": 1.0}, free=("init_scale",), rule=rules.in_time(RUN, 300),
    right="exercise.right_shell.right",
    wrong="exercise.right_shell.wrong",
    slips=(
        Slip(lambda a: not a.changed, "exercise.right_shell.slip_1", trained=False),
        Slip(_not_fitted, "exercise.right_shell.slip_2"),
        Slip(lambda a: a.settings["init_scale"] > 0.8, "exercise.right_shell.slip_3"),
    ),
    hints=("exercise.right_shell.hint_1", "exercise.right_shell.hint_2"),
    solution={"init_scale": 0.8},
    why="exercise.right_shell.why",
)

ONE_CURE = Exercise(
    id="one_cure",
    question="exercise.one_cure.question",
    experiment=partial(grokking, steps=1200), seeds=SEEDS,
    base={k: v for k, v in _TRANSFORMER.items() if k not in ("modulus", "operation", "loss")},
    free=CHOSEN, rule=rules.at_once([RUN]),
    right="exercise.one_cure.right", wrong="common.slip_still_waits",
    slips=(
        Slip(lambda a: not a.changed, "common.slip_nothing_changed", trained=False),
        Slip(lambda a: len(a.changed) > 1, "common.slip_two_settings", trained=False),
        Slip(_not_fitted, "exercise.one_cure.slip_3"),
        Slip(lambda a: a.settings["constraint"] != "free", "exercise.one_cure.slip_4"),
        Slip(lambda a: "init_scale" in a.changed, "exercise.one_cure.slip_5"),
        Slip(lambda a: "learning_rate" in a.changed, "exercise.one_cure.slip_6"),
        Slip(lambda a: a.settings["weight_decay"] < 1, "exercise.one_cure.slip_7"),
        Slip(lambda a: "train_fraction" in a.changed, "exercise.one_cure.slip_8"),
    ),
    hints=("exercise.one_cure.hint_1", "exercise.one_cure.hint_2"),
    solution={"weight_decay": 3.0},
    why="exercise.one_cure.why",
)
EXERCISES = (ENOUGH_PAIRS, RIGHT_SHELL, ONE_CURE)
