"""Exercises of the norm-flow lab: the two time scales, and when a slide is possible."""

from __future__ import annotations

from functools import partial

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.recipes.norm_flow import diagonal_network
from grokviz.run import Record
from grokviz.teaching.exercises.exercise import RUN, Attempt, Exercise, Slip
from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("norm_flow.tour.two_weights_training_loss", done="started", point="Start"),
    Step("norm_flow.tour.now_look_same_run", done=lambda lab: lab.clock == "slow",
         point="Weight norm",
         show=("clock",)),
    Step("norm_flow.tour.drag_diamond_another_start", done="started", point="Two weights"),
    Step("norm_flow.tour.without_decay_falls_stays",
         done="weight_decay >= 1", point="weight_decay", show=("weight_decay",)),
    Step("norm_flow.tour.real_task_diagonal_net", done="view Diagonal net", point="Diagonal net"),
)
GUIDES = {
    "lesson_06": (
        Step("norm_flow.lesson_06.predicted_paths", done="started", point="Start"),
        Step("norm_flow.lesson_06.tenth_of_decay",
             done="weight_decay <= 0.001", point="weight_decay", show=("weight_decay",)),
        Step("norm_flow.lesson_06.other_clock",
             done=lambda lab: lab.clock == "linear", point="Weight norm", show=("clock",)),
        Step("norm_flow.lesson_06.slow_clock",
             done=lambda lab: lab.comparing == "weight_decay", point="clock", show=("clock",)),
        Step("norm_flow.lesson_06.another_start", point="Two weights"),
    ),
    "lesson_06_diagonal_net": (
        Step("norm_flow.lesson_06_diagonal_net.recorded_slide", done="started", point="Start"),
        Step("norm_flow.lesson_06_diagonal_net.bend_the_law",
             point="weight_decay", show=("weight_decay",)),
        Step("norm_flow.lesson_06_diagonal_net.too_much_decay",
             done="weight_decay >= 0.3", point="weight_decay", show=("weight_decay",)),
        Step("norm_flow.lesson_06_diagonal_net.clock_stands",
             done="weight_decay = 0", point="Loss", show=("weight_decay",)),
    ),
    "lesson_07": (
        Step("norm_flow.lesson_07.race_of_values", done="started", point="Start"),
        Step("norm_flow.lesson_07.drop_by_slow_clock",
             done=lambda lab: lab.clock == "slow", point="Loss", show=("clock",)),
        Step("norm_flow.lesson_07.rank_three", done="rank = 3", point="rank", show=("rank",)),
        Step("norm_flow.lesson_07.small_start",
             done="init_scale <= 0.1", point="init_scale", show=("init_scale",)),
    ),
    "lesson_07_relu_net": (
        Step("norm_flow.lesson_07_relu_net.bent_function",
             done="started", point="The learnt function"),
        Step("norm_flow.lesson_07_relu_net.no_proof",
             done="weight_decay = 0", point="Loss", show=("weight_decay",)),
        Step("norm_flow.lesson_07_relu_net.singular_point", done="view Cross", point="Cross"),
    ),
}

SEEDS = tuple({"data_seed": k, "init_seed": k} for k in (1, 2, 3))
SHARE = 0.01            # of the first loss
LATER, GOOD = 80, 1e-4
PLATEAU, FEW = 0.02, 0.1


def reached(record: Record, name: str) -> float:
    """Flow time at which a loss of the only run falls to 1% of its first value; inf if never."""
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
    """Test loss of the only run at the start of the visible slide."""
    s = record.values["slow_time"][:, 0]
    return float(record.values["test_loss"][min(int((s < PLATEAU).sum()), len(s) - 1), 0])


def _end(attempt: Attempt, name: str) -> float:
    """The largest value over the seeds."""
    return max(float(record.values[name][-1, 0]) for record in attempt.records)


def _delay(attempt: Attempt) -> float:
    return min(reached(r, "test_loss") / reached(r, "train_loss") for r in attempt.records)


TWO_CLOCKS = Exercise(
    id="two_clocks",
    question="exercise.two_clocks.question",
    experiment=partial(diagonal_network, steps=30_000), seeds=SEEDS,
    base={"weight_decay": 0.03}, free=("weight_decay",), rule=_two_clocks,
    right="exercise.two_clocks.right",
    wrong="exercise.two_clocks.wrong",
    slips=(
        Slip(lambda a: a.settings["weight_decay"] == 0, "exercise.two_clocks.slip_1",
             trained=False),
        Slip(lambda a: a.settings["weight_decay"] >= 0.1, "exercise.two_clocks.slip_2"),
        Slip(lambda a: _end(a, "test_loss") > GOOD and _delay(a) >= LATER,
             "exercise.two_clocks.slip_3"),
    ),
    hints=("exercise.two_clocks.hint_1", "exercise.two_clocks.hint_2"),
    solution={"weight_decay": 0.003},
    why="exercise.two_clocks.why",
)

NO_SLIDE = Exercise(
    id="no_slide",
    question="exercise.no_slide.question",
    experiment=partial(diagonal_network, weight_decay=1e-3, steps=300), seeds=SEEDS,
    base={"init_scale": 1.0}, free=("init_scale",), rule=_nothing_left,
    right="exercise.no_slide.right",
    wrong="exercise.no_slide.wrong",
    slips=(
        Slip(lambda a: not a.changed, "exercise.no_slide.slip_1", trained=False),
        Slip(lambda a: a.settings["init_scale"] > 1, "exercise.no_slide.slip_2"),
    ),
    hints=("exercise.no_slide.hint_1", "exercise.no_slide.hint_2"),
    solution={"init_scale": 0.15},
    why="exercise.no_slide.why",
)
EXERCISES = (TWO_CLOCKS, NO_SLIDE)
