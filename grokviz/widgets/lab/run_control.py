"""What a lab does on the painter's thread: begin, pause, go on as a branch, answer buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from grokviz.run import Record
from grokviz.sentences import match
from grokviz.settings import Table
from grokviz.widgets.controls.settings_form import RUNS
from grokviz.widgets.controls.side_panel import Panel
from grokviz.widgets.controls.toolbar import SPEEDS
from grokviz.widgets.lab.checked_traits import Checked, number_or_none, whole_number
from grokviz.widgets.lab.lifecycle import Mortal
from grokviz.widgets.lab.refresh import Stage
from grokviz.widgets.lab.settings_control import Settling
from grokviz.widgets.lab.time_control import TimeMachine, number_at
from grokviz.widgets.lab.view_state import Scene
from grokviz.widgets.plots.core.diverged_runs import as_error


class Backstage(Settling, TimeMachine, Stage, Mortal):
    """The state of a lab, and what is done with it; see `grokviz.widgets.lab.lab.Lab`."""

    value = traitlets.Dict(read_only=True)
    view = Checked("", lambda lab, name: match("view", name, lab.scenes))
    comparing = Checked(None, lambda lab, name: None if name is None else match(
        "comparing", name, lab._compared), allow_none=True)
    runs = whole_number("runs", RUNS[0], RUNS[-1], 5)
    pace = number_or_none("pace", 0, 3600, next(iter(SPEEDS.values())))
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
            "view": lambda: setattr(self, "view", value),
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

    def _paced(self, change: Any) -> None:
        player = self.scene.player
        player.pace = change.new if self.scene.view.paced else None
        self.frames.post(lambda: self.transport.show_pace(change.new))

    def _spread_over(self, name: str | None, runs: int) -> None:
        if (name, runs) != (self.comparing, self.runs):
            self.comparing, self.runs = name, runs

    def _asked_for(self, name: str, value: Any) -> None:
        """A setting was turned; what is wrong with it is said in the line of words as well."""
        try:
            setattr(self, name, value)
        except ValueError as error:
            self._refused = {name: value}
            self.report(error)
            raise
        self._refused = {}
        self.all_is_well()

    def _mend(self) -> None:
        """The button beside an error was pressed."""
        offer = self._offer()
        if offer:
            self._refused = self._refused | offer[1]    # if that is refused, it can be mended too
            self.update(self._refused)
            self._refused, self._trouble = {}, None
            self._set_going(self._start)

    def _offer(self) -> tuple[str, dict[str, Any]] | None:
        errors = filter(None, (self._trouble, self.scene.player.error, as_error(self.scene.shown)))
        return next(filter(None, map(self._remedy, errors)), None)
