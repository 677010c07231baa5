"""The page that compares runs: pins, a twin, and the tree of branches."""

from __future__ import annotations

import html
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import ipywidgets

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.components import as_many, close_all, icon_button
from grokviz.widgets.controls.schema import many, row, text
from grokviz.widgets.controls.side_panel import Panel
from grokviz.widgets.lab.serialization.permalink import LEG
from grokviz.widgets.lab.serialization.saved_run import plain_segments
from grokviz.widgets.panels.branches import Branches
from grokviz.widgets.panels.comparison import Run, comparison, differing, history, show, turned
from grokviz.widgets.panels.twin import Twin
from grokviz.widgets.player.branching import Segment, again
from grokviz.widgets.player.player import Player
from grokviz.widgets.player.run_state import Job
from grokviz.widgets.plots.core.base import Beside

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

MOST = 6                # pins, one for each colour
OFTEN = 0.25            # time between two updates while something trains [s]


@dataclass(eq=False)
class Pin:
    """A run that the user keeps for comparison, with its history."""

    number: int
    view: str
    segments: tuple[Segment, ...]
    run: Job | Record | None = field(default=None, repr=False)      # None: train it again
    player: Player | None = field(default=None, repr=False)         # trains it again

    @property
    def record(self) -> Record | None:
        if isinstance(self.run, Job):
            return self.run.history.record() if self.run.history else None
        return self.run

    @property
    def colour(self) -> str:
        return theme.branch(self.number - 1)


class Compare(Panel):
    """Pins runs, trains a twin, and switches between branches."""

    key = "compare"
    tab, about = "Compare", "page.compare_about"
    shape = staticmethod(many(row(text(), many(LEG, 100, 1)), MOST))

    def __init__(self, lab: Lab):
        super().__init__(lab)
        self.pins: list[Pin] = []
        self.twin = Twin(lab, self._attempt)
        self.pin_it = ipywidgets.Button(
            description=t("compare.pin_this_run"), icon="thumb-tack",
            tooltip=t("compare.keep_run_front_beside"))
        self.pin_it.on_click(lambda _: self._attempt(self.pin))
        self.note, self.table = ipywidgets.HTML(), ipywidgets.HTML()
        self.rows, self.branches = ipywidgets.VBox(), Branches(lab, self._attempt)
        self._drawn, self._shown = 0, 0.0
        self.box.children = (self.pin_it, self.note, self.rows, self.table,
                             _title(t("compare.twin_one_thing_differs")), *self.twin.parts,
                             _title(t("compare.branches")), self.branches.box)
        self.box.add_class("grokviz-comparing")

    # ---- pins -----------------------------------------------------------------------------------

    def pin(self) -> None:
        """Pin the run in front; ValueError says why this is not possible."""
        view_state, segments = self.lab.view_state, history(self.lab.view_state)
        run = view_state.player.job or view_state.player.record
        if any(pin.run is run for pin in self.pins):
            raise ValueError(t("compare.run_pinned_already"))
        self._add(Pin(0, self.lab.view, segments, run))

    def unpin(self, pin: Pin) -> None:
        self.pins.remove(pin)
        if pin.player is not None:
            pin.player.stop()
        self.draw()

    def train(self, pin: Pin) -> None:
        """Train a pin from a link again."""
        pin.player = Player(self.lab.frames.wake, self.lab.frames.mode)
        pin.player.start(again(pin.segments, self.lab.view_states[pin.view].experiment))
        pin.run = pin.player.job

    def keep(self) -> Any:
        return [[pin.view, plain_segments(pin.segments)] for pin in self.pins] or None

    def restore(self, kept: Any) -> None:
        self.shape(kept, self.key)
        try:
            segment = self.lab.persistence.segment
            pins = [Pin(0, view, tuple(segment(view, *part) for part in run))
                    for view, run in kept[:MOST]]
        except (TypeError, KeyError) as error:
            raise ValueError(t("compare.links_pins_cannot_read")) from error
        for pin in list(self.pins):
            self.unpin(pin)
        for pin in pins:
            self._add(pin)

    def _add(self, pin: Pin) -> None:
        free = [n for n in range(1, MOST + 1) if n not in {p.number for p in self.pins}]
        if not free:
            raise ValueError(t("compare.runs_pinned_all_told", most=MOST))
        pin.number = free[0]
        self.pins.append(pin)
        self.draw()

    # ---- widgets and pictures -------------------------------------------------------------------

    def show(self) -> None:
        now = time.monotonic()
        players = [self.twin.player, *(pin.player for pin in self.pins if pin.player)]
        at_work = any(player.state == "running" for player in players)
        if at_work and now - self._shown < OFTEN:
            return
        self._shown = now
        self.twin.show()
        if sum(len(p.record.steps) for p in self.pins if p.record) != self._drawn:
            self.draw()
        self._show_rows()
        measures = self.lab.view_state.view.measures
        self.table.value = comparison(
            self._runs(), measures, self.lab.table, self.lab.controls.main)
        self.branches.show()

    opened = show

    def began(self) -> None:
        self.twin.show()
        self.draw()

    def draw(self) -> None:
        """Draw the pins beside the run in front, except the pin of that run itself."""
        self._drawn = sum(len(p.record.steps) for p in self.pins if p.record)
        for view_state in set(self.lab.view_states.values()):
            front = view_state.player.job or view_state.player.record
            view_state.put_beside("pins", [
                Beside(pin.record, pin.colour, str(pin.number)) for pin in self._of(view_state)
                if pin.record is not None and pin.run is not front])
        self.lab.frames.wake()

    def close(self) -> None:
        for pin in self.pins:
            if pin.player is not None:
                pin.player.stop()
        self.twin.close()
        close_all(self.rows)
        super().close()

    def _attempt(self, work: Callable[[], None]) -> None:
        """Call `work` on the painter's thread, and show its error on this page."""
        def do():
            self.note.value = ""
            try:
                work()
            except ValueError as error:
                self.note.value = f'<span role="alert">{html.escape(str(error))}</span>'
            self.show()

        self.lab.frames.post(do)

    def _mine(self) -> list[Pin]:
        return self._of(self.lab.view_state)

    def _of(self, view_state: Any) -> list[Pin]:
        return [pin for pin in self.pins if self.lab.view_states[pin.view] is view_state]

    def _show_rows(self) -> None:
        names = self._names(self._mine())
        seen = as_many(self.rows, len(names), lambda: _Row(self._unpin, self._train))
        for each, (pin, name) in zip(seen, names.items(), strict=True):
            each.show(pin, name)
        for each in self.rows.children[len(names):]:
            each.pin = None                     # so a hidden row does not keep the pin alive

    def _unpin(self, pin: Pin) -> None:
        self._attempt(lambda: self.unpin(pin))

    def _train(self, pin: Pin) -> None:
        self._attempt(lambda: self.train(pin))

    def _names(self, pins: list[Pin]) -> dict[Pin, str]:
        """Name each pin by the settings that differ between the pins and the run in front."""
        settings = self.lab.table
        runs = [*(pin.segments for pin in pins), *(run.segments for run in self._front())]
        names = differing([segments[0].wanted for segments in runs]) or self.lab.controls.main
        return {pin: ", ".join(
            [f"{settings[n].symbol} {show(settings, n, pin.segments[0].wanted[n])}" for n in names
             if n in pin.segments[0].wanted] + turned(settings, pin.segments)) for pin in pins}

    def _runs(self) -> list[Run]:
        """The run in front, its twin, and the pins."""
        twin, runs = self.twin, self._front()
        if twin.view_state is self.lab.view_state:
            runs.append(Run(t("common.twin"), theme.TWIN.colour, twin.segments, twin.record))
        return runs + [Run(str(p.number), p.colour, p.segments, p.record) for p in self._mine()]

    def _front(self) -> list[Run]:
        view_state = self.lab.view_state
        if view_state.player.record is None or not view_state.view.measures:
            return []
        record = view_state.player.record
        return [Run(t("common.now"), theme.GHOST.colour, history(view_state), record)]


class _Row(ipywidgets.HBox):
    """A pin with buttons to remove or train it; a row is reused for later pins."""

    def __init__(self, unpin: Callable[[Pin], None], train: Callable[[Pin], None]):
        self.pin: Pin | None = None
        self.said = ipywidgets.HTML()
        self.again, self.off = icon_button("play", ""), icon_button("times", "")
        for button, act in ((self.again, train), (self.off, unpin)):
            button.on_click(lambda _, act=act: None if self.pin is None else act(self.pin))
        super().__init__([self.said, self.again, self.off])
        self.add_class("grokviz-pin")

    def show(self, pin: Pin, name: str) -> None:
        self.pin = pin
        self.said.value = (f'<b style="color:{pin.colour}">{pin.number}</b> '
                           f'<span title="{html.escape(name)}">{html.escape(name)}</span>')
        self.again.layout.display = None if pin.run is None else "none"
        for button, what in ((self.again, t("compare.train_run_again", number=pin.number)),
                             (self.off, t("compare.unpin_run", number=pin.number))):
            button.description = button.tooltip = what


def _title(text: str) -> ipywidgets.HTML:
    return ipywidgets.HTML(f"<h4>{html.escape(text)}</h4>")
