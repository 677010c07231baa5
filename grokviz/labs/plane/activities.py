"""The exercise of the plane: the same way in a third of the time."""

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
    Step("Light is a small loss. Across: the norm w of the decoder; up: how messy the "
         "representation is. On the left, what the examples shown pull at; on the right, what they "
         "do not know of. **Click a place on a map**: a path runs from there.", done="started",
         point="Training loss"),
    Step("It drifts to the left, at one speed, over ground that is flat on the left map. At the "
         "dashed border the wall takes it along, down to the **★**: only there the right map is "
         "light.", point="Test loss"),
    Step("Dots are equally far apart in time. [Turn λ up](weight_decay=0.1): the same path, and "
         "three times faster. The line above the pictures tells both legs.",
         done="weight_decay >= 0.1", show=("weight_decay",)),
    Step("Fewer examples: [N = 25](n_train=25). The border stands upright, and the star is gone. "
         "[N = 45](n_train=45) brings it back.", done="n_train <= 25", show=("n_train",)),
    Step("These paths have the direction of the weights slaved to its best. Does training itself "
         "go this way? See [Full training](view Full training).", done="view Full training"),
)

WITHIN = 2600
_START = {name: SETTINGS[name].default for name in (
    "init_scale", "weight_decay", "learning_rate", "rate_ratio")}


def _path(**settings) -> Experiment:
    return reduced_trajectory(load("toy_addition.landscape_45"), **settings)


def _in_time(runs: Runs) -> Verdict:
    when = float(arrival(runs[RUN])[0])
    return Verdict(when <= WITHIN, "never" if np.isnan(when) else f"step {when:,.0f}")


def _never(attempt: Attempt) -> bool:
    return any(np.isnan(arrival(record)[0]) for record in attempt.records)


SOONER = Exercise(
    id="sooner",
    question="On the map of N = 45, paths from w = 4 and m = 0.06, 0.08 and 0.1 need up to 8,500 "
             "steps to a test loss of 0.1. Change one of weight_decay, learning_rate and "
             "rate_ratio, and one alone, so that each of them is there by step 2,600.",
    experiment=_path, seeds=tuple({"messiness": m} for m in (0.06, 0.08, 0.1)), base=_START,
    free=("weight_decay", "learning_rate", "rate_ratio"), rule=_in_time,
    right="There in time. It is the drift that takes long, and its speed is ηλ.",
    wrong="Faster, but not fast enough.",
    slips=(
        Slip(lambda a: not a.changed, "Nothing is changed yet: this is the slow path.",
             trained=False),
        Slip(lambda a: len(a.changed) > 1, "That is more than one: which of them does it?",
             trained=False),
        Slip(lambda a: a.settings["weight_decay"] == 0, "Without decay nothing drifts: it stays "
             "where it starts.", trained=False),
        Slip(lambda a: "weight_decay" in a.changed and _never(a), "So strong a decay pushes it up "
             "the wall and past the solution: it comes to rest where nothing fits."),
        Slip(lambda a: a.changed == ("rate_ratio",), "That shortens the slide, and does little "
             "to the drift before it, which is the longer part."),
    ),
    hints=("The way is a drift, then a slide. Which of the two takes longer, and what is its "
           "speed?",
           "The drift takes L₁/(ηλ). A third of the time needs three times ηλ."),
    solution={"weight_decay": 0.1},
    why="Three times λ, a third of the time. (Three times η does it too: only ηλ counts.)",
)
EXERCISES = (SOONER,)
