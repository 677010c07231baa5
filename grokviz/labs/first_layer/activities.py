"""Tour and exercise of the first-layer lab."""

from __future__ import annotations

from functools import partial

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.recipes.first_layer import simulated
from grokviz.teaching.exercises.exercise import RUN, Exercise, Slip
from grokviz.teaching.tour.steps import Step

SEEDS = tuple({"data_seed": k, "init_seed": k} for k in (1, 2, 3))


def _learns(runs: Runs) -> Verdict:
    test = runs[RUN].t_test[0]
    return Verdict(bool(np.isfinite(test)), f"t_test {test:.0f}")


ROOM = Exercise(
    id="room",
    question="exercise.room.question",
    experiment=partial(simulated, modulus=13, hidden=256, learning_rate=5e-3, steps=800),
    seeds=SEEDS, base={"train_fraction": 0.7}, free=("train_fraction",), rule=_learns,
    right="exercise.room.right",
    wrong="exercise.room.wrong",
    slips=(
        Slip(lambda a: not a.changed, "common.slip_same_pairs", trained=False),
        Slip(lambda a: a.settings["train_fraction"] < 0.7, "exercise.room.slip_2"),
    ),
    hints=("exercise.room.hint_1", "exercise.room.hint_2"),
    solution={"train_fraction": 0.9},
    why="exercise.room.why",
)
TOUR = (
    Step("first_layer.tour.two_layers_add_modulo", done="started", point="Start"),
    Step("first_layer.tour.symbols_embedding_find_places",
         point="The symbols, by frequency k", show=("frequency",)),
    Step("first_layer.tour.scrub_half_units_chosen", point="Whom does a unit serve?"),
    Step("first_layer.tour.now_both_layers_trained", done="view Training", point="Training"),
    Step("first_layer.tour.choose_preset_output_layer", done="kappa >= 4", point="kappa",
         show=("kappa",)),
    Step("first_layer.tour.compass_compares_each_update", done="view Compass", point="Compass"),
)
GUIDES = {
    "lesson_10": (
        Step("first_layer.lesson_10.right_from_start", done="started", point="Start"),
        Step("first_layer.lesson_10.nothing_to_memorise",
             point="The symbols, by frequency k", show=("frequency",)),
        Step("first_layer.lesson_10.units_choose", point="Whom does a unit serve?"),
        Step("first_layer.lesson_10.norms_smooth", point="Squared norms"),
    ),
    "lesson_10_training": (
        Step("first_layer.lesson_10_training.dotted_without", done="started", point="Start"),
        Step("first_layer.lesson_10_training.faster_output",
             done="kappa >= 4", point="kappa", show=("kappa",)),
        Step("first_layer.lesson_10_training.budget", point="What only decay can change"),
    ),
}
EXERCISES = (ROOM,)
