"""Colours of animated pictures: one a meaning, in both themes, with contrast 4.5:1 for text."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

LIGHT = {
    "page": "#FFFFFF", "panel": "#F6F7F9", "past": "#EBEDF1", "ink": "#14181F", "soft": "#4A5361",
    "faint": "#C9CED6", "train": "#0072B2", "trainInk": "#005A91", "test": "#D55E00",
    "testInk": "#963C00", "guess": "#7A3E9D", "road": "#BFC8D4", "star": "#FFD84D",
    "fast": "#1F7A7A", "slow": "#8A6100", "first": "#00706C", "second": "#B8145A",
    "good": "#1A8F5A", "goodInk": "#116B42",
}
DARK = {
    "page": "#0F1318", "panel": "#181E26", "past": "#232B36", "ink": "#F1F3F6", "soft": "#B3BCC8",
    "faint": "#3A4450", "train": "#56B4E9", "trainInk": "#6FC0EE", "test": "#E8833A",
    "testInk": "#F0965A", "guess": "#CBA6EA", "road": "#4B5767", "star": "#FFD84D",
    "fast": "#5CC4C0", "slow": "#E3B94A", "first": "#4FD1C5", "second": "#FF86B4",
    "good": "#4CC38A", "goodInk": "#6FD3A3",
}

# For compared values, from the smallest to the largest: each is farther from the ground than the
# one before, and none is a colour of the training set or the test set.
_VALUES = {"light": ("#527010", "#2B7340", "#0F6A63", "#0E4F66", "#16294D"),
           "dark": ("#4FA08C", "#5FB98A", "#8FD07A", "#C4E36B", "#F4F7B5")}
VALUE, MOST = "value", 9                # colours for values; more values share them

# Pale for a small error, dark for a large one; perceptually uniform.
ERROR = ["#FFFAD6", "#EDE0A0", "#B9C77F", "#72AC85", "#3D8E92", "#2A6C93", "#24508A", "#1B3770",
         "#122454"]

CONTRAST = 4.5          # least contrast of text with its background


def of_values(place: int, count: int) -> str:
    """The name of the colour of the value at this place among `count` ordered values."""
    return f"{VALUE}{round(place * (MOST - 1) / max(count - 1, 1))}"


def of_value(number: int, theme: str) -> str:
    """The colour ``value<number>`` in a theme."""
    stops = np.array([_parts(colour) for colour in _VALUES[theme]])
    at = number / (MOST - 1) * (len(stops) - 1)
    return _hexadecimal(np.array([np.interp(at, range(len(stops)), part) for part in stops.T]))


def extended(colours: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """`COLOURS` and these further ones, each changed so far that it can be text."""
    return {theme: known | {name: readable(colour, known["past"], known["ink"])
                            for name, colour in colours.items()}
            for theme, known in COLOURS.items()}


def readable(colour: str, ground: str, ink: str) -> str:
    """The colour, mixed with as much `ink` as text needs to be readable on this background."""
    parts, mixed = _parts(colour), _parts(ink)
    for share in np.linspace(0, 1, 41):
        found = (1 - share) * parts + share * mixed
        if contrast(found, _parts(ground)) >= CONTRAST:
            break
    return _hexadecimal(found)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """Contrast ratio (WCAG) of two colours, each three values from 0 to 255."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(parts: np.ndarray) -> float:
    share = parts / 255
    linear = np.where(share <= 0.03928, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def _parts(colour: str) -> np.ndarray:
    return np.array([int(colour[i:i + 2], 16) for i in (1, 3, 5)], float)


def _hexadecimal(parts: np.ndarray) -> str:
    return "#" + "".join(f"{round(float(part)):02X}" for part in parts)


COLOURS = {theme: known | {f"{VALUE}{number}": of_value(number, theme) for number in range(MOST)}
           for theme, known in (("light", LIGHT), ("dark", DARK))}
