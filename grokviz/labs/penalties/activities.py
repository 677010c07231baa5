"""The exercises of the penalty lab: three hidden matrices, and which penalty finds each."""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Runs, Verdict
from grokviz.recipes.penalties import FOUND, MYSTERIES, mystery
from grokviz.teaching.exercises.exercise import RUN, Exercise, Slip
from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("A vector of 100 entries, five of them not 0, is to be found from 30 measurements. The "
         "penalty pushes **ℓ1** down, the sum of all sizes. Press **Start**.", done="started",
         point="Start"),
    Step("Blue: the measurements are fitted within 20 steps. Orange: how wrong the vector is. The "
         "dotted line was drawn *before* the run: the paper's estimate of the wait.", done="ended",
         point="Error"),
    Step("All norms, each 1 when the data were fitted. While the error falls, ℓ1 falls, and **ℓ2 "
         "rises**. It is not small weights that make it grok here.", point="All norms at once"),
    Step("Now [ℓ2, from a large start](penalty=l2, init_scale=10, steps=60000). The test error "
         "falls long after the fit, as if it understood. Look at the vector, and at the dashed "
         "line.", done="penalty = l2", point="The vector", show=("penalty",)),
    Step("[On s](clock=slow) the way takes the same time for each β. Go back to "
         "[ℓ1](penalty=l1, init_scale=0.000001, steps=12000): the error comes to 0 with a corner.",
         done=lambda lab: lab.clock == "slow", point="Error", show=("clock",)),
    Step("[The race](view The race): the same data, the same start, four penalties. Which one "
         "finds it? Then choose *a low-rank matrix*.", done="view The race", point="The race"),
    Step("[The deep net](view Deep net): the penalty is ℓ2, and the factors are two. Set L to "
         "[1](depth=1), and to [3](depth=3).", done="view Deep net", point="Deep net",
         show=("depth",)),
)

SEEDS = tuple({"data_seed": k} for k in range(3))


def _found(runs: Runs) -> Verdict:
    error = float(runs[RUN].values["test_error"][-1, 0])
    return Verdict(error < FOUND, f"test error {error:.2g}")


def _under(*names: str):
    return lambda attempt: attempt.settings["penalty"] in names


NOT_MOVED = Slip(_under("none", "l2"), "It ends where least squares end: the fit of least ℓ2. The "
                 "truth is another fit, which has less of something else.")
NOT_FEW = Slip(_under("l1", "l1+l2"), "It has found a fit with few entries, and that is not the "
               "truth. What else may a matrix have little of?")
NOT_LOW = Slip(_under("nuclear", "l1+nuclear"), "It has found a fit of low rank, and that is not "
               "the truth. What else may a matrix have little of?")
LEFT = Slip(_under("l1", "nuclear", "l1+l2", "l1+nuclear"), "It came close to the truth while it "
            "fitted, and then this penalty led it away. Which one would have let it stay?")
RIGHT = {"sparse": ("l1", "The truth has few entries: of all fits it has the least ℓ1."),
         "least_norm": ("l2", "The truth is the least-norm fit itself: here, and only here, the "
                              "Euclidean norm is the right one."),
         "low_rank": ("nuclear", "The truth is of low rank: of all fits it has the least nuclear "
                                 "norm.")}
SLIPS = {"sparse": (NOT_MOVED, NOT_LOW), "least_norm": (LEFT,), "low_rank": (NOT_MOVED, NOT_FEW)}


def _exercise(n: int) -> Exercise:
    structure = MYSTERIES[n - 1]
    solution, why = RIGHT[structure]
    return Exercise(
        id=f"mystery_{n}",
        question="A matrix of 100 entries is hidden, and 66 measurements of it are given. Which "
                 "penalty finds it: none, l1, l2 or nuclear? It must do so for each of three "
                 "draws.",
        experiment=partial(mystery, n), seeds=SEEDS, base={"penalty": "none"}, free=("penalty",),
        hot=(), rule=_found, right=why, wrong="It fits the measurements, and is not the truth.",
        slips=SLIPS[structure],
        hints=("Each penalty finds the fit that has the least of something. Try them: it takes a "
               "second.",
               "Look at record.values['product'][-1, 0]: few entries? of low rank?"),
        solution={"penalty": solution}, why=why,
    )


EXERCISES = tuple(map(_exercise, (1, 2, 3)))
