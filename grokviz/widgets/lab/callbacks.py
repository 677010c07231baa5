"""Callbacks of a lab: what a user presses, moves or clicks reaches the part that handles it.

The widgets need these functions when they are made, and the parts of a lab need the widgets. So the
callbacks are made first, and `connect` gives them the parts last; until then nothing is painted.

A press arrives on the kernel's thread, perhaps while the painter draws a frame. Only the painter's
thread may change widgets (see `render_loop`), so each request is posted to it. There an error also
finds its way to the status line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from grokviz.widgets.lab.lab_parts import LabParts

OFTEN = ("at", "page", "sizes")          # only the newest of these requests counts


class Observed(Protocol):
    """The traits of a lab, as far as the callbacks follow them."""

    def observe(self, handler: Callable[[Any], None], names: str | Iterable[str]) -> None: ...


class Callbacks:
    """Passes requests of a user, and changed traits, to the parts of a lab.

    Attributes
    ----------
    parts : LabParts
        Exists after `connect`.
    """

    parts: LabParts

    def __init__(self) -> None:
        self._do: dict[str, Callable[[Any], None]] = {}     # the word of a button -> what it does

    def connect(self, parts: LabParts) -> None:
        """Set the parts that handle the requests."""
        run, settings, time = parts.run, parts.settings, parts.time
        self.parts = parts
        self._do = {
            "view": self._view,
            "page": parts.widgets.pages.turn_to,
            "at": time.go_to,
            "typed": time.go_to_typed,
            "play": lambda _: time.play(),
            "go": lambda _: run.go(),
            "step": lambda _: run.unless_waiting(lambda: run.step(1)),
            "reset": lambda _: run.begin(budget=1),
            "new_seed": lambda _: settings.new_seed(),
            "pace": self._pace,
            "sizes": lambda sizes: parts.state.view_state.pictures.fit(sizes),
        }

    def follow(self, traits: Observed) -> None:
        """Follow the traits of the lab, and the widgets that change its settings."""
        settings, controls = self.parts.settings, self.parts.widgets.controls
        controls.on_change, controls.on_preset = settings.asked_for, settings.preset
        controls.on_compare = settings.compare
        traits.observe(settings.turned, [*self.parts.state.table, "comparing", "runs"])
        traits.observe(self._view_changed, "view")
        traits.observe(self._pace_changed, "pace")

    def ask(self, what: str, value: Any) -> None:
        """Handle a word of the widgets, such as a pressed button or a moved slider."""
        do = self._do[what]
        self._post(lambda: do(value), what if what in OFTEN else None)

    def paint(self) -> None:
        """Draw a frame; skip it while the lab is still being made."""
        if "parts" in vars(self):
            self.parts.refresh.paint()

    def clicked(self, plot: Any, x: float, y: float) -> None:
        """Handle a click on a picture."""
        self._post(lambda: self.parts.time.clicked(plot, x, y))

    def tool_turned(self) -> None:
        """Handle a change of a control that belongs to a picture."""
        self._post(self.parts.settings.spread_else, "settle")

    def mend(self) -> None:
        """Handle a press of the button beside an error."""
        self._post(self.parts.settings.mend)

    def _post(self, work: Callable[[], None], key: str | None = None) -> None:
        self.parts.state.frames.post(work, key)

    def _view(self, name: str) -> None:
        self.parts.state.traits.view = name

    def _pace(self, pace: float | None) -> None:
        self.parts.state.traits.pace = pace

    def _view_changed(self, change: Any) -> None:
        self.parts.settings.change_view(change.old)
        self.parts.state.frames.call(self.parts.refresh.look)

    def _pace_changed(self, change: Any) -> None:
        self.parts.run.set_pace()
        self._post(lambda: self.parts.widgets.transport.show_pace(change.new))
