"""Terms of the glossary in a lab: a dotted line, and their meaning on hover or focus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from grokviz import i18n
from grokviz.i18n import glossary


class Glossary(anywidget.AnyWidget):
    """An invisible widget that marks terms in animated and still pictures, and shows meanings.

    Sentences that the kernel writes are marked already, see `i18n.glossary.marked`.
    """

    _esm = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    pattern = traitlets.Unicode().tag(sync=True)
    meanings = traitlets.Dict().tag(sync=True)

    def __init__(self, **traits: Any):
        code = i18n.language()
        super().__init__(pattern=glossary.pattern(code), meanings=glossary.meanings(code), **traits)
