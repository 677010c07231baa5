"""The approximate width of a text in a picture, and lines that fit."""

from __future__ import annotations

import unicodedata

LETTER = 5.9            # width of a letter; a little more than most need [px]


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
