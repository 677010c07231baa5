"""Animated pictures of digits: a wall of test digits, and the run as a ball on the L and the U.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 3. Under each digit of the wall stands
the network's answer at each step. Beside the wall stand the ten outputs for one of its digits with
the training digits that resemble it, and the first weights of some units as images. The pictures
are those of the first run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.digits.headline import headline
from grokviz.labs.rolling import Axes, Rolling
from grokviz.labs.several_runs import Channels, Several, learnt
from grokviz.recipes.common import digit_pictures
from grokviz.run import Record

FIRST = 18              # the digit of the wall that is looked at first, a 4
OUTPUTS = (-0.5, 1.2)   # range in which outputs are drawn; targets are 0 and 1
AXES = {
    "mean_squared_error": Axes((2.5, 110.0), (1e-5, 60.0), 2e-5, [1e-4, 1e-2, 1], "left"),
    "cross_entropy": Axes((2.5, 1100.0), (1e-5, 2e4), 2e-5, [1e-4, 1e-2, 1, 1e2, 1e4], "left"),
}


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`."""

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        panels = _panels(record) if "wall_outputs" in record.values else [_nothing()]
        return _scene(self, record, panels)

    def channels(self, record: Record, since: int) -> Channels:
        sides = {name: record.values[name][since:, 0] for name in (
            "train_accuracy", "test_accuracy")}
        found = sides | self.further(record, since, ("test_accuracy",))
        if "wall_outputs" not in record.values:
            return found
        outputs = record.values["wall_outputs"][since:, 0].astype(float)
        found |= {"answers": outputs.argmax(-1).astype(np.uint8), "outputs": drawn(record, outputs)}
        if "units" in record.values:
            units = record.values["units"][since:, 0].astype(np.uint8)
            found["units"] = units.reshape(len(outputs), -1)
        return found

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        if record.runs == 1:
            return animation.learnt(record)
        return learnt(record, self.runs(record))


class OnTheU(Rolling):
    """The run as a ball on the U, and the wall beside it."""

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        panels = [self.ground(record, 0.55)]
        if "wall_outputs" in record.values:
            panels.append(_panels(record)[0] | {"weight": 0.45, "spare": 700})
        return _scene(self, record, panels)

    def channels(self, record: Record, since: int) -> Channels:
        found = self.rolled(record, since)
        if "wall_outputs" in record.values:
            answers = record.values["wall_outputs"][since:, 0].argmax(-1)
            found |= {"answers": answers.astype(np.uint8)}
        return found

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)


def _scene(story: Several, record: Record, panels: list[dict[str, Any]]) -> dict[str, Any]:
    """Panels over the strip of both accuracies."""
    strip = animation.strip(t("animation.right_answers"), [
        animation.line("train_accuracy", "train", t("animation.digits.shown")),
        animation.line("test_accuracy", "test", t("animation.digits.new"))],
        note=t("animation.all_right"))
    return animation.scene(panels, story.strip(record, strip, "test_accuracy"),
                           animation.decades()) | story.colours()


def drawn(record: Record, outputs: np.ndarray) -> np.ndarray:
    """The heights of the bars, (records, digits * 10): outputs, or probabilities."""
    if record.settings["loss"] == "cross_entropy":
        shifted = np.exp(outputs - outputs.max(-1, keepdims=True))
        outputs = shifted / shifted.sum(-1, keepdims=True)
    return np.clip(outputs, *OUTPUTS).reshape(len(outputs), -1)


def _panels(record: Record) -> list[dict[str, Any]]:
    settings, seed = record.settings, int(record.sweep["data_seed"][0])
    side, folder = int(settings["side"]), settings.get("folder")
    labels = digit_pictures.wall_labels()
    shared = {"side": side, "labels": labels.tolist(), "each": digit_pictures.EACH,
              "first": FIRST, "images": digit_pictures.wall_images(seed, side, folder).tobytes()}
    images, near = digit_pictures.nearest(seed, int(record.sweep["n_train"][0]), side, folder)
    entropy = settings["loss"] == "cross_entropy"
    units = {"title": t("animation.digits.units"), "about": t("animation.digits.units_about"),
             "weight": 0.2, "open": True, "spare": 900,
             "marks": [{"kind": "units", "side": side, "count": digit_pictures.UNITS,
                        "says": t("animation.digits.units_below")}]}
    return [
        {"title": t("animation.digits.wall"), "short": t("animation.digits.wall_short"),
         "about": t("animation.digits.wall_about"), "weight": 0.6, "open": True,
         "marks": [{"kind": "wall", **shared, "count": t("animation.digits.count")}]},
        {"title": t("animation.digits.answers"), "about": t("animation.digits.answers_about"),
         "weight": 0.2, "open": True, "spare": 520,
         "marks": [{"kind": "answers", **shared, "range": [0, 1] if entropy else list(OUTPUTS),
                    "near": images.tobytes(), "nearLabels": near.ravel().tolist(),
                    "says": {"near": [t("animation.digits.nearest"), t("animation.digits.near")],
                             "outputs": t("animation.digits.outputs"),
                             "right": t("animation.digits.says_right"),
                             "wrong": t("animation.digits.says_wrong")}}]},
        *([units] if "units" in record.values else []),         # a long stored run has none
    ]


def _nothing() -> dict[str, Any]:
    """In place of the pictures, where there are too many runs to record them."""
    return {"title": t("animation.digits.wall"), "about": t("animation.digits.too_many"),
            "weight": 1, "marks": [{
                "kind": "text", "fx": 0.03, "fy": 0.1, "size": 15, "colour": "soft",
                "text": t("animation.digits.too_many")}]}
