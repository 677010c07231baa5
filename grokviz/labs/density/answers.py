"""What random networks that fit say elsewhere: arcs round the circle, or curves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.density.counts import nearest
from grokviz.labs.density.headline import numbers as counted
from grokviz.labs.density.plots import SYMBOLS
from grokviz.recipes.density import that_fit
from grokviz.run import Record
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape, bundle
from grokviz.widgets.theme import GOOD, THEORY, TRAIN

RINGS = 12                      # networks drawn
INNER, APART = 0.3, 0.058       # radius of the innermost ring, and between two
WIDE = 1.15                     # radius with a margin
Line = tuple[np.ndarray, np.ndarray]
Chosen = Callable[[], Mapping[str, Any]]


class Answers(Plot):
    """The newest networks that fit: blue, and green if they also generalise.

    On the circle each network is a ring, drawn where it says +; the outermost ring, in grey, is the
    truth. For the regression each network is a curve beside the true one.

    Parameters
    ----------
    chosen : function
        The present settings, which choose the run.
    round : bool
        True for the circle.
    """

    def __init__(self, chosen: Chosen, *, round: bool):
        # At the right of the rings is room for the words.
        ends, high = ((-WIDE, 3.2 * WIDE), (-WIDE, WIDE)) if round else ((-1, 1), (-1.6, 1.6))
        super().__init__("Networks that fit", axis("x", *ends, ticks=(-1, 0, 1)),
                         axis("value", *high, vertical=True, ticks=(-1, 0, 1)), symbols=SYMBOLS,
                         corner=(0.52, 0.75) if round else (0.4, 0.95), height="320px", bare=round,
                         grid=False)
        self.chosen, self.round = chosen, round
        self.legend.write([(THEORY, t("density.truth")), (TRAIN, t("density.fits")),
                           (GOOD, t("density.also_good"))])
        self.put(truth=self.lines(THEORY._replace(dash="solid", width=3.0)),
                 fits=self.lines(TRAIN._replace(dash="solid", width=1.8)),
                 good=self.lines(GOOD._replace(width=1.8)))
        if round:
            self.keep_shape(2.1)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        if "torch" not in sys.modules:      # it takes seconds, and the first picture is waited for
            return {}
        run = nearest(record, self.chosen())
        good, outputs, truth = that_fit(record, run, at, RINGS)
        draw = self._arcs if self.round else self._curve
        lines = [draw(outputs[k], k) for k in range(len(good))]

        def of(which: bool) -> list[Line]:
            return [line for some, g in zip(lines, good, strict=True) if g == which
                    for line in some]

        found = {"truth": (draw(truth, RINGS + 1), THEORY), "fits": (of(False), TRAIN),
                 "good": (of(True), GOOD)}
        return {name: bundle(some, [look.colour] * len(some))
                for name, (some, look) in found.items()}

    def describe(self, record: Record) -> str:
        n = counted(record, self.chosen())
        return t("density.answers_said", title=self.figure.title, fit=n["fit"], good=n["good"])

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        n = counted(record, self.chosen())
        return [t("density.fits"), t("density.also_good")], [[f"{n['fit']:,}", f"{n['good']:,}"]]

    @staticmethod
    def _arcs(outputs: np.ndarray, ring: int) -> list[Line]:
        """The parts of a ring where the outputs are positive."""
        plus = outputs > 0
        first = int(np.flatnonzero(~plus)[0]) if not plus.all() else 0
        order = (np.arange(len(plus) + 1) + first) % len(plus)      # round once, from a minus
        cuts = np.flatnonzero(np.diff(plus[order])) + 1
        angle, radius = 2 * np.pi * (order + 0.5) / len(plus), INNER + APART * ring
        return [(radius * np.cos(part), radius * np.sin(part))
                for part, there in zip(np.split(angle, cuts), np.split(plus[order], cuts),
                                       strict=True) if there[0]]

    @staticmethod
    def _curve(outputs: np.ndarray, _: int) -> list[Line]:
        return [(np.linspace(-1, 1, len(outputs)), outputs)]
