"""Plots of the penalty lab: errors, all norms, the solution found, and the law."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.penalties.forecast import floor, truth
from grokviz.labs.penalties.status import SYMBOLS, fitted_at, found_at
from grokviz.recipes.common.penalty_menu import featured
from grokviz.recipes.penalties import FITTED
from grokviz.run import Record
from grokviz.settings import Choice
from grokviz.widgets.plots import (
    Curves,
    Derived,
    Faces,
    Level,
    Series,
    Sheaf,
    Stems,
    Tile,
    Tiles,
    Times,
)
from grokviz.widgets.plots.core.annotations import Event, events
from grokviz.widgets.plots.core.ensemble import names_of_runs
from grokviz.widgets.theme import TEST, TRAIN, norm_look, spread_look

CLOCK = Choice("clock", "time axis", "what runs along it",
               {"log": "step, log scale", "slow": "s = η β step"}, "log")
ENTRIES = 16            # number of largest entries of a vector that are drawn
RELATIVE = "times its value at the fit"
S = "slow time s = η β step"


def norm_series(*, of_matrices: bool = True, of_network: bool = False) -> list[Series]:
    """The norm of every featured penalty, and measures of spread.

    A vector omits the matrix norms: its nuclear norm is ℓ2 and its rank is 1.
    """
    series = []
    for penalty in featured().values():
        if of_matrices or not penalty.of_matrices:
            value = penalty.value_of_network if of_network else penalty.value
            series.append(Series(value, norm_look(penalty.look), penalty.symbol))
            if penalty.spread:
                series.append(Series(penalty.spread.value, spread_look(penalty.look),
                                     penalty.spread.label))
    return series


def clocked(
    make: type[Curves], title: str, y_label: str, what: Any, y_range: tuple[float, float], *,
    linear: tuple[float, float] | None = None, log: bool = True, **options: Any,
) -> Faces:
    """Curves over the step, and over slow time; arguments as of `make`.

    Over slow time the y axis is `linear`, if given, so that an arrival shows as a corner.
    """
    given = title, y_label, what
    slow = partial(make, *given, y_range, log=log, **options)
    if linear is not None:
        slow = partial(make, *given, linear, **{**options, "ticks": None, "corner": (0.6, 0.95)})
    return Faces({
        "log": partial(make, *given, y_range, log=log, events=reached, **options),
        "slow": partial(slow, x=_slow_time, x_label=S, x_log=False, x_range=(0, 1),
                        x_ends=_slow_ends),
    })


def reached(record: Record) -> list[Event]:
    """The steps at which a run fitted its data and found the truth."""
    return events(((fitted_at(record), t("penalties.fitted"), TRAIN),
                   (found_at(record), t("penalties.found"), TEST)))


def _slow_time(record: Record) -> np.ndarray:
    return record.values["slow_time"]


def _slow_ends(settings: Mapping[str, Any]) -> tuple[float, float]:
    rate, strength = (float(np.max(settings[k])) for k in ("learning_rate", "penalty_strength"))
    return 0.0, rate * strength * float(settings["steps"]) or 1.0


# ---- errors and norms ---------------------------------------------------------------------------

def errors(sides: Sequence[Series] | None = None, has_forecast: bool = True) -> Faces:
    both = [Series("train_error", TRAIN, "train"), Series("test_error", TEST, "test")]
    return clocked(
        Level, "Error", "relative error", sides or both, (1e-3, 10), linear=(0, 1.5),
        level=floor, word="least squares: floor of ℓ2", has_forecast=has_forecast, symbols=SYMBOLS,
        ticks=(1e-3, 0.01, 0.1, 1, 10), corner=(0.03, 0.47))


def norms(shown: Sequence[Series]) -> Faces:
    return clocked(Derived, "All norms at once", RELATIVE, shown, (0.05, 5), of=relative,
                   symbols=SYMBOLS, ticks=(0.1, 0.2, 0.5, 1, 2), corner=(0.03, 0.42))


def relative(record: Record, law: Any = None) -> Record:
    """All norms relative to their values when the data were first fitted, nan before."""
    fitted = np.logical_or.accumulate(record.values["train_error"] < FITTED)
    at = fitted.argmax(0), np.arange(record.runs)
    drawn = {}
    for name in (series.value for series in norm_series()):
        value = record.values.get(name, np.full(fitted.shape, np.nan))     # stored before it was
        first = value[at]
        drawn[name] = np.where(fitted, value / np.where(first, first, np.nan), np.nan)
    return replace(record, values={**record.values, **drawn})


def one_norm(title: str, which: Callable[[bool], str]) -> Faces:
    """A norm of all runs; ``which(whether it is of matrices)`` names it."""
    def of(record: Record, law: Any) -> Record:
        value = relative(record).values[which(record.values["product"].shape[3] > 1)]
        return replace(record, values={**record.values, "norm": value})

    return clocked(Derived, title, RELATIVE, [Series("norm", TEST, "")], (0.3, 3), of=of,
                   ticks=(0.5, 1, 2), symbols=SYMBOLS, corner=(0.03, 0.42))


def factors() -> Faces:
    return clocked(Curves, "Norm of the factors", "norm of all factors",
                   [Series("weight_norm", TEST, "")], (0.5, 50), ticks=(1, 2, 5, 10, 20),
                   symbols=SYMBOLS, corner=(0.03, 0.42))


# ---- the solution found -------------------------------------------------------------------------

def vector() -> Stems:
    return Stems("The vector", "entry", "value", "product", 100, (-1, -0.5, 0, 0.5, 1),
                 teacher=truth, taught="truth", forecast="", symbols=SYMBOLS)


def sorted_entries() -> Faces:
    def of(record: Record) -> np.ndarray:
        size = np.abs(record.values["product"]).reshape(len(record.steps), record.runs, -1)
        return -np.sort(-size, axis=2)[..., :ENTRIES]

    return clocked(Sheaf, "The largest entries", "|entry|", of, (1e-3, 2),
                   above=0.01, ticks=(1e-3, 0.01, 0.1, 1), symbols=SYMBOLS, corner=(0.03, 0.42))


def singular_values() -> Faces:
    return clocked(Sheaf, "The singular values", "singular value",
                   lambda record: record.values["singular_values"], (0.01, 50), above=0.1,
                   ticks=(0.01, 0.1, 1, 10), symbols=SYMBOLS, corner=(0.03, 0.42))


def matrices(*notes: str, title: str = "The truth, and what is found") -> Tiles:
    return Tiles(title, tiles, notes=notes, symbols=SYMBOLS)


def tiles(record: Record, at: int, law: Any) -> list[Tile]:
    """The truth, once it is known, and the solution of each run; a vector is a row."""
    now = record.values["product"][at]
    names = names_of_runs(record, SYMBOLS)
    found = [Tile(name or t("penalties.found"), _upright(m)) for name,
             m in zip(names, now, strict=True)]
    if law is None:
        return found
    seen = law.given["observed"][0] if "observed" in law.given else None
    return [Tile(t("penalties.truth"), _upright(law.given["matrix"][0]), seen), *found]


def _upright(matrix: np.ndarray) -> np.ndarray:
    return matrix.T if matrix.shape[1] == 1 else matrix


# ---- the law ------------------------------------------------------------------------------------

def law_of_strength() -> list[Any]:
    times = Times("When is it found?", "strength β of the penalty", "penalty_strength",
                  (2e-4, 3e-2), (5, 50_000), symbols=SYMBOLS, words=("fitted", "found"),
                  times=lambda record: (fitted_at(record), found_at(record)), height="480px")
    one = Curves("The same for every β, over s", "relative test error",
                 [Series("test_error", TEST, "")], (0, 1), x=_slow_time, x_label=S, x_log=False,
                 x_range=(0, 1.2), symbols=SYMBOLS, corner=(0.68, 0.95), height="480px")
    return [times, one]
