"""The state that the parts of a lab share: views, settings, and the last error.

The lab's traits hold the settings. The parts read them here, by name and type, and see nothing
else of the lab.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from grokviz.run import Record
from grokviz.settings import Places, Table, spread
from grokviz.widgets.lab.render_loop import RenderLoop
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.lab.views.view_state import ViewState
from grokviz.widgets.player import memory


class Traits(Protocol):
    """The traits of a lab, besides one for each setting."""

    value: dict[str, Any]
    view: str
    comparing: str | None
    runs: int
    pace: float | None
    guess_first: bool

    def set_trait(self, name: str, value: Any) -> None: ...
    def add_traits(self, **traits: Any) -> None: ...


class LabState:
    """The shared state; a lab has one, and gives it to every part.

    Parameters
    ----------
    traits : Traits
        The lab.
    table : Table
        The settings that can be changed, and their bounds.
    compared : tuple of str
        Settings that may differ between runs.
    paint : function
        Brings the widgets of the lab up to date.
    driver : str
        The executor, see `grokviz.widgets.player.executors`.

    Attributes
    ----------
    scenes : dict
        Name of a view -> its ViewState.
    trouble : Exception or None
        If not None, the status line shows this error instead of the normal status.
    auto : bool
        True if a changed setting starts training at once.
    urgent : int
        Increases when the next frame must update the words, without waiting for the next round.
    """

    def __init__(
        self, traits: Traits, table: Table, compared: tuple[str, ...],
        paint: Callable[[], None], driver: str,
    ):
        self.traits, self.table, self.compared = traits, table, compared
        self.trouble: Exception | None = None
        self.urgent = 0
        self.view_states: dict[str, ViewState] = {}
        self.frames = RenderLoop(paint, self.report, driver)
        self.auto = self.frames.mode != "here"
        if self.auto:
            memory.few_arenas()

    def add(
        self, views: Mapping[str, View], clicked: Callable[[Any, float, float], None],
        turned: Callable[[], None],
    ) -> None:
        """Add views by name, animated ones first.

        `clicked` is called when the user clicks a picture, `turned` when the user changes a
        control of a picture.
        """
        made = {name: ViewState(view, self.frames.wake, self.frames.mode, clicked, turned)
                for name, view in views.items()}
        for view_state in made.values():
            self.view_states |= dict.fromkeys(view_state.view.animated, view_state)
        for name, view_state in made.items():
            self.view_states |= dict.fromkeys((name, *view_state.view.more), view_state)

    # ---- settings -------------------------------------------------------------------------------

    @property
    def value(self) -> dict[str, Any]:
        """All settings."""
        return self.traits.value

    @property
    def view(self) -> str:
        """The name of the view in front."""
        return self.traits.view

    @property
    def comparing(self) -> str | None:
        """The compared setting, or None."""
        return self.traits.comparing

    @property
    def runs(self) -> int:
        """The number of runs in a comparison."""
        return self.traits.runs

    @property
    def pace(self) -> float | None:
        """Least time for a tenfold of steps [s], in the view in front."""
        return self.traits.pace if self.view_state.view.paced else None

    @property
    def guessing(self) -> bool:
        """True if a guess is still open, so that the view in front must not reveal the answer."""
        return self.traits.guess_first and bool(self.view_state.view.guesses)

    def wanted(self, new: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The settings that a new run of the view in front would have; a compared one as a list."""
        view, values = self.view_state.view, self.value | dict(new or {})
        wanted = {name: values[name] for name in view.uses}
        name = self.comparing
        if view.compare and name is not None and name in wanted:
            setting = self.table[name]
            if not isinstance(setting, Places):
                wanted[name] = spread(setting, values[name], self.runs)
        return wanted if view.asks is None else view.asks(wanted)

    # ---- what the lab shows ---------------------------------------------------------------------

    @property
    def view_state(self) -> ViewState:
        """The scene of the view in front."""
        return self.view_states[self.view]

    @property
    def record(self) -> Record | None:
        """The record in view, as far as it has grown."""
        return self.view_state.player.record

    def report(self, error: Exception) -> None:
        """Show an error in the status line."""
        self.trouble = error
        self.frames.wake()

    def clear_error(self) -> None:
        """Clear the error and show the normal status."""
        self.trouble = None
        self.frames.wake()

    def say_soon(self) -> None:
        """Update the words in the next frame, even while a run goes on."""
        self.urgent += 1
        self.frames.wake()

    def close(self) -> None:
        for view_state in set(self.view_states.values()):
            view_state.player.stop()
        self.frames.close()
        for view_state in set(self.view_states.values()):
            view_state.close()
