"""Animated picture of teacher and student: a ball on the L and the U.

The curves are the losses at fixed weight norm (Omnigrok, Fig. 2a). Beside them stand the
outputs of student and teacher along one input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.rolling import Axes, Rolling
from grokviz.labs.several_runs import Channels, Run
from grokviz.labs.teacher_student.headline import headline
from grokviz.run import Record

FLOOR = 2.2e-6          # the L goes on to 1e-14
AXES = Axes(norms=(1.9, 42.0), losses=(1e-6, 3.0), floor=FLOOR, ticks=[1e-6, 1e-4, 1e-2, 1])
ALONG = np.linspace(-3, 3, 41)          # the input that is turned


class Story(Rolling):
    """See `grokviz.widgets.plots.animated.story.Story`; ``curve(settings)`` is a Record."""

    def __init__(
        self, curve: Callable[[Mapping[str, Any]], Record],
        symbols: Mapping[str, str] | None = None,
    ):
        super().__init__(lambda settings: (curve(settings), ""), lambda settings: AXES, symbols)

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        panels = [self.ground(record, 0.638)]
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
        values = self.rolled(record, since)
        if "function_slice" in record.values:
            steps = record.steps[since:]
            values |= {"student" + run.suffix: run.values("function_slice", steps)[:, 0]
                       for run in self.runs(record) if "function_slice" in run.record.values}
        return values

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)


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
