"""The large animated pictures of norm flow: a function, coefficients, a spectrum; and `planes`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from grokviz.i18n import t
from grokviz.labs.norm_flow.forecast import teacher
from grokviz.labs.norm_flow.planes import Plane, Sum
from grokviz.run import Record

GRID = np.linspace(-2, 2, 101)  # inputs at which a network's function is measured
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


HEROES: dict[str, Callable[[Law], Hero]] = {
    "hyperbola": lambda law: Plane(1.0),
    "cross": lambda law: Plane(0.0), "adder": lambda law: Sum(),
    "diagonal_network": lambda law: Coefficients(law, 1.65),
    "matrix_completion": lambda law: Spectrum(),
    "relu_network": Function,
}
