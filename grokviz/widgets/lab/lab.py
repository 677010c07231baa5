"""A lab: controls, a bar of buttons, linked pictures and a line of plain words round a player.

What is learnt about in it comes as arguments: a settings table, presets, and a `View` for each
way to look. The widgets are touched by the painter's thread alone (see `frames`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from grokviz.arguments import number, whole
from grokviz.i18n import spoken, t
from grokviz.run import Record
from grokviz.sentences import match
from grokviz.settings import Setting, Table, spread
from grokviz.widgets.components import close_all
from grokviz.widgets.controls.layout import Desk
from grokviz.widgets.controls.settings_form import Controls
from grokviz.widgets.controls.side_panel import Pages, Panel
from grokviz.widgets.controls.timeline import TimeBar
from grokviz.widgets.controls.toolbar import Transport
from grokviz.widgets.lab import notebook_output
from grokviz.widgets.lab.checked_traits import Checked
from grokviz.widgets.lab.persistence import Shared
from grokviz.widgets.lab.render_loop import Frames
from grokviz.widgets.lab.time_control import number_at
from grokviz.widgets.lab.view import View
from grokviz.widgets.lab.view_state import Scene
from grokviz.widgets.player import executors, memory


class Lab(Shared):
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

    tour, auto = (), False

    def __init__(
        self, settings: Table, views: Mapping[str, View], *,
        presets: Mapping[str, Mapping[str, Any]] | None = None, main: Iterable[str] = (),
        plain: Iterable[str] = (), compare: Iterable[str] = (), seed: str | None = None,
        remedy: Callable[[Exception], tuple[str, dict[str, Any]] | None] = lambda error: None,
        warm: Callable[[], Any] | None = None,
        panels: Iterable[Callable[[Lab], Panel]] = (), driver: str = "auto",
        guess_first: bool = False, **given: Any,
    ):
        executors.check(driver)                           # before there is anything to be closed
        super().__init__()
        try:
            self._seed, self._remedy, self.guess_first = seed, remedy, guess_first
            self._begin_empty(spoken(settings), presets or {}, tuple(compare))
            self._build(views, tuple(main), plain, panels, driver, warm)
            notebook_output.enter(self)
            for name in ("view", "comparing", "runs", "pace"):
                setattr(self, name, given.pop(name, getattr(self, name)))
            self.update(given)
            self.frames.flush()
        except BaseException:
            self.close()
            raise
        self._made = True

    def _begin_empty(
        self, settings: Table, presets: Mapping[str, Mapping[str, Any]], compare: tuple[str, ...]
    ) -> None:
        self._settings, self._compared = settings, compare
        self._presets = {k: settings.defaults() | dict(p) for k, p in presets.items()}
        self._trouble, self._refused, self._bulk, self._playing = None, {}, False, False
        self._over = self._played = None
        self._told, self._due = (0.0, None), deque()    # what was said when; what is to be said

    def _build(
        self, views: Mapping[str, View], main: tuple[str, ...], plain: Iterable[str],
        panels: Iterable[Callable[[Lab], Panel]], driver: str, warm: Callable[[], Any] | None,
    ) -> None:
        settings = self._settings
        self.frames = Frames(self._paint, self.report, driver)
        self.auto = self.frames.mode != "here"          # a change of a setting trains at once
        if self.auto:
            memory.few_arenas()
        self.scenes = {}
        for name, view in views.items():
            scene = Scene(view, self.frames.wake, self.frames.mode)
            self.scenes |= dict.fromkeys((name, *view.more), scene)
            scene.clicked = lambda *where: self.frames.post(lambda: self._clicked(*where))
            scene.turned = lambda: self.frames.post(self._asks_else, "settle")
        self.controls = Controls(
            settings, main or tuple(settings), self._presets, self._compared, plain,
            defer=self.frames.post,
        )
        self.transport, self.time = Transport(self.scenes, self._ask), TimeBar(self._ask)
        self.panels = []
        for panel in panels:
            self.panels.append(panel(self))
        self.pages = Pages(self.controls, self.panels, self._ask)
        self.desk = Desk(self.pages, self.transport, self.time, self.frames.widgets,
                         lambda: self.frames.post(self._mend))
        self.children = self.desk.children
        self.add_class("grokviz")
        self.add_traits(**{name: self._trait(s) for name, s in settings.items()})
        self.set_trait("value", settings.defaults())
        self.view = next(iter(views))
        self._put(self.scene.own)
        self._look()
        self.controls.on_change = self._asked_for
        self.controls.on_preset, self.controls.on_compare = self.preset, self._spread_over
        self.observe(self._turned, [*settings, "comparing", "runs"])
        self.observe(self._moved, "view")
        self.observe(self._paced, "pace")
        if warm is not None and self.auto:
            self.frames.first = warm

    # ---- for Python -----------------------------------------------------------------------------

    def update(self, values: Mapping[str, Any], settle: bool = True) -> None:
        """Several settings at once, all or none; ValueError says what is wrong."""
        self._put(self._checked(values))
        if settle:
            self._turned()

    def preset(self, name: str) -> None:
        """The settings of a named preset, of those of the view in front."""
        presets = self._presets_here() or self._presets
        self.update(presets[match("preset", name, presets)])

    def start(self) -> None:
        """Train, from where it was paused or else from the beginning."""
        self.frames.call(self._start)
        self.scene.player.wait_for_first()

    def pause(self) -> None:
        self.frames.call(self.scene.player.pause)

    def stop(self) -> None:
        """End the run; what it gave stays."""
        self.frames.call(self.scene.player.stop)

    def step(self, n: int = 1) -> None:
        """Train until `n` more measurements are there, then pause."""
        n = whole("n", n, 1, 1_000_000, 1)
        self.frames.call(lambda: self._step(n))
        self.scene.player.wait_for_first()

    def reset(self) -> None:
        """Back to step 0, with the same seeds: Start then gives the same run."""
        self.frames.call(lambda: self._begin(budget=1))
        self.scene.player.wait_for_first()

    def go_to(self, step: float | None) -> None:
        """Look at the newest record at or before a step; None for the newest of all."""
        if step is not None and not isinstance(step, str):
            step = number("step", step, 0, 1e15, 100)

        def go():
            if self.record is None:
                raise ValueError(t("there is no run to look at yet; press Start first"))
            self._go_to(None if step is None else number_at(self.record, str(step)))
        self.frames.call(go)

    def branch(self, **settings: Any) -> None:
        """Go on from the moment that is looked at, with these settings changed."""
        self.update(settings, settle=False)
        self.frames.call(self._branch)

    def new_seed(self) -> None:
        """The same settings, and the next seed."""
        last = self._settings[self._seed].high
        setattr(self, self._seed, (self.value[self._seed] + 1) % (last + 1))

    def run(self, **settings: Any) -> Record:
        """Train to the end at full speed, wait for it, and raise what goes wrong."""
        self.update(settings, settle=False)
        player = self.scene.player
        try:
            self.frames.call(lambda: self._begin(paced=False))
            player.wait()
        finally:
            if player.active:               # interrupted while it waited
                player.stop()
            self.frames.flush()
            self.outputs.settle()
        return self.record

    def close(self) -> None:
        """Stop training and painting, and take every widget out of kernel and browser."""
        seen = not self._closed and self.auto
        super().close()
        if seen:                                # else there is no browser beside it
            memory.after_a_lab()

    def _shut(self) -> None:
        parts = vars(self)
        scenes = set(parts.get("scenes", {}).values())
        for scene in scenes:
            scene.player.stop()
        if "frames" in parts:
            self.frames.close()
        for part in (*scenes, *parts.get("panels", ())):
            part.close()
        for name in ("controls", "transport", "time"):
            if name in parts:
                close_all(parts[name])
        if "desk" in parts:
            self.desk.close()

    # ---- what settings come to ------------------------------------------------------------------

    @staticmethod
    def _trait(setting: Setting) -> Checked:
        """A trait with the bounds of a setting; what is wrong raises the setting's sentence."""
        name = setting.name
        return Checked(setting.default, lambda lab, value: lab._checked({name: value})[name],
                       help=setting.label)

    def _checked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        checked = self._settings.check(values)
        new = any(self.value.get(name) != value for name, value in checked.items()
                  if name not in self.scene.view.looks)
        if new and not (self._bulk or self.scene.replays):      # in bulk: checked together
            self.scene.experiment(self._wanted(checked))
        return checked

    def _wanted(self, new: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The settings of a run of the view in front, were it begun now; a compared one a list."""
        view, values = self.scene.view, self.value | dict(new or {})
        wanted = {name: values[name] for name in view.uses}
        if view.compare and self.comparing in wanted:
            name = self.comparing
            wanted[name] = spread(self._settings[name], values[name], self.runs)
        return wanted if view.asks is None else view.asks(wanted)
