"""Where a lab is shown (in a notebook, or to a visitor of a page), and how much it may move."""

from __future__ import annotations

import os

# Each of these variables tells a kernel that it serves a page. Our pages set the first, Voila
# sets the others. They are set before any part of the address is read.
SERVED = "GROKVIZ_SERVED"
VOILA = ("VOILA_BASE_URL", "VOILA_APP_PORT", "VOILA_REQUEST_URL")


def on_a_page() -> bool:
    """True if Voila runs this kernel. The kernel then ends with its page and saves nothing; its
    visitor owns no file here."""
    return (SERVED in os.environ or os.environ.get("SERVER_SOFTWARE", "").startswith("voila")
            or any(name in os.environ for name in VOILA))


_reduced = False


def reduced(on: bool | None = None) -> bool:
    """Set whether labs that are made later use less motion; return the present setting."""
    global _reduced
    if on is not None:
        _reduced = bool(on)
    return _reduced
