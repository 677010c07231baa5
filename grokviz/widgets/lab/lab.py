"""A lab: controls, a bar of buttons, linked pictures and a status line round a player.

What is learnt about in it comes as arguments: a settings table, presets, and a `View` for each
way to look. A lab has its parts, one for each thing that it does; each has a state of its own, and
of the rest it sees `LabState`. The widgets are touched by the painter's thread alone (see
`render_loop`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import traitlets

from grokviz.i18n import spoken
from grokviz.run import Record
from grokviz.sentences import match
from grokviz.settings import Table
from grokviz.storage.sources import Source
from grokviz.store import Saved
from grokviz.widgets.controls.settings_form import RUNS, Controls
from grokviz.widgets.controls.side_panel import Panel
from grokviz.widgets.controls.toolbar import SPEEDS
from grokviz.widgets.lab import notebook_output
from grokviz.widgets.lab.checked_traits import (
    Checked,
    number_or_none,
    of_setting,
    whole_number,
)
from grokviz.widgets.lab.commands import Commands
from grokviz.widgets.lab.lab_parts import LabParts
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.lab_widgets import LabWidgets
from grokviz.widgets.lab.lifecycle import ClosableBox
from grokviz.widgets.lab.render_loop import Frames
from grokviz.widgets.lab.run_control import Remedy
from grokviz.widgets.lab.settings_control import Presets
from grokviz.widgets.lab.view import View
from grokviz.widgets.lab.view_state import Scene
from grokviz.widgets.player import executors, memory
from grokviz.widgets.player.branching import Take


class Lab(ClosableBox):
    """Every setting is a trait: ``lab.init_scale = 2`` is the same as moving the slider.

    Parameters
    ----------
    settings : Table
    views : mapping
        Name -> View; the first is in front.
    presets : mapping
        Name -> settings; what one does not name takes its default.
    main, plain, compare : iterable of str
        Settings always in sight; those with no slider; those that may differ between runs.
    seed : str, optional
        The setting that the button "New seed" counts up.
    remedy : function
        The error of a failed run -> (what to do about it, settings that do it), or None.
    warm : function, optional
        What takes a while before the first run, such as an import: done once a browser shows
        the first picture.
    panels : iterable
        Each makes a `Panel` of the lab it is given.
    guess_first : bool
        Whether Start waits for a guess, and nothing is shown that would give it away.
    driver : {"auto", "thread", "asyncio", "replay", "here"}
        Who does the work, see `grokviz.widgets.player.executors`.
    **given
        Values of settings, and of `view`, `comparing`, `runs` and `pace`, by name.

    Attributes
    ----------
    value, settings : dict
        All settings (read-only; assign to the traits, or `update`).
    view : str
    comparing, runs : str or None, int
        The setting that is compared, and over how many runs.
    pace : float or None
        Seconds a decade of steps takes at least; None is full speed.
    guess_first : bool
        As above.
    running, status, badge : bool, str, str
        (read-only)
    tour : sequence
        Steps of a first visit, for a panel that guides.
    """

    key = ""                    # the lab's name in links and on the command line
    tour: Sequence[Any] = ()
    sliders: Sequence[str] = () # settings that stand above an animated picture

    value = traitlets.Dict(read_only=True)
    view = Checked("", lambda lab, name: match("view", name, lab.scenes))
    comparing = Checked(None, lambda lab, name: None if name is None else match(
        "comparing", name, lab.state.compared), allow_none=True)
    runs = whole_number("runs", RUNS[0], RUNS[-1], 5)
    pace = number_or_none("pace", 0, 3600, next(iter(SPEEDS.values())) or 1.0)
    guess_first = traitlets.Bool(False)
    running = traitlets.Bool(False, read_only=True)
    status = traitlets.Unicode(read_only=True)
    badge = traitlets.Unicode(read_only=True)

    def __init__(
        self, settings: Table, views: Mapping[str, View], *,
        presets: Mapping[str, Mapping[str, Any]] | None = None, main: Iterable[str] = (),
        plain: Iterable[str] = (), compare: Iterable[str] = (), seed: str | None = None,
        remedy: Remedy = lambda error: None, warm: Callable[[], Any] | None = None,
        panels: Iterable[Callable[[Lab], Panel]] = (), driver: str = "auto",
        guess_first: bool = False, **given: Any,
    ):
        executors.check(driver)                           # before there is anything to be closed
        super().__init__()
        try:
            self.guess_first = guess_first
            table, compared = spoken(settings), tuple(compare)
            complete = {k: table.defaults() | dict(p) for k, p in (presets or {}).items()}
            self.state = LabState(self, table, compared, self._paint, driver)
            if self.state.auto:
                memory.few_arenas()
            self.state.add(views, self._clicked, self._tool_turned)
            self.controls = Controls(table, tuple(main) or tuple(table), complete, compared, plain,
                                     defer=self.frames.post, quick=self.sliders)
            self._make_widgets(panels)
            self._make_parts(remedy, complete, seed)
            first = next(iter(self.scenes if self.state.auto else views))
            self._make_traits(match("view", given.pop("view", first), self.scenes))
            if warm is not None and self.state.auto:
                self.frames.do_first(warm)
            notebook_output.enter(self)
            for name in ("comparing", "runs", "pace"):
                setattr(self, name, given.pop(name, getattr(self, name)))
            self.update(given)
            self.frames.flush()
        except BaseException:
            self.close()
            raise
        self._complete(table)

    def _make_widgets(self, panels: Iterable[Callable[[Lab], Panel]]) -> None:
        seen = self.interface = LabWidgets(self.controls, self.scenes, self._ask)
        self.transport, self.time, self.panels = seen.transport, seen.time, seen.panels
        seen.arrange((panel(self) for panel in panels), self.frames.widgets,
                     lambda: self.frames.post(self.settings_control.mend))
        self.pages, self.desk = seen.pages, seen.desk
        self.children = self.desk.children
        self.add_class("grokviz")

    def _make_parts(self, remedy: Remedy, presets: Presets, seed: str | None) -> None:
        parts = LabParts(self.state, self.interface, self.key, remedy, presets, seed,
                         self.before_frame)
        self.run_control, self.settings_control = parts.run, parts.settings
        self.time_control, self.persistence = parts.time, parts.persistence
        self.outputs, self.refresh = parts.outputs, parts.refresh
        self.buttons, self.animation = parts.buttons, parts.animation
        self.commands = Commands(self.state, parts.run, parts.time, parts.outputs)

    def _make_traits(self, view: str) -> None:
        """One for each setting; the view is in front, and what is set shows."""
        settings, table = self.settings_control, self.table
        self.add_traits(**{name: of_setting(setting) for name, setting in table.items()})
        self.set_trait("value", table.defaults())
        self.view = view
        settings.put(self.scene.own)
        self.refresh.look()
        self.controls.on_change = settings.asked_for
        self.controls.on_preset, self.controls.on_compare = settings.preset, settings.compare
        self.observe(settings.turned, [*table, "comparing", "runs"])
        self.observe(self._moved, "view")
        self.observe(self._paced, "pace")

    # ---- what a lab of its own may add ----------------------------------------------------------

    def before_frame(self) -> None:
        """Called before a frame when the view, or the state of its player, is another."""

    def close_parts(self) -> None:
        """Close what there is, also where making it failed half-way; end with ``super()``'s."""
        parts = vars(self)
        if "state" in parts:
            self.state.close()
        if "interface" in parts:
            self.interface.close()

    # ---- what is there --------------------------------------------------------------------------

    @property
    def table(self) -> Table:
        """What can be set, and its bounds."""
        return self.state.table

    @property
    def settings(self) -> dict[str, Any]:
        """All settings, as a plain mapping; the same as `value`."""
        return dict(self.value)

    @property
    def scenes(self) -> dict[str, Scene]:
        """The views, by name."""
        return self.state.scenes

    @property
    def scene(self) -> Scene:
        """The view in front."""
        return self.state.scene

    @property
    def record(self) -> Record | None:
        """What is shown, so far."""
        return self.state.record

    @property
    def wanted(self) -> dict[str, Any]:
        """The settings that a run of the view in front would have now."""
        return self.state.wanted()

    @property
    def frames(self) -> Frames:
        """Who paints, and does what callbacks ask for."""
        return self.state.frames

    @property
    def auto(self) -> bool:
        """Whether a change of a setting trains at once."""
        return self.state.auto

    # ---- for Python -----------------------------------------------------------------------------

    def update(self, values: Mapping[str, Any], settle: bool = True) -> None:
        """Several settings at once, all or none; ValueError says what is wrong."""
        self.settings_control.update(values, settle)

    def preset(self, name: str) -> None:
        """The settings of a named preset, of those of the view in front."""
        self.settings_control.preset(name)

    def new_seed(self) -> None:
        """The same settings, and the next seed."""
        self.settings_control.new_seed()

    def start(self) -> None:
        """Train, from where it was paused or else from the beginning."""
        self.commands.start()

    def pause(self) -> None:
        self.frames.call(self.run_control.pause)

    def stop(self) -> None:
        """End the run; what it gave stays."""
        self.frames.call(self.run_control.stop)

    def step(self, n: int = 1) -> None:
        """Train until `n` more measurements are there, then pause."""
        self.commands.step(n)

    def reset(self) -> None:
        """Back to step 0, with the same seeds: Start then gives the same run."""
        self.commands.reset()

    def go_to(self, step: float | None) -> None:
        """Look at the newest record at or before a step; None for the newest of all."""
        self.commands.go_to(step)

    def bring(self, take: Take) -> None:
        """Another branch to the front, and the settings to what it has."""
        self.time_control.bring(take)

    def branch(self, **settings: Any) -> None:
        """Go on from the moment that is looked at, with these settings changed."""
        self.update(settings, settle=False)
        self.frames.call(self.run_control.branch)

    def run(self, **settings: Any) -> Record:
        """Train to the end at full speed, wait for it, and raise what goes wrong."""
        self.update(settings, settle=False)
        return self.commands.run_to_the_end()

    def link(self, form: str = "text") -> str:
        """This lab as text, for `open_link`.

        Parameters
        ----------
        form : {"text", "short", "voila", "binder"}
            All of it; only the settings that are not their defaults, to be read and typed; the
            path of its page under a Voila server; what follows the address of a Binder.
        """
        return self.persistence.link(form)

    def open_link(self, text: str) -> None:
        """Bring this lab to what a link of it says; LinkError where that cannot be.

        A run that the link tells of begins at once where a browser shows the lab, and else with
        the next `run` or `start`.
        """
        self.persistence.open_link(text)

    def save(self, path: str | Path) -> Path:
        """Write what is shown, by the ending of `path`; StoreError where that cannot be.

        ``.csv``, ``.npz`` and ``.parquet`` hold the numbers; ``.svg``, ``.png`` and ``.gif`` (the
        run as it grows) a picture. The settings are inside, and the link of the lab; of a run
        that was trained here ``.npz`` holds what `resume` needs too. A name without a folder goes
        into the current one; ``~`` is your home folder.
        """
        return self.persistence.save(path)

    def resume(self, source: Source | Saved) -> None:
        """Bring back a run that `save` wrote as ``.npz``: `start`, or Start, goes on with it.

        Parameters
        ----------
        source : str, Path, bytes or binary file
            The path of the NPZ, which needs nothing beside it; or what it holds, as an upload
            gives it; or what `store.read` made of either.

        Raises
        ------
        FileNotFoundError, StoreError
            If there is none, or it cannot be read, or holds nothing to go on from.
        LinkError
            If it is of another lab, or of settings that this one does not take.
        """
        self.persistence.resume(source)

    def still(self) -> dict[str, Any] | None:
        """What an output shows where there is no kernel: parts of a mime bundle."""
        return self.persistence.still()

    def report(self, error: Exception) -> None:
        """Show an error in the status line."""
        self.state.report(error)

    def all_is_well(self) -> None:
        """Clear the error: the status line says how things are."""
        self.state.clear_error()

    def close(self) -> None:
        """Stop training and painting, and take every widget out of kernel and browser."""
        state = vars(self).get("state")
        super().close()
        if state is not None and state.auto:    # else there is no browser beside it
            memory.after_a_lab()

    def _ipython_display_(self, **options: Any) -> None:
        if self._closed:
            super()._ipython_display_(**options)
        else:
            self.outputs.show(super()._repr_mimebundle_())

    # ---- what its traits and widgets call -------------------------------------------------------

    def _paint(self) -> None:
        if "refresh" in vars(self):             # else it is still being made
            self.refresh.paint()

    def _ask(self, what: str, value: Any) -> None:
        self.buttons.ask(what, value)

    def _clicked(self, plot: Any, x: float, y: float) -> None:
        self.frames.post(lambda: self.time_control.clicked(plot, x, y))

    def _tool_turned(self) -> None:
        self.frames.post(self.settings_control.spread_else, "settle")

    def _moved(self, change: Any) -> None:
        self.settings_control.change_view(change.old)
        self.frames.call(self.refresh.look)

    def _paced(self, change: Any) -> None:
        self.run_control.set_pace()
        self.frames.post(lambda: self.transport.show_pace(change.new))
