"""The colours of animated pictures: one a meaning, in both themes, at least 4.5:1 for words."""

from __future__ import annotations

LIGHT = {
    "page": "#FFFFFF", "panel": "#F6F7F9", "past": "#EBEDF1", "ink": "#14181F", "soft": "#4A5361",
    "faint": "#C9CED6", "train": "#0072B2", "trainInk": "#005A91", "test": "#D55E00",
    "testInk": "#963C00", "guess": "#7A3E9D", "road": "#BFC8D4", "star": "#FFD84D",
    "fast": "#1F7A7A", "slow": "#8A6100", "first": "#00706C", "second": "#B8145A",
}
DARK = {
    "page": "#0F1318", "panel": "#181E26", "past": "#232B36", "ink": "#F1F3F6", "soft": "#B3BCC8",
    "faint": "#3A4450", "train": "#56B4E9", "trainInk": "#6FC0EE", "test": "#E8833A",
    "testInk": "#F0965A", "guess": "#CBA6EA", "road": "#4B5767", "star": "#FFD84D",
    "fast": "#5CC4C0", "slow": "#E3B94A", "first": "#4FD1C5", "second": "#FF86B4",
}
COLOURS = {"light": LIGHT, "dark": DARK}

# Pale where an error is small, dark where it is large; even to the eye.
ERROR = ["#FFFAD6", "#EDE0A0", "#B9C77F", "#72AC85", "#3D8E92", "#2A6C93", "#24508A", "#1B3770",
         "#122454"]
