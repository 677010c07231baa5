"""Tour and exercises of the teacher-student lab."""

from __future__ import annotations

from functools import partial

import numpy as np

from grokviz.claims import teacher_student_rules as rules
from grokviz.recipes.teacher_student import SEEDS, SETTINGS, grokking
from grokviz.teaching.exercises.exercise import RUN, Attempt, Exercise, Slip
from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("A small network learns 100 examples. The run shown here is recorded. Press **Start**: "
         "now it trains here, in front of you.", done="started", point="Start"),
    Step("Blue and dashed: the examples it is shown. Soon it answers them all. Orange: examples it "
         "has never seen. Wait until the network has learnt both.",
         done="t_test", point="Accuracy"),
    Step("The orange curve is late. Go to the moment where it had [memorised](t_train), then stand "
         "on [the plateau](plateau): all that was shown is right, and hardly anything else.",
         done="at plateau", point="Accuracy"),
    Step("What moves during the wait? From [memorised](t_train) over [the plateau](plateau) to "
         "[generalised](t_test) the dots slide to the left: the weights shrink, until the orange "
         "dot lies at the bottom of the **U**.", done="at t_test", point="The L and the U"),
    Step("Weight decay λ does the shrinking. [Turn λ up to 0.3](weight_decay=0.3), or drag it, "
         "and the wait is three times shorter. Look at [the end](end).",
         done="weight_decay >= 0.3", point="weight_decay", show=("weight_decay",)),
    Step("**Change the past:** scrub with the bar under the pictures to some step of the wait, "
         "choose another λ, and press *Continue from here*.", point="time machine",
         show=("weight_decay",)),
)
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
    question="Weight decay is off and the weight norm is held where it starts. Find an init_scale "
             "at which the network learns the test set within 1,000 steps, with each of three "
             "seeds.",
    experiment=partial(grokking, weight_decay=0.0, constraint="fixed_norm", steps=2000),
    seeds=SEEDS, base={"init_scale": 2.0}, free=("init_scale",),
    rule=rules.in_time(RUN, 1000),
    right="Held at this norm there is nothing to wait for: it stands at the bottom of the U.",
    wrong="The test set is learnt, but too late: the norm is near the bottom of the U, not on it.",
    slips=(
        Slip(lambda a: not a.changed, "That is the norm it starts with. Which norm does the U "
             "recommend?", trained=False),
        Slip(lambda a: a.settings["init_scale"] < 0.6 and _never(a), "Too small. Here the L rises: "
             "so small a network cannot even fit what it is shown."),
        Slip(lambda a: a.settings["init_scale"] > 0.6 and _never(a), "Too large. It fits at once, "
             "and stands on the right arm of the U; and with the norm held nothing takes it away "
             "from there."),
    ),
    hints=("Read off the picture The L and the U where the orange curve is lowest. At init_scale 1 "
           "the norm is about 8.6.",
           "The norm is 8.6 times init_scale; the U is lowest at a norm of about 6 to 8."),
    solution={"init_scale": 0.8},
    why="0.8 is a norm of 6.9, between the left wall of the L and the right arm of the U.",
)
LONG_WAIT = Exercise(
    id="long_wait",
    question="Find init_scale and weight_decay for which the test set is learnt at least 40 times "
             "later than the training set, but still within 12,000 steps, with each of three "
             "seeds.",
    experiment=partial(grokking, steps=12_000), seeds=SEEDS, base=_START,
    free=("init_scale", "weight_decay"), rule=rules.late(RUN, 40),
    right="It waits that long because the way to the bottom of the U is long, or the pull weak.",
    wrong="It waits, but not long enough. What makes the way longer, or the pull weaker?",
    slips=(
        Slip(lambda a: a.settings["weight_decay"] == 0, "Without weight decay nothing pulls it to "
             "the left: it would wait for ever.", trained=False),
        Slip(_held_back, "So strong a decay holds the fit itself back; that is no wait, it is "
             "a failure."),
        Slip(_never, "It does not arrive within 12,000 steps. Bring it nearer, or pull harder."),
        Slip(lambda a: not _waits(a), "No wait at all: it starts at the bottom of the U or left "
             "of it."),
    ),
    hints=("The wait is the way divided by the speed. Which of the two settings is the way, and "
           "which is the speed?",
           "Keep init_scale at 2. There λ = 0.1 makes it wait about 16 times: how much smaller "
           "must λ be?"),
    solution={"init_scale": 2, "weight_decay": 0.02},
    why="A fifth of the decay, about five times the wait.",
)
RESCUE = Exercise(
    id="rescue",
    question="Without weight decay this run has memorised and will never generalise. Rescue it: "
             "turn weight_decay up once it has memorised, at a step and to a value of your "
             "choice, so that the test set is learnt within 6,000 steps, with each of three seeds.",
    experiment=partial(grokking, steps=6000), seeds=SEEDS, base=_START | {"weight_decay": 0.0},
    free=("weight_decay",), rule=rules.in_time(RUN, 6000, rescued=True),
    right="Rescued. Whenever the pull begins, the slide begins.",
    wrong="The test set is not learnt in time.",
    slips=(
        Slip(lambda a: a.settings["weight_decay"] != 0, "Begin with weight_decay 0 and turn it up "
             "on the way: a run that had decay from the start needs no rescue.", trained=False),
        Slip(lambda a: not a.turns, "Nothing was turned on the way, so it never generalises. In a "
             "dict: {'weight_decay': {0: 0, STEP: VALUE}}.", trained=False),
        Slip(lambda a: a.turns[0][0] >= 6000, "Too late: the 6,000 steps are over by then.",
             trained=False),
        Slip(_early, "Too early: it had not memorised yet, so there was nothing to rescue. "
             "Wait for the plateau."),
        Slip(_held_back, "Too strong: the norm falls through the good place before the network "
             "has found its way, and ends left of the bottom of the U."),
        Slip(lambda a: _never(a), "It slides, but the 6,000 steps are over before it arrives: turn "
             "λ up earlier, or further."),
    ),
    hints=("It needs ln(w0/wc)/(ηλ) steps from the turn on: about 0.55/(0.003 λ).",
           "Turn at step 1000. How many steps are left, and which λ needs fewer?"),
    solution={"weight_decay": {0: 0.0, 1000: 0.3}},
    why="0.55/(0.003 · 0.3) is about 600 steps, and 5,000 are left.",
)
DEGROK = Exercise(
    id="degrok",
    question="De-grok the lab's run: change one setting, and one alone, so that the test set is "
             "learnt soon after the training set (less than 5 times later), with each of three "
             "seeds.",
    experiment=partial(grokking, steps=3000), seeds=SEEDS, base=_START,
    free=tuple(_START), rule=rules.at_once([RUN]),
    right="No wait is left: it understands as it fits.",
    wrong="There is still a wait.",
    slips=(
        Slip(lambda a: not a.changed, "Nothing is changed yet: this is the run that groks.",
             trained=False),
        Slip(lambda a: len(a.changed) > 1, "That is more than one setting: which of them does it?",
             trained=False),
        Slip(lambda a: "threshold" in a.changed, "That changes the yardstick, not the network: its "
             "loss curves are the same to the last digit. Change what is trained.", trained=False),
        Slip(lambda a: a.settings["weight_decay"] == 0, "Without decay the wait is not gone but "
             "endless: it never generalises."),
        Slip(_held_back, "So strong a decay takes away the fit itself: the norm is pulled past the "
             "bottom of the U."),
        Slip(lambda a: "weight_decay" in a.changed, "A shorter wait, but a wait. More decay than "
             "this soon holds the fit back: speed is not the way."),
        Slip(lambda a: a.changed == ("learning_rate",), "On the slide η does what λ does: only "
             "η·λ counts. So the wait changes, but it is not gone with every seed."),
        Slip(lambda a: a.settings["n_train"] < 300 and "n_train" in a.changed, "More examples "
             "shorten the wait, but these are too few to end it."),
    ),
    hints=("The wait is a way along the floor of the L. Can it start without a way before it?",
           "Where on the U does it start, at init_scale 2? Where would it have to?"),
    solution={"init_scale": 0.5},
    why="It starts left of the bottom of the U, so it has nowhere to slide. (n_train = 500 does it "
        "too: with enough examples the right arm of the U is low.)",
)
EXERCISES = (GOLDILOCKS, LONG_WAIT, RESCUE, DEGROK)
