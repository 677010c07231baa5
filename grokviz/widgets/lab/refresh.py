"""Keeps the visible lab up to date: the pictures of the view in front, and the words beside them.

Pictures must change with every frame, words need not. Words are therefore updated in rounds. During
a run, each frame updates only one widget of the round. So a frame sends few messages, and takes
little time from training.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from grokviz.divergence import Diverged
from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets.controls.layout import LabLayout
from grokviz.widgets.controls.side_panel import Pages
from grokviz.widgets.controls.timeline import TimeBar
from grokviz.widgets.controls.toolbar import Transport
from grokviz.widgets.lab.controllers.run_control import RunControl
from grokviz.widgets.lab.controllers.settings_control import SettingsControl
from grokviz.widgets.lab.controllers.time_control import TimeControl
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.output.notebook_output import Outputs
from grokviz.widgets.lab.status_line import words
from grokviz.widgets.lab.views.view_state import ViewState
from grokviz.widgets.plots.core.diverged_runs import lost_words
from grokviz.widgets.plots.core.ensemble import names_of_runs

ROUND = 0.25            # time between two rounds of words while a run goes on [s]


class Refresh:
    """Brings every widget of a lab up to date; on the painter's thread.

    Parameters
    ----------
    state, run, settings, time
        The state of the lab, and the parts whose state is shown.
    desk, transport, timebar, pages
        The widgets that show it.
    outputs : Outputs
        Fallback pictures for readers without a kernel; redrawn when a run ends.
    before_frame : function
        Called before a frame if the view, or the state of its player, has changed.
    """

    def __init__(
        self, state: LabState, run: RunControl, settings: SettingsControl, time: TimeControl, *,
        desk: LabLayout, transport: Transport, timebar: TimeBar, pages: Pages, outputs: Outputs,
        before_frame: Callable[[], None],
    ):
        self.state, self.run, self.settings, self.time = state, run, settings, time
        self.desk, self.transport, self.timebar, self.pages = desk, transport, timebar, pages
        self.outputs, self.before_frame = outputs, before_frame
        self._round = 0.0                       # when the last round of words began
        self._said: tuple[object, ...] | None = None            # the state that the words describe
        self._due: deque[Callable[[], None]] = deque()          # updates still to do in this round

    def look(self) -> None:
        """Show the view in front."""
        state, view_state = self.state, self.state.view_state
        view_state.build(state.view)
        animated = view_state.pictures.animated
        opens = state.auto and animated is not None
        try:
            if opens or not state.guessing:     # a stored run would reveal the answer
                view_state.show_stored(unseen=opens, guessing=state.guessing)
        # A damaged file, or a network that diverges before its first step: the lab still trains.
        except (OSError, ValueError, Diverged) as error:
            state.report(error)
        self.settings.use()
        self.settings.show()
        self.desk.animate(animated is not None)
        if animated is not None:
            animated.put_sliders(self.settings.sliders())
            if self.pages.panel is not None:            # a reader keeps the page that is open
                self.desk.open_pages(True)
        self.desk.put(view_state.box)            # last: once pictures show, settings must work
        state.say_soon()

    def paint(self) -> None:
        """Draw a frame: the pictures, and a round of words (or one part of it during a run)."""
        state, view_state, player = self.state, self.state.view_state, self.state.view_state.player
        now = (state.view, player.state, state.trouble, state.urgent)
        state.frames.share(player.state == "running")
        on_its_way = player.state == "running" and now == self._said
        try:
            if not on_its_way:
                self.before_frame()
            view_state.show_forecast(self.run.waiting() is None)
            view_state.paint()
        except Exception as error:              # one failing picture must not stop the lab
            state.report(error)
        if not on_its_way:
            self._round, self._said = time.monotonic(), now
            self._due.clear()
            for say in self._sayings(view_state):
                say()
        elif self._due or time.monotonic() - self._round >= ROUND:
            if not self._due:
                self._round = time.monotonic()
                self._due.extend(self._sayings(view_state))
            self._due.popleft()()               # one part a frame, so that frames send few messages

    def names(self, record: Record) -> list[str]:
        """For each run of a record, the setting that differs, with its symbol and value."""
        return names_of_runs(record, {k: s.symbol for k, s in self.state.table.items()})

    def _sayings(self, view_state: ViewState) -> list[Callable[[], None]]:
        """Functions that update the words, buttons and bars, one widget each."""
        return [
            lambda: self._say(view_state), lambda: self._show_buttons(view_state),
            lambda: self.timebar.show(view_state.player.record, view_state.at, self.time.playing),
            self._show_panel,
            *view_state.descriptions(),
        ]

    def _say(self, view_state: ViewState) -> None:
        """Update the status line and the badge, and the traits with the same text for Python."""
        state, player, shown = self.state, view_state.player, view_state.shown
        trouble, offer = state.trouble or player.error, self.run.offer()
        with_live = "live" if player.record is not None else ""
        badge = "recorded" if view_state.recorded else with_live
        lost = "" if shown is None else lost_words(shown, self.names(shown))
        status = str(trouble) if trouble else " ".join(
            filter(None, (lost, words(view_state, state.wanted(), self.run.waits()))))
        for name, value in (("running", player.state == "running"), ("badge", badge),
                            ("status", status)):
            state.traits.set_trait(name, value)
        self.desk.say(status, badge, view_state.since(), offer[0] if offer else "", bool(trouble))
        self.desk.explain("" if trouble or self.run.waits() else view_state.why())
        self.desk.name(view_state.title(state.wanted()))

    def _show_panel(self) -> None:
        if self.pages.panel is not None:
            self.pages.panel.show()

    def _show_buttons(self, view_state: ViewState) -> None:
        player, uses = view_state.player, view_state.view.uses
        begun = player.record is not None and len(player.record.steps) > 1
        told = "" if player.state in ("running", "paused") else view_state.ahead(
            self.state.wanted())
        goes_on = player.state == "running" or begun and view_state.asked == self.state.wanted()
        self.transport.show(
            self.state.view, player.state if goes_on else "ready",
            told or view_state.speed(), view_state.view.paced, self.settings.seed in uses,
            t("lab.continue_from_here") if view_state.looks_back else "",
        )
        if self.run.has_ended():
            self._end(view_state)

    def _end(self, view_state: ViewState) -> None:
        """Handle the end of the run in front."""
        step = view_state.runner.step_of_link()
        if step is not None:
            self.time.go_to_step(step)
        self.run.tell("ended")
        self.outputs.refresh()
