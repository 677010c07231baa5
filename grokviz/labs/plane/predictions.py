"""What can be guessed of a path on the map, and what theory says to it before it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.base import LATE, is_over
from grokviz.labs.plane import forecast as paths
from grokviz.labs.plane.maps import Sheet
from grokviz.landscapes.trajectory import COLUMNS
from grokviz.landscapes.travel import travel
from grokviz.run import Record
from grokviz.sweep import grid
from grokviz.teaching.predictions.follow_up import Answer, Why
from grokviz.teaching.predictions.question import NEVER, Guessable, Theory

PLACES = 24             # of a path that a drawn one is compared with
Maps = Callable[[Mapping[str, Any]], Sheet | None]


def guesses(sheet: Maps) -> tuple[Guessable, ...]:
    """The path itself, and the step at which it comes to the solution.

    Parameters
    ----------
    sheet : function
        Settings -> the map of them, or None.
    """
    return (
        Guessable(
            "path", "the path", "Which way will it go? Draw it on the map of the training loss.",
            picture=0, shape="path", truth=_path, whys=WHYS, numbers=_numbers,
            predicted=lambda wanted: _way(wanted, sheet(wanted)),
        ),
        Guessable(
            "t_solved", "when it is solved", "At which step will the test loss be down at 0.1?",
            picture=2, level=1e-3, truth=_solved, form="step {}",
            wrong=LATE, never=True, whys=WHYS, numbers=_numbers,
            predicted=lambda wanted: _time(wanted, sheet(wanted)),
        ),
    )


def _is_over(record: Record) -> bool:
    return is_over(record) and record.settings.get("whole", True)


def _path(record: Record) -> tuple[tuple[float, float], ...] | None:
    """Of the first path, evenly along its way."""
    if not _is_over(record):
        return None
    w, m = (record.values[k][:, 0] for k in ("decoder_norm", "messiness"))
    gone = np.concatenate([[0], np.cumsum(np.hypot(np.diff(np.log(w)), np.diff(m)))])
    keep = np.unique(np.searchsorted(gone, np.linspace(0, gone[-1], PLACES)).clip(max=len(w) - 1))
    keep = keep if len(keep) > 1 else np.array([0, len(w) - 1])
    return tuple(zip(w[keep].tolist(), m[keep].tolist(), strict=True))


def _solved(record: Record) -> float | None:
    if not _is_over(record):
        return None
    return float(np.nan_to_num(paths.arrival(record)[0], nan=NEVER))


def _travel(wanted: Mapping[str, Any], sheet: Sheet | None):
    """Of the coming path; a sentence where nothing can be said."""
    if sheet is None:
        return t("Theory needs the map, and it is not trained yet.")
    start = {k: np.ravel(wanted[k])[0] for k in COLUMNS}
    none = {k: np.zeros((1, 1)) for k in ("decoder_norm", "messiness", "test_loss")}
    way = travel(sheet.surface, Record("", {}, grid(**start), np.array([0]), none))
    if not np.isfinite(way.way[2][0]):
        return t("Theory: no place of the border is solved, so never.")
    return way


def _way(wanted: Mapping[str, Any], sheet: Sheet | None) -> Theory:
    way = _travel(wanted, sheet)
    if isinstance(way, str):
        return Theory(None, way)
    return Theory(tuple(way.way), t("Theory: straight left to the border, then along it."))


def _time(wanted: Mapping[str, Any], sheet: Sheet | None) -> Theory:
    way = _travel(wanted, sheet)
    if isinstance(way, str):
        return Theory(NEVER if sheet else None, way)
    time = way.time if np.isfinite(way.time) else NEVER
    return Theory(time, t("Theory: (L + h tan θ)/(ηλ), L₁/v to the border and L₂/v′ along it."))


def _numbers(record: Record) -> Mapping[str, Any]:
    return {"start": float(record.values["test_loss"][0, 0]),
            "end": float(record.values["test_loss"][-1, 0]),
            "w": float(record.values["decoder_norm"][-1, 0])}


WHYS = (
    Why(
        "The test loss went from {start:.2g} to {end:.2g}. Why did it take so long?",
        (
            Answer("The training loss was still falling.",
                   "It was as good as 0 all along: look at the dashed curve."),
            Answer("In region II only weight decay acts, and the representation stays as it is "
                   "until the border takes it along.",
                   "Yes. A drift at the speed ηλ in ln w, then a slide along the border.",
                   right=True),
            Answer("It had to jump over a hill of the test loss.",
                   "The test loss pulls at nothing: no gradient of it is ever taken."),
        ),
        when=lambda outcome: paths.arrival(outcome.record)[0] > 0,
    ),
    Why(
        "It came to rest at w = {w:.2g} with a test loss of {end:.2g}. Why no further?",
        (
            Answer("Weight decay is over.",
                   "It pulls for ever; at the border the gradient pushes back as strongly."),
            Answer("The border has a hollow there: along it m falls no further.",
                   "Yes. Decay pushes it into the wall, and from there the wall leads nowhere.",
                   right=True),
            Answer("The learning rate is too small.",
                   "Only the time depends on it: the same path, more slowly."),
        ),
    ),
)
