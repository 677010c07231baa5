"""The large animated pictures of norm flow: two weights, a function, coefficients, a spectrum."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from grokviz.i18n import t
from grokviz.labs.norm_flow.forecast import teacher
from grokviz.metrics import Time, first_times
from grokviz.run import Record
from grokviz.widgets.plots.animated import palette

GRID = np.linspace(-2, 2, 101)  # inputs at which a network's function is measured
CELLS = 121                     # of the loss map, along each side
BESIDE = 0.25                   # of the axes that is beyond 0
REACH = 3.0
PULL = 2600.0                   # px of the arrow times the root of ηλ‖w‖
NEAR = 1.01                     # a run has arrived at this multiple of the smallest norm
DARK, PALE, DEEP = "#14181F", "#FFFFFF", "#122454"      # on the ground, in both themes
RANKS = 20                      # singular values that are drawn
VALUES = (0.02, 100.0)          # range in which they are drawn
FORMER = (10, 100, 1_000, 10_000)       # steps whose function remains visible in a pale colour

Law = Callable[[], Any]


class Hero(Protocol):
    """A large picture of one task."""

    def panel(self, record: Record) -> dict[str, Any]:
        """See `animated.js`."""

    def channels(self, record: Record, since: int) -> dict[str, np.ndarray]:
        """The channels that only this picture needs."""


class Plane:
    """A ball on the plane of two weights whose product should be `target`."""

    def __init__(self, target: float):
        self.target = target

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
                {"kind": "field", "left": _ground(self.target, low, high), "nx": CELLS,
                 "ny": CELLS, "palette": palette.ERROR},
                *({"kind": "line", "x": x, "y": y, "colour": DARK, "width": 2.5, "dash": [7, 5]}
                  for x, y in _valley(self.target)),
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
        star = np.where(there, np.sqrt(self.target), np.nan)
        signs = np.sign(record.values["weights"][-1, 0])
        return {"u": weights[:, 0], "v": weights[:, 1],
                "star_u": signs[0] * star, "star_v": signs[1] * star}

    def arrives(self, record: Record) -> Time:
        """The point where w is 1% longer than the shortest fit, (√target, √target)."""
        near = record.values["weight_norm"] <= NEAR * np.sqrt(2 * self.target)
        return first_times(record.steps, near)[0]


class Function:
    """The network's function beside the truth; `law` holds the truth and the examples."""

    def __init__(self, law: Law):
        self.law = law

    def panel(self, record: Record) -> dict[str, Any]:
        law = self.law()
        truth, xs, ys = (teacher(law, name) for name in ("outputs", "inputs", "targets"))
        low, high = (-1.2, 2.0) if truth is None else (float(truth.min()), float(truth.max()))
        room = 0.6 * (high - low)
        student = {"x": GRID, "y": {"ch": "outputs"}}
        known = [] if truth is None else [
            {"kind": "area", **student, "y2": truth, "colour": "test", "alpha": 0.25},
            {"kind": "line", "x": GRID, "y": truth, "colour": "road", "width": 11}]
        examples = [] if xs is None or ys is None else [
            {"kind": "point", "x": float(x), "y": float(y), "shape": "square", "size": 13,
             "colour": "train"} for x, y in zip(xs, ys, strict=True)]
        return {
            "title": t("animation.computes"), "subtitle": t("animation.gap"),
            "about": t("animation.function_about"), "weight": 0.62,
            "x": {"lo": -2, "hi": 2, "ticks": [-2, -1, 0, 1, 2], "label": t("animation.input")},
            "y": {"lo": low - room, "hi": high + room},
            "marks": [
                *known, {"kind": "earlier", **student, "steps": FORMER},
                {"kind": "line", **student, "colour": "ink", "width": 3.2}, *examples,
                {"kind": "text", "fx": 0.03, "fy": 0.08, "colour": "soft", "halo": "panel",
                 "text": t("animation.teacher")},
                {"kind": "text", "fx": 0.97, "fy": 0.08, "align": "right", "colour": "trainInk",
                 "halo": "panel", "text": t("animation.squares")},
                {"kind": "text", "fx": 0.97, "fy": 0.93, "align": "right", "colour": "ink",
                 "halo": "panel", "text": t("animation.network_now")},
            ],
        }

    def channels(self, record: Record, since: int) -> dict[str, np.ndarray]:
        return {"outputs": record.values["outputs"][since:, 0]}


class Coefficients:
    """The coefficient of each input beside the truth, from -`reach` to `reach`."""

    def __init__(self, law: Law, reach: float):
        self.law, self.reach = law, reach

    def panel(self, record: Record) -> dict[str, Any]:
        truth = teacher(self.law(), "coefficients")
        marks = {"kind": "stems", "y": {"ch": "coefficients"}}
        places = record.values["coefficients"].shape[2]
        return {
            "title": t("animation.coefficients"), "subtitle": t("animation.gap"),
            "about": t("animation.coefficients_about"), "weight": 0.62,
            "x": {"lo": 0, "hi": places + 1, "ticks": [1, *range(10, places + 1, 10)],
                  "label": t("animation.input_number")},
            "y": {"lo": -self.reach, "hi": self.reach},
            "marks": [
                marks if truth is None else marks | {"truth": truth},
                {"kind": "text", "fx": 0.03, "fy": 0.07, "colour": "soft", "halo": "panel",
                 "text": t("animation.teacher")},
                {"kind": "text", "fx": 0.97, "fy": 0.93, "align": "right", "colour": "ink",
                 "halo": "panel", "text": t("animation.network_now")},
            ],
        }

    def channels(self, record: Record, since: int) -> dict[str, np.ndarray]:
        return {"coefficients": record.values["coefficients"][since:, 0]}


class Spectrum:
    """The singular values of a product of two matrices; those beyond the true rank vanish."""

    def panel(self, record: Record) -> dict[str, Any]:
        rank = int(np.ravel(record.settings["rank"])[0])
        places = min(RANKS, record.values["singular_values"].shape[2])
        return {
            "title": t("animation.spectrum"), "about": t("animation.spectrum_about"),
            "weight": 0.62,
            "x": {"lo": 0, "hi": places + 1, "ticks": [1, *range(5, places + 1, 5)],
                  "label": t("animation.singular_number")},
            "y": {"lo": VALUES[0], "hi": VALUES[1], "log": True, "ticks": [0.1, 1, 10, 100]},
            "marks": [
                {"kind": "area", "x": np.array([0.0, rank + 0.5]), "y": np.full(2, VALUES[1]),
                 "colour": "road", "alpha": 0.45},
                {"kind": "text", "fx": 0.97, "fy": 0.07, "align": "right", "colour": "soft",
                 "halo": "panel", "text": t("animation.rank", rank=rank)},
                {"kind": "stems", "y": {"ch": "singular_values"}, "floor": VALUES[0]},
            ],
        }

    def channels(self, record: Record, since: int) -> dict[str, np.ndarray]:
        return {"singular_values": record.values["singular_values"][since:, 0, :RANKS]}


def _ends(start: np.ndarray) -> tuple[float, float]:
    """The range of both axes: the quadrant of the start, or all four quadrants."""
    high = max(REACH, 1.15 * float(np.abs(start).max()))
    return (-BESIDE, high) if (start >= 0).all() else (-high, high)


@functools.cache
def _ground(target: float, low: float, high: float) -> np.ndarray:
    """Log of the loss (uv - target)²/2 on a grid, scaled to 0..1; row 0 has the least v."""
    u, v = np.meshgrid(*2 * [np.linspace(low, high, CELLS)])
    loss = (u * v - target) ** 2 / 2
    return np.clip((np.log10(np.maximum(loss, 1e-9)) + 3.0) / 4.3, 0, 1)


def _valley(target: float) -> list[tuple[np.ndarray, np.ndarray]]:
    if target:
        u = np.geomspace(0.1, 10, 120)
        return [(sign * u, sign * target / u) for sign in (1, -1)]
    arm, zero = np.array([-6.0, 6.0]), np.zeros(2)
    return [(arm, zero), (zero, arm)]


HEROES: dict[str, Callable[[Law], Hero]] = {
    "hyperbola": lambda law: Plane(1.0),
    "cross": lambda law: Plane(0.0),
    "diagonal_network": lambda law: Coefficients(law, 1.65),
    "matrix_completion": lambda law: Spectrum(),
    "relu_network": Function,
}
