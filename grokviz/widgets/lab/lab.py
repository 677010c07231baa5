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

from grokviz.arguments import number, whole
from grokviz.i18n import spoken
from grokviz.run import Record
from grokviz.sentences import match
from grokviz.settings import Choice, Places, Setting, Table
from grokviz.storage.sources import Source
from grokviz.store import Saved
from grokviz.widgets.components import close_all
from grokviz.widgets.controls.layout import Desk
from grokviz.widgets.controls.settings_form import RUNS, Controls
from grokviz.widgets.controls.side_panel import Pages, Panel
from grokviz.widgets.controls.timeline import TimeBar
from grokviz.widgets.controls.toolbar import SPEEDS, Transport
from grokviz.widgets.lab import notebook_output
from grokviz.widgets.lab.animation_control import AnimationControl
from grokviz.widgets.lab.buttons import Buttons
from grokviz.widgets.lab.checked_traits import Checked, number_or_none, whole_number
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.lifecycle import ClosableBox
from grokviz.widgets.lab.persistence import Persistence
from grokviz.widgets.lab.refresh import Refresh
from grokviz.widgets.lab.render_loop import Frames
from grokviz.widgets.lab.run_control import Remedy, RunControl
from grokviz.widgets.lab.settings_control import SettingsControl
from grokviz.widgets.lab.time_control import TimeControl
from grokviz.widgets.lab.view import View
from grokviz.widgets.lab.view_state import Scene
from grokviz.widgets.player import executors, memory
from grokviz.widgets.player.branching import Leg, Take


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
        self.transport, self.time = Transport(self._icons(), self._ask), TimeBar(self._ask)
        self.panels: list[Panel] = []
        for panel in panels:                    # one by one, so that all that are made are closed
            self.panels.append(panel(self))
        self.pages = Pages(self.controls, self.panels, self._ask)
        self.desk = Desk(self.pages, self.transport, self.time, self.frames.widgets,
                         lambda: self.frames.post(self.settings_control.mend))
        self.children = self.desk.children
        self.add_class("grokviz")

    def _icons(self) -> dict[str, str]:
        """Of the views: an animated one says that it plays."""
        return {name: "play-circle" if name in scene.view.animated else scene.view.icon
                for name, scene in self.scenes.items()}

    def _make_parts(
        self, remedy: Remedy, presets: Mapping[str, Mapping[str, Any]], seed: str | None
    ) -> None:
        state, pages = self.state, self.pages
        run = self.run_control = RunControl(state, pages, remedy)
        settings = self.settings_control = SettingsControl(
            state, self.controls, run, presets, seed)
        time = self.time_control = TimeControl(state, pages, settings, run)
        self.persistence = Persistence(state, settings, run, time, self.key)
        self.outputs = notebook_output.Outputs(
            self.persistence.still, state.frames.aside, state.report)
        self.refresh = Refresh(
            state, run, settings, time, desk=self.desk, transport=self.transport,
            timebar=self.time, pages=pages, outputs=self.outputs, before_frame=self.before_frame)
        self.buttons = Buttons(state, run, settings, time, pages)
        self.animation = AnimationControl(state, run, time, pages, self.desk)

    def _make_traits(self, view: str) -> None:
        """One for each setting; the view is in front, and what is set shows."""
        settings, table = self.settings_control, self.table
        self.add_traits(**{name: self._trait(setting) for name, setting in table.items()})
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
        for panel in parts.get("panels", ()):
            panel.close()
        for name in ("controls", "transport", "time"):
            if name in parts:
                close_all(parts[name])
        if "transport" in parts:
            close_all(parts["transport"].switch)
        if "desk" in parts:
            self.desk.close()

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
        self.frames.call(self.run_control.start)
        self.scene.player.wait_for_first()

    def pause(self) -> None:
        self.frames.call(self.run_control.pause)

    def stop(self) -> None:
        """End the run; what it gave stays."""
        self.frames.call(self.run_control.stop)

    def step(self, n: int = 1) -> None:
        """Train until `n` more measurements are there, then pause."""
        n = whole("n", n, 1, 1_000_000, 1)
        self.frames.call(lambda: self.run_control.step(n))
        self.scene.player.wait_for_first()

    def reset(self) -> None:
        """Back to step 0, with the same seeds: Start then gives the same run."""
        self.frames.call(lambda: self.run_control.begin(budget=1))
        self.scene.player.wait_for_first()

    def go_to(self, step: float | None) -> None:
        """Look at the newest record at or before a step; None for the newest of all."""
        if step is not None and not isinstance(step, str):
            step = number("step", step, 0, 1e15, 100)
        self.frames.call(lambda: self.time_control.go_to_step(step))

    def branch(self, **settings: Any) -> None:
        """Go on from the moment that is looked at, with these settings changed."""
        self.update(settings, settle=False)
        self.frames.call(self.run_control.branch)

    def bring(self, take: Take) -> None:
        """Another branch to the front, and the settings to what it has."""
        self.time_control.bring(take)

    def run(self, **settings: Any) -> Record:
        """Train to the end at full speed, wait for it, and raise what goes wrong."""
        self.update(settings, settle=False)
        player = self.scene.player
        try:
            self.frames.call(lambda: self.run_control.begin(paced=False))
            player.wait()
        finally:
            if player.active:               # interrupted while it waited
                player.stop()
            self.frames.flush()
            self.outputs.settle()
        record = self.record
        assert record is not None           # else it has raised why there is none
        return record

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

    def leg(
        self, name: str, step: int, wanted: Mapping[str, Any], changes: Sequence[Sequence[Any]]
    ) -> Leg:
        """What a run of the view `name` did from a step on, as a link has it."""
        return self.persistence.leg(name, step, wanted, changes)

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

    @staticmethod
    def _trait(setting: Setting | Choice | Places) -> Checked:
        """A trait with the bounds of a setting; what is wrong raises the setting's sentence."""
        name = setting.name
        return Checked(setting.default,
                       lambda lab, value: lab.settings_control.checked({name: value})[name],
                       help=setting.label)

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
