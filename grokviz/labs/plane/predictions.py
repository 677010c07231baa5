"""Questions about a path on the map, and the prediction of theory before the run."""

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
from grokviz.metrics import median_time
from grokviz.run import Record
from grokviz.sweep import grid
from grokviz.teaching.predictions.follow_up import Answer, Why
from grokviz.teaching.predictions.question import NEVER, Guessable, Theory

PLACES = 24             # of a path that a drawn one is compared with
Maps = Callable[[Mapping[str, Any]], Sheet | None]


def guesses(sheet: Maps) -> tuple[Guessable, ...]:
    """Questions on the path, and on the step at which it reaches the solution.

    Parameters
    ----------
    sheet : function
        Settings -> their map, or None.
    """
    return (
        Guessable(
            "path", "plane.guess.path.name", "plane.guess.path.question",
            picture=0, shape="path", truth=_path, whys=WHYS, numbers=_numbers,
            predicted=lambda wanted: _way(wanted, sheet(wanted)),
        ),
        Guessable(
            "t_solved", "plane.guess.t_solved.name", "plane.guess.t_solved.question",
            picture=2, level=1e-3, truth=_solved, form="guess.form_step",
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
    return median_time(paths.arrival(record)[:1], NEVER)


def _travel(wanted: Mapping[str, Any], sheet: Sheet | None):
    """The travel time of the next path, or a sentence if there is no prediction."""
    if sheet is None:
        return t("plane.predictions.theory_needs_map_not")
    start = {k: np.ravel(wanted[k])[0] for k in COLUMNS}
    none = {k: np.zeros((1, 1)) for k in ("decoder_norm", "messiness", "test_loss")}
    way = travel(sheet.surface, Record("", {}, grid(**start), np.array([0]), none))
    if not np.isfinite(way.way[2][0]):
        return t("plane.predictions.theory_no_place_border")
    return way


def _way(wanted: Mapping[str, Any], sheet: Sheet | None) -> Theory:
    way = _travel(wanted, sheet)
    if isinstance(way, str):
        return Theory(None, way)
    return Theory(tuple(way.way), t("plane.predictions.theory_straight_left_border"))


def _time(wanted: Mapping[str, Any], sheet: Sheet | None) -> Theory:
    way = _travel(wanted, sheet)
    if isinstance(way, str):
        return Theory(NEVER if sheet else None, way)
    time = way.time if np.isfinite(way.time) else NEVER
    return Theory(time, t("plane.predictions.theory_l_h_tan"))


def _numbers(record: Record) -> Mapping[str, Any]:
    return {"start": float(record.values["test_loss"][0, 0]),
            "end": float(record.values["test_loss"][-1, 0]),
            "w": float(record.values["decoder_norm"][-1, 0])}


WHYS = (
    Why(
        "plane.why.test_loss_went.question",
        (
            Answer("plane.why.test_loss_went.choice_1", "plane.why.test_loss_went.choice_1_answer"),
            Answer("plane.why.test_loss_went.choice_2",
                   "plane.why.test_loss_went.choice_2_answer",
                   right=True),
            Answer("plane.why.test_loss_went.choice_3", "plane.why.test_loss_went.choice_3_answer"),
        ),
        when=lambda outcome: paths.arrival(outcome.record)[0] > 0,
    ),
    Why(
        "plane.why.came_rest_w.question",
        (
            Answer("plane.why.came_rest_w.choice_1", "plane.why.came_rest_w.choice_1_answer"),
            Answer("plane.why.came_rest_w.choice_2",
                   "plane.why.came_rest_w.choice_2_answer",
                   right=True),
            Answer("plane.why.came_rest_w.choice_3", "plane.why.came_rest_w.choice_3_answer"),
        ),
    ),
)
