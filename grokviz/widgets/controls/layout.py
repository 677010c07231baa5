"""The layout of a lab: status line, buttons, and controls to the left of the pictures."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import ipywidgets

from grokviz.i18n import t
from grokviz.i18n.glossary import marked
from grokviz.run import Record
from grokviz.widgets.components import close_all, show_alone
from grokviz.widgets.controls.glossary import Glossary
from grokviz.widgets.controls.kernel_status import KernelStatus
from grokviz.widgets.controls.picture_sizes import PictureSizes
from grokviz.widgets.controls.screen_reader import ScreenReader
from grokviz.widgets.controls.side_panel import Pages
from grokviz.widgets.controls.style import style
from grokviz.widgets.controls.timeline import TimeBar
from grokviz.widgets.controls.toolbar import Transport


@dataclass
class Sheet:
    """Plots, their text descriptions, and the box that contains both."""

    plots: list[Any]
    alts: list[ipywidgets.HTML]
    box: ipywidgets.Box

    def descriptions(self, record: Record) -> list[Callable[[], None]]:
        """Functions that each describe one picture in words, for the caller to call later."""
        def describe(plot, alt):
            said = html.escape(plot.describe(record), quote=True)
            alt.value = f'<p role="img" aria-label="{said}"></p>'

        return [partial(describe, *pair) for pair in zip(self.plots, self.alts, strict=False)]


def sheet_of(plots: Sequence[Any], columns: int) -> Sheet:
    """A sheet of these plots, `columns` in a row; the window decides how high it is."""
    alts = [ipywidgets.HTML().add_class("grokviz-alt") for _ in plots]
    cells = [
        ipywidgets.VBox([plot.box, *filter(None, [plot.tools]), alt]).add_class("grokviz-picture")
        for plot, alt in zip(plots, alts, strict=True)
    ]
    rows = " ".join(f"minmax(0, {high:g}fr)" for high in heights_of_rows(plots, columns))
    box = ipywidgets.GridBox(cells, layout={"grid_template_rows": rows})
    box.add_class("grokviz-pictures").add_class(f"grokviz-columns-{columns}")
    return Sheet(list(plots), alts, box)


def heights_of_rows(plots: Sequence[Any], columns: int) -> list[float]:
    """The height of each row of a sheet: that of its highest plot, in the plots' own measure.

    The plots stand where CSS puts them: one after the other, each in the first free place.
    """
    heights: list[float] = []
    row, taken = 0, dict[int, int]()        # places taken in a row, also by tall plots above it
    for plot in plots:
        size = plot.size
        across = min(size.columns, columns)
        while taken.get(row, 0) + across > columns:
            row += 1
        for each in range(row, row + size.rows):
            heights += [0.0] * (each + 1 - len(heights))
            taken[each] = taken.get(each, 0) + across
            heights[each] = max(heights[each], size.high / size.rows)
    return heights


class LabLayout:
    """All widgets of a lab except the pictures, which `put` adds.

    Parameters
    ----------
    pages, transport, time
    hidden : list of widgets
        Widgets that must be in the page but stay invisible.
    on_remedy : function
        Called when the user presses the button beside an error.
    ask : function
        ``ask("sizes", sizes)`` when the pictures have other sizes, see `PictureSizes`.
    """

    def __init__(
        self, pages: Pages, transport: Transport, time: TimeBar,
        hidden: list[ipywidgets.Widget], on_remedy: Callable[[], None],
        ask: Callable[[str, object], None],
    ):
        self.badge = ipywidgets.HTML().add_class("grokviz-badge")
        self.line = ipywidgets.HTML().add_class("grokviz-line")
        self.remedy = ipywidgets.Button(icon="wrench", layout={"display": "none"})
        self.remedy.add_class("grokviz-remedy").on_click(lambda _: on_remedy())
        # Apart from the text, which is set again and again and would close what is open.
        self.fold = ipywidgets.HTML(f"<details><summary>{t('lab.formula')}</summary></details>")
        self.fold.add_class("grokviz-fold")
        self.formula = ipywidgets.HTML().add_class("grokviz-formula")
        self.stage = ipywidgets.Box().add_class("grokviz-stage")
        right = ipywidgets.VBox([self.stage, time]).add_class("grokviz-right")
        self.title = ipywidgets.HTML().add_class("grokviz-view-title")
        top = ipywidgets.HBox([self.badge, self.line, self.fold, self.formula, self.remedy])
        top.add_class("grokviz-top")
        self.body = ipywidgets.HBox([pages, right]).add_class("grokviz-body")
        self._open = False                      # True if the pages are open beside an animation
        bars = ipywidgets.HBox([pages.bar, transport]).add_class("grokviz-bars")
        self.children = [ipywidgets.HTML(style()), KernelStatus(), ScreenReader(),
                         Glossary(), PictureSizes(ask), self.title, top, bars, self.body,
                         transport.switch, *hidden]

    def put(self, box: ipywidgets.Widget) -> None:
        """Show these pictures and hide the others."""
        show_alone(box, self.stage)

    def name(self, title: str) -> None:
        """Show the title of the present moment, for pictures that have no title themselves."""
        self.title.value = f"<h2>{marked(html.escape(title))}</h2>" if title else ""

    def animate(self, on: bool) -> None:
        """Hide the title, buttons and time bar of the lab if an animated picture brings its own."""
        _has(self.body, "grokviz-is-animated", on)

    def open_pages(self, on: bool | None) -> None:
        """Open or close the pages beside an animation; None switches between the two."""
        self._open = not self._open if on is None else on
        _has(self.body, "grokviz-opened", self._open)

    def say(self, sentence: str, badge: str, since: str, remedy: str, failed: bool) -> None:
        """Set the status line, the badge with its basis, and the button that mends a failure."""
        wrong = ' class="grokviz-failed"' if failed else ""
        said = marked(html.escape(sentence))
        self.line.value = f'<p role="status" aria-live="polite"{wrong}>{said}</p>'
        self.badge.value = (
            f'<span class="grokviz-is-{badge}" title="{html.escape(since, quote=True)}">'
            f"{t(badge)}</span>" if badge else ""
        )
        self.remedy.description = remedy
        self.remedy.layout.display = None if remedy else "none"

    def explain(self, formula: str) -> None:
        """The formula behind the line of words, in its fold; the room of the fold stays."""
        self.formula.value = f"<p>{marked(html.escape(formula))}</p>" if formula else ""
        self.fold.layout.visibility = "visible" if formula else "hidden"

    def close(self) -> None:
        for child in self.children:
            close_all(child)


def _has(widget: ipywidgets.Box, name: str, on: bool) -> None:
    (widget.add_class if on else widget.remove_class)(name)
