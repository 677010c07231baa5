"""The runs of a lab: begin, pause, go on, go on as a branch; on the painter's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from grokviz.widgets.controls.side_panel import Pages, Panel
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.view import Law
from grokviz.widgets.lab.view_state import Scene
from grokviz.widgets.player.run_state import Job
from grokviz.widgets.plots.core.diverged_runs import as_error

Offer = tuple[str, dict[str, Any]]              # what to do about an error, settings that do it
Remedy = Callable[[Exception], Offer | None]


class RunControl:
    """Starts and stops the run of the view in front, and has every panel know.

    Parameters
    ----------
    state : LabState
    pages : Pages
        With the panels, any of which may have a run wait.
    remedy : function
        The error of a failed run -> what to do about it, or None.
    """

    def __init__(self, state: LabState, pages: Pages, remedy: Remedy):
        self.state, self.pages, self.remedy = state, pages, remedy
        self._over: Job | None = None           # the run whose end the panels were told

    def start(self) -> None:
        """Train, from where it was paused, or as a branch, or else from the beginning."""
        scene = self.state.scene
        if scene.looks_back:
            self.branch()
        elif scene.player.state == "paused" and scene.asked == self.state.wanted():
            self._pause_others()
            scene.player.resume()
        elif scene.player.state != "running":
            self.begin()

    def pause(self) -> None:
        self.state.scene.player.pause()

    def stop(self) -> None:
        self.state.scene.player.stop()

    def step(self, n: int) -> None:
        """Train until `n` more measurements are there, then pause."""
        scene = self.state.scene
        if scene.player.active and scene.asked == self.state.wanted():
            self._pause_others()
            scene.player.step(n)
        else:
            self.begin(budget=n)

    def begin(self, turned: Sequence[str] = (), paced: bool = True, **how: Any) -> None:
        """A new run with the present settings; `turned` are those that are another now."""
        scene = self._make_ready(paced)
        scene.runner.start(self.state.wanted(), turned, **how)
        self.foresee()
        self.tell("began")

    def branch(self) -> None:
        """Go on from the moment that is looked at, with the present settings."""
        self._make_ready().runner.branch(self.state.wanted())
        self.tell("began")

    def go(self) -> None:
        """Start or Pause was pressed."""
        scene = self.state.scene
        if scene.player.state == "running" and scene.at is None:
            scene.player.pause()
        else:
            self.unless_waiting(self.start)

    def unless_waiting(self, start: Callable[[], None]) -> None:
        """Start, unless a panel has a run wait: then open it and say why."""
        panel = None if self._on_the_way() else self.waiting()
        if panel is not None:
            self.pages.turn_to(panel.tab)
            raise ValueError(panel.may_start())
        start()

    def waiting(self) -> Panel | None:
        """A panel that has a run wait."""
        return next((panel for panel in self.panels() if panel.may_start()), None)

    def waits(self) -> str:
        """Why Start would be refused now, in a sentence; empty where it would begin or go on."""
        panel = None if self._on_the_way() else self.waiting()
        return "" if panel is None else panel.may_start()

    def panels(self) -> Iterable[Panel]:
        return self.pages.panels.values()

    def tell(self, event: str) -> None:
        """Have every panel know: it "began", or "ended"."""
        for panel in self.panels():
            getattr(panel, event)()

    def foresee(self) -> None:
        """Find out what theory says of the run that has begun, beside the painter."""
        scene, frames = self.state.scene, self.state.frames
        scene.know(None)
        find_out = scene.view.foresee
        job, take = scene.player.job, scene.tree.front
        if find_out is None or job is None:
            return

        def put(law: Law | None) -> None:
            if take in scene.tree.takes:                # and no other run was begun since
                scene.know(law)

        def find() -> None:
            law = find_out(job.experiment)
            frames.post(lambda: put(law))

        frames.aside(find)

    def offer(self) -> Offer | None:
        """What the button beside an error does; None without one."""
        scene = self.state.scene
        errors = filter(None, (self.state.trouble, scene.player.error, as_error(scene.shown)))
        return next(filter(None, map(self.remedy, errors)), None)

    def has_ended(self) -> bool:
        """Whether the run in front has come to its end since this was last asked."""
        player = self.state.scene.player
        before = self._over
        self._over = player.job if player.state in ("finished", "stopped", "failed") else None
        return self._over is not None and self._over is not before

    def set_pace(self) -> None:
        """Have the run in front keep to the pace of the lab."""
        self.state.scene.player.pace = self.state.pace

    def _make_ready(self, paced: bool = True) -> Scene:
        scene = self.state.scene
        self._pause_others()
        scene.player.pace = self.state.pace if paced else None
        self.state.clear_error()
        return scene

    def _pause_others(self) -> None:
        for scene in self.state.scenes.values():
            if scene is not self.state.scene:
                scene.player.pause()

    def _on_the_way(self) -> bool:
        """Whether what is in front would go on, as itself or as a branch, rather than begin."""
        scene, record = self.state.scene, self.state.record
        return scene.looks_back or (
            scene.player.active and scene.asked == self.state.wanted()
            and record is not None and len(record.steps) > 1)
