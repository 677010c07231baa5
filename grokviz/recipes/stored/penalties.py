"""The stored records of `penalties`, and of the predictions for its runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from grokviz.recipes import penalties, penalty_forecast
from grokviz.recipes.stored import Stored, both, only, single
from grokviz.run import Experiment

Recipe = Callable[..., Experiment]
NOTSAWO = "Notsawo et al. 2025, arXiv:2506.05718, Sec. 3"
# name -> recipe, number of steps, about how many records
_MADE: dict[str, tuple[Recipe, int, int]] = {
    "sparse_recovery": (penalties.sparse_recovery, 12_000, 50),
    "matrix_sensing": (penalties.matrix_sensing, 10_000, 36),
    "matrix_completion": (penalties.matrix_completion, 4000, 32),
    "sparse_recovery_deep": (partial(penalties.sparse_recovery, "l2", 1e-2, depth=2, init_scale=1.0,
                                     learning_rate=0.05), 20_000, 42),
    "race_sparse_recovery": (penalties.race, 12_000, 40),
}


def _penalised(make: Recipe, steps: int, points: int) -> Experiment:
    return single(make(steps=steps, records=both(steps, points)))


def _given(make: Recipe, steps: int) -> Experiment:
    return penalty_forecast.given(make(steps=steps))


STORED = {
    **{f"penalties.{name}": Stored(partial(_penalised, make, steps, points), NOTSAWO)
       for name, (make, steps, points) in _MADE.items()},
    **{f"penalties.given_{name}": Stored(partial(_given, make, steps), NOTSAWO, last_only=True)
       for name, (make, steps, _) in _MADE.items()},
    "penalties.rescaled": Stored(
        penalties.rescaled, "Notsawo et al. 2025, arXiv:2506.05718, on the weight norm"),
    "penalties.law": Stored(
        lambda: single(only(penalties.law(), (
            "train_loss", "test_loss", "train_error", "test_error", "weight_norm", "slow_time"))),
        NOTSAWO),
}
