"""Animated picture of teacher and student: a ball on the L and the U.

The curves are the losses at fixed weight norm (Omnigrok, Fig. 2a). Beside them stand the
outputs of student and teacher along one input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.teacher_student.headline import headline
from grokviz.metrics import geometric_mean
from grokviz.run import Record

LOSSES = (1e-6, 3.0)
FLOOR = 2.2e-6          # the L is drawn no lower: it goes on to 1e-14
NORMS = (1.9, 42.0)
ALONG = np.linspace(-3, 3, 41)          # the input that is turned
PULL = 1600.0           # px of the arrow times the root of ηλ‖w‖
SIDES = ("train", "test")


class Story:
    """See `grokviz.widgets.plots.animated.animated.Story`.

    Parameters
    ----------
    curve : function
        Settings of a run -> the Record of its L and U.
    """

    def __init__(self, curve: Callable[[Mapping[str, Any]], Record | None]):
        self.curve = curve

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        panels = [self._ground(record)]
        if "function_slice" in record.values:
            panels.append(_function(record))
        return animation.scene(panels, animation.strip(
            t("animation.right_answers"), [
                animation.line("train_accuracy", "train", t("animation.shown")),
                animation.line("test_accuracy", "test", t("animation.new"))],
            note=t("animation.all_right")), animation.decades())

    def channels(self, record: Record, since: int) -> dict[str, np.ndarray]:
        values = {k: record.values[k][since:, 0] for k in ("weight_norm", "train_accuracy",
                                                           "test_accuracy")}
        for side in SIDES:
            values[f"{side}_loss"] = np.clip(record.values[f"{side}_loss"][since:, 0], FLOOR, None)
        if "function_slice" in record.values:
            values["student"] = record.values["function_slice"][since:, 0, 0]
        return values

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        return animation.learnt(record)

    def _ground(self, record: Record) -> dict[str, Any]:
        start = float(record.values["weight_norm"][0, 0])
        ends = min(NORMS[0], 0.8 * start), max(NORMS[1], 1.2 * start)
        x = {"lo": ends[0], "hi": ends[1], "log": True, "label": t("animation.weight_norm")}
        y = {"lo": LOSSES[0], "hi": LOSSES[1], "log": True, "ticks": [1e-6, 1e-4, 1e-2, 1]}
        norm, train, test = self._curves(record, ends)
        ball = {"x": {"ch": "weight_norm", "log": True}, "y": {"ch": "test_loss", "log": True}}
        square = ball | {"y": {"ch": "train_loss", "log": True}}
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
                {"kind": "trail", **square, "colour": "train", "width": 4},
                {"kind": "trail", **ball, "colour": "test", "width": 7},
                {"kind": "start", **ball, "text": t("animation.began")},
                {"kind": "pull", **ball, "by": [{"live": "pull"}, {"ch": "weight_norm"}],
                 "times": PULL, "text": t("animation.pulls"), "unit": t("animation.a_step")},
                {"kind": "point", **square, "shape": "square", "size": 14, "colour": "train"},
                {"kind": "point", **ball, "shape": "ball", "size": 18, "colour": "test",
                 "plumb": square["y"], "grab": "start"},
            ],
        }

    def _curves(self, record: Record, norms: tuple[float, float]) -> list[np.ndarray]:
        """Weight norm, and both losses there: the mean over the seeds, on an even grid."""
        made = self.curve(record.settings)
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


def _function(record: Record) -> dict[str, Any]:
    teacher = record.values["function_slice"][0, 0, 1]
    low, high = float(teacher.min()), float(teacher.max())
    room = 0.75 * (high - low)
    fitted = float(record.t_train[0])
    steps = [] if np.isnan(fitted) else [fitted, 2 * fitted, 4 * fitted]
    student = {"x": ALONG, "y": {"ch": "student"}}
    return {
        "title": t("animation.computes"), "about": t("animation.computes_about"),
        "weight": 0.362,
        "x": {"lo": -3, "hi": 3, "ticks": [-3, 0, 3], "label": t("animation.one_input")},
        "y": {"lo": low - room, "hi": high + room, "bare": True},
        "marks": [
            {"kind": "area", **student, "y2": teacher, "colour": "test", "alpha": 0.25},
            {"kind": "line", "x": ALONG, "y": teacher, "colour": "road", "width": 11},
            {"kind": "earlier", **student, "steps": steps},
            {"kind": "line", **student, "colour": "ink", "width": 3.2},
            {"kind": "text", "x": -2.8, "y": float(teacher[0]), "dy": -20, "colour": "soft",
             "text": t("animation.teacher"), "halo": "panel"},
            {"kind": "text", "fx": 0.96, "fy": 0.92, "align": "right", "colour": "ink",
             "text": t("animation.student"), "halo": "panel"},
        ],
    }
