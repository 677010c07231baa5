"""The stage of a lab: its view in front, painted, and what is said beside the pictures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets.lab.time_control import number_at
from grokviz.widgets.lab.view_state import Scene
from grokviz.widgets.plots.core.diverged_runs import lost_words
from grokviz.widgets.plots.core.ensemble import names_of_runs

TOLD = 0.25             # seconds between two rounds of what is said while it runs


class Stage:
    """The part of a lab that is seen; on the painter's thread."""

    def _look(self) -> None:
        """Put the view in front on the stage."""
        scene = self.scene
        scene.build(self.view)
        try:
            if not (self.guess_first and scene.view.guesses):       # it would give the answer away
                scene.show_stored()
        except (OSError, ValueError) as error:          # a damaged file: the lab trains anyway
            self._trouble = error
        self._use()
        self._show_settings()
        self.desk.put(scene.box)            # last: who sees the pictures can set what they need
        self._told = (0.0, None)
        self.frames.wake()

    def _paint(self) -> None:
        scene, player = self.scene, self.scene.player
        state = (self.view, player.state, self._trouble)
        self.frames.shared = player.state == "running"
        on_its_way = self.frames.shared and state == self._told[1]
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
        lost = "" if scene.shown is None else lost_words(scene.shown, self._names(scene.shown))
        said = " ".join(filter(None, (lost, scene.words(self._wanted()))))
        self.set_trait("status", str(trouble) if trouble else said)
        self.desk.say(
            self.status, self.badge, scene.since(), offer[0] if offer else "", bool(trouble)
        )

    def _names(self, record: Record) -> list[str]:
        """What differs between the runs of a record, as the pictures name it."""
        return names_of_runs(record, {k: s.symbol for k, s in self._settings.items()})

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
