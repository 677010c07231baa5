"""Where a lab is shown, in a notebook or to a visitor of a page; and whether it may move."""

from __future__ import annotations

import os

# What tells a kernel that it serves a page: our pages set the first, Voila the others, before
# anything of an address is read.
SERVED = "GROKVIZ_SERVED"
VOILA = ("VOILA_BASE_URL", "VOILA_APP_PORT", "VOILA_REQUEST_URL")


def on_a_page() -> bool:
    """Whether Voila runs this kernel: then it lives as long as its page, nothing is saved, and
    who looks is a visitor, to whom no file here belongs."""
    return (SERVED in os.environ or os.environ.get("SERVER_SOFTWARE", "").startswith("voila")
            or any(name in os.environ for name in VOILA))


_reduced = False


def reduced(on: bool | None = None) -> bool:
    """Choose whether labs made from now on move less; give back whether they do."""
    global _reduced
    if on is not None:
        _reduced = bool(on)
    return _reduced
