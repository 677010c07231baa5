"""Requests from an animated picture to its lab: play, pause, seek, guess, open a page."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from grokviz.widgets.controls.layout import LabLayout
from grokviz.widgets.controls.side_panel import Pages
from grokviz.widgets.lab.controllers.run_control import RunControl
from grokviz.widgets.lab.controllers.time_control import TimeControl
from grokviz.widgets.lab.lab_state import LabState

Message = Mapping[str, Any]
OFTEN = ("at", "drag")          # only the newest of these messages counts


class AnimationControl:
    """Handles each message on the painter's thread.

    Attributes
    ----------
    played : int
        How often the user has played back an existing run.
    """

    def __init__(
        self, state: LabState, run: RunControl, time: TimeControl, pages: Pages, desk: LabLayout
    ):
        self.state, self.run, self.time, self.desk = state, run, time, desk
        self.played = 0
        self._reached: tuple[Any, float] = (None, 0.0)      # the run, and the last step seen of it

        def turn_to(message: Message) -> None:
            pages.turn_to(message["page"])
            desk.open_pages(True)

        self._do: dict[str, Callable[[Message], None]] = {
            "ready": lambda message: self._repaint(),
            "play": self._play,
            "pause": lambda message: run.pause(),
            "at": self._look_at,
            "passed": lambda message: self._come_to(message["step"]),
            "page": turn_to,
            "more": lambda message: desk.open_pages(None),
        }

    def answer(self, what: str, do: Callable[[Message], None]) -> None:
        """Set how the lab handles a dragged mark ("drag") or a placed flag ("guess")."""
        self._do[what] = do

    def ask(self, message: Message) -> None:
        what = str(message.get("ask"))
        do = self._do.get(what)
        if do is not None:
            self.state.frames.post(lambda: do(message), what if what in OFTEN else None)

    @property
    def reached(self) -> float:
        """The last step that the user has seen of the run in front; infinite after its end."""
        of, step = self._reached
        return step if of is self._run else 0.0

    @property
    def _run(self) -> Any:
        """An object that identifies the present run; the record of a growing run changes."""
        player = self.state.view_state.player
        return player.record if player.job is None else player.job

    def _come_to(self, step: float) -> None:
        self._reached = self._run, max(self.reached, step)
        self.state.say_soon()

    def _look_at(self, message: Message) -> None:
        number, record = message["number"], self.state.record
        self.time.go_to(number)
        if record is not None:
            last = len(record.steps) - 1
            self._come_to(math.inf if number is None else float(record.steps[min(number, last)]))

    def _repaint(self) -> None:
        self.state.view_state.pictures.repaint()
        self.state.frames.wake()

    def _play(self, message: Message) -> None:
        """Begin a new run, or continue a paused one, as a branch if the settings have changed.

        The browser plays back finished runs without the kernel.
        """
        view_state, run = self.state.view_state, self.run
        if message.get("open"):
            try:
                run.unless_waiting(run.begin)
            except ValueError:                  # a guess is needed first, and its page says so
                self.desk.open_pages(True)
                view_state.pictures.animated.again()
                view_state.pictures.repaint()
                raise
        elif view_state.looks_back and view_state.asked != self.state.wanted():
            run.branch()
            if view_state.tree.front is not None:
                view_state.pictures.animated.begins_at = float(view_state.tree.front.step)
        else:
            self.time.go_to(None)
            self.played += 1
            if view_state.player.state == "paused":
                run.start()
