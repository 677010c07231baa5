"""Animated picture of modular addition: the embedded numbers move onto a circle.

The clock is the plane of one frequency of the embedding (Nanda et al. 2023, arXiv:2301.05217).
Beside it are the answers to all pairs, in the clock's order, and the answer that two hands give.
Other operations have other words, and permutations have no clock, see `symbols`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.algebra import fourier, operations
from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.modular_addition import symbols
from grokviz.labs.modular_addition.headline import headline
from grokviz.labs.several_runs import Channels, Run, Several, learnt
from grokviz.run import Record

CLOCKS = 5              # frequencies that are shown, the strongest
STAYS = 1.15            # power relative to the front frequency at which another replaces it
FAR = 1.2               # of the ring's radius: no number is drawn farther out
RIGHT = 128             # added to an answer that is right: p is at most 120
PAUSE = 1.0             # seconds at least between two transfers of all records


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`.

    The newest record determines the displayed frequencies. When they change, `renews` causes all
    records to be sent again.
    """

    def __init__(self, symbols: Mapping[str, str] | None = None):
        super().__init__(symbols)
        self._clocks: list[int] = []
        self._chosen_at = -np.inf

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        strip = animation.strip(t("animation.right_answers"), [
            animation.line("train_accuracy", "train", t("animation.shown")),
            animation.line("test_accuracy", "test", t("animation.new"))],
            note=t("animation.all_right"))
        strip = self.strip(record, strip, "test_accuracy")
        if record.runs > 1:
            panel = _runs(record, self.runs(record), self.names(record, "at", "test_accuracy"))
            return animation.scene([panel], strip, animation.decades()) | self.colours()
        shared = _shared(record)
        strip["moments"] = {"kind": "moment", **shared}
        return animation.scene(_panels(shared), strip, animation.decades()) | self.colours()

    def channels(self, record: Record, since: int) -> Channels:
        sides = "train_accuracy", "test_accuracy"
        found = {k: record.values[k][since:, 0] for k in sides} | self.further(
            record, since, sides[1:])
        if record.runs > 1:
            at = np.maximum(record.steps[since:], 1)
            return found | {"at" + run.suffix: at for run in self.runs(record)}
        if since == 0 or not self._clocks:
            self._clocks, self._chosen_at = frequencies(record), time.monotonic()
        power = record.values["fourier_power"][since:, 0]
        answers, right = (record.values[k][since:, 0] for k in ("answers", "right"))
        return found | {
            "clocks": np.tile(np.array(self._clocks, float), (len(power), 1)),
            "shares": power[:, self._clocks] / power[:, 1:].sum(1, keepdims=True),
            "faces": faces(record, self._clocks, since),
            "answers": (answers + RIGHT * right).astype(np.uint8),
        }

    def renews(self, record: Record, over: bool) -> bool:
        """True if the strongest frequencies changed; rate-limited during training."""
        if record.runs > 1 or not (over or time.monotonic() - self._chosen_at > PAUSE):
            return False
        return frequencies(record) != self._clocks

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        """Four moments: the start, memorised, half of the new pairs right, generalised."""
        if record.runs > 1:
            return learnt(record, self.runs(record))
        found = [event | {"moment": True} for event in animation.learnt(record)]
        half = np.flatnonzero(record.values["test_accuracy"][:, 0] >= 0.5)
        if len(half):
            found.append({"step": float(record.steps[half[0]]), "text": "", "colour": "soft",
                          "moment": True})
        return [{"step": float(record.steps[0]), "text": "", "colour": "faint", "moment": True},
                *sorted(found, key=lambda event: event["step"])]


# ---- of the embedding ---------------------------------------------------------------------------

def frequencies(record: Record) -> list[int]:
    """The strongest frequencies of the newest record; the last clear leader comes first."""
    power = record.values["fourier_power"][:, 0, :(len(symbols.order(record)) + 1) // 2]
    front = 0
    for row in power:
        best = int(row[1:].argmax()) + 1
        if front == 0 or row[best] > STAYS * row[front]:
            front = best
    found = [int(k) for k in fourier.strongest(power[-1], CLOCKS) if k != front][:CLOCKS - 1]
    # Representations are few, and change places often: in their own order fewer are sent again.
    return [front, *(sorted(found) if record.settings["operation"] == "s5" else found)]


def faces(record: Record, clocks: list[int], since: int) -> np.ndarray:
    """Where each number is on each clock, from record `since` on, (records, clocks, numbers, 2).

    Coordinates point right and up; the ring has radius 1. That radius is the root mean square, or
    more if a number would lie beyond `FAR`. Between two records that hold the embedding, the
    places are interpolated.
    """
    embedding = record.values["embedding"][:, 0]
    anew = np.flatnonzero((embedding[1:] != embedding[:-1]).any((1, 2))) + 1
    taken = np.array([0, *anew])
    needed = taken[max(int(np.searchsorted(taken, since, "right")) - 1, 0):]
    points = np.stack([symbols.plane(record, embedding[needed], k)[..., ::-1] for k in clocks], 1)
    far = np.linalg.norm(points, axis=-1)               # (taken, clocks, numbers)
    size = np.maximum(np.sqrt((far**2).mean(-1)), far.max(-1) / FAR)
    points /= np.maximum(size, 1e-9)[..., None, None]
    at = np.interp(np.arange(since, len(embedding)), needed, np.arange(len(needed)))
    before, part = np.floor(at).astype(int), (at % 1)[:, None, None, None]
    after = np.minimum(before + 1, len(needed) - 1)
    return (1 - part) * points[before] + part * points[after]


# ---- panels -------------------------------------------------------------------------------------

def _shared(record: Record) -> dict[str, Any]:
    """Values that all marks of a single run share."""
    p, operation = int(record.settings["modulus"]), str(record.settings["operation"])
    truth = operations.table(p, operation)
    pair = [7, 12] if p > 19 else [2, 3]
    return {
        "p": p, "order": symbols.order(record).tolist(), "pair": pair,
        "sign": operations.OPERATIONS[operation].sign,
        "trained": record.values["trained"][0, 0].astype(np.uint8).tobytes(),
        # 255 where a pair has no answer
        "truth": None if truth is None else truth.astype(np.uint8).tobytes(),
        **symbols.named(operation), "says": symbols.says(operation),
    }


def _panels(shared: dict[str, Any]) -> list[dict[str, Any]]:
    bare = {"lo": 0, "hi": 1, "bare": True}
    common = {"x": bare, "y": bare, "open": True}
    return [
        {"title": shared["says"]["numbers"], "about": shared["says"]["numbers_about"],
         "square": True, **common, "marks": [{"kind": "clock", **shared}]},
        {"title": "", "about": t("animation.clock.table_about"),
         "square": True, **common, "marks": [{"kind": "table", **shared}]},
        {"title": shared["says"]["hands"], "about": t("animation.clock.hands_about"),
         "weight": 1, "spare": 300, **common, "marks": [{"kind": "sum", **shared}]},
    ]


def _runs(
    record: Record, runs: Sequence[Run], names: list[dict[str, Any]]
) -> dict[str, Any]:
    """The panel of several runs: the test accuracy of each over the steps."""
    last = float(record.settings.get("steps", record.steps[-1]))
    return {
        "title": t("animation.clock.runs"), "about": t("animation.clock.runs_about"), "weight": 1,
        "x": {"lo": 1, "hi": max(last, 2), "log": True, "label": t("animation.step")},
        "y": {"lo": -0.04, "hi": 1.06, "ticks": [0, 0.5, 1]},
        "marks": [
            {"kind": "text", "fx": 0.02, "fy": 0.1, "colour": "soft", "weight": 400,
             "text": t("common.single_runs_only", runs=record.runs)},
            *({"kind": "trail", "x": run.channel("at"), "y": run.channel("test_accuracy"),
               "colour": run.colour, "width": 3} for run in runs), *names,
        ],
    }
