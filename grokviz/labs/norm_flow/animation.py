"""Animated pictures of norm flow: a fall onto zero loss, then a slide, on two clocks.

Each task has its own picture (`heroes`); all tasks share the clocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.norm_flow.headline import headline
from grokviz.labs.norm_flow.heroes import Hero
from grokviz.labs.norm_flow.planes import Plane
from grokviz.labs.norm_flow.status import fitted, halved
from grokviz.labs.several_runs import Channels, Several, on_a_map, path_on_a_map
from grokviz.metrics import first_times
from grokviz.run import Record

LOWEST = 1e-7           # loss at which the strip ends
LEAST, LEAST_NORM = 1e-3, 1.6   # range of loss and norm on the strip of two weights


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`.

    Parameters
    ----------
    hero : Hero
        The large picture.
    symbols : mapping
        See `Several`.
    """

    def __init__(self, hero: Hero, symbols: Mapping[str, str] | None = None):
        super().__init__(symbols)
        self.hero = hero

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        channel = "test_loss" if "test_loss" in record.values else "norm_place"
        hero = self.hero.panel(record)
        if isinstance(self.hero, Plane):
            hero["marks"] = self._with_others(record, hero["marks"])
        return animation.scene(
            [hero, _clocks()], self.strip(record, self._strip(record), channel),
            animation.decades()) | self.colours()

    def channels(self, record: Record, since: int) -> Channels:
        values = {k: record.values[k][since:, 0] for k in ("flow_time", "slow_time")}
        losses = {k: np.clip(record.values[k][since:, 0], LOWEST, None)
                  for k in ("train_loss", "test_loss") if k in record.values}
        if isinstance(self.hero, Plane):
            for run in self.runs(record):
                u, v = run.values("weights", record.steps[since:]).T
                values |= {"u" + run.suffix: u, "v" + run.suffix: v}
        if "test_loss" not in losses:           # two quantities on one strip: each has its scale
            norm, loss = record.values["weight_norm"][:, 0], losses["train_loss"]
            high = 3 * max(float(record.values["train_loss"][0, 0]), LEAST)
            longest = max(1.1 * norm[0], LEAST_NORM)
            for run in self.runs(record):
                u, v = run.values("weights", record.steps[since:]).T
                values["norm_place" + run.suffix] = np.hypot(u, v) / longest
            values["loss_place"] = np.log(loss / LOWEST) / np.log(high / LOWEST)
        else:
            values |= self.further(record, since, ("test_loss",), _drawn)
        return values | losses | self.hero.channels(record, since)

    def _with_others(self, record: Record, marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The marks of the plane with the paths of further runs; in an ensemble without the arrow,
        whose length is that of the first run's decay."""
        first, *others = self.runs(record)
        if first.colour:
            marks = [mark | {"colour": on_a_map(first.colour)}
                     if mark["kind"] in ("trail", "point") and mark["x"] == first.channel("u")
                     else mark for mark in marks if mark["kind"] != "inward"]
        return [*marks, *(mark for run in others for mark in path_on_a_map(run, "u", "v")),
                *self.names_on_a_map(record, "u", "v")]

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        found = [_event(record, "train", "animation.fitted",
                        first_times(record.steps, fitted(record))[0])]
        if "test_loss" in record.values:
            found.append(_event(record, "test", "animation.halved",
                                first_times(record.steps, halved(record))[0]))
        elif isinstance(self.hero, Plane):
            found.append(_event(record, "ink", "animation.smallest", self.hero.arrives(record)))
        return [event for event in found if np.isfinite(event["step"])]

    def _strip(self, record: Record) -> dict[str, Any]:
        if "test_loss" not in record.values:
            norm = {"ch": "norm_place", "colour": "soft", "ink": "ink",
                    "text": t("animation.weight_norm")}
            lines = [animation.line("loss_place", "train", t("animation.training_loss")), norm]
            return _asking("animation.drag_norm", animation.strip(
                t("animation.loss_and_norm"), lines, y={"lo": -0.03, "hi": 1.03}))
        high = 3 * float(max(record.values[k][0, 0] for k in ("train_loss", "test_loss")))
        lines = [animation.line("train_loss", "train", t("animation.shown")),
                 animation.line("test_loss", "test", t("animation.new"))]
        return _asking("animation.drag_half", animation.strip(
            t("animation.loss"), lines, y={"lo": 0.5 * LOWEST, "hi": high, "log": True}))


def _asking(key: str, strip: dict[str, Any]) -> dict[str, Any]:
    """A strip whose flag carries this question."""
    return strip | {"say": strip["say"] | {"drag": t(key)}}


def _drawn(name: str, values: np.ndarray) -> np.ndarray:
    return np.clip(values, LOWEST, None)


def _clocks() -> dict[str, Any]:
    """Two clocks; each turns once per unit of its time, t or s = λ t."""
    def dial(place: float, channel: str, symbol: str, colour: str, name: str) -> dict[str, Any]:
        return {"kind": "dial", "fx": place, "by": {"ch": channel}, "symbol": symbol,
                "colour": colour, "name": t(name)}

    return {
        "title": t("animation.two_clocks"), "subtitle": t("animation.one_round"),
        "about": t("animation.two_clocks_about"), "weight": 0.38,
        "x": {"lo": 0, "hi": 1, "bare": True}, "y": {"lo": 0, "hi": 1, "bare": True},
        "marks": [dial(0.26, "flow_time", "t", "fast", "animation.fast_clock"),
                  dial(0.74, "slow_time", "s", "slow", "animation.slow_clock")
                  | {"slower": t("animation.slower")}],
    }


def _event(record: Record, colour: str, key: str, step: float) -> dict[str, Any]:
    ink = colour if colour == "ink" else f"{colour}Ink"
    return {"step": float(step), "colour": colour, "ink": ink, "asked": colour != "train",
            "text": t(key, step=step) if np.isfinite(step) else ""}
