"""The tour of the lab of digits, the guide of its lesson, and the exercise: half the delay."""

from functools import partial

import numpy as np

from grokviz.claims.digits import rules
from grokviz.recipes.digits import grokking
from grokviz.teaching.exercises.exercise import RUN, Exercise, Slip
from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("digits.tour.wall", done="started", point="Start"),
    Step("digits.tour.memorised_first", done="t_test", point="time machine"),
    Step("digits.tour.red_plateau", done="at t_train", point="Accuracy"),
    Step("digits.tour.without_decay", done="weight_decay = 0", point="weight_decay",
         show=("weight_decay",)),
    Step("digits.tour.usual_start", done="init_scale = 1", point="init_scale",
         show=("init_scale",)),
    Step("digits.tour.the_u", done="view L and U", point="The L and the U"),
)
GUIDES = {"lesson_05": TOUR[:3], "lesson_05_start": TOUR[3:5]}

HALF = (350, 900)       # steps of delay: about half of the 1,600 of the preset, and not none

HALF_DELAY = Exercise(
    id="half_delay",
    question="exercise.half_delay.question",
    experiment=partial(grokking, steps=2600),
    seeds=tuple({"data_seed": k, "init_seed": k} for k in range(3)),
    base={"weight_decay": 0.06}, free=("weight_decay", "init_scale", "n_train"),
    rule=rules.delayed(RUN, *HALF),
    right="exercise.half_delay.right", wrong="exercise.half_delay.wrong",
    slips=(
        Slip(lambda a: not a.changed, "common.slip_nothing_changed", trained=False),
        Slip(lambda a: len(a.changed) > 1, "common.slip_two_settings", trained=False),
        Slip(lambda a: bool(np.isnan(a.times("t_train")).any()), "exercise.half_delay.slip_fit"),
        Slip(lambda a: a.settings["weight_decay"] < 0.06, "exercise.half_delay.slip_less"),
        Slip(lambda a: bool((a.times("delay") < HALF[0]).any()), "exercise.half_delay.slip_none"),
    ),
    hints=("exercise.half_delay.hint_1", "exercise.half_delay.hint_2"),
    solution={"weight_decay": 0.13},
    why="exercise.half_delay.why",
)
EXERCISES = (HALF_DELAY,)
