"""The browser's element that draws an animated picture, and the form of what it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

# Used by all labs: first what pictures are drawn with, then what shows and plays them.
TOOLS = ("pen", "axes", "track", "marks")
PLAYER = ("strip_names", "strip", "sound", "tour", "buttons", "layout", "playback", "animated")
# Pictures of single labs, and parts of them that several use.
PICTURES = ("field", "hands", "pull", "clock", "clock_table", "rows", "flow", "plane", "digits",
            "shares", "real_data", "picture")
HERE = Path(__file__).parent


def script() -> str:
    """All files as one ES module, ordered so that each file uses only those before it."""
    files = (*TOOLS, *(f"pictures/{name}" for name in PICTURES), *PLAYER)
    return "\n".join((HERE / f"{name}.js").read_text(encoding="utf-8") for name in files)


class Canvas(anywidget.AnyWidget):
    """The element in the browser; `scene` holds what does not change during a run."""

    _esm = script()
    _css = (HERE / "animated.css").read_text(encoding="utf-8")
    scene = traitlets.Dict().tag(sync=True)


def packed(value: Any) -> Any:
    """A scene in the form that is sent: arrays as bytes."""
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value, np.float32).tobytes()
    if isinstance(value, Mapping):
        return {k: packed(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [packed(v) for v in value]
    return value
