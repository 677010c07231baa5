"""The sizes of the visible pictures, which only the browser knows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import anywidget


class PictureSizes(anywidget.AnyWidget):
    """An invisible widget that reports the sizes of the pictures in front.

    Parameters
    ----------
    ask : function
        ``ask("sizes", sizes)`` with the width and height [px] of each picture, in their order.
    """

    _esm = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

    def __init__(self, ask: Callable[[str, object], None]):
        super().__init__()
        self.on_msg(lambda _, said, buffers: ask("sizes", said["sizes"]))
