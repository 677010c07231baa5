"""Status lines of the plane lab for a path, a training and a map.

`reduced`, `full` and the others report on the run up to the end of the record; `why` explains
the formula of a path.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz import store
from grokviz.claims.plane.rules import CHANCE, DEEP
from grokviz.i18n import t
from grokviz.labs.plane import forecast as paths
from grokviz.labs.plane.maps import Sheet
from grokviz.labs.status import OVER
from grokviz.landscapes.reduced import BOUNDARY, SOLVED, Surface, surface
from grokviz.metrics import Time
from grokviz.run import Record
from grokviz.widgets.plots.core.marks import power

SUMS, DIGITS = CHANCE[45], CHANCE[500]  # loss of a constant answer
PICTURES = 0.1          # from this m on an input is more than a grey level

Measures = Mapping[str, Callable[[Record], Any]]


def reduced(record: Record, sheet: Sheet | None, state: str) -> str:
    """The status of reduced paths, and of the map if it is in training."""
    said = _map_so_far(sheet)
    if not len(record.steps) or sheet is None:
        return said
    if record.runs > 1:
        when = paths.arrival(record)
        return said + t("plane.status.paths_reached_solution_test",
                        there=int(np.isfinite(when).sum()), runs=record.runs, solved=SOLVED)
    return said + _one(record, sheet, state)


def why(record: Record, sheet: Sheet | None) -> str:
    """The predicted durations of a path's two legs; empty without a prediction."""
    if not len(record.steps) or sheet is None or not sheet.done or record.runs > 1:
        return ""
    if record.changes:
        return t("plane.status.rates_turned")
    way = paths.ways(record, sheet)[0]
    if np.isfinite(way.time):
        return t("plane.status.formula", drift=way.legs[0], slide=way.legs[1], time=way.time)
    if not np.isfinite(way.way[2][0]):
        return t("plane.status.formula_no_place")
    return ""


def _map_so_far(sheet: Sheet | None) -> str:
    if sheet is None:
        return t("plane.status.map_settings_being_trained")
    if sheet.done:
        return ""
    return t("plane.status.far_map_cells_finer", points=sheet.points)


def _one(record: Record, sheet: Sheet, state: str) -> str:
    when = paths.arrival(record)[0]
    place = _place(record)
    if not sheet.done:                                  # the line is long as it is
        return "" if np.isnan(when) else t("plane.status.path_solved_step", when=when)
    if not record.steps[-1]:
        return t("plane.status.start", **place)
    if np.isfinite(when):
        return _solved(record, sheet, when)
    if state not in OVER:
        return t("plane.status.rolling", step=int(record.steps[-1]), **place)
    if float(record.sweep["weight_decay"][0]) == 0 and not record.changes:
        return t("plane.status.without_decay_nothing_moves", loss=place["loss"])
    return t("plane.status.fits_not_generalise_steps", step=int(record.steps[-1]), **place)


def _solved(record: Record, sheet: Sheet, when: Time) -> str:
    """The measured and the predicted duration."""
    way = paths.ways(record, sheet)[0]
    if record.changes or not np.isfinite(way.time):
        return t("plane.status.solved_step", when=when)
    return t("plane.status.rolled", when=when, time=way.time)


def full(record: Record, state: str) -> str:
    """The status of joint trainings of decoder and representation."""
    when = paths.arrival(record)
    there = int(np.isfinite(when).sum())
    if record.runs > 1:
        said = t("plane.status.trainings_solved_test_set", there=there, runs=record.runs)
    elif there:
        said = t("plane.status.everything_trained_solved_step", when=when[0])
    elif not record.steps[-1]:
        return t("plane.status.start", **_place(record))
    else:
        said = t("plane.status.everything_trained_step_test",
                 step=int(record.steps[-1]), loss=_place(record)["loss"])
    off = float(record.values["residual"][-1].max())
    return said + " " + t("plane.status.representation_lies_off_plane", off=off)


def _place(record: Record) -> dict[str, Any]:
    """The present place of the first path."""
    w, m, loss = (float(record.values[k][-1, 0])
                  for k in ("decoder_norm", "messiness", "test_loss"))
    return {"w": w, "m": m, "loss": power(loss)}


def landscape(record: Record) -> str:
    """The status of a map in training."""
    points = record.settings["points"]
    known = int(np.isfinite(record.values["train_loss"][-1]).sum())
    return t("plane.status.landscape_analysis_w_m", known=known, cells=points**2)


def mnist(record: Record, state: str) -> str:
    """The status of both MNIST maps beside those of addition.

    Losses are in units of that of a constant answer, since those of sums and digits differ in it.
    """
    known = np.isfinite(record.values["train_loss"][-1])
    if not known.all():
        return t("plane.status.mnists_map_cells", known=int(known.sum()), cells=known.size)
    train, test = _change(surface(record), DIGITS)
    sums_train, sums = _change(surface(store.stored("toy_addition.landscape_45")), SUMS)
    return t("plane.status.mnist_over_m", least=PICTURES, test=test, train=train, sums=sums,
             sums_train=sums_train)


def _change(found: Surface, chance: float) -> tuple[float, float]:
    """Largest change over m, deep in region II, of training and test loss."""
    deep = np.ix_(found.scale >= DEEP, found.messiness >= PICTURES)
    train, test = (float(np.ptp(loss[deep], axis=1).max()) for loss in (found.train, found.test))
    return train / chance, test / chance


def of_cells(title: str, record: Record, side: str) -> str:
    """A sentence that describes a map to a screen reader."""
    known = record.values[side][-1]
    known = known[np.isfinite(known)]
    if not len(known):
        return t("plane.status.no_cell_trained_yet", title=title)
    return t("plane.status.cells_below", title=title, cells=len(known),
             low=power(float(known.min())),
             high=power(float(known.max())), level=BOUNDARY,
             share=float((known <= BOUNDARY).mean()))


def table(record: Record, side: str) -> tuple[list[str], list[list[str]]]:
    """Some rows and columns of a map."""
    w, m = (np.unique(record.sweep[k]) for k in ("init_scale", "messiness"))
    loss = record.values[side][-1].reshape(len(w), len(m))
    columns, rows = (np.unique(np.linspace(0, len(v) - 1, 6).round().astype(int)) for v in (w, m))
    said = [[f"m {m[j]:.3g}", *(power(float(loss[i, j])) for i in columns)] for j in rows[::-1]]
    return ["", *(f"w {w[i]:.3g}" for i in columns)], said


def measures(sheet: Callable[[], Sheet | None]) -> Measures:
    """The measures that compare paths."""
    def predicted(record: Record):
        found = sheet()
        return (np.full(record.runs, np.nan) if found is None or record.changes else
                [way.time for way in paths.ways(record, found)])

    return {"t solved": paths.arrival, "t predicted": predicted,
            "descents": lambda record: [paths.descents(loss)
                                        for loss in record.values["test_loss"].T]}


OF_TRAINING: Measures = {
    "t solved": paths.arrival, "residual": lambda record: record.values["residual"][-1],
}
