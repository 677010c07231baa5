"""Animated picture of your own network: training loss and test loss over the weight norm.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 1: training runs down the L, and the
test loss follows when weight decay has brought the norm to the bottom of its U.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.headline import of_a_run
from grokviz.labs.several_runs import Channels, Several, learnt
from grokviz.run import Record

LOWEST, HIGHEST = 1e-6, 1e6             # losses that are drawn
NAMES = ("train_accuracy", "test_accuracy")
LOSSES = ("train_loss", "test_loss")


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`."""

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        strip = animation.strip(t("animation.right_answers"), [
            animation.line("train_accuracy", "train", t("animation.shown")),
            animation.line("test_accuracy", "test", t("animation.new"))],
            note=t("animation.all_right"))
        strip = self.strip(record, strip, "test_accuracy")
        return animation.scene([self._losses(record)], strip, animation.decades()
                               ) | self.colours()

    def channels(self, record: Record, since: int) -> Channels:
        found = {k: record.values[k][since:, 0] for k in (*NAMES, "weight_norm")}
        for name in LOSSES:
            found[name] = np.clip(record.values[name][since:, 0], LOWEST, HIGHEST)
        return found | self.further(record, since, ("test_accuracy",))

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return of_a_run(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        if record.runs == 1:
            return animation.learnt(record)
        return learnt(record, self.runs(record))

    def _losses(self, record: Record) -> dict[str, Any]:
        # The frame is known at the start: a norm that falls more than tenfold ends at its edge.
        norm = float(record.values["weight_norm"][0, 0])
        first = max(float(record.values[k][0, 0]) for k in LOSSES)
        marks: list[dict[str, Any]] = []
        for side, shape, size in (("train", "square", 14), ("test", "ball", 18)):
            now = {"x": {"ch": "weight_norm", "log": True},
                   "y": {"ch": f"{side}_loss", "log": True}}
            marks += [{"kind": "trail", **now, "colour": side, "width": 5},
                      {"kind": "point", **now, "colour": side, "shape": shape, "size": size}]
        said = {"kind": "text", "size": 15, "halo": "panel", "fx": 0.02}
        return {
            "title": t("animation.custom.title"), "subtitle": t("animation.loss_by_norm"),
            "about": t("animation.custom.about"), "weight": 1,
            "x": {"lo": norm / 12, "hi": norm * 1.3, "log": True,
                  "label": t("animation.weight_norm")},
            "y": {"lo": LOWEST, "hi": max(10 * first, 1.0), "log": True},
            "marks": [
                *marks,
                {**said, "fy": 0.06, "colour": "trainInk", "text": t("animation.squares")},
                {**said, "fy": 0.14, "colour": "testInk", "text": t("animation.custom.balls")}],
        }
