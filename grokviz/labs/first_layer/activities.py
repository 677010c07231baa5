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
    question="With 13 symbols and 70% of the pairs the network without its output layer never "
             "generalises. Choose train_fraction so that it does, within slow time 4, with each "
             "of three seeds. The 256 hidden units are enough for all pairs.",
    experiment=partial(simulated, modulus=13, hidden=256, learning_rate=5e-3, steps=800),
    seeds=SEEDS, base={"train_fraction": 0.7}, free=("train_fraction",), rule=_learns,
    right="With fewer gaps between the examples the smallest embedding is the circle.",
    wrong="It does not generalise: the smallest norm that fits these pairs is not yet the circle.",
    slips=(
        Slip(lambda a: not a.changed, "These are the pairs it fails with. More, or fewer?",
             trained=False),
        Slip(lambda a: a.settings["train_fraction"] < 0.7, "Fewer pairs say less about the rest: "
             "the smallest network that fits them is further from the rule."),
    ),
    hints=("Norm minimisation finds the smallest network that fits. Which data leave only the "
           "rule as the smallest?",
           "Nine pairs in ten."),
    solution={"train_fraction": 0.9},
    why="What the smallest norm means is decided by the data.",
)
TOUR = (
    Step("Two layers add modulo 23, but the second is not trained: at each step it is put where it "
         "fits **exactly**. The training set is right from the start. Press **Start**, and watch "
         "the other line.", done="started", point="Start"),
    Step("The symbols of the embedding find their places on a circle, [k = 1](frequency=1), "
         "[k = 2](frequency=2) and so on: all of them, not a chosen few.",
         point="The symbols, by frequency k", show=("frequency",)),
    Step("Scrub: half of the units have chosen a frequency before the accuracy moves. The norms "
         "fall smoothly; nothing in them jumps.", point="Whom does a unit serve?"),
    Step("Now [both layers are trained](view Training). Dotted: the same without the output "
         "layer. It comes sooner.", done="view Training", point="Training"),
    Step("Choose the preset *output layer 4x*, then *16x*: the faster the second layer, the better "
         "the two agree.", done="kappa >= 4", point="kappa", show=("kappa",)),
    Step("[The compass](view Compass) compares each update with what theory says. Choose *ReLU*, "
         "press **Start**, and find out who holds it on its way.", done="view Compass",
         point="Compass"),
)
EXERCISES = (ROOM,)
