"""The pictures of a view, made when they are first shown and then kept up to date."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets

from grokviz.run import Record
from grokviz.widgets.components import close_all
from grokviz.widgets.controls.layout import Sheet, sheet_of
from grokviz.widgets.lab.views.view import Law, View
from grokviz.widgets.plots.core.base import Beside

SAID = 1.0              # time between two new descriptions of a picture [s]
FIRST = ""              # name of the sheet with the view's own pictures

Clicked = Callable[[Any, float, float], None]           # plot, x, y


class ViewPlots:
    """Sheets of pictures, one of them in front.

    Parameters
    ----------
    view : View
    clicked : function
        Called with a plot and a place in it when the user clicks a picture.
    turned : function
        Called when the user changes a control of a picture.
    """

    def __init__(self, view: View, clicked: Clicked, turned: Callable[[], None]):
        self.view, self.clicked, self.turned = view, clicked, turned
        self.sheets: dict[str, Sheet] = {}      # sheets that were shown; FIRST is the view's own
        self.others: dict[str, list[Beside]] = {}  # records drawn beside the one in front, by owner
        self.law: Law | None = None             # prediction that is drawn
        self._front = FIRST
        self._painted: object = None            # the state that the pictures show
        self._said = 0.0                        # when the descriptions were last updated

    @property
    def front(self) -> list[Any]:
        """The pictures in front."""
        return self.sheets[self._front].plots if self.sheets else []

    @property
    def ordinary(self) -> list[Any]:
        """The pictures in front; for an animated one, the ordinary pictures of the same run."""
        return self.front if self.animated is None else self.sheets[FIRST].plots

    @property
    def name(self) -> str:
        """The name of the sheet in front."""
        return self._front

    @property
    def box(self) -> ipywidgets.GridBox | None:
        return self.sheets[self._front].box if self.sheets else None

    @property
    def beside(self) -> list[Beside]:
        """All records that are drawn beside the one in front."""
        return [other for mine in self.others.values() for other in mine]

    def build(self, name: str = FIRST) -> None:
        """Bring the sheet with this name to the front, and make it if it is new."""
        name = name if name in {**self.view.more, **self.view.animated} else FIRST
        for each in (FIRST, name):  # FIRST always exists: guesses and comparisons are drawn in it
            if each not in self.sheets:
                self.sheets[each] = self._sheet(each)
                plots = self.sheets[each].plots
                for plot in plots:
                    plot.clicked = lambda x, y, plot=plot: self.clicked(plot, x, y)
                    plot.turned = lambda: self.turned()
                    plot.beside(self.beside)
        if name != self._front:
            self._front = name
            self.repaint()

    def _sheet(self, name: str) -> Sheet:
        if name in self.view.animated:
            animated = self.view.animated[name](self.sheets[FIRST].plots)
            return Sheet([animated], [], animated.box)
        plots = self.view.more.get(name, self.view.pictures)()
        return sheet_of(plots, self.view.columns)

    @property
    def animated(self) -> Any:
        """The animated picture in front, or None."""
        return self.front[0] if self.front and self._front in self.view.animated else None

    def put_beside(self, owner: str, others: Sequence[Beside]) -> None:
        """Draw records beside the one in front; they replace earlier ones of the same owner."""
        self.others.pop(owner, None)                    # newest on top
        self.others[owner] = list(others)
        for plot in self._every():
            plot.beside(self.beside)

    def show_forecast(self, law: Law | None) -> None:
        """Draw the prediction of theory; None removes it."""
        if law is not self.law:
            self.law = law
            self.repaint()
            for plot in self._every():
                plot.show_forecast(law)

    def show(self, record: Record, at: int | None, state: object) -> None:
        """Draw a record in the pictures in front, unless they show this state already."""
        if state != self._painted:
            self._painted = state
            for plot in self.front:
                plot.show(record, at)

    def fit(self, sizes: Sequence[Sequence[float]]) -> None:
        """The pictures in front have these widths and heights [px]; their words are placed anew."""
        for plot, (wide, high) in zip(self.front if self.animated is None else (), sizes,
                                      strict=False):
            plot.fit(wide, high)
        self.repaint()

    def repaint(self) -> None:
        """Draw the pictures again in the next frame, whatever they show."""
        self._painted = None

    def descriptions(self, record: Record, running: bool) -> list[Callable[[], None]]:
        """Functions that each describe a picture in words; during a run, only at intervals."""
        now = time.monotonic()
        if running and now - self._said < SAID:
            return []
        self._said = now
        return self.sheets[self._front].descriptions(record)

    def close(self) -> None:
        for plot in self._every():
            plot.close()
        for sheet in self.sheets.values():
            close_all(sheet.box)

    def _every(self) -> list[Any]:
        """All pictures that exist, in front or not."""
        return [plot for sheet in self.sheets.values() for plot in sheet.plots]
