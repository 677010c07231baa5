"""Names, values and roles for screen readers, where ipywidgets sets none."""

from __future__ import annotations

from pathlib import Path

import anywidget


class ScreenReader(anywidget.AnyWidget):
    """An invisible widget that adds names and roles to the elements of its lab."""

    _esm = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
