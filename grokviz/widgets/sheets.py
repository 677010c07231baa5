"""Pictures that are seen together, each with its description for those who do not see it."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import ipywidgets

from grokviz.run import Record


@dataclass
class Sheet:
    """Pictures, their descriptions, and the box they are in."""

    plots: list[Any]
    alts: list[ipywidgets.HTML]
    box: ipywidgets.GridBox

    def descriptions(self, record: Record) -> list[Callable[[], None]]:
        """What says in words what the pictures show: to be called, a picture each."""
        def describe(plot, alt):
            said = html.escape(plot.describe(record), quote=True)
            alt.value = f'<p role="img" aria-label="{said}"></p>'

        return [partial(describe, *pair) for pair in zip(self.plots, self.alts, strict=True)]


def sheet_of(plots: Sequence[Any], columns: int) -> Sheet:
    """A sheet of these plots, so many beside each other."""
    alts = [ipywidgets.HTML().add_class("grokviz-alt") for _ in plots]
    cells = [
        ipywidgets.VBox([plot.box, *filter(None, [plot.tools]), alt]).add_class("grokviz-picture")
        for plot, alt in zip(plots, alts, strict=True)
    ]
    box = ipywidgets.GridBox(cells).add_class("grokviz-pictures")
    return Sheet(list(plots), alts, box.add_class(f"grokviz-columns-{columns}"))
