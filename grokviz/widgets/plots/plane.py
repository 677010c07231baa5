"""A plane of two weights: paths in it, a ring, curves of zero loss, and a start to be dragged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import bqplot
import numpy as np

from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.base import Beside, Plot, axis, draw, draw_each, power, thinned
from grokviz.widgets.theme import TEST, TRAIN

TURN = np.linspace(0, 2 * np.pi, 121)


class Plane(Plot):
    """Runs as paths through the plane of their two weights, ``values["weights"]``.

    Parameters
    ----------
    title : str
    names : (str, str)
        Of the two weights.
    radius : float
        Of the ring on which the test examples can be right.
    valley : sequence of arrays, each (2, points)
        Curves on which the training loss is zero.
    moved : function
        ``moved(x, y)`` when the start was dragged.
    reach : float
        The axes go from -reach to reach.
    """

    def __init__(
        self, title: str, names: tuple[str, str], *, radius: float,
        valley: Sequence[np.ndarray], moved: Callable[[float, float], None],
        reach: float = 3.0, symbols: Mapping[str, str] | None = None,
    ):
        ticks = list(range(-int(reach), int(reach) + 1))
        x, y = (axis(f"weight {name}", -reach, reach, vertical=vertical, ticks=ticks)
                for name, vertical in zip(names, (False, True), strict=True))
        super().__init__(title, x, y, symbols or {}, corner=(0.03, 0.96))
        self.figure.layout.height = "492px"
        self.figure.min_aspect_ratio = self.figure.max_aspect_ratio = 1.0
        self.figure.add_class("grokviz-tall")
        self._moved = moved
        ring = self.lines(TEST)
        draw(ring, radius * np.cos(TURN), radius * np.sin(TURN)[None])
        valleys = [self.lines(TRAIN) for _ in valley]
        for line, (u, v) in zip(valleys, valley, strict=True):
            draw(line, u, v[None])
        self._wakes = self.lines(theme.GHOST, opacities=[0.8])
        self._paths = self.lines(theme.CURSOR._replace(width=2.5))
        self._now = bqplot.Scatter(
            x=[0.0], y=[0.0], scales=self.scales, default_size=110, stroke="white",
            stroke_width=1.2, colors=[theme.CURSOR.colour], visible=False,
        )
        self._start = bqplot.Scatter(
            x=[0.0], y=[0.0], scales=self.scales, marker="diamond", default_size=130,
            colors=[theme.INK], stroke="white", stroke_width=1.2, enable_move=True,
            visible=False,
        )
        self._start.on_drag_end(self._dragged)
        self.write([(TRAIN, "training examples right"), (TEST, "ring: test examples can be right")])
        self.put([*valleys, ring, self._wakes, self._paths, self._start, self._now])

    def show(self, record: Record, at: int | None = None) -> None:
        colours = self.key(record) or [theme.CURSOR.colour]
        weights = record.values["weights"]              # (records, runs, 2)
        keep = thinned(np.maximum(record.steps, 1), 1, max(record.steps[-1], 2), log=True)
        draw_each(self._paths, [tuple(run.T) for run in weights[keep].swapaxes(0, 1)], colours)
        here = weights[-1 if at is None else at]
        for dots, (x, y) in ((self._now, here.T), (self._start, weights[0].T)):
            with dots.hold_sync():
                dots.x, dots.y, dots.visible = x, y, True
        self._now.colors = colours

    def beside(self, others: Sequence[Beside]) -> None:
        lines = [(tuple(run.T), other.colour) for other in others
                 for run in other.record.values["weights"].swapaxes(0, 1)]
        draw_each(self._wakes, [line for line, _ in lines], [colour for _, colour in lines])

    def moment(self, record: Record, x: float, y: float) -> float | None:
        far = np.hypot(*(record.values["weights"] - [x, y]).T).min(0)       # of the nearest run
        return float(record.steps[far.argmin()])

    def describe(self, record: Record) -> str:
        said = "; ".join(f"from ({a:.2f}, {b:.2f}) to ({c:.2f}, {d:.2f}), norm {power(n)}"
                         for (a, b), (c, d), n in zip(
                             record.values["weights"][0], record.values["weights"][-1],
                             record.values["weight_norm"][-1].tolist(), strict=True))
        return f"{self.figure.title}, step {int(record.steps[-1]):,}: {said}."

    def _dragged(self, _, event: dict) -> None:
        x, y = event["point"]["x"], event["point"]["y"]
        ends = self.scales["x"].min, self.scales["x"].max
        self._moved(*(round(float(np.clip(value, *ends)), 2) for value in (x, y)))
