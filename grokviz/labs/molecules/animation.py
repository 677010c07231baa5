"""Animated picture of molecules: predicted against true values fall onto the diagonal.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 5. Beside the dots is one molecule of
the test set, with what each of its atoms adds to the prediction.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.headline import first
from grokviz.labs.molecules.headline import headline
from grokviz.labs.several_runs import Channels, Several, learnt
from grokviz.recipes.common import looks
from grokviz.run import Record

FAR = 1e4               # outputs are drawn up to here: the first ones are huge
LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
NAMES = ("train_accuracy", "test_accuracy")


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`."""

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        strip = animation.strip(t("animation.molecules.explained"), [
            animation.line("train_accuracy", "train", t("animation.shown")),
            animation.line("test_accuracy", "test", t("animation.new"))],
            note=t("animation.molecules.all_explained"))
        strip = self.strip(record, strip, "test_accuracy")
        return animation.scene(_panels(record), strip, animation.decades()) | self.colours()

    def channels(self, record: Record, since: int) -> Channels:
        found = {k: record.values[k][since:, 0] for k in NAMES} | self.further(
            record, since, ("test_accuracy",))
        if "test_outputs" not in record.values:
            return found
        of = _of(record)
        for name in ("train_outputs", "test_outputs"):
            outputs = record.values[name][since:, 0].astype(np.float32)
            found[name] = np.clip(of.mean + of.deviation * outputs, -FAR, FAR)
        parts = record.values["contributions"][since:, 0].astype(np.float32)
        return found | {"parts": np.nan_to_num(parts.reshape(len(parts), -1), posinf=FAR,
                                               neginf=-FAR)}

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        if record.runs == 1:
            return animation.learnt(record)
        return learnt(record, self.runs(record))


def _of(record: Record) -> looks.Looked:
    """The molecules of the first run."""
    seed, n = (int(first(record.sweep[k])) for k in ("data_seed", "n_train"))
    return looked_at(seed, n, int(np.max(record.sweep["n_train"])), record.settings.get("folder"))


@lru_cache(maxsize=8)
def looked_at(seed: int, n: int, most: int, folder: str | None) -> looks.Looked:
    return looks.molecules(seed, n, most, folder)


def _panels(record: Record) -> list[dict[str, Any]]:
    dots = {
        "title": t("animation.molecules.dots"), "subtitle": t("animation.molecules.dots_below"),
        "about": t("animation.molecules.dots_about"), "weight": 0.62,
        "x": {"lo": 0, "hi": 1, "bare": True}, "y": {"lo": 0, "hi": 1, "bare": True}, "marks": [],
    }
    if "test_outputs" not in record.values:
        return [dots | {"marks": [{"kind": "text", "fx": 0.03, "fy": 0.1, "colour": "soft",
                                   "weight": 400, "text": t("animation.molecules.none")}]}]
    of = _of(record)
    both = np.concatenate([of.train, of.test])
    low, high = float(both.min()) - 4, float(both.max()) + 4
    shown = [{"kinds": each.kinds, "at": each.at, "bonds": each.bonds, "truth": each.truth,
              "name": each.name.translate(LOW)} for each in of.drawn]
    size = int(record.values["contributions"].shape[-1])
    said = {"kind": "text", "size": 14, "halo": "panel", "fx": 0.98, "align": "right"}
    dots |= {
        "x": {"lo": low, "hi": high, "label": t("animation.molecules.true")},
        "y": {"lo": low, "hi": high, "label": t("animation.molecules.predicted")},
        "marks": [
            {"kind": "line", "x": np.array([low, high]), "y": np.array([low, high]),
             "colour": "soft", "width": 2, "dash": [6, 5]},
            {"kind": "dots", "x": of.train, "y": {"ch": "train_outputs"}, "colour": "train"},
            {"kind": "dots", "x": of.test, "y": {"ch": "test_outputs"}, "colour": "test",
             "ring": True, "of": [each["name"] for each in shown]},
            {**said, "fy": 0.68, "colour": "trainInk",
             "text": t("animation.molecules.squares")},
            {**said, "fy": 0.81, "colour": "testInk",
             "text": t("animation.molecules.rings")},
        ],
    }
    bare = {"lo": 0, "hi": 1, "bare": True}
    molecule = {
        "title": t("animation.molecules.one"), "subtitle": t("animation.molecules.one_below"),
        "about": t("animation.molecules.one_about"), "weight": 0.38, "x": bare, "y": bare,
        "marks": [{"kind": "molecule", "of": shown, "parts": {"ch": "parts"},
                   "outputs": {"ch": "test_outputs"}, "room": size,
                   "say": {"values": t("animation.molecules.values"),
                           "next": t("animation.molecules.next")}}],
    }
    return [dots, molecule]
