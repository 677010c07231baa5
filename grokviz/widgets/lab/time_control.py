"""The time machine of a lab: one cursor over all its pictures, moved, clicked and played."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets.controls.timeline import NEWEST
from grokviz.widgets.player.branching import Take

SOON = 0.05             # seconds
FASTEST = 0.5           # seconds a decade in which "full speed" is played back


class TimeMachine:
    """The part of a lab that looks back; on the painter's thread."""

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
        if panel is not None and panel.clicked(plot, x, y):
            return
        if record is None:
            if self.scene.player.active:        # it began just now: as soon as there is something
                self.frames.later(lambda: self._clicked(plot, x, y), SOON, "clicked")
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


def number_at(record: Record, typed: str) -> int | None:
    """The number of the record at or before a typed step; None for the newest."""
    if typed in ("", NEWEST, t(NEWEST)):
        return None
    try:
        step = float(typed[:40].replace(",", ""))
    except ValueError:
        raise ValueError(t("step shown is {typed!r}; type a step from 0 to {last:,}, or {newest}",
                           typed=typed[:40], last=int(record.steps[-1]),
                           newest=t(NEWEST))) from None
    return max(int(np.searchsorted(record.steps, step, side="right")) - 1, 0)
