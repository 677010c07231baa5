"""The actions of a lab's buttons: each sends a word, and the painter's thread carries it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grokviz.widgets.controls.side_panel import Pages
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.run_control import RunControl
from grokviz.widgets.lab.settings_control import SettingsControl
from grokviz.widgets.lab.time_control import TimeControl

OFTEN = ("at", "page", "sizes")          # only the newest of these requests counts


class Buttons:
    """Maps the words that the widgets of a lab send to functions of the lab."""

    def __init__(
        self, state: LabState, run: RunControl, settings: SettingsControl, time: TimeControl,
        pages: Pages,
    ):
        self.state = state
        self._do: dict[str, Callable[[Any], None]] = {
            "view": self._view,
            "page": pages.turn_to,
            "at": time.go_to,
            "typed": time.go_to_typed,
            "play": lambda _: time.play(),
            "go": lambda _: run.go(),
            "step": lambda _: run.unless_waiting(lambda: run.step(1)),
            "reset": lambda _: run.begin(budget=1),
            "new_seed": lambda _: settings.new_seed(),
            "pace": self._pace,
            "sizes": lambda sizes: state.scene.pictures.fit(sizes),
        }

    def ask(self, what: str, value: Any) -> None:
        """Handle a pressed button or a moved slider."""
        do = self._do[what]
        self.state.frames.post(lambda: do(value), what if what in OFTEN else None)

    def _view(self, name: str) -> None:
        self.state.traits.view = name

    def _pace(self, pace: float | None) -> None:
        self.state.traits.pace = pace
