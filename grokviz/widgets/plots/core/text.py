"""The approximate width of a text in a picture, lines that fit, and names that do not touch."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import numpy as np

LETTER = 5.9            # width of a letter; a little more than most need [px]
CLEAR = (16, 9)         # least distances from a name to other names and to other dots [px]


def width(text: str) -> float:
    """Approximate width of a text [px]; a Chinese character is as wide as two letters."""
    return LETTER * sum(1 + _wide(letter) for letter in text)


def wrapped(text: str, wide: float) -> list[str]:
    """The text in lines of at most `wide` [px], broken at spaces, or between Chinese characters."""
    lines, line = [], ""
    for word in _parts(text):
        if line and width(f"{line}{word}".rstrip()) > wide:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()]


def clear(names: np.ndarray, dots: np.ndarray) -> list[bool]:
    """For each name, at `names` (n, 2) [px]: True if it is clear of earlier names and other dots.

    Name number i belongs to dot number i; there may be more dots than names.
    """
    free: list[bool] = []
    for number, place in enumerate(names):
        others: Iterable[np.ndarray] = names[:number][np.array(free, bool)], np.delete(
            dots, number, axis=0)
        free.append(all(np.linalg.norm(place - each) > near
                        for near, them in zip(CLEAR, others, strict=True) for each in them))
    return free


def _parts(text: str) -> list[str]:
    """What stays together in a line: words, each with the space after it; Chinese characters."""
    parts = [""]
    for letter in text:
        if parts[-1] and (parts[-1][-1] == " " or _wide(parts[-1][-1]) or _wide(letter)):
            parts.append("")
        parts[-1] += letter
    return parts


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "FW"
