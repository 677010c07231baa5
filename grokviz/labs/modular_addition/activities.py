"""The exercises of the modular-addition lab: enough pairs, the right shell, one cure."""

from __future__ import annotations

from functools import partial

import numpy as np

from grokviz.claims import teacher_student_rules as rules
from grokviz.recipes.modular_addition import grokking, held_norm, preset
from grokviz.teaching.exercises.exercise import RUN, Attempt, Exercise, Slip
from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("A network learns to add modulo 31, from 60% of the table. The run shown is recorded. "
         "Press **Start**: now it trains here.", done="started", point="Start"),
    Step("Blue and dashed: the pairs it is shown, soon all known by heart. Orange: the other 40%. "
         "Nothing, for a long time. Wait for it.", done="t_test", point="Accuracy"),
    Step("Each dot is a residue, as the network sees it. [At the start](start) they lie about; "
         "[by heart](t_train) they still do. At [the end](end) they stand round a **clock face**: "
         "it adds by turning.", done="at end",
         point="The residues, along the strongest frequency"),
    Step("[The clock](view Clock): the table of answers. Known by heart it is a sieve, with grey "
         "holes for the pairs it never saw; understood, stripes. Five of the 15 "
         "frequencies come to hold half of the power; in a [transformer](model=transformer, "
         "learning_rate=0.003) nearly all.", done="view Clock", point="Clock"),
    Step("[Inside](view Inside) two losses move **before** the accuracy. Drag *take out*: how many "
         "frequencies can the network lose?", done="view Inside", point="Inside"),
    Step("A [random table](operation=random) is learnt by heart as quickly. Is the rest ever "
         "right?", done="operation = random", point="operation", show=("operation",)),
    Step("De-grok: choose the preset *de-grok: fixed norm*. Held at 0.8 of its norm, the "
         "transformer learns both sets at nearly the same time.", done="constraint = fixed_norm",
         show=("constraint",)),
)

SEEDS = tuple({"split_seed": k, "init_seed": k} for k in range(3))
MOST = 0.75             # share of the pairs that may be asked for
CHOSEN = ("weight_decay", "train_fraction", "init_scale", "learning_rate", "constraint")
_TRANSFORMER = preset("a transformer")


def _not_fitted(attempt: Attempt) -> bool:
    return bool(np.isnan(attempt.times("t_train")).any())


ENOUGH_PAIRS = Exercise(
    id="enough_pairs",
    question="With 45% of the pairs the lab's network knows these by heart, and nothing else. "
             "Choose train_fraction, at most 0.75, so that it learns the rest within 800 steps, "
             "with each of three seeds.",
    experiment=partial(grokking, steps=1000), seeds=SEEDS, base={"train_fraction": 0.45},
    free=("train_fraction",), rule=rules.in_time(RUN, 800),
    right="Understanding pays from some share on, and the more pairs, the sooner.",
    wrong="The rest is not learnt within 800 steps.",
    slips=(
        Slip(lambda a: not a.changed, "These are the pairs it fails with. More, or fewer?",
             trained=False),
        Slip(lambda a: a.settings["train_fraction"] > MOST, "That would do, but more than three "
             "quarters of the table are not allowed here.", trained=False),
        Slip(lambda a: a.settings["train_fraction"] < 0.45, "Fewer pairs are still easier to know "
             "by heart, and say still less about the rest."),
        Slip(lambda a: a.settings["train_fraction"] >= 0.5, "It is on its way, but too late: the "
             "wait is longer the nearer it is to the least share."),
    ),
    hints=("Look at the view Data size: where do the circles come below 800?",
           "At 0.6 it takes 900 to 1,200 steps. A little more."),
    solution={"train_fraction": 0.7},
    why="At 0.7 the test set is learnt at about step 550.",
)

RIGHT_SHELL = Exercise(
    id="right_shell",
    question="Decay is off, and the transformer's weight norm is held where it starts. Find an "
             "init_scale at which it learns the test set within 300 steps, with each of three "
             "seeds.",
    experiment=partial(held_norm, **{k: _TRANSFORMER[k] for k in ("model", "learning_rate")},
                       steps=400),
    seeds=SEEDS, base={"init_scale": 1.0}, free=("init_scale",), rule=rules.in_time(RUN, 300),
    right="On this shell what fits is right elsewhere too: there is nothing to wait for.",
    wrong="The test set is not learnt within 300 steps.",
    slips=(
        Slip(lambda a: not a.changed, "That is the norm it starts with: there it waits. Which way "
             "is the U?", trained=False),
        Slip(_not_fitted, "Too small: so small a network cannot even fit."),
        Slip(lambda a: a.settings["init_scale"] > 0.8, "Too large: it fits as soon, and is wrong "
             "elsewhere."),
    ),
    hints=("In the free run the norm starts at 29 and ends near 21. Where must it be held?",
           "The paper holds it at 0.8 of the start."),
    solution={"init_scale": 0.8},
    why="Held at 23.5 the transformer learns the test set at step 110 to 170.",
)

ONE_CURE = Exercise(
    id="one_cure",
    question="De-grok the transformer: change one setting, and one alone, so that the test set is "
             "learnt less than 5 times later than the training set, with each of three seeds.",
    experiment=partial(grokking, steps=1200), seeds=SEEDS,
    base={k: v for k, v in _TRANSFORMER.items() if k not in ("modulus", "operation", "loss")},
    free=CHOSEN, rule=rules.at_once([RUN]),
    right="Hardly a wait is left.", wrong="There is still a wait.",
    slips=(
        Slip(lambda a: not a.changed, "Nothing is changed yet: this is the run that groks.",
             trained=False),
        Slip(lambda a: len(a.changed) > 1, "That is more than one setting: which of them does it?",
             trained=False),
        Slip(_not_fitted, "So strong a decay takes away the fit itself."),
        Slip(lambda a: a.settings["constraint"] != "free", "Held, yes, but where it starts, and "
             "that is outside: it waits about ten times as long as it takes to fit. Held further "
             "in it would do, but that is a second setting."),
        Slip(lambda a: "init_scale" in a.changed, "A smaller start does not last: while it fits "
             "the norm grows to 30 again, and then it has to wait. Only what is held stays small."),
        Slip(lambda a: "learning_rate" in a.changed, "All of it is sooner, the fit as well: the "
             "wait is not gone with every seed."),
        Slip(lambda a: a.settings["weight_decay"] < 1, "Less decay, a longer wait."),
        Slip(lambda a: "train_fraction" in a.changed, "The more pairs, the shorter the wait; this "
             "is not enough to end it."),
    ),
    hints=("Two of the settings can do it: one is the pull, the other what there is to save.",
           "The wait goes as 1/λ, as long as the fit is not held back: three times the λ."),
    solution={"weight_decay": 3.0},
    why="With λ = 3 the test set is learnt at step 160 to 290, the training set at 65 to 96. "
        "(train_fraction = 0.95 does it too.)",
)
EXERCISES = (ENOUGH_PAIRS, RIGHT_SHELL, ONE_CURE)
