"""A plane of two weights: paths, a ring, curves of zero loss, and a start that can be dragged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.drawn import Shape, bundle
from grokviz.widgets.plots.core.ensemble import colours_of, names_of_runs, rows_of
from grokviz.widgets.plots.core.marks import columns, draw, power, thinned
from grokviz.widgets.theme import TEST, THEORY, TRAIN

FALL, SLIDE = (look._replace(dash="solid", width=9.0) for look in (TRAIN, TEST))
ROAD = 0.3              # opacity of predicted paths, because runs are drawn over them
TURN = np.linspace(0, 2 * np.pi, 121)


class WeightPlane(Plot):
    """Runs as paths through the plane of their two weights, ``values["weights"]``.

    Parameters
    ----------
    title : str
    names : (str, str)
        Names of the two weights.
    zero : str
        The word for the zero-loss curve.
    radius : float, optional
        Radius of the ring on which the test examples can be fitted.
    valley : sequence of arrays, each (2, points)
        Curves on which the training loss is zero.
    moved : function
        ``moved(x, y)``, called after the user dragged the start.
    fall : function, optional
        Starts (runs, 2) -> (points, runs, 2), the predicted path to the zero-loss curve. The path
        along that curve is the value ``weights`` of the prediction in `show_forecast`.
    reach : float
        The axes go from -reach to reach.
    kink : array, shape (2, points), optional
        A curve on which the loss has a kink.
    """

    coloured = True

    def __init__(
        self, title: str, names: tuple[str, str], *, radius: float | None = None,
        valley: Sequence[np.ndarray], moved: Callable[[float, float], None],
        fall: Callable[[np.ndarray], np.ndarray] | None = None, reach: float = 3.0,
        zero: str = "training examples right", kink: np.ndarray | None = None, **options: Any,
    ):
        ticks = list(range(-int(reach), int(reach) + 1))
        x, y = (axis(t("weight_plane.weight", name=name), -reach, reach, vertical=vertical,
                     ticks=ticks)
                for name, vertical in zip(names, (False, True), strict=True))
        super().__init__(title, x, y, height="492px", classes=["grokviz-tall"],
                         **{"corner": (0.03, 0.96)} | options)
        self.keep_shape(1.0)
        self._moved = moved
        fixed, said = [(TRAIN, curve) for curve in valley], [(TRAIN, t(zero))]
        if radius is not None:
            fixed.append((TEST, radius * np.array([np.cos(TURN), np.sin(TURN)])))
            said.append((TEST, t("weight_plane.ring_test_examples_right")))
        if kink is not None:
            fixed.append((THEORY, kink))
            said.append((THEORY, t("weight_plane.kink")))
        still = [self.lines(look) for look, _ in fixed]
        for line, (_, (u, v)) in zip(still, fixed, strict=True):
            draw(line, u, v[None])
        self.fall = fall
        if fall is not None:
            said += [(FALL, t("weight_plane.forecast_the_fall")),
                     (SLIDE, t("weight_plane.forecast_the_slide"))]
        self.legend.write(said)
        start = self.dots(theme.INK, "diamond", 130, stroke="white", stroke_width=1.2,
                          enable_move=True)
        start.on_drag_end(self._dragged)
        self.put(still=still,
                 forecast=[self.lines(look, opacities=[ROAD] * 16) for look in (FALL, SLIDE)],
                 beside=self.lines(theme.GHOST, opacities=[0.8]),
                 paths=self.lines(theme.CURSOR._replace(width=2.5)),
                 now=self.dots(theme.CURSOR.colour, size=110, stroke="white", stroke_width=1.2),
                 start=start)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        weights = record.values["weights"]              # (records, runs, 2)
        colours = colours_of(record) or [theme.CURSOR.colour]
        ways = zip((FALL, SLIDE), self._ways(record), strict=True)
        return {
            "paths": bundle(_paths(record), colours),
            "now": Shape(*columns(weights[at]), tuple(colours)),
            "start": Shape(*columns(weights[0]), (theme.INK,) * record.runs),
        } | {f"forecast {i}": bundle(way, [look.colour] * len(way))
             for i, (look, way) in enumerate(ways)}

    def others(self, others: Sequence[Beside]) -> dict[str, Shape | None]:
        lines = [(path, other.colour) for other in others if len(other.record.steps)
                 for path in _paths(other.record)]
        return {"beside": bundle([line for line, _ in lines], [colour for _, colour in lines])}

    def moment(self, record: Record, x: float, y: float) -> float | None:
        far = np.hypot(*(record.values["weights"] - [x, y]).T).min(0)  # distance to the nearest run
        return float(record.steps[far.argmin()])

    def describe(self, record: Record) -> str:
        said = "; ".join(t("weight_plane.from_to_norm", a=a, b=b, c=c, d=d, norm=power(n))
                         for (a, b), (c, d), n in zip(
                             record.values["weights"][0], record.values["weights"][-1],
                             record.values["weight_norm"][-1].tolist(), strict=True))
        return t("common.title_at_step", said=said, **self.heading(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        heads = [f"{axis.label} {name}".strip()
                 for name in names_of_runs(record, self.symbols) for axis in self.figure.axes]
        rows = [[f"{record.steps[i]:,}", *(power(float(w))
                                           for w in record.values["weights"][i].ravel())]
                for i in rows_of(record)]
        return [t("common.step"), *heads], rows

    def _ways(self, record: Record) -> list[list[tuple[np.ndarray, np.ndarray]]]:
        """The predicted paths of a record: to the zero-loss curve, and along it."""
        if self.law is None or self.fall is None:
            return [[], []]
        fall = self.fall(record.values["weights"][0])
        slide = self.law(record).values["weights"]
        there = np.isfinite(slide).all((1, 2))
        return [[tuple(run.T) for run in way.swapaxes(0, 1)] for way in (fall, slide[there])]

    def _dragged(self, _, event: dict) -> None:
        x, y = event["point"]["x"], event["point"]["y"]
        ends = self.scales["x"].min, self.scales["x"].max
        self._moved(*(round(float(np.clip(value, *ends)), 2) for value in (x, y)))


def _paths(record: Record) -> list[tuple[np.ndarray, np.ndarray]]:
    """The thinned path (x, y) of each run."""
    keep = thinned(np.maximum(record.steps, 1), 1, max(record.steps[-1], 2), log=True)
    return [tuple(run.T) for run in record.values["weights"][keep].swapaxes(0, 1)]
