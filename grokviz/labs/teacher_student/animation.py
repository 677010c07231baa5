"""Animated picture of teacher and student: a ball on the L and the U.

The curves are the losses at fixed weight norm (Omnigrok, Fig. 2a). Beside them stand the
outputs of student and teacher along one input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation, several_runs
from grokviz.labs.several_runs import Channels, Run, Several
from grokviz.labs.teacher_student.headline import headline
from grokviz.metrics import geometric_mean
from grokviz.run import Record

LOSSES = (1e-6, 3.0)
FLOOR = 2.2e-6          # the L is drawn no lower: it goes on to 1e-14
NORMS = (1.9, 42.0)
ALONG = np.linspace(-3, 3, 41)          # the input that is turned
PULL = 1600.0           # px of the arrow times the root of ηλ‖w‖


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`.

    Parameters
    ----------
    curve : function
        Settings of a run -> the Record of its L and U.
    symbols : mapping
        See `Several`.
    """

    def __init__(
        self, curve: Callable[[Mapping[str, Any]], Record | None],
        symbols: Mapping[str, str] | None = None,
    ):
        super().__init__(symbols)
        self.curve = curve
        self._drawn: tuple[Any, list[np.ndarray]] = (None, [])  # the curves, and what they are of

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        panels = [self._ground(record)]
        if "function_slice" in record.values:
            panels.append(_function(record, self.runs(record)))
        strip = animation.strip(
            t("animation.right_answers"), [
                animation.line("train_accuracy", "train", t("animation.shown")),
                animation.line("test_accuracy", "test", t("animation.new"))],
            note=t("animation.all_right"))
        return animation.scene(panels, self.strip(record, strip, "test_accuracy"),
                               animation.decades()) | self.colours()

    def channels(self, record: Record, since: int) -> Channels:
        names = ("weight_norm", "train_loss", "test_loss", "train_accuracy", "test_accuracy")
        values = {k: _drawn(k, record.values[k][since:, 0]) for k in names}
        if "function_slice" in record.values:
            steps = record.steps[since:]
            values |= {"student" + run.suffix: run.values("function_slice", steps)[:, 0]
                       for run in self.runs(record) if "function_slice" in run.record.values}
        return values | self.further(record, since, names, _drawn)

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        if record.runs == 1:
            return animation.learnt(record)
        return several_runs.learnt(record, self.runs(record))

    def _ground(self, record: Record) -> dict[str, Any]:
        starts = [float(run.values("weight_norm", record.steps[:1])[0])
                  for run in self.runs(record)]
        ends = min(NORMS[0], 0.8 * min(starts)), max(NORMS[1], 1.2 * max(starts))
        x = {"lo": ends[0], "hi": ends[1], "log": True, "label": t("animation.weight_norm")}
        y = {"lo": LOSSES[0], "hi": LOSSES[1], "log": True, "ticks": [1e-6, 1e-4, 1e-2, 1]}
        norm, train, test = self._curves(record, ends)
        first, *others = self.runs(record)
        return {
            "title": t("animation.ground"), "subtitle": t("animation.loss_by_norm"),
            "about": t("animation.ground_about"), "weight": 0.638, "x": x, "y": y,
            "marks": [
                {"kind": "area", "x": norm, "y": test, "colour": "test", "alpha": 0.3,
                 "fade": True},
                {"kind": "area", "x": norm, "y": train, "colour": "train", "alpha": 0.32},
                {"kind": "line", "x": norm, "y": test, "colour": "test"},
                {"kind": "line", "x": norm, "y": train, "colour": "train"},
                {"kind": "text", "fx": 0.985, "fy": 0.43, "align": "right", "colour": "testInk",
                 "text": t("animation.the_u"), "short": t("animation.u"), "halo": "panel"},
                {"kind": "text", "fx": 0.985, "fy": 0.9, "align": "right", "colour": "trainInk",
                 "text": t("animation.the_l"), "short": t("animation.l"), "halo": "panel"},
                *(mark for run in others for mark in _another(run)),
                *_front(first, record.runs == 1),
                *self.names(record, "weight_norm", "test_loss"),
            ],
        }

    def _curves(self, record: Record, norms: tuple[float, float]) -> list[np.ndarray]:
        """Weight norm, and both losses there; made anew only for other curves."""
        made = self.curve(record.settings)
        if self._drawn[0] != (id(made), norms):
            self._drawn = (id(made), norms), _means(made, norms)
        return self._drawn[1]


def _means(made: Record | None, norms: tuple[float, float]) -> list[np.ndarray]:
    """Weight norm, and both losses there: the mean over the seeds, on an even grid."""
    if made is None:
        return [np.empty(0)] * 3
    order = np.lexsort((made.sweep["init_seed"], made.sweep["init_scale"]))
    cells = len(np.unique(made.sweep["init_scale"])), -1
    norm, *losses = (geometric_mean(made.values[k][-1][order].reshape(cells), 1)
                     for k in ("weight_norm", "train_loss", "test_loss"))
    there = np.isfinite(norm) & np.isfinite(losses).all(0)
    if there.sum() < 2:
        return [np.empty(0)] * 3
    grid = np.geomspace(max(norms[0], norm[there].min()), min(norms[1], norm[there].max()), 80)
    return [grid, *(np.clip(animation.smooth(norm[there], loss[there], grid), FLOOR, None)
                    for loss in losses)]


def _drawn(name: str, values: np.ndarray) -> np.ndarray:
    return np.clip(values, FLOOR, None) if name.endswith("_loss") else values


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


def _function(record: Record, runs: Sequence[Run]) -> dict[str, Any]:
    teacher = record.values["function_slice"][0, 0, 1]
    low, high = float(teacher.min()), float(teacher.max())
    room = 0.75 * (high - low)
    student = {"x": ALONG, "y": {"ch": "student"}}
    first, *others = runs
    alone = [{"kind": "area", **student, "y2": teacher, "colour": "test", "alpha": 0.25},
             {"kind": "earlier", **student, "times": [1, 2, 4]}]
    drawn = [{"kind": "line", "x": ALONG, "y": {"ch": "student" + run.suffix},
              "colour": run.colour, "width": 2} for run in others
             if "function_slice" in run.record.values]
    return {
        "title": t("animation.computes"), "about": t("animation.computes_about"),
        "weight": 0.362,
        "x": {"lo": -3, "hi": 3, "ticks": [-3, 0, 3], "label": t("animation.one_input")},
        "y": {"lo": low - room, "hi": high + room, "bare": True},
        "marks": [
            {"kind": "line", "x": ALONG, "y": teacher, "colour": "road", "width": 11},
            *(alone if record.runs == 1 else []), *drawn,
            {"kind": "line", **student, "colour": first.colour or "ink", "width": 3.2},
            {"kind": "text", "x": -2.8, "y": float(teacher[0]), "dy": -20, "colour": "soft",
             "text": t("animation.teacher"), "halo": "panel"},
            {"kind": "text", "fx": 0.96, "fy": 0.92, "align": "right", "colour": "ink",
             "text": t("animation.students" if first.colour else "animation.student"),
             "halo": "panel"},
        ],
    }
