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
from grokviz.widgets.lab.callbacks import Callbacks
from grokviz.widgets.lab.checked_traits import Checked, number_or_none, whole_number
from grokviz.widgets.lab.controllers.run_control import Remedy
from grokviz.widgets.lab.lab_parts import LabParts
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.lab_widgets import LabWidgets
from grokviz.widgets.lab.lifecycle import ClosableBox
from grokviz.widgets.lab.output import notebook_output
from grokviz.widgets.lab.render_loop import RenderLoop
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.lab.views.view_state import ViewState
from grokviz.widgets.player import executors, memory

Panels = Iterable[Callable[["Lab"], Panel]]


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
    running, status, badge : bool, str, str
        (read-only)
    tour : sequence
        Steps of a first visit, for a panel that guides.
    """

    key = ""                    # the lab's name in links and on the command line
    tour: Sequence[Any] = ()
    sliders: Sequence[str] = () # settings that stand above an animated picture

    value = traitlets.Dict(read_only=True)
    view = Checked("", lambda lab, name: match("view", name, lab.view_states))
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
        panels: Panels = (), driver: str = "auto", guess_first: bool = False, **given: Any,
    ):
        executors.check(driver)                           # check before there is anything to close
        super().__init__()
        try:
            self.guess_first = guess_first
            table, compared = spoken(settings), tuple(compare)
            complete = {k: table.defaults() | dict(p) for k, p in (presets or {}).items()}
            callbacks = Callbacks()             # widgets need them, parts need widgets
            self.state = LabState(self, table, compared, callbacks.paint, driver)
            self.state.add(views, callbacks.clicked, callbacks.tool_turned)
            self.controls = Controls(table, tuple(main) or tuple(table), complete, compared, plain,
                                     defer=self.frames.post, quick=self.sliders)
            self._make_widgets(callbacks, panels)
            callbacks.connect(self._take(LabParts(
                self.state, self.interface, self.key, remedy, complete, seed, self.before_frame)))
            first = next(iter(self.view_states if self.state.auto else views))
            self.settings_control.open(match("view", given.pop("view", first), self.view_states))
            self.refresh.look()
            callbacks.follow(self)
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

    def _make_widgets(self, callbacks: Callbacks, panels: Panels) -> None:
        seen = self.interface = LabWidgets(self.controls, self.view_states, callbacks.ask)
        self.transport, self.time, self.panels = seen.transport, seen.time, seen.panels
        seen.arrange((panel(self) for panel in panels), self.frames.widgets, callbacks.mend)
        self.pages, self.desk = seen.pages, seen.desk
        self.children = self.desk.children
        self.add_class("grokviz")

    def _take(self, parts: LabParts) -> LabParts:
        self.run_control, self.settings_control = parts.run, parts.settings
        self.time_control, self.persistence = parts.time, parts.persistence
        self.outputs, self.refresh = parts.outputs, parts.refresh
        self.commands, self.animation = parts.commands, parts.animation
        return parts

    def before_frame(self) -> None:
        """For a subclass: called before a frame if the view or the player's state has changed."""

    def close_parts(self) -> None:
        """Close all parts that exist, even after a failed ``__init__``; call ``super()`` last."""
        parts = vars(self)
        if "state" in parts:
            self.state.close()
        if "interface" in parts:
            self.interface.close()

    @property
    def table(self) -> Table:
        """The settings that can be changed, and their bounds."""
        return self.state.table

    @property
    def settings(self) -> dict[str, Any]:
        """All settings; the same as `value`."""
        return dict(self.value)

    @property
    def view_states(self) -> dict[str, ViewState]:
        """The scenes, by the name of their view."""
        return self.state.view_states

    @property
    def view_state(self) -> ViewState:
        """The scene of the view in front."""
        return self.state.view_state

    @property
    def record(self) -> Record | None:
        """The record in view, as far as it has grown."""
        return self.state.record

    @property
    def wanted(self) -> dict[str, Any]:
        """The settings that a new run of the view in front would have."""
        return self.state.wanted()

    @property
    def frames(self) -> RenderLoop:
        """The painter, which draws frames and runs callbacks."""
        return self.state.frames

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
            "text" has everything; "short" has only the settings that differ from their defaults;
            "voila" is the path of a page on a Voila server; "binder" goes after a Binder's address.
        """
        return self.persistence.link(form)

    def open_link(self, text: str) -> None:
        """Bring this lab to the state in a link; LinkError if that is not possible.

        A run in the link begins at once if a browser shows the lab, else with `run` or `start`.
        """
        self.persistence.open_link(text)

    def save(self, path: str | Path) -> Path:
        """Write the record in view; the suffix of `path` names the format. StoreError if it fails.

        ``.csv``, ``.npz`` and ``.parquet`` hold the numbers; ``.svg``, ``.png`` and ``.gif`` (the
        growing run) hold a picture. Each file contains the settings and the link of the lab. The
        ``.npz`` of a run that was trained here also holds what `resume` needs.
        """
        return self.persistence.save(path)

    def resume(self, source: Source | Saved) -> None:
        """Load a run that `save` wrote as ``.npz``; `start` (or Start) then continues it.

        Parameters
        ----------
        source : str, Path, bytes, binary file or Saved
            The NPZ, which needs no other file, or the result of `store.read`.

        Raises
        ------
        FileNotFoundError, StoreError, LinkError
            The file does not exist, holds no state to continue from, or is of another lab.
        """
        self.persistence.resume(source)

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
