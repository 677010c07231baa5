"""What a lab does on the painter's thread: settle new settings, begin and pause, paint."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import ipywidgets
import numpy as np
import traitlets

from grokviz.run import Record
from grokviz.settings import Table
from grokviz.widgets.controls import RUNS
from grokviz.widgets.panels import Panel
from grokviz.widgets.scene import Scene
from grokviz.widgets.strings import t
from grokviz.widgets.takes import Take
from grokviz.widgets.timebar import number_at
from grokviz.widgets.transport import SPEEDS

FASTEST = 0.5           # seconds a decade in which "full speed" is played back
TOLD = 0.25             # seconds between two changes of the line of words while it runs


class Backstage(ipywidgets.VBox):
    """The state of a lab, and what is done with it; see `grokviz.widgets.shell.Lab`."""

    value = traitlets.Dict(read_only=True)
    view = traitlets.Unicode()
    comparing = traitlets.Any(None, allow_none=True)
    runs = traitlets.Int(5, min=RUNS[0], max=RUNS[-1])
    pace = traitlets.Float(next(iter(SPEEDS.values())), min=0, allow_none=True)
    guess_first = traitlets.Bool(False)
    running = traitlets.Bool(False, read_only=True)
    status = traitlets.Unicode(read_only=True)
    badge = traitlets.Unicode(read_only=True)

    @property
    def table(self) -> Table:
        """What can be set, and its bounds."""
        return self._settings

    @property
    def scene(self) -> Scene:
        """The view in front."""
        return self.scenes[self.view]

    @property
    def record(self) -> Record | None:
        """What is shown, so far."""
        return self.scene.player.record

    @property
    def wanted(self) -> dict[str, Any]:
        """The settings that a run of the view in front would have now."""
        return self._wanted()

    def report(self, error: Exception) -> None:
        """Show an error in the line of words."""
        self._trouble = error
        self.frames.wake()

    def all_is_well(self) -> None:
        """What was wrong is so no more: the line of words says how things are."""
        self._trouble = None
        self.frames.wake()

    # ---- settings -------------------------------------------------------------------------------

    def _defaults(self, view: str) -> dict[str, Any]:
        """All settings, as they are at first in a view."""
        scene = self.scenes.get(view)
        return self._settings.defaults() | dict(scene.view.begins if scene else {})

    def _presets_here(self) -> dict[str, dict[str, Any]]:
        """Presets of the view in front, each with all settings that it decides on."""
        view, begins = self.scene.view, self._defaults(self.view)
        own = {k: {n: begins[n] for n in view.uses} | dict(p) for k, p in view.presets.items()}
        return own or (self._presets if view.compare else {})

    def _moved(self, change: Any) -> None:
        """Another view is in front: with the settings it had last, where they are its own."""
        before = self.scenes.get(change.old)
        if before is not None:
            before.own = {name: self.value[name] for name in before.own}
        self._put(self.scene.own)
        self.frames.call(self._look)

    def _put(self, values: Mapping[str, Any]) -> None:
        """Settings and traits, all at once, with no run that would start with them."""
        bulk, self._bulk = self._bulk, True
        try:
            for name, value in values.items():
                setattr(self, name, value)
        finally:
            self._bulk = bulk
        self._turned(settle=False)

    def _turned(self, change: Any = None, settle: bool = True) -> None:
        """A setting has a new value."""
        if self._bulk:
            return
        self.set_trait("value", {name: getattr(self, name) for name in self._settings})
        if settle:
            self.frames.post(self._settle, "settle")

    def _settle(self) -> None:
        """Bring the controls, and the run, to what the settings are; at most one restart."""
        self._show_settings()
        scene, wanted = self.scene, self._wanted()
        turned = [name for name, value in wanted.items() if (scene.asked or {}).get(name) != value]
        if turned and not (self.guess_first and scene.view.guesses) and scene.show_kept(wanted):
            self.all_is_well()
            return
        if not (turned and self.auto):
            return
        if scene.at is not None:                # what is set now is for a branch
            return
        hot = set(turned) <= set(scene.view.hot) and not self._reshaped(scene.asked, wanted)
        hot = hot and not scene.following       # else a link's own turns would undo it
        if hot and scene.player.active and not scene.is_burst(turned):
            scene.turn(wanted, turned)
            self._trouble = None
        elif scene.asked is None or self.guess_first and scene.view.guesses:
            self._begin(turned=turned, budget=1)        # step 0, and no more
        else:
            self._begin(turned=turned)

    def _asks_else(self) -> None:
        """What the view in front spreads over its runs is another."""
        self._use()
        self._settle()

    def _use(self) -> None:
        """Show what can be set in the view in front."""
        view = self.scene.view
        self.controls.use(view.rows(self.value), (*view.hot, *view.looks), view.compare,
                          self._presets_here())

    def _show_settings(self) -> None:
        self.controls.set(self.value)
        self.controls.set_compare(self.comparing, self.runs)

    @staticmethod
    def _reshaped(asked: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> bool:
        """Whether the number of runs, or what differs between them, is another."""
        def shape(settings):
            return {k: len(v) for k, v in settings.items() if isinstance(v, list)}
        return asked is None or shape(asked) != shape(wanted)

    # ---- the run --------------------------------------------------------------------------------

    def _start(self) -> None:
        scene = self.scene
        if scene.at is not None and scene.tree.front is not None:
            self._branch()
        elif scene.player.state == "paused" and scene.asked == self._wanted():
            self._pause_others()
            scene.player.resume()
        elif scene.player.state != "running":
            self._begin()

    def _step(self, n: int) -> None:
        if self.scene.player.active and self.scene.asked == self._wanted():
            self._pause_others()
            self.scene.player.step(n)
        else:
            self._begin(budget=n)

    def _begin(self, turned: Sequence[str] = (), paced: bool = True, **how: Any) -> None:
        scene = self.scene
        self._pause_others()
        scene.player.pace = self.pace if paced and scene.view.paced else None
        self._trouble = None
        scene.start(self._wanted(), turned, **how)
        self._foresee(scene)
        self._tell("began")

    def _foresee(self, scene: Scene) -> None:
        """Find out what theory says of the run that has begun, beside the painter."""
        scene.law = None
        if scene.view.foresee is None:
            return
        take, experiment = scene.tree.front, scene.player.job.experiment

        def put(law):
            if take in scene.tree.takes:                # and no other run was begun since
                scene.law = law

        def find():
            law = scene.view.foresee(experiment)
            self.frames.post(lambda: put(law))

        self.frames.aside(find)

    def _branch(self, **how: Any) -> None:
        scene = self.scene
        self._pause_others()
        scene.player.pace = self.pace if scene.view.paced else None
        self._trouble = None
        scene.branch(self._wanted(), **how)
        self._tell("began")

    def _tell(self, event: str) -> None:
        """Have every panel know."""
        for panel in self.panels:
            getattr(panel, event)()

    def _pause_others(self) -> None:
        for scene in self.scenes.values():
            if scene is not self.scene:
                scene.player.pause()

    def _ask(self, what: str, value: Any) -> None:
        """A button was pressed."""
        player = self.scene.player
        do = {
            "view": lambda: setattr(self, "view", value or self.view),
            "page": lambda: self.pages.turn_to(value),
            "at": lambda: self._go_to(value),
            "typed": lambda: self._go_to(number_at(player.record, value)),
            "play": self._play,
            "go": lambda: self._go(),
            "step": lambda: self._set_going(lambda: self._step(1)),
            "reset": lambda: self._begin(budget=1),
            "new_seed": self.new_seed,
            "pace": lambda: setattr(self, "pace", value),
        }[what]
        self.frames.post(do, what if what in ("at", "page") else None)

    def _go(self) -> None:
        """Start or Pause was pressed."""
        player = self.scene.player
        if player.state == "running" and self.scene.at is None:
            player.pause()
        else:
            self._set_going(self._start)

    def _set_going(self, start: Callable[[], None]) -> None:
        """Start, unless a panel has a run wait: then open it and say why."""
        panel = None if self._on_the_way() else self._waiting()
        if panel is not None:
            self.pages.turn_to(panel.tab)
            raise ValueError(panel.may_start())
        start()

    def _waiting(self) -> Panel | None:
        """A panel that has a run wait."""
        return next((panel for panel in self.panels if panel.may_start()), None)

    def _on_the_way(self) -> bool:
        """Whether what is in front would go on, as itself or as a branch, rather than begin."""
        scene, record = self.scene, self.record
        if scene.at is not None and scene.tree.front is not None:
            return True
        return (scene.player.active and scene.asked == self._wanted()
                and record is not None and len(record.steps) > 1)

    # ---- the time machine -----------------------------------------------------------------------

    def _go_to(self, at: int | None) -> None:
        """Look at another record; the last one is the newest."""
        record = self.record
        if record is None:
            return
        self._playing = False
        self.scene.at = None if at is None or at >= len(record.steps) - 1 else max(int(at), 0)
        self._told = (0.0, None)
        self.frames.wake()

    def _clicked(self, plot: Any, x: float, y: float) -> None:
        """A picture was clicked: a moment, unless the open page takes it."""
        panel, record = self.pages.panel, self.record
        if panel is not None and panel.clicked(plot, x, y) or record is None:
            return
        led = plot.leads(record, x, y)
        if led is not None:
            self._open(*led)
            return
        step = plot.moment(record, x, y)
        if step is not None:
            self._go_to(number_at(record, str(step)))

    def _open(self, view: str, settings: Mapping[str, Any]) -> None:
        """Train one run with these settings in another view."""
        self.comparing = None
        self.update(settings, settle=False)
        self.view = view
        self._show_settings()
        self._begin()

    def bring(self, take: Take) -> None:
        """Another branch to the front, and the settings to what it has."""
        self.scene.bring(take)
        self.update({k: v for k, v in take.wanted.items() if not isinstance(v, list)},
                    settle=False)
        self._show_settings()
        self._tell("began")

    def _play(self) -> None:
        """Move the cursor on by itself, or stop that."""
        record = self.record
        self._playing = record is not None and not self._playing
        if self._playing and self.scene.at is None:
            self.scene.at = 0
        self._played = None
        self._play_on()

    def _play_on(self) -> None:
        scene, record = self.scene, self.record
        if not self._playing or record is None or scene.at is None:
            self._playing = False
            return
        now = time.monotonic()
        if self._played is None:
            self._played = now, float(max(record.steps[scene.at], 1))
        began, step = self._played
        reached = step * 10 ** ((now - began) / (self.pace or FASTEST))
        scene.at = max(scene.at, int(np.searchsorted(record.steps, reached, side="right")) - 1)
        if scene.at >= len(record.steps) - 1:
            scene.at, self._playing = None, False
        self._told = (0.0, None)
        self.frames.wake()
        self.frames.later(self._play_on, 1 / self.frames.fps, "play")

    def _paced(self, change: Any) -> None:
        player = self.scene.player
        player.pace = change.new if self.scene.view.paced else None
        self.frames.post(lambda: self.transport.show_pace(change.new))

    def _spread_over(self, name: str | None, runs: int) -> None:
        if (name, runs) != (self.comparing, self.runs):
            self.comparing, self.runs = name, runs

    def _mend(self) -> None:
        """The button beside an error was pressed."""
        offer = self._offer()
        if offer:
            self.update(offer[1])
            self._set_going(self._start)

    def _offer(self) -> tuple[str, dict[str, Any]] | None:
        error = self.scene.player.error
        return self._remedy(error) if error is not None else None

    # ---- what is seen ---------------------------------------------------------------------------

    def _look(self) -> None:
        """Put the view in front on the stage."""
        scene = self.scene
        scene.build(self.view)
        try:
            if not (self.guess_first and scene.view.guesses):       # it would give the answer away
                scene.show_stored()
        except (OSError, ValueError) as error:          # a damaged file: the lab trains anyway
            self._trouble = error
        self.desk.put(scene.box)
        self._use()
        self._show_settings()
        self._told = (0.0, None)
        self.frames.wake()

    def _paint(self) -> None:
        scene, player = self.scene, self.scene.player
        state = (self.view, player.state, self._trouble)
        on_its_way = player.state == "running" and state == self._told[1]
        try:
            if not on_its_way:
                self.refresh()
            scene.foresee(self._waiting() is None)
            scene.paint()
        except Exception as error:              # a picture that fails does not take the lab along
            self._trouble = error
        if not on_its_way:
            self._told = (time.monotonic(), state)
            self._due.clear()
            for say in self._sayings(scene):
                say()
        elif self._due or time.monotonic() - self._told[0] >= TOLD:
            if not self._due:
                self._told = (time.monotonic(), state)
                self._due.extend(self._sayings(scene))
            self._due.popleft()()               # one a frame, so that a frame has few messages

    def refresh(self) -> None:
        """Called before a frame when the view, or the state of its player, is another."""

    def _sayings(self, scene: Scene) -> list[Callable[[], None]]:
        """What is said besides the pictures, and set on buttons and bars, a piece each."""
        return [
            lambda: self._say(scene), lambda: self._show_transport(scene),
            lambda: self.time.show(scene.player.record, scene.at, self._playing),
            lambda: self.pages.panel is None or self.pages.panel.show(),
            *scene.descriptions(),
        ]

    def _say(self, scene: Scene) -> None:
        player = scene.player
        trouble, offer = self._trouble or player.error, self._offer()
        with_live = "live" if player.record is not None else ""
        self.set_trait("running", player.state == "running")
        self.set_trait("badge", "recorded" if scene.recorded else with_live)
        self.set_trait("status", str(trouble) if trouble else scene.words(self._wanted()))
        self.desk.say(
            self.status, self.badge, scene.since(), offer[0] if offer else "", bool(trouble)
        )

    def _show_transport(self, scene: Scene) -> None:
        player, branch = scene.player, ""
        if scene.at is not None and scene.tree.front is not None:
            branch = t("Continue from here")
        begun = player.record is not None and len(player.record.steps) > 1
        state = player.state if begun or player.state == "running" else "ready"
        self.transport.show(
            self.view, state, scene.speed(), scene.view.paced,
            self._seed in scene.view.uses, branch,
        )
        over = player.state in ("finished", "stopped", "failed") and player.job or None
        if over is not self._over:
            self._over = over
            if over is not None:
                self._ended(scene)

    def _ended(self, scene: Scene) -> None:
        take = scene.tree.front
        if take is not None and take.script is not None and take.script.at is not None:
            self._go_to(number_at(self.record, str(take.script.at)))    # where a link looks at
            take.script = replace(take.script, at=None)
        self._tell("ended")
        self.outputs.refresh()
