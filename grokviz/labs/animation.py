"""Shared parts of the labs' animated pictures, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record

PACE = 3.0              # seconds a decade of steps


def decades(seconds: float = PACE) -> dict[str, Any]:
    """A pace that gives every decade of steps the same time."""
    return {"log": True, "seconds": seconds}


def scene(
    panels: Sequence[dict[str, Any]], strip: dict[str, Any], pace: dict[str, Any]
) -> dict[str, Any]:
    """The scene that `animated.js` draws: panels, the strip under them, and the pace."""
    return {"panels": list(panels), "strip": strip, "pace": pace, "pages": pages()}


def line(channel: str, colour: str, text: str) -> dict[str, Any]:
    """A curve on the strip, with its name where it ends."""
    return {"ch": channel, "colour": colour, "ink": f"{colour}Ink", "text": text}


def strip(
    title: str, lines: Sequence[dict[str, Any]], *, note: str = "", log: bool = True,
    y: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The strip under the pictures: curves over the steps, `log` or linear."""
    return {"title": title, "note": note, "lines": list(lines), "x": {"log": log},
            "y": y or {"lo": -0.02, "hi": 1.04}, "say": words()}


def words() -> dict[str, str]:
    """The words on buttons and marks."""
    return {
        "play": t("animation.play"), "pause": t("animation.pause"), "step": t("animation.step"),
        "time": t("animation.time"), "place": t("animation.place_flag"),
        "drag": t("animation.drag_flag"), "about": t("animation.about_step"),
        "guess": t("animation.your_guess"), "starting": t("animation.starting"),
        "more": t("animation.more"), "formula": t("lab.formula"),
        "tour": t("animation.tour_step"), "menu": t("animation.menu"),
    }


def pages() -> list[tuple[str, ...]]:
    """The buttons at the right of the title: a page of the lab, its word or sign, its name."""
    return [("Guide", t("name.Guide")), ("Share", t("name.Share")),
            ("Display", "⚙", t("name.Display")), ("sound", "♪", t("animation.sound")),
            ("tour", t("animation.tour")), ("present", t("animation.present"))]


def learnt(record: Record) -> list[dict[str, Any]]:
    """The steps at which the run fitted the training set and generalised to the test set."""
    when = (("train", "animation.memorised", record.times("t_train")[0]),
            ("test", "animation.generalised", record.times("t_test")[0]))
    return [{"step": float(step), "colour": side, "ink": f"{side}Ink",
             "text": t(key, step=step), "asked": side == "test"}
            for side, key, step in when if np.isfinite(step)]


def smooth(x: np.ndarray, y: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Positive values on a finer grid, along a smooth curve through their logarithms."""
    from scipy.interpolate import PchipInterpolator

    return np.exp(PchipInterpolator(np.log(x), np.log(y))(np.log(grid)))
