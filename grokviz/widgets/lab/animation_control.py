"""What an animated picture asks of its lab: play, pause, a moment, a guess, a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grokviz.widgets.controls.layout import Desk
from grokviz.widgets.controls.side_panel import Pages
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.run_control import RunControl
from grokviz.widgets.lab.time_control import TimeControl

Message = Mapping[str, Any]
OFTEN = ("at", "drag")          # of these only the newest counts


class AnimationControl:
    """Answers each message on the painter's thread; a lab may `answer` more of them."""

    def __init__(
        self, state: LabState, run: RunControl, time: TimeControl, pages: Pages, desk: Desk
    ):
        self.state, self.run, self.time, self.desk = state, run, time, desk

        def turn_to(message: Message) -> None:
            pages.turn_to(message["page"])
            desk.open_pages(True)

        self._do: dict[str, Callable[[Message], None]] = {
            "ready": lambda message: self._repaint(),
            "play": self._play,
            "pause": lambda message: run.pause(),
            "at": lambda message: time.go_to(message["number"]),
            "page": turn_to,
            "more": lambda message: desk.open_pages(None),
        }

    def answer(self, what: str, do: Callable[[Message], None]) -> None:
        """What a lab of its own does where a mark was dragged ("drag"), or a guess placed
        ("guess"); called with the message."""
        self._do[what] = do

    def ask(self, message: Message) -> None:
        what = str(message.get("ask"))
        do = self._do.get(what)
        if do is not None:
            self.state.frames.post(lambda: do(message), what if what in OFTEN else None)

    def _repaint(self) -> None:
        self.state.scene.pictures.repaint()
        self.state.frames.wake()

    def _play(self, message: Message) -> None:
        """Begin where nothing was trained yet; go on where it was paused, as a branch if other
        settings are wanted now; what is over the browser plays by itself."""
        scene, run = self.state.scene, self.run
        if message.get("open"):
            try:
                run.unless_waiting(run.begin)
            except ValueError:                  # a guess is wanted first: its page says so
                self.desk.open_pages(True)
                scene.pictures.animated.again()
                scene.pictures.repaint()
                raise
        elif scene.looks_back and scene.asked != self.state.wanted():
            run.branch()
        else:
            self.time.go_to(None)
            if scene.player.state == "paused":
                run.start()
