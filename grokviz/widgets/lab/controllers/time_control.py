"""Looking back in a lab: one cursor over all pictures, moved, clicked or played."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets.controls.side_panel import Pages
from grokviz.widgets.controls.timeline import NEWEST
from grokviz.widgets.lab.controllers.run_control import RunControl
from grokviz.widgets.lab.controllers.settings_control import SettingsControl
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.player.branching import TreeRun

SOON = 0.05             # seconds
FASTEST = 0.5           # playback at "full speed": time for a tenfold of steps [s]


class TimeControl:
    """Moves the cursor of the run in front; on the painter's thread.

    Attributes
    ----------
    playing : bool
        True if the cursor moves on by itself.
    """

    def __init__(
        self, state: LabState, pages: Pages, settings: SettingsControl, run: RunControl
    ):
        self.state, self.pages, self.settings, self.run = state, pages, settings, run
        self.playing = False
        self._since: tuple[float, float] | None = None      # start time and step of the playback

    def go_to(self, at: int | None) -> None:
        """Show the record with this number; the last record counts as the newest."""
        record = self.state.record
        if record is None:
            return
        self.playing = False
        self.state.view_state.look_at(
            None if at is None or at >= len(record.steps) - 1 else max(int(at), 0))
        self.state.say_soon()

    def go_to_step(self, step: float | None) -> None:
        """Show the newest record at or before a step; None shows the newest record of all."""
        record = self.state.record
        if record is None:
            raise ValueError(t("time.no_run_look_yet"))
        self.go_to(None if step is None else number_at(record, str(step)))

    def go_to_typed(self, text: str) -> None:
        """Show the step that the user typed, or the record before it; then the status line says
        so."""
        record = self.state.record
        if record is None:
            raise ValueError(t("time.no_run_look_yet"))
        at = number_at(record, text)
        self.state.clear_error()
        self.go_to(at)
        view_state = self.state.view_state
        if at is None or view_state.at is None and view_state.player.active:
            return                              # it is the newest record, and will soon be replaced
        if record.steps[at] != _step(text):
            view_state.look_at(view_state.at, t("time.nearest_before", typed=text[:40],
                                      step=int(record.steps[at])))

    def clicked(self, plot: Any, x: float, y: float) -> None:
        """Handle a click on a picture: go to that moment, unless the open page uses the click."""
        panel, record = self.pages.panel, self.state.record
        if panel is not None and panel.clicked(plot, x, y):
            return
        if record is None:
            if self.state.view_state.player.active:      # wait for the first record
                self.state.frames.later(lambda: self.clicked(plot, x, y), SOON, "clicked")
            return
        led = plot.leads(record, x, y)
        if led is not None:
            self._open(*led)
            return
        step = plot.moment(record, x, y)
        if step is not None:
            self.go_to(number_at(record, str(step)))

    def bring(self, run: TreeRun) -> None:
        """Bring another branch to the front, and set the settings to those of the branch."""
        self.state.view_state.runner.bring(run)
        self.settings.update({k: v for k, v in run.wanted.items() if not isinstance(v, list)},
                             settle=False)
        self.settings.show()
        self.run.tell("began")

    def play(self) -> None:
        """Start the playback, or stop it."""
        view_state = self.state.view_state
        self.playing = self.state.record is not None and not self.playing
        if self.playing and view_state.at is None:
            view_state.look_at(0)
        self._since = None
        self._play_on()

    def _play_on(self) -> None:
        view_state, record, frames = self.state.view_state, self.state.record, self.state.frames
        if not self.playing or record is None or view_state.at is None:
            self.playing = False
            return
        now = time.monotonic()
        if self._since is None:
            self._since = now, float(max(record.steps[view_state.at], 1))
        began, step = self._since
        reached = step * 10 ** ((now - began) / (self.state.traits.pace or FASTEST))
        at = max(view_state.at, int(np.searchsorted(record.steps, reached, side="right")) - 1)
        self.playing = at < len(record.steps) - 1
        view_state.look_at(at if self.playing else None)
        self.state.say_soon()
        frames.later(self._play_on, 1 / frames.fps, "play")

    def _open(self, view: str, settings: Mapping[str, Any]) -> None:
        """Train one run with these settings in another view."""
        traits = self.state.traits
        traits.comparing = None
        self.settings.update(settings, settle=False)
        traits.view = view
        self.settings.show()
        self.run.begin()


def number_at(record: Record, typed: str) -> int | None:
    """The number of the record at or before a typed step; None for the newest."""
    if typed in ("", NEWEST, t(NEWEST)):
        return None
    step = _step(typed)
    if step is None:
        raise ValueError(t("time.step_shown_type_step",
                           typed=typed[:40], last=int(record.steps[-1]),
                           newest=t(NEWEST)))
    return max(int(np.searchsorted(record.steps, step, side="right")) - 1, 0)


def _step(typed: str) -> float | None:
    """The typed number; None if the text is not a number."""
    try:
        step = float(typed[:40].replace(",", ""))
    except ValueError:
        return None
    return None if np.isnan(step) else step
