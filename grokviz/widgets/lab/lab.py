"""A lab: controls, buttons, linked pictures and a status line around a player.

The subject of a lab comes as arguments: a settings table, presets, and one `View` for each way to
look at a run. A lab consists of parts, one for each task. Each part has its own state, and shares
only `LabState` with the others. Only the painter's thread changes widgets (see `render_loop`).
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
from grokviz.widgets.lab.checked_traits import (
    Checked,
    number_or_none,
    of_setting,
    whole_number,
)
from grokviz.widgets.lab.controllers.commands import Commands
from grokviz.widgets.lab.controllers.run_control import Remedy
from grokviz.widgets.lab.controllers.settings_control import Presets
from grokviz.widgets.lab.lab_parts import LabParts
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.lab_widgets import LabWidgets
from grokviz.widgets.lab.lifecycle import ClosableBox
from grokviz.widgets.lab.output import notebook_output
from grokviz.widgets.lab.render_loop import Frames
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.lab.views.view_state import Scene
from grokviz.widgets.player import executors, memory
from grokviz.widgets.player.branching import Take


class Lab(ClosableBox):
    """Every setting is a trait: ``lab.init_scale = 2`` has the same effect as moving the slider.

    Parameters
    ----------
    settings : Table
    views : mapping
        Name -> View; the first one opens first.
    presets : mapping
        Name -> settings; a setting that a preset does not name takes its default.
    main, plain, compare : iterable of str
        Settings that are always visible; settings without a slider; settings that may differ
        between runs.
    seed : str, optional
        The setting that the button "New seed" increases.
    remedy : function
        The error of a failed run -> (advice, settings that follow it), or None.
    warm : function, optional
        Slow preparation for the first run, such as an import; called once a browser shows the
        first picture.
    panels : iterable
        Functions that each take the lab and return a `Panel`.
    guess_first : bool
        If True, Start waits for a guess, and the lab hides what would reveal the answer.
    driver : {"auto", "thread", "asyncio", "replay", "here"}
        The executor, see `grokviz.widgets.player.executors`.
    **given
        Values of settings, and of `view`, `comparing`, `runs` and `pace`, by name.

    Attributes
    ----------
    value, settings : dict
        All settings (read-only; assign to the traits, or call `update`).
    view : str
    comparing, runs : str or None, int
        The compared setting, and the number of runs.
    pace : float or None
        Least time for a tenfold of steps [s]; None is full speed.
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
        executors.check(driver)                           # check before there is anything to close
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
        """Make a trait for each setting, open the view, and show the settings."""
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

    # ---- methods that a subclass may extend -----------------------------------------------------

    def before_frame(self) -> None:
        """Called before a frame if the view, or the state of its player, has changed."""

    def close_parts(self) -> None:
        """Close all parts that exist, even after a failed ``__init__``; call ``super()`` last."""
        parts = vars(self)
        if "state" in parts:
            self.state.close()
        if "interface" in parts:
            self.interface.close()

    # ---- state ----------------------------------------------------------------------------------

    @property
    def table(self) -> Table:
        """The settings that can be changed, and their bounds."""
        return self.state.table

    @property
    def settings(self) -> dict[str, Any]:
        """All settings as a plain mapping; the same as `value`."""
        return dict(self.value)

    @property
    def scenes(self) -> dict[str, Scene]:
        """The scenes, by the name of their view."""
        return self.state.scenes

    @property
    def scene(self) -> Scene:
        """The scene of the view in front."""
        return self.state.scene

    @property
    def record(self) -> Record | None:
        """The record in view, as far as it has grown."""
        return self.state.record

    @property
    def wanted(self) -> dict[str, Any]:
        """The settings that a new run of the view in front would have."""
        return self.state.wanted()

    @property
    def frames(self) -> Frames:
        """The painter, which draws frames and runs callbacks."""
        return self.state.frames

    @property
    def auto(self) -> bool:
        """True if a changed setting starts training at once."""
        return self.state.auto

    # ---- commands from Python -------------------------------------------------------------------

    def update(self, values: Mapping[str, Any], settle: bool = True) -> None:
        """Change several settings together, all or none; ValueError says what is wrong."""
        self.settings_control.update(values, settle)

    def preset(self, name: str) -> None:
        """Apply a named preset of the view in front."""
        self.settings_control.preset(name)

    def new_seed(self) -> None:
        """Keep the settings and take the next seed."""
        self.settings_control.new_seed()

    def start(self) -> None:
        """Train, from the pause if there is one, else from the beginning."""
        self.commands.start()

    def pause(self) -> None:
        self.frames.call(self.run_control.pause)

    def stop(self) -> None:
        """End the run and keep its record."""
        self.frames.call(self.run_control.stop)

    def step(self, n: int = 1) -> None:
        """Train until `n` more records exist, then pause."""
        self.commands.step(n)

    def reset(self) -> None:
        """Return to step 0 with the same seeds; Start then repeats the same run."""
        self.commands.reset()

    def go_to(self, step: float | None) -> None:
        """Show the newest record at or before a step; None shows the newest record of all."""
        self.commands.go_to(step)

    def bring(self, take: Take) -> None:
        """Bring another branch to the front, and set the settings to those of the branch."""
        self.time_control.bring(take)

    def branch(self, **settings: Any) -> None:
        """Continue from the moment in view as a branch, with these settings changed."""
        self.update(settings, settle=False)
        self.frames.call(self.run_control.branch)

    def run(self, **settings: Any) -> Record:
        """Train to the end at full speed, wait, and raise any error of the run."""
        self.update(settings, settle=False)
        return self.commands.run_to_the_end()

    def link(self, form: str = "text") -> str:
        """This lab as text, for `open_link`.

        Parameters
        ----------
        form : {"text", "short", "voila", "binder"}
            "text" contains everything. "short" contains only the settings that differ from their
            defaults, so that a person can read and type it. "voila" is the path of the lab's page
            on a Voila server. "binder" is the part after the address of a Binder.
        """
        return self.persistence.link(form)

    def open_link(self, text: str) -> None:
        """Bring this lab to the state in a link; LinkError if that is not possible.

        If the link contains a run, the run begins at once if a browser shows the lab. Otherwise it
        begins with the next `run` or `start`.
        """
        self.persistence.open_link(text)

    def save(self, path: str | Path) -> Path:
        """Write the record in view; the suffix of `path` names the format. StoreError if it fails.

        ``.csv``, ``.npz`` and ``.parquet`` hold the numbers; ``.svg``, ``.png`` and ``.gif`` (the
        growing run) hold a picture. Each file contains the settings and the link of the lab. If
        the run was trained here, ``.npz`` also holds what `resume` needs. A name without a folder
        goes into the current folder; ``~`` is your home folder.
        """
        return self.persistence.save(path)

    def resume(self, source: Source | Saved) -> None:
        """Load a run that `save` wrote as ``.npz``; `start` (or Start) then continues it.

        Parameters
        ----------
        source : str, Path, bytes or binary file
            The path of the NPZ, which needs no other file; or its content, for example from an
            upload; or the result of `store.read`.

        Raises
        ------
        FileNotFoundError, StoreError
            If the file does not exist, cannot be read, or does not hold a state to continue from.
        LinkError
            If the file belongs to another lab, or has settings that this lab does not accept.
        """
        self.persistence.resume(source)

    def still(self) -> dict[str, Any] | None:
        """The parts of a mime bundle that an output shows when there is no kernel."""
        return self.persistence.still()

    def report(self, error: Exception) -> None:
        """Show an error in the status line."""
        self.state.report(error)

    def all_is_well(self) -> None:
        """Clear the error and show the normal status."""
        self.state.clear_error()

    def close(self) -> None:
        """Stop training and painting, and remove all widgets from the kernel and the browser."""
        state = vars(self).get("state")
        super().close()
        if state is not None and state.auto:    # "auto" is True only beside a browser
            memory.after_a_lab()

    def _ipython_display_(self, **options: Any) -> None:
        if self._closed:
            super()._ipython_display_(**options)
        else:
            self.outputs.show(super()._repr_mimebundle_())

    # ---- callbacks of traits and widgets --------------------------------------------------------

    def _paint(self) -> None:
        if "refresh" in vars(self):             # skip while the lab is still being made
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
