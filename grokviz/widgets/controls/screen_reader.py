"""Names, values and roles for screen readers, set in the page where ipywidgets sets none."""

from __future__ import annotations

from pathlib import Path

import anywidget


class ScreenReader(anywidget.AnyWidget):
    """Is not seen; looks after the lab it is in."""

    _esm = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
