"""A ball on the plane of two weights: it falls onto zero loss and slides to the smallest norm."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.norm_flow.status import FITTED
from grokviz.metrics import Time, first_times
from grokviz.run import Record
from grokviz.widgets.plots.animated import palette

CELLS = 121                     # of the loss map, along each side
BESIDE = 0.25                   # of the axes that is beyond 0
REACH = 3.0
PULL = 2600.0                   # px of the arrow times the root of ηλ‖w‖
NEAR = 1.01                     # a run has arrived at this multiple of the smallest norm
DARK, PALE, DEEP = "#14181F", "#FFFFFF", "#122454"      # on the ground, in both themes
SMALL = 1e-3            # training loss that fits, where the start fits already
ENDS = np.array([-8.0, 8.0])    # of a straight line across the plane


class Plane:
    """A ball on the plane of two weights whose product should be `target`."""

    def __init__(self, target: float):
        self.target, self.shortest = target, float(np.sqrt(target))

    def ground(self, record: Record, low: float, high: float) -> np.ndarray:
        """Log of the loss over the plane, see `_ground`."""
        return _ground(self.target, low, high)

    def curves(self, record: Record) -> list[dict[str, Any]]:
        """Where the loss is zero."""
        return [_dashed(x, y) for x, y in _valley(self.target)]

    def panel(self, record: Record) -> dict[str, Any]:
        low, high = _ends(record.values["weights"][0, 0])
        axis = {"lo": low, "hi": high, "bare": True}
        ball = {"x": {"ch": "u"}, "y": {"ch": "v"}}
        words = {"colour": PALE, "halo": DEEP}
        ticks = [tick for tick in (-4, -3, -2, -1, 1, 2, 3, 4) if low < tick < 0.95 * high]
        edge = low + 0.05 * (high - low)
        numbers = [{"kind": "text", "text": text, "size": 14, "align": "center", **words, **at}
                   for text, place in [*((f"{tick}", tick) for tick in ticks)]
                   for at in ({"x": place, "y": edge}, {"x": edge, "y": place})]
        names = [{"kind": "text", "size": 15, "align": "center", "text": name, **words, **at}
                 for name, at in (("u", {"x": high - 0.5, "y": edge}),
                                  ("v", {"x": edge, "y": 1.5}))]
        return {
            "title": t("animation.plane"), "subtitle": t("animation.pale_small"),
            "about": t("animation.plane_about"), "square": True, "x": axis, "y": axis,
            "marks": [
                {"kind": "field", "left": self.ground(record, low, high), "nx": CELLS,
                 "ny": CELLS, "palette": palette.ERROR},
                *self.curves(record),
                {"kind": "text", "fx": 0.96, "fy": 0.08, "colour": PALE, "halo": DEEP, "size": 14,
                 "align": "right", "text": t("animation.fits")},
                *numbers, *names,
                {"kind": "trail", **ball, "colour": DARK, "outline": PALE, "width": 5},
                {"kind": "start", **ball, "shape": "diamond", "colour": DARK,
                 "text": t("animation.began"), "ink": PALE, "halo": DEEP},
                {"kind": "point", "x": {"ch": "star_u"}, "y": {"ch": "star_v"}, "shape": "star",
                 "size": 34, "colour": "star", "rim": DARK, "text": t("animation.smallest_fit"),
                 "ink": PALE, "halo": DEEP},
                {"kind": "inward", **ball, "times": PULL, "text": t("animation.pulls")},
                {"kind": "point", **ball, "shape": "ball", "size": 20, "colour": DARK,
                 "rim": PALE, "grab": "start"},
            ],
        }

    def channels(self, record: Record, since: int) -> dict[str, np.ndarray]:
        weights = record.values["weights"][since:, 0]
        there = record.steps[since:] >= self.arrives(record)
        star = np.where(there, self.shortest, np.nan)
        signs = np.sign(record.values["weights"][-1, 0])
        return {"u": weights[:, 0], "v": weights[:, 1],
                "star_u": signs[0] * star, "star_v": signs[1] * star}

    def arrives(self, record: Record) -> Time:
        """The step at which w fits and is 1% longer than the shortest fit, of two equal weights."""
        near = record.values["weight_norm"] <= NEAR * np.sqrt(2) * self.shortest
        loss = record.values["train_loss"]
        fits = loss <= np.maximum(FITTED * loss[0], SMALL)      # a start may be that short, too
        return first_times(record.steps, near & fits)[0]


class Sum(Plane):
    """A ball on the plane of two weights whose sum should be 2; the unit may have a kink at 0."""

    def __init__(self) -> None:
        self.shortest = 1.0

    def ground(self, record: Record, low: float, high: float) -> np.ndarray:
        return _ground_of_sum(float(record.sweep["slope"][0]), low, high)

    def curves(self, record: Record) -> list[dict[str, Any]]:
        fits = _dashed(ENDS, 2 - ENDS)
        kink = {**_dashed(ENDS, -ENDS), "colour": PALE, "width": 1.5, "dash": [2, 6]}
        return [fits, kink] if record.sweep["slope"][0] < 1 else [fits]


def _ends(start: np.ndarray) -> tuple[float, float]:
    """The range of both axes: the quadrant of the start, or all four quadrants."""
    high = max(REACH, 1.15 * float(np.abs(start).max()))
    return (-BESIDE, high) if (start >= 0).all() else (-high, high)


@functools.cache
def _ground(target: float, low: float, high: float) -> np.ndarray:
    """Log of the loss (uv - target)²/2 on a grid, scaled to 0..1; row 0 has the least v."""
    u, v = np.meshgrid(*2 * [np.linspace(low, high, CELLS)])
    return _pale_where_small((u * v - target) ** 2 / 2)


@functools.cache
def _ground_of_sum(slope: float, low: float, high: float) -> np.ndarray:
    """The same of (σ(u + v) - 2)²/2, σ a leaky ReLU of this slope below 0."""
    u, v = np.meshgrid(*2 * [np.linspace(low, high, CELLS)])
    return _pale_where_small((np.maximum(u + v, slope * (u + v)) - 2) ** 2 / 2)


def _pale_where_small(loss: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.clip((np.log10(np.maximum(loss, 1e-9)) + 3.0) / 4.3, 0, 1)
    return found


def _dashed(x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    return {"kind": "line", "x": x, "y": y, "colour": DARK, "width": 2.5, "dash": [7, 5]}


def _valley(target: float) -> list[tuple[np.ndarray, np.ndarray]]:
    if target:
        u = np.geomspace(0.1, 10, 120)
        return [(sign * u, sign * target / u) for sign in (1, -1)]
    arm, zero = np.array([-6.0, 6.0]), np.zeros(2)
    return [(arm, zero), (zero, arm)]
