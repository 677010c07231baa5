"""The L and the U as the ground of an animated picture, with the runs that roll on it.

The curves are the losses at fixed weight norm (Liu et al. 2022, arXiv:2210.01117, Fig. 1b). A run
is a ball on the U and a square on the L.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation, several_runs
from grokviz.labs.several_runs import Channels, Run, Several
from grokviz.metrics import geometric_mean
from grokviz.run import Record

PULL = 1600.0           # px of the arrow times the root of ηλ‖w‖
CHANNELS = ("weight_norm", "train_loss", "test_loss", "train_accuracy", "test_accuracy")


class Axes(NamedTuple):
    """Limits of the picture.

    Attributes
    ----------
    norms, losses : (float, float)
        What is shown at least.
    floor : float
        The L is drawn no lower.
    ticks : list of float
        Losses with a number at the axis.
    side : {"left", "right"}
        Where the names of the curves stand.
    """

    norms: tuple[float, float]
    losses: tuple[float, float]
    floor: float
    ticks: list[float]
    side: str = "right"


class Rolling(Several):
    """What the stories with a ball on the U share; see `Several`.

    Parameters
    ----------
    curve : function
        Settings of a run -> the Record of its L and U, and a note on it that may be empty.
    axes : function
        Settings of a run -> Axes.
    symbols : mapping
        See `Several`.
    """

    def __init__(
        self, curve: Callable[[Mapping[str, Any]], tuple[Record, str]],
        axes: Callable[[Mapping[str, Any]], Axes],
        symbols: Mapping[str, str] | None = None,
    ):
        super().__init__(symbols)
        self.curve, self.axes = curve, axes
        self._drawn: tuple[Any, list[np.ndarray]] = (None, [])  # the curves, and what they are of

    def ground(self, record: Record, weight: float) -> dict[str, Any]:
        """The panel with both curves and all runs."""
        starts = [float(run.values("weight_norm", record.steps[:1])[0])
                  for run in self.runs(record)]
        made, note = self.curve(record.settings)
        norms, (low, high), floor, ticks, side = self.axes(record.settings)
        ends = min(norms[0], 0.8 * min(starts)), max(norms[1], 1.2 * max(starts))
        norm, train, test = self._curves(made, ends, floor)
        place = {"fx": 0.985 if side == "right" else 0.02, "align": side, "halo": "panel"}
        first, *others = self.runs(record)
        return {
            "title": t("animation.ground"), "subtitle": note or t("animation.loss_by_norm"),
            "about": t("animation.ground_about"), "weight": weight,
            "x": {"lo": ends[0], "hi": ends[1], "log": True, "label": t("animation.weight_norm")},
            "y": {"lo": low, "hi": high, "log": True, "ticks": ticks},
            "marks": [
                {"kind": "area", "x": norm, "y": test, "colour": "test", "alpha": 0.3,
                 "fade": True},
                {"kind": "area", "x": norm, "y": train, "colour": "train", "alpha": 0.32},
                {"kind": "line", "x": norm, "y": test, "colour": "test"},
                {"kind": "line", "x": norm, "y": train, "colour": "train"},
                {"kind": "text", **place, "fy": 0.43 if side == "right" else 0.3,
                 "colour": "testInk", "text": t("animation.the_u"), "short": t("animation.u")},
                {"kind": "text", **place, "fy": 0.9, "colour": "trainInk",
                 "text": t("animation.the_l"), "short": t("animation.l")},
                *(mark for run in others for mark in _another(run)),
                *_front(first, record.runs == 1),
                *self.names(record, "weight_norm", "test_loss"),
            ],
        }

    def rolled(self, record: Record, since: int) -> Channels:
        """Where the runs are on both curves, and their accuracies."""
        floor = self.axes(record.settings).floor

        def limited(name: str, values: np.ndarray) -> np.ndarray:
            return np.clip(values, floor, None) if name.endswith("_loss") else values

        own = {k: limited(k, record.values[k][since:, 0]) for k in CHANNELS}
        return own | self.further(record, since, CHANNELS, limited)

    def events(self, record: Record) -> list[dict[str, Any]]:
        """The moments of the strip."""
        if record.runs == 1:
            return animation.learnt(record)
        return several_runs.learnt(record, self.runs(record))

    def _curves(
        self, made: Record, norms: tuple[float, float], floor: float
    ) -> list[np.ndarray]:
        """Weight norm, and both losses there; made anew only for other curves."""
        if self._drawn[0] != (id(made), norms):
            self._drawn = (id(made), norms), _means(made, norms, floor)
        return self._drawn[1]


def _means(made: Record, norms: tuple[float, float], floor: float) -> list[np.ndarray]:
    """Weight norm, and both losses there: the mean over the seeds, on an even grid."""
    order = np.lexsort((made.sweep["init_seed"], made.sweep["init_scale"]))
    cells = len(np.unique(made.sweep["init_scale"])), -1
    norm, *losses = (geometric_mean(made.values[k][-1][order].reshape(cells), 1)
                     for k in ("weight_norm", "train_loss", "test_loss"))
    there = np.isfinite(norm) & np.isfinite(losses).all(0)
    if there.sum() < 2:
        return [np.empty(0)] * 3
    grid = np.geomspace(max(norms[0], norm[there].min()), min(norms[1], norm[there].max()), 80)
    return [grid, *(np.clip(animation.smooth(norm[there], loss[there], grid), floor, None)
                    for loss in losses)]


def _places(run: Run) -> tuple[dict[str, Any], dict[str, Any]]:
    """A run on the U and on the L."""
    norm = run.channel("weight_norm", True)
    return ({"x": norm, "y": run.channel("test_loss", True)},
            {"x": norm, "y": run.channel("train_loss", True)})


def _front(run: Run, alone: bool) -> list[dict[str, Any]]:
    """The run in front: a ball on the U and a square on the L, with an arrow if it is `alone`."""
    ball, square = _places(run)
    arrow = [{"kind": "start", **ball, "text": t("animation.began")},
             {"kind": "pull", **ball, "by": [{"live": "pull"}, {"ch": "weight_norm"}],
              "times": PULL, "text": t("animation.pulls"), "unit": t("animation.a_step")}]
    return [
        {"kind": "trail", **square, "colour": run.colour or "train", "width": 4},
        {"kind": "trail", **ball, "colour": run.colour or "test", "width": 7},
        *(arrow if alone else []),
        {"kind": "point", **square, "shape": "square", "size": 14,
         "colour": run.colour or "train"},
        {"kind": "point", **ball, "shape": "ball", "size": 18, "colour": run.colour or "test",
         "plumb": square["y"], "grab": "start"},
    ]


def _another(run: Run) -> list[dict[str, Any]]:
    """A further run, smaller than the one in front."""
    ball, square = _places(run)
    return [{"kind": "trail", **square, "colour": run.colour, "width": 2},
            {"kind": "trail", **ball, "colour": run.colour, "width": 4},
            {"kind": "point", **square, "shape": "square", "size": 10, "colour": run.colour},
            {"kind": "point", **ball, "shape": "ball", "size": 14, "colour": run.colour}]
