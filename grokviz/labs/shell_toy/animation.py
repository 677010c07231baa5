"""Animated picture of two weights: a ball falls into a valley, then slides to a ring.

The map is the training loss at every pair of weights. Beside it the ball lies on the L and the
U: the best training loss and the test loss at its norm (Omnigrok, Fig. 1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.several_runs import Channels, Run, Several, learnt
from grokviz.labs.shell_toy.headline import headline
from grokviz.recipes.shell_toy import RING, landscape, lu_curve
from grokviz.run import Record
from grokviz.widgets.plots.animated.palette import ERROR

NEAR, FAR = 2.0, 3.2    # up to here the plane is seen; as far, where a start lies farther out
REACH, POINTS = 10.0, 201               # of the ground, which fills a panel of any shape
GROUND = (1e-3, 30.0)   # training losses between which the ground changes its colour
NORMS, LOSSES, FLOOR = (0.4, 5.0), (1e-6, 100.0), 2e-6
PULL = 170.0            # px of the arrow times the root of λ‖w‖
SECONDS = 2.5           # a decade of steps
GLOW = ((26, 0.16), (15, 0.28), (7, 0.5), (2.5, 1.0))   # width and strength of a line of light
BALL = {"x": {"ch": "u"}, "y": {"ch": "v"}}


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`."""

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        strip = animation.strip(
            t("animation.error"), [
                animation.line("train_loss", "train", t("animation.shown")),
                animation.line("test_loss", "test", t("animation.new"))],
            y={"lo": LOSSES[0], "hi": LOSSES[1], "log": True})
        return animation.scene(
            [_plane(record, self.runs(record), self.names(record, "u", "v", "page")),
             _unrolled(self.runs(record))],
            self.strip(record, strip, "test_loss"), animation.decades(SECONDS)) | self.colours()

    def channels(self, record: Record, since: int) -> Channels:
        names, steps = ("weight_norm", "train_loss", "test_loss"), record.steps[since:]
        values = {k: _drawn(k, record.values[k][since:, 0]) for k in names}
        for run in self.runs(record):
            u, v = run.values("weights", steps).T
            values |= {"u" + run.suffix: u, "v" + run.suffix: v}
        return values | self.further(record, since, names, _drawn)

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        if record.runs == 1:
            return animation.learnt(record)
        return learnt(record, self.runs(record))


def _drawn(name: str, values: np.ndarray) -> np.ndarray:
    return np.clip(values, FLOOR, None) if name.endswith("_loss") else values


def _balls(runs: Sequence[Run], x: str, y: str, **outline: str) -> list[dict[str, Any]]:
    """Further runs, smaller than the one in front."""
    return [mark for run in runs for ball in [{"x": run.channel(x), "y": run.channel(y)}]
            for mark in ({"kind": "trail", **ball, "colour": run.colour, "width": 3, **outline},
                         {"kind": "point", **ball, "size": 14, "colour": run.colour})]


def _plane(
    record: Record, runs: Sequence[Run], names: list[dict[str, Any]]
) -> dict[str, Any]:
    colour, pull = runs[0].colour or "test", {
        "kind": "inward", **BALL, "times": PULL, "text": t("animation.pulls")}
    around = np.linspace(0, 2 * np.pi, 181)
    ring = {"kind": "line", "x": RING * np.cos(around), "y": RING * np.sin(around),
            "colour": "test"}
    said = {"kind": "text", "size": 14, "halo": "page"}
    return {
        "title": t("animation.two_weights"), "subtitle": t("animation.two_weights_ground"),
        "about": t("animation.two_weights_about"), "weight": 0.638, "even": True,
        "x": {"lo": -NEAR, "hi": FAR, "label": "u"}, "y": _seen(record),
        "marks": [
            {"kind": "field", "left": _ground(), "nx": POINTS, "ny": POINTS, "palette": ERROR,
             "over": [-REACH, REACH, -REACH, REACH]},
            *({**ring, "width": width, "alpha": alpha} for width, alpha in GLOW),
            {**said, "fx": 0.012, "fy": 0.06, "text": "v", "colour": "soft"},
            {**said, "x": 0.85 * RING, "y": -0.75 * RING, "colour": "testInk",
             "text": t("animation.ring")},
            {**said, "fx": 0.985, "y": 0.2, "dy": 20, "align": "right", "colour": "trainInk",
             "text": t("animation.valley")},
            *_balls(runs[1:], "u", "v", outline="page"),
            {"kind": "trail", **BALL, "colour": colour, "width": 6, "outline": "page"},
            {"kind": "start", **BALL, "text": t("animation.began"), "ink": "ink", "halo": "page"},
            *({"kind": "point", "x": at, "y": at, "shape": "star", "size": 22, "colour": "star",
               "rim": "ink"} for at in (1, -1)),
            {**said, "x": -0.8, "y": -1, "dy": 30, "align": "right", "colour": "testInk",
             "text": t("animation.new_right")},
            *([] if record.runs > 1 else [pull]),
            {"kind": "point", **BALL, "size": 20, "colour": colour, "grab": "start"}, *names,
        ],
    }


def _seen(record: Record) -> dict[str, Any]:
    """The second weight's axis: near the ring, unless the run starts farther out."""
    start = float(record.values["weights"][0, 0, 1])
    return {"lo": -NEAR if start > 0.1 - NEAR else -FAR, "hi": NEAR if start < NEAR - 0.1 else FAR,
            "label": "v"}


def _ground() -> np.ndarray:
    """The logarithm of the training loss at each pair of weights, 0 to 1, row by row from v's
    least value."""
    train = landscape(np.linspace(-REACH, REACH, POINTS))[0]
    low, high = np.log(GROUND)
    return np.clip((np.log(np.maximum(train, GROUND[0])) - low) / (high - low), 0, 1)


def _unrolled(runs: Sequence[Run]) -> dict[str, Any]:
    colour = runs[0].colour
    curve = lu_curve(np.geomspace(*NORMS, 121)).values
    norm = curve["weight_norm"][0]
    train, test = (np.clip(curve[f"{side}_loss"][0], FLOOR, None) for side in ("train", "test"))
    ball = {"x": {"ch": "weight_norm", "log": True}, "y": {"ch": "test_loss", "log": True}}
    square = ball | {"y": {"ch": "train_loss", "log": True}}
    said = {"kind": "text", "size": 14, "halo": "panel"}
    return {
        "title": t("animation.unrolled"), "about": t("animation.ground_about"), "weight": 0.362,
        "x": {"lo": NORMS[0], "hi": NORMS[1], "log": True, "ticks": [0.5, 1, 2, 4],
              "label": t("animation.weight_norm")},
        "y": {"lo": LOSSES[0], "hi": LOSSES[1], "log": True, "bare": True},
        "marks": [
            {"kind": "area", "x": norm, "y": test, "colour": "test", "alpha": 0.3, "fade": True},
            {"kind": "area", "x": norm, "y": train, "colour": "train", "alpha": 0.32},
            *({"kind": "line", "x": np.full(2, RING), "y": np.array(LOSSES), "colour": "test",
               "width": width, "alpha": alpha} for width, alpha in GLOW),
            {"kind": "line", "x": norm, "y": test, "colour": "test"},
            {"kind": "line", "x": norm, "y": train, "colour": "train"},
            {**said, "fx": 0.03, "fy": 0.13, "colour": "testInk", "text": t("animation.u_new")},
            {**said, "fx": 0.03, "fy": 0.34, "colour": "trainInk", "text": t("animation.l_shown")},
            {**said, "x": 1.06 * RING, "fy": 0.06, "colour": "testInk",
             "text": t("animation.ring_short")},
            *_balls(runs[1:], "weight_norm", "test_loss"),
            {"kind": "trail", **square, "colour": colour or "train", "width": 4},
            {"kind": "trail", **ball, "colour": colour or "test", "width": 6},
            {"kind": "point", **square, "shape": "square", "size": 14,
             "colour": colour or "train"},
            {"kind": "point", **ball, "size": 20, "colour": colour or "test",
             "plumb": square["y"]},
        ],
    }
