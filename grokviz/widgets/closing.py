"""Taking widgets out of kernel and browser, with all that belongs to them."""

from __future__ import annotations

import ipywidgets


def close_all(widget: ipywidgets.Widget) -> None:
    """Close a widget, what is in it, and its layout and style, which it does not take along."""
    for child in getattr(widget, "children", ()):
        close_all(child)
    for name in ("layout", "style"):
        part = getattr(widget, name, None)
        if isinstance(part, ipywidgets.Widget):
            part.close()
    widget.close()
