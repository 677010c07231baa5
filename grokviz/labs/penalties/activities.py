"""The exercises of the penalty lab: three hidden matrices, and which penalty finds each."""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Runs, Verdict
from grokviz.recipes.penalties import FOUND, MYSTERIES, mystery
from grokviz.teaching.exercises.exercise import RUN, Exercise, Slip
from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("penalties.tour.race_of_four", done="started", point="Start"),
    Step("penalties.tour.vector_100_entries_five", done="view Sparse vector",
         point="Sparse vector"),
    Step("penalties.tour.blue_measurements_fitted_within", done="ended", point="Error"),
    Step("penalties.tour.all_norms_each_1", point="All norms at once"),
    Step("penalties.tour.now_l2_large_start", done="penalty = l2", point="The vector",
         show=("penalty",)),
    Step("penalties.tour.s_way_takes_same",
         done=lambda lab: lab.clock == "slow", point="Error", show=("clock",)),
    Step("penalties.tour.race_same_data_same", done="task = matrix_sensing", point="task",
         show=("task",)),
    Step("penalties.tour.deep_net_penalty_l2", done="view Deep net", point="Deep net",
         show=("depth",)),
)
GUIDES = {
    "lesson_08": (
        Step("penalties.lesson_08.who_leaves_floor", done="started", point="time machine"),
        Step("penalties.lesson_08.l2_norm_rose", point="ℓ2 norm"),
        Step("penalties.lesson_08.low_rank",
             done="task = matrix_sensing", point="task", show=("task",)),
        Step("penalties.lesson_08.single_vector", done="view Sparse vector", point="Sparse vector"),
    ),
    "lesson_08_deep_net": (
        Step("penalties.lesson_08_deep_net.depth_two",
             done=lambda lab: lab.depth != 2, point="depth", show=("depth",)),
        Step("penalties.lesson_08_deep_net.l2_becomes_l1", point="All norms at once"),
    ),
}

SEEDS = tuple({"data_seed": k} for k in range(3))


def _found(runs: Runs) -> Verdict:
    error = float(runs[RUN].values["test_error"][-1, 0])
    return Verdict(error < FOUND, f"test error {error:.2g}")


def _under(*names: str):
    return lambda attempt: attempt.settings["penalty"] in names


NOT_MOVED = Slip(_under("none", "l2"), "penalties.slip.not_moved")
NOT_FEW = Slip(_under("l1", "l1+l2"), "penalties.slip.not_few")
NOT_LOW = Slip(_under("nuclear", "l1+nuclear"), "penalties.slip.not_low")
LEFT = Slip(_under("l1", "nuclear", "l1+l2", "l1+nuclear"), "penalties.slip.left")
RIGHT = {"sparse": ("l1", "exercise.mystery.right_sparse"),
         "least_norm": ("l2", "exercise.mystery.right_least_norm"),
         "low_rank": ("nuclear", "exercise.mystery.right_low_rank")}
SLIPS = {"sparse": (NOT_MOVED, NOT_LOW), "least_norm": (LEFT,), "low_rank": (NOT_MOVED, NOT_FEW)}


def _exercise(n: int) -> Exercise:
    structure = MYSTERIES[n - 1]
    solution, why = RIGHT[structure]
    return Exercise(
        id=f"mystery_{n}",
        question="exercise.mystery.question",
        experiment=partial(mystery, n), seeds=SEEDS, base={"penalty": "none"}, free=("penalty",),
        hot=(), rule=_found, right=why, wrong="exercise.mystery.wrong",
        slips=SLIPS[structure],
        hints=("exercise.mystery.hint_1", "exercise.mystery.hint_2"),
        solution={"penalty": solution}, why=why,
    )


EXERCISES = tuple(map(_exercise, (1, 2, 3)))
