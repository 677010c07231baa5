"""Animated picture of sparse parity: of many bits the network comes to read the few that matter.

Source: Merrill, Tsilivis & Shukla (2023), arXiv:2303.11873. A bar is the share of a bit in the
squared weights of the first layer. Beside the bars is the share of all bits that matter, over time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.several_runs import Channels, Several, learnt
from grokviz.labs.sparse_parity.headline import headline
from grokviz.run import Record

HALF = 0.36             # of a bar's width, in distances between two bits
ROOM = 1.25             # of the axis, over the bars of a network that reads relevant bits alone


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`."""

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        strip = animation.strip(t("animation.right_answers"), [
            animation.line("train_accuracy", "train", t("animation.shown")),
            animation.line("test_accuracy", "test", t("animation.new"))],
            note=t("animation.all_right"))
        strip = self.strip(record, strip, "test_accuracy")
        return animation.scene([_bits(record), _share(record)], strip, animation.decades()
                               ) | self.colours()

    def channels(self, record: Record, since: int) -> Channels:
        k = int(record.settings["relevant"])
        bits = record.values["bit_share"][since:].astype(float).mean(1)
        sides = {name: record.values[name][since:, 0] for name in (
            "train_accuracy", "test_accuracy")}
        return sides | self.further(record, since, ("test_accuracy",)) | {
            "relevant_share": record.values["relevant_share"][since:].mean(1),
            "relevant": outlines(bits[:, :k]), "others": outlines(bits[:, k:]),
            "at": np.maximum(record.steps[since:], 1)}

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        if record.runs == 1:
            return animation.learnt(record)
        return learnt(record, self.runs(record))


def outlines(heights: np.ndarray) -> np.ndarray:
    """The outline of bars of these heights, (records, bars) -> (records, 4 bars); see `places`."""
    zero = np.zeros_like(heights)
    return np.stack([zero, heights, heights, zero], -1).reshape(len(heights), -1)


def places(first: int, last: int) -> np.ndarray:
    """Where the points of the outline of the bars `first` to `last` stand, (4 bars,)."""
    return np.add.outer(np.arange(first, last + 1), [-HALF, -HALF, HALF, HALF]).ravel()


def _bits(record: Record) -> dict[str, Any]:
    n, k = (int(record.settings[name]) for name in ("bits", "relevant"))
    said = {"kind": "text", "size": 15, "halo": "panel"}
    return {
        "title": t("animation.parity.bits"), "subtitle": t("animation.parity.bits_below"),
        "about": t("animation.parity.bits_about"), "weight": 0.62,
        "x": {"lo": 0, "hi": n + 1, "ticks": [1, *range(10, n + 1, 10)],
              "label": t("animation.parity.bit")},
        "y": {"lo": 0, "hi": ROOM / k, "label": t("animation.parity.share_of_layer")},
        "marks": [
            {"kind": "area", "x": places(k + 1, n), "y": {"ch": "others"}, "colour": "soft",
             "alpha": 0.55},
            {"kind": "area", "x": places(1, k), "y": {"ch": "relevant"}, "colour": "test",
             "alpha": 1},
            {**said, "fx": 0.02, "fy": 0.06, "colour": "testInk",
             "text": t("animation.parity.relevant", relevant=k)},
            {**said, "fx": 0.98, "fy": 0.06, "align": "right", "colour": "soft",
             "text": t("animation.parity.others", others=n - k)},
        ],
    }


def _share(record: Record) -> dict[str, Any]:
    n, k = (int(record.settings[name]) for name in ("bits", "relevant"))
    last = max(float(record.settings["steps"]), 2)
    now = {"x": {"ch": "at", "log": True}, "y": {"ch": "relevant_share"}}
    return {
        "title": t("animation.parity.share", relevant=k),
        "subtitle": t("animation.parity.share_below"),
        "about": t("animation.parity.share_about"), "weight": 0.38,
        "x": {"lo": 1, "hi": last, "log": True, "label": t("animation.step")},
        "y": {"lo": 0, "hi": 1.04, "bare": True},
        "marks": [
            {"kind": "line", "x": np.array([1, last]), "y": np.full(2, k / n), "colour": "soft",
             "width": 2, "dash": [6, 5]},
            {"kind": "text", "size": 14, "halo": "panel", "fx": 0.03, "y": k / n, "dy": -14,
             "colour": "soft", "text": t("animation.parity.even")},
            {"kind": "text", "size": 13, "weight": 400, "fx": 0.02, "y": 1, "dy": 12,
             "colour": "soft", "text": "100%"},
            {"kind": "trail", **now, "colour": "test", "width": 5},
            {"kind": "point", **now, "size": 18, "colour": "test"},
        ],
    }
