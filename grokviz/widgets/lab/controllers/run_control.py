"""Starting and stopping the runs of a lab: begin, pause, continue, branch.

Everything here runs on the painter's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from grokviz.widgets.controls.side_panel import Pages, Panel
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.views.view import Law
from grokviz.widgets.lab.views.view_state import ViewState
from grokviz.widgets.player.run_state import Job
from grokviz.widgets.plots.core.diverged_runs import as_error

Offer = tuple[str, dict[str, Any]]              # advice after an error, and settings that follow it
Remedy = Callable[[Exception], Offer | None]


class RunControl:
    """Starts and stops the run of the view in front, and informs the panels.

    Parameters
    ----------
    state : LabState
    pages : Pages
        Their panels may delay a run, for example until the user has guessed.
    remedy : function
        The error of a failed run -> advice with settings, or None.
    """

    def __init__(self, state: LabState, pages: Pages, remedy: Remedy):
        self.state, self.pages, self.remedy = state, pages, remedy
        self._over: Job | None = None           # the last run whose end was reported

    def start(self) -> None:
        """Train: continue after a pause, make a branch in the past, or else begin anew."""
        view_state = self.state.view_state
        if view_state.looks_back:
            self.branch()
        elif view_state.player.state == "paused" and view_state.asked == self.state.wanted():
            self._pause_others()
            view_state.player.resume()
        elif view_state.player.state != "running":
            self.begin()

    def pause(self) -> None:
        self.state.view_state.player.pause()

    def stop(self) -> None:
        self.state.view_state.player.stop()

    def step(self, n: int) -> None:
        """Train until `n` more records exist, then pause."""
        view_state = self.state.view_state
        if view_state.player.active and view_state.asked == self.state.wanted():
            self._pause_others()
            view_state.player.step(n)
        else:
            self.begin(budget=n)

    def begin(self, turned: Sequence[str] = (), paced: bool = True, **how: Any) -> None:
        """Begin a new run with the present settings; `turned` names the settings that changed."""
        view_state = self._make_ready(paced)
        view_state.runner.start(self.state.wanted(), turned, **how)
        self.forecast()
        self.tell("began")

    def branch(self) -> None:
        """Continue from the moment in view with the present settings."""
        self._make_ready().runner.branch(self.state.wanted())
        self.tell("began")

    def go(self) -> None:
        """Handle a press of Start or Pause."""
        view_state = self.state.view_state
        if view_state.player.state == "running" and view_state.at is None:
            view_state.player.pause()
        else:
            self.unless_waiting(self.start)

    def unless_waiting(self, start: Callable[[], None]) -> None:
        """Call `start`. If a panel delays the run, open that panel and say why instead."""
        panel = None if self._on_the_way() else self.waiting()
        if panel is not None:
            self.pages.turn_to(panel.tab)
            raise ValueError(panel.may_start())
        start()

    def waiting(self) -> Panel | None:
        """The first panel that delays a run, or None."""
        return next((panel for panel in self.panels() if panel.may_start()), None)

    def waits(self) -> str:
        """A sentence that says why Start would be refused; empty if it would be accepted."""
        panel = None if self._on_the_way() else self.waiting()
        return "" if panel is None else panel.may_start()

    def panels(self) -> Iterable[Panel]:
        return self.pages.panels.values()

    def tell(self, event: str) -> None:
        """Inform every panel of an event: "began" or "ended"."""
        for panel in self.panels():
            getattr(panel, event)()

    def forecast(self) -> None:
        """Predict the new run from theory, beside the painter because this may be slow."""
        view_state, frames = self.state.view_state, self.state.frames
        view_state.know(None)
        find_out = view_state.view.forecast
        job, front = view_state.player.job, view_state.tree.front
        if find_out is None or job is None:
            return

        def put(law: Law | None) -> None:
            if front in view_state.tree.runs:                # skip if another run began meanwhile
                view_state.know(law)

        def find() -> None:
            law = find_out(job.experiment)
            frames.post(lambda: put(law))

        frames.aside(find)

    def offer(self) -> Offer | None:
        """Advice on the present error, with settings that follow it; None if there is no advice."""
        view_state = self.state.view_state
        errors = filter(None, (
            self.state.trouble, view_state.player.error, as_error(view_state.shown)))
        return next(filter(None, map(self.remedy, errors)), None)

    def has_ended(self) -> bool:
        """True once after the run in front has ended."""
        player = self.state.view_state.player
        before = self._over
        self._over = player.job if player.state in ("finished", "stopped", "failed") else None
        return self._over is not None and self._over is not before

    def set_pace(self) -> None:
        """Apply the pace of the lab to the run in front."""
        self.state.view_state.player.pace = self.state.pace

    def _make_ready(self, paced: bool = True) -> ViewState:
        view_state = self.state.view_state
        self._pause_others()
        view_state.player.pace = self.state.pace if paced else None
        self.state.clear_error()
        return view_state

    def _pause_others(self) -> None:
        for view_state in self.state.view_states.values():
            if view_state is not self.state.view_state:
                view_state.player.pause()

    def _on_the_way(self) -> bool:
        """True if Start would continue the run in front, itself or as a branch."""
        view_state, record = self.state.view_state, self.state.record
        return view_state.looks_back or (
            view_state.player.active and view_state.asked == self.state.wanted()
            and record is not None and len(record.steps) > 1)
