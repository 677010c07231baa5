"""What the parts of a lab have in common: its views, what is set, and what went wrong.

The traits of the lab are the truth about what is set; a part reads them here, by name and type,
and sees nothing else of the lab.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from grokviz.run import Record
from grokviz.settings import Places, Table, spread
from grokviz.widgets.lab.render_loop import Frames
from grokviz.widgets.lab.view import View
from grokviz.widgets.lab.view_state import Scene


class Traits(Protocol):
    """What a lab has as traits, besides one for each setting."""

    value: dict[str, Any]
    view: str
    comparing: str | None
    runs: int
    pace: float | None
    guess_first: bool

    def set_trait(self, name: str, value: Any) -> None: ...


class LabState:
    """One for each lab; every part of the lab is given it.

    Parameters
    ----------
    traits : Traits
        The lab.
    table : Table
        What can be set, and its bounds.
    compared : tuple of str
        Settings that may differ between runs.
    paint : function
        Brings the widgets of the lab up to date.
    driver : str
        Who does the work, see `grokviz.widgets.player.executors`.

    Attributes
    ----------
    scenes : dict
        The views, by name, with what is shown in each.
    trouble : Exception or None
        What is said in the status line instead of how things are.
    auto : bool
        Whether a change of a setting trains at once.
    urgent : int
        Counts what has to be said in the next frame, rather than with the next round.
    """

    def __init__(
        self, traits: Traits, table: Table, compared: tuple[str, ...],
        paint: Callable[[], None], driver: str,
    ):
        self.traits, self.table, self.compared = traits, table, compared
        self.trouble: Exception | None = None
        self.urgent = 0
        self.scenes: dict[str, Scene] = {}
        self.frames = Frames(paint, self.report, driver)
        self.auto = self.frames.mode != "here"

    def add(
        self, views: Mapping[str, View], clicked: Callable[[Any, float, float], None],
        turned: Callable[[], None],
    ) -> None:
        """Views by name, animated ones first; `clicked` and `turned` are called where a picture,
        or a tool of one, is used."""
        made = {name: Scene(view, self.frames.wake, self.frames.mode, clicked, turned)
                for name, view in views.items()}
        for scene in made.values():
            self.scenes |= dict.fromkeys(scene.view.animated, scene)
        for name, scene in made.items():
            self.scenes |= dict.fromkeys((name, *scene.view.more), scene)

    # ---- what is set ----------------------------------------------------------------------------

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
        """The setting that is compared."""
        return self.traits.comparing

    @property
    def runs(self) -> int:
        """Over how many runs it is compared."""
        return self.traits.runs

    @property
    def pace(self) -> float | None:
        """Seconds a decade of steps takes at least, in the view in front."""
        return self.traits.pace if self.scene.view.paced else None

    @property
    def guessing(self) -> bool:
        """Whether what the view in front shows may give away what is to be guessed."""
        return self.traits.guess_first and bool(self.scene.view.guesses)

    def wanted(self, new: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The settings of a run of the view in front, were it begun now; a compared one a list."""
        view, values = self.scene.view, self.value | dict(new or {})
        wanted = {name: values[name] for name in view.uses}
        name = self.comparing
        if view.compare and name is not None and name in wanted:
            setting = self.table[name]
            if not isinstance(setting, Places):
                wanted[name] = spread(setting, values[name], self.runs)
        return wanted if view.asks is None else view.asks(wanted)

    # ---- what is shown --------------------------------------------------------------------------

    @property
    def scene(self) -> Scene:
        """The view in front."""
        return self.scenes[self.view]

    @property
    def record(self) -> Record | None:
        """What is shown, so far."""
        return self.scene.player.record

    def report(self, error: Exception) -> None:
        """Show an error in the status line."""
        self.trouble = error
        self.frames.wake()

    def clear_error(self) -> None:
        """Clear the error: the status line says how things are."""
        self.trouble = None
        self.frames.wake()

    def say_soon(self) -> None:
        """Have the next frame say how things are, also while a run goes on."""
        self.urgent += 1
        self.frames.wake()

    def close(self) -> None:
        for scene in set(self.scenes.values()):
            scene.player.stop()
        self.frames.close()
        for scene in set(self.scenes.values()):
            scene.close()
