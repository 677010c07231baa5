"""Animated picture of the first layer: embeddings move onto a circle.

Source: Musat (2025), arXiv:2511.01938, Sec. 6. Beside the circle of one frequency stand the
hidden units, each by the share of its weights at its best frequency.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.first_layer.headline import headline
from grokviz.labs.several_runs import Channels, Several, learnt
from grokviz.run import Record

ROOM = 1.25             # of the plane, over the place that was farthest out at first


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`; ``live["frequency"]`` is shown."""

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        strip = animation.strip(
            t("animation.right_answers"), [
                animation.line("train_accuracy", "train", t("animation.sums_shown")),
                animation.line("test_accuracy", "test", t("animation.sums_new"))],
            note=t("animation.all_right"))
        return animation.scene(
            [_circle(record), _units(record)], self.strip(record, strip, "test_accuracy"),
            animation.decades()) | self.colours()

    def channels(self, record: Record, since: int) -> Channels:
        names = ("circles", "unit_share", "unit_frequency", "specialisation", "train_accuracy",
                 "test_accuracy")
        return {k: record.values[k][since:, 0] for k in names} | self.further(
            record, since, ("test_accuracy",))

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        found = animation.learnt(record) if record.runs == 1 else learnt(
            record, self.runs(record))
        return [event for event in found if event["step"] > 0]


def _circle(record: Record) -> dict[str, Any]:
    _, frequencies, symbols, _ = record.values["circles"][0].shape
    far = ROOM * float(np.linalg.norm(record.values["circles"][0, 0], axis=2).max())
    axis = {"lo": -far, "hi": far, "bare": True}
    return {
        "title": t("animation.symbols", symbols=symbols), "subtitle": t("animation.pale_first"),
        "about": t("animation.symbols_about"), "square": True, "x": axis, "y": axis,
        "marks": [{"kind": "wheel", "ch": "circles", "symbols": symbols,
                   "frequencies": frequencies, "closer": t("animation.closer")}],
    }


def _units(record: Record) -> dict[str, Any]:
    return {
        "title": t("animation.units", units=record.values["unit_share"].shape[2]),
        "subtitle": t("animation.units_dark"), "about": t("animation.units_about"), "weight": 0.6,
        "x": {"lo": 0, "hi": 1, "ticks": [0, 0.25, 0.5, 0.75, 1], "label": t("animation.share")},
        "y": {"lo": 0, "hi": 1, "bare": True},
        "marks": [{"kind": "swarm", "x": "unit_share", "group": "unit_frequency",
                   "groups": record.values["circles"].shape[2],
                   "mean": {"ch": "specialisation"}, "text": t("animation.mean_share")}],
    }
