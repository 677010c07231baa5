"""Animated picture of reviews: a review is read aloud, each word in the colour of what it changes.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 4. Beside the review are the norms of
the embedding and of all other weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.headline import first
from grokviz.labs.reviews.headline import headline
from grokviz.labs.several_runs import Channels, Several, learnt
from grokviz.recipes.common import looks
from grokviz.run import Record

NAMES = ("train_accuracy", "test_accuracy")
LOWEST = 0.5            # norm at which the axis begins


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`."""

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        strip = animation.strip(t("animation.right_answers"), [
            animation.line("train_accuracy", "train", t("animation.shown")),
            animation.line("test_accuracy", "test", t("animation.new"))],
            note=t("animation.all_right"))
        strip = self.strip(record, strip, "test_accuracy")
        return animation.scene([_review(record), _norms(record)], strip, animation.decades()
                               ) | self.colours()

    def channels(self, record: Record, since: int) -> Channels:
        found = {k: record.values[k][since:, 0] for k in NAMES} | self.further(
            record, since, ("test_accuracy",))
        norm = record.values["weight_norm"][since:, 0]
        share = record.values["embedding_share"][since:, 0]
        found |= {"embedding": norm * np.sqrt(share),
                  "others": np.maximum(norm * np.sqrt(np.maximum(1 - share, 0)), LOWEST),
                  "at": np.maximum(record.steps[since:], 1)}
        if "read" in record.values:
            read = record.values["read"][since:, 0].astype(np.float32)
            found["read"] = np.nan_to_num(read.reshape(len(read), -1), posinf=1e4, neginf=-1e4)
        return found

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        if record.runs == 1:
            return animation.learnt(record)
        return learnt(record, self.runs(record))


@lru_cache(maxsize=8)
def read_aloud(
    seed: int, most: int, length: int, folder: str | None = None
) -> list[dict[str, Any]]:
    return [{"words": each.words, "liked": each.liked}
            for each in looks.reviews(seed, most, length, folder)]


def _review(record: Record) -> dict[str, Any]:
    length, bare = int(record.settings["length"]), {"lo": 0, "hi": 1, "bare": True}
    panel = {
        "title": t("animation.reviews.aloud"), "subtitle": t("animation.reviews.aloud_below"),
        "about": t("animation.reviews.aloud_about"), "weight": 0.64, "x": bare, "y": bare}
    if "read" not in record.values:
        return panel | {"marks": [{"kind": "text", "fx": 0.03, "fy": 0.1, "colour": "soft",
                                   "weight": 400, "text": t("animation.reviews.none")}]}
    shown = read_aloud(int(first(record.sweep["data_seed"])),
                       int(np.max(record.sweep["n_train"])), length,
                       record.settings.get("folder"))
    say = {name: t(f"animation.reviews.{name}")
           for name in ("likes", "dislikes", "right", "wrong", "next")}
    return panel | {"marks": [{"kind": "review", "of": shown, "read": {"ch": "read"},
                               "length": length, "say": say}]}


def _norms(record: Record) -> dict[str, Any]:
    last = max(float(record.settings["steps"]), 2)
    highest = 2 * float(record.values["weight_norm"][0, 0])
    marks: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    for name, colour in (("embedding", "slow"), ("others", "fast")):
        now = {"x": {"ch": "at", "log": True}, "y": {"ch": name, "log": True}}
        marks += [{"kind": "trail", **now, "colour": colour, "width": 5},
                  {"kind": "point", **now, "size": 16, "colour": colour}]
        names.append({**now, "colour": colour, "text": t(f"animation.reviews.{name}")})
    marks.append({"kind": "names", "of": names, "halo": "panel", "clear": True})
    return {
        "title": t("animation.reviews.norms"), "subtitle": t("animation.reviews.norms_below"),
        "about": t("animation.reviews.norms_about"), "weight": 0.36, "gutter": True,
        "x": {"lo": 1, "hi": last, "log": True, "label": t("animation.step")},
        "y": {"lo": LOWEST, "hi": max(highest, 10.0), "log": True,
              "label": t("animation.weight_norm")},
        "marks": marks,
    }
