"""The exercises of the labs on gradient flow: two clocks, nothing to slide, room to fit."""

from __future__ import annotations

from functools import partial

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.recipes.norm_flow import diagonal_network
from grokviz.run import Record
from grokviz.teaching.exercises.exercise import RUN, Attempt, Exercise, Slip
from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("Two weights, and the training loss is 0 on the whole dashed curve. The wide ways are "
         "*predicted*: first the fall (blue), then the slide (orange). Press **Start**, and see "
         "whether it obeys.", done="started", point="Start"),
    Step("Now look at the same run by **other clocks**. On [log t](clock=log) the norm falls off "
         "a cliff. On [t](clock=linear) there is none. On [s = λ t](clock=slow) the slide "
         "takes one unit of time.", done=lambda lab: lab.clock == "slow", point="Weight norm",
         show=("clock",)),
    Step("**Drag the diamond** to another start. The theory is redrawn at once, before the run.",
         done="started", point="Two weights"),
    Step("[Without decay](weight_decay=0) it falls and stays. With [too much](weight_decay=1) "
         "there is no fall to be told from the slide: two clocks need a small λ.",
         done="weight_decay >= 1", point="weight_decay", show=("weight_decay",)),
    Step("A real task: [the diagonal net](view Diagonal net) learns three waves from 24 points. "
         "The orange line waits, then falls with the slide. Theory proves the slide; that the "
         "**test loss** falls with it, it does not.", done="view Diagonal net",
         point="Diagonal net"),
)

SEEDS = tuple({"data_seed": k, "init_seed": k} for k in (1, 2, 3))
SHARE = 0.01            # of the first loss
LATER, GOOD = 80, 1e-4
PLATEAU, FEW = 0.02, 0.1


def reached(record: Record, name: str) -> float:
    """Flow time at which a loss of the one run is at 1% of what it was first; inf for never."""
    loss = record.values[name][:, 0]
    at = np.flatnonzero(loss <= SHARE * loss[0])
    return float(record.values["flow_time"][at[0], 0]) if len(at) else np.inf


def _two_clocks(runs: Runs) -> Verdict:
    record = runs[RUN]
    train, test = reached(record, "train_loss"), reached(record, "test_loss")
    end = float(record.values["test_loss"][-1, 0])
    return Verdict(test >= LATER * train and end <= GOOD and np.isfinite(train),
                   f"{test / train:.0f}x later, ends at {end:.0e}" if np.isfinite(test)
                   else f"never, ends at {end:.0e}")


def _nothing_left(runs: Runs) -> Verdict:
    test, record = on_plateau(runs[RUN]), runs[RUN]
    fit = record.values["train_loss"][-1, 0] / record.values["train_loss"][0, 0]
    return Verdict(test <= FEW and fit <= SHARE, f"{test:.2g}")


def on_plateau(record: Record) -> float:
    """Test loss of the one run where the slide begins to be seen."""
    s = record.values["slow_time"][:, 0]
    return float(record.values["test_loss"][min(int((s < PLATEAU).sum()), len(s) - 1), 0])


def _end(attempt: Attempt, name: str) -> float:
    """The worst over the seeds."""
    return max(float(record.values[name][-1, 0]) for record in attempt.records)


def _delay(attempt: Attempt) -> float:
    return min(reached(r, "test_loss") / reached(r, "train_loss") for r in attempt.records)


TWO_CLOCKS = Exercise(
    id="two_clocks",
    question="Choose weight_decay for the diagonal network so that its test loss comes to 1% of "
             "its first value at least 80 times later than its training loss, and yet is below "
             "1e-4 after 30,000 steps, with each of three seeds.",
    experiment=partial(diagonal_network, steps=30_000), seeds=SEEDS,
    base={"weight_decay": 0.03}, free=("weight_decay",), rule=_two_clocks,
    right="Two clocks, far apart, and the slow one has run down in time.",
    wrong="The two clocks are not far enough apart.",
    slips=(
        Slip(lambda a: a.settings["weight_decay"] == 0, "Without decay the slow clock stands "
             "still: the test loss never moves.", trained=False),
        Slip(lambda a: a.settings["weight_decay"] >= 0.1, "So strong a decay does not wait for the "
             "fit: the smallest curvature is about 0.2, and two clocks need a tenth of it or "
             "less."),
        Slip(lambda a: _end(a, "test_loss") > GOOD and _delay(a) >= LATER, "The slide is still on "
             "its way: at t = 3,000 the slow time λ·t is too short."),
    ),
    hints=("t_test goes as 1/λ, t_train does not depend on it. With λ = 0.03 the test loss is "
           "about 20 times later.",
           "The end is at t = 3,000. Choose λ so that s = λ·t is about 9 there."),
    solution={"weight_decay": 0.003},
    why="A tenth of the λ, ten times the wait; and s = 9 leaves time to arrive.",
)

NO_SLIDE = Exercise(
    id="no_slide",
    question="Leave λ = 0.001 as it is, and choose init_scale so that there is nothing left to "
             "slide: the diagonal network fits, and at s = 0.02 its test loss is below 0.1 "
             "already, with each of three seeds.",
    experiment=partial(diagonal_network, weight_decay=1e-3, steps=300), seeds=SEEDS,
    base={"init_scale": 1.0}, free=("init_scale",), rule=_nothing_left,
    right="From a small start the fall itself ends near the smallest norm.",
    wrong="The fall ends too far out: there is still a slide to come.",
    slips=(
        Slip(lambda a: not a.changed, "From this start the fall ends at a large norm, and the "
             "plateau is high. What makes the fall end further in?", trained=False),
        Slip(lambda a: a.settings["init_scale"] > 1, "Larger starts fall onto the set further "
             "out: the plateau is higher."),
    ),
    hints=("The slide from w is the fall from e^(-s)·w: how far along the slide would you like to "
           "begin?",
           "The test loss falls below 0.1 at about s = 2. What is e^(-2)?"),
    solution={"init_scale": 0.15},
    why="e^(-2) is 0.14: what the slide does in s = 2, a start scaled down by it does in the "
        "fall.",
)
EXERCISES = (TWO_CLOCKS, NO_SLIDE)
