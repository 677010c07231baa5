"""What the plane lab says of a path, a training and a map: from numbers to sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.plane import forecast as paths
from grokviz.labs.plane.maps import Sheet
from grokviz.landscapes.reduced import BOUNDARY, SOLVED, surface
from grokviz.run import Record
from grokviz.widgets.plots.core.marks import power

Measures = Mapping[str, Callable[[Record], Any]]


def reduced(record: Record, sheet: Sheet | None, state: str) -> str:
    """Of reduced paths, and of the map if it is on its way."""
    said = _map_so_far(sheet)
    if not len(record.steps) or sheet is None:
        return said
    if record.runs > 1:
        when = paths.arrival(record)
        return said + t("{there} of {runs} paths have reached the solution (test loss {solved}).",
                        there=int(np.isfinite(when).sum()), runs=record.runs, solved=SOLVED)
    return said + _one(record, sheet)


def _map_so_far(sheet: Sheet | None) -> str:
    if sheet is None:
        return t("The map of these settings is being trained: 5 × 5 cells come first.")
    if sheet.done:
        return ""
    return t("So far the map has {points} × {points} cells; finer ones are being trained. ",
             points=sheet.points)


def _one(record: Record, sheet: Sheet) -> str:
    way = paths.ways(record, sheet)[0]
    when = float(paths.arrival(record)[0])
    if not sheet.done:                                  # the line is long as it is
        return "" if np.isnan(when) else t("On it the path is solved at step {when:,.0f}.",
                                           when=when)
    if record.changes:
        said = "" if np.isnan(when) else t("Solved at step {when:,.0f}; rates were turned on the "
                                           "way.", when=when)
        return said or t("Not solved in {step:,} steps; rates were turned on the way.",
                         step=int(record.steps[-1]))
    if np.isfinite(way.time) and np.isfinite(when):
        return t("Drift L₁/v = {drift:,.0f} steps, then slide L₂/v′ = {slide:,.0f}: "
                 "(L + h tan θ)/(ηλ) = {time:,.0f}. Measured: {when:,.0f}.",
                 drift=way.legs[0], slide=way.legs[1], time=way.time, when=when)
    falls = paths.descents(record.values["test_loss"][:, 0])
    last = power(float(record.values["test_loss"][-1, 0]))
    if np.isfinite(when):
        return t("Solved at step {when:,.0f}. The formula has no answer: no place of the border "
                 "is solved.", when=when)
    if not np.isfinite(way.way[2][0]):
        return t("It fits and never generalises: no place of the border is solved (test loss "
                 "{loss} at the end).", loss=last)
    if float(record.sweep["weight_decay"][0]) == 0:
        return t("Without decay nothing moves in region II: test loss stays {loss}.", loss=last)
    return t("It fits and does not generalise in {step:,} steps: it is caught elsewhere on the "
             "border (test loss {loss}, {falls} descents).", step=int(record.steps[-1]),
             loss=last, falls=falls)


def full(record: Record, state: str) -> str:
    """Of trainings of decoder and representation together."""
    off = float(record.values["residual"][-1].max())
    when = paths.arrival(record)
    there = int(np.isfinite(when).sum())
    if record.runs > 1:
        said = t("{there} of {runs} trainings have solved the test set.", there=there,
                 runs=record.runs)
    elif there:
        said = t("Everything is trained: solved at step {when:,.0f}.", when=float(when[0]))
    else:
        said = t("Everything is trained, step {step:,}: test loss {loss}.",
                 step=int(record.steps[-1]), loss=power(float(record.values["test_loss"][-1, 0])))
    return said + " " + t("{off:.0%} of the representation lies off the plane; the dotted path "
                          "is the reduced one.", off=off)


def landscape(record: Record) -> str:
    """Of a map on its way."""
    points = record.settings["points"]
    known = int(np.isfinite(record.values["train_loss"][-1]).sum())
    said = t("Landscape analysis: w and m are held, the direction of the weights alone is "
             "trained; {known} of {cells} cells.", known=known, cells=points**2)
    return said + " " + t("Click: a path from there.")


def mnist(record: Record, state: str) -> str:
    """Of both maps of MNIST beside those of addition."""
    known = np.isfinite(record.values["train_loss"][-1])
    if not known.all():
        return t("MNIST's map: {known} of {cells} cells.", known=int(known.sum()),
                 cells=known.size)
    found = surface(record)
    deep = found.scale >= 2.8
    train, test = (float(np.ptp(loss[deep], axis=1).max()) for loss in (found.train, found.test))
    return t("MNIST has no cliff: over m its test loss varies by {test} (training {train}), that "
             "of addition by more than 2. So nothing has to wait.", test=power(test),
             train=power(train))


def of_cells(title: str, record: Record, side: str) -> str:
    """A sentence of a map for those who do not see it."""
    known = record.values[side][-1]
    known = known[np.isfinite(known)]
    if not len(known):
        return t("{title}: no cell is trained yet.", title=title)
    return t("{title}: {cells} cells, from {low} to {high}, below {level} in {share:.0%} of "
             "them.", title=title, cells=len(known), low=power(float(known.min())),
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
    """What paths are compared by."""
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
