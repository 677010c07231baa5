"""The twin of a run: the same run with one setting changed, and the difference of the two."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import bqplot
import ipywidgets
import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.settings import Choice
from grokviz.widgets import theme
from grokviz.widgets.lab.views.view_state import ViewState
from grokviz.widgets.panels.comparison import difference, history, show, with_
from grokviz.widgets.player.branching import Segment, again
from grokviz.widgets.player.player import Player
from grokviz.widgets.plots.core.axes import along
from grokviz.widgets.plots.core.base import Beside
from grokviz.widgets.plots.core.legend import LINE
from grokviz.widgets.plots.core.marks import draw, thinned
from grokviz.widgets.plots.core.text import wrapped

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

# Shares of a picture's height: the strip of the difference, its line of no difference, and the
# largest difference.
STRIP, ZERO, SWING = 0.4, 0.14, 0.11


class Twin:
    """Trains the twin of the run in front, and draws the difference.

    Parameters
    ----------
    lab : Lab
    attempt : function
        ``attempt(work)`` calls `work` on the painter's thread, and shows a ValueError.
    """

    def __init__(self, lab: Lab, attempt: Callable[[Callable[[], None]], None]):
        self.lab = lab
        self.player = Player(lab.frames.wake, lab.frames.mode)
        self.view_state: ViewState | None = None                 # the scene of the original run
        self.segments: tuple[Segment, ...] = ()                 # history of the twin
        self._of: tuple[Any, Any] | None = None         # the original run and its changes
        self._gap, self._drawn = Gap(), 0
        self.control = ipywidgets.Dropdown(description=t("twin.differs_in"))
        self.value = ipywidgets.Text(description=t("twin.value"), continuous_update=False)
        self.option = ipywidgets.Dropdown(description=t("twin.value"), layout={"display": "none"})
        self.go = ipywidgets.Button(
            description=t("twin.train_the_twin"), icon="clone",
            tooltip=t("twin.one_more_run_same"))
        self.apart = ipywidgets.Checkbox(
            True, description=t("twin.draw_the_difference"), indent=False)
        self.said = ipywidgets.HTML()
        self.go.on_click(lambda _: attempt(self.start))
        self.control.observe(lambda _: attempt(self._fit), "value")
        self.apart.observe(lambda _: attempt(self.draw), "value")
        self.parts = self.control, self.value, self.option, self.go, self.said, self.apart

    @property
    def record(self) -> Record | None:
        return self.player.record if self.view_state is not None else None

    def start(self) -> None:
        """Train the twin of the run in front; ValueError says what is wrong."""
        view_state, name = self.lab.view_state, self.control.value
        mine, setting = history(view_state), self.lab.table[name]
        typed = self.option if isinstance(setting, Choice) else self.value
        value = setting.check(typed.value)
        theirs = with_(mine, name, value)
        shown = self._named(name, value)
        if theirs == mine:
            raise ValueError(t("twin.run_front_itself_type", shown=shown))
        experiment = again(theirs, view_state.experiment)
        self.clear()
        self.view_state, self.segments = view_state, theirs
        record = view_state.player.record
        self._of = view_state.player.job, record and record.changes
        self.player.start(experiment)
        self.said.value = "<p>{}</p>".format(html.escape(t(
            "twin.twin_run_front_all",
            shown=shown, former=self._named(name, mine[0].wanted[name]))))

    def show(self) -> None:
        """Update the picture and the words from both runs."""
        self._offer()
        if self.view_state is None:
            return
        front, record = self.view_state.player, self.view_state.player.record
        if (front.job, front.record and front.record.changes) != self._of:
            self.clear()  # the original run is another one, or has changed
        elif record is not None and _length(self.record) + len(record.steps) != self._drawn:
            self.draw()

    def draw(self) -> None:
        if self.view_state is None or self.record is None:
            return
        front = self.view_state.player.record
        if front is None:
            return
        self._drawn = len(self.record.steps) + len(front.steps)
        beside = Beside(self.record, theme.TWIN.colour, t("common.twin"))
        self.view_state.put_beside("twin", [beside])
        self._gap.show(self.view_state, front, self.record if self.apart.value else None)

    def clear(self) -> None:
        """Remove the twin from the pictures."""
        self.player.stop()
        if self.view_state is not None:
            self._gap.show(self.view_state, None, None)
            self.view_state.put_beside("twin", [])
        self.view_state, self._drawn, self.said.value = None, 0, ""

    def close(self) -> None:
        self.player.stop()
        self._gap.close()

    def _offer(self) -> None:
        uses = [n for n in self.lab.view_state.view.uses if n in self.lab.table]
        options = tuple((self.lab.table[n].symbol, n) for n in uses)
        if self.control.options != options:
            self.control.options = options
            self.control.value = next(n for n in (*self.lab.controls.main, *uses) if n in uses)

    def _fit(self) -> None:
        """Offer a text box for a number, or a list for a choice."""
        setting = self.lab.table[self.control.value]
        chosen = isinstance(setting, Choice)
        self.value.layout.display, self.option.layout.display = (
            ("none", None) if chosen else (None, "none"))
        if isinstance(setting, Choice):
            self.option.options = [(words, name) for name, words in setting.options.items()]

    def _named(self, name: str, value: Any) -> str:
        return f"{self.lab.table[name].symbol} {show(self.lab.table, name, value)}"


def _length(record: Record | None) -> int:
    return 0 if record is None else len(record.steps)


class Gap:
    """Draws the difference of two runs in one value, in a strip under the curves of that value."""

    def __init__(self):
        self.plot: Any = None                   # the plot of the value; the rest is drawn on it
        self.line: Any = None
        self.label: Any = None
        self.scale: Any = None

    def show(self, view_state: ViewState, record: Record | None, other: Record | None) -> None:
        """Draw the difference of two records; nothing unless both exist."""
        name = view_state.view.apart
        plots = (plot for sheet in view_state.sheets.values() for plot in sheet.plots)
        plot = next((p for p in plots
                     if any(s.value == name for s in getattr(p, "series", ()))), None)
        if plot is None:
            return
        if record is None or other is None:
            plot.host(owner="twin")
            plot.make_room(0)
            return
        steps, apart = difference(record, other, name)
        if not len(steps):
            return
        self._build(plot)
        plot.make_room(STRIP)
        self._draw(steps, apart, name)
        plot.host(self.line, self.label, owner="twin")

    def close(self) -> None:
        for part in filter(None, (self.line, self.label, self.scale)):
            part.close()

    def _build(self, plot: Any) -> None:
        if self.plot is plot:
            return
        if self.plot is not None:
            self.plot.make_room(0)
        self.close()
        self.plot, self.scale = plot, bqplot.LinearScale()
        self.line = plot.lines(theme.TWIN, fill="between", fill_opacities=[0.15, 0.15],
                               fill_colors=[theme.TWIN.colour] * 2)
        self.line.scales = {"x": plot.scales["x"], "y": self.scale}
        self.label = plot.label([], [], [], align="end", colors=[theme.TWIN.colour])

    def _draw(self, steps: np.ndarray, apart: np.ndarray, name: str) -> None:
        y, x = self.plot.scales["y"], np.maximum(steps, 1)
        keep = thinned(x, 1, max(x[-1], 2), log=True)
        unit = float(np.nanmax(np.abs(apart)) or 1) / SWING      # the whole height, in the value
        self.scale.min, self.scale.max = -ZERO * unit, (1 - ZERO) * unit
        lines = np.concatenate([apart[keep].T, np.zeros((1, len(keep)))])
        draw(self.line, x[keep], lines, [theme.TWIN.colour] * (len(lines) - 1)
             + [theme.GHOST.colour])
        at, run = np.unravel_index(np.nanargmax(np.abs(apart)), apart.shape)
        said = t("twin.minus_twins_step", step=f"{steps[at]:,}",
                 what=t(name.replace("_", " ")), gap=f"{apart[at, run]:+.2g}".replace("-", "−"))
        wide, high = self.plot.size.inside
        # The line of no difference, and the words above the curve.
        rows = ["0", *reversed(wrapped(said, 0.95 * wide))]
        up = [ZERO, *(ZERO + SWING + (8 + LINE * i) / high for i in range(len(rows) - 1))]
        with self.label.hold_sync():
            self.label.x = np.full(len(rows), along(self.plot.scales["x"], 0.98))
            self.label.y = np.array([along(y, share) for share in up])
            self.label.text = rows
