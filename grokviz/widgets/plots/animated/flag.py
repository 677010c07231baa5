"""The flag on the strip of an animated picture: the user's guess, and how far off it was."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

from grokviz.i18n import t
from grokviz.run import Record


class Flag:
    """A handle for a guess while a run seems not to have begun; then the guess, if it was placed.

    Attributes
    ----------
    state : dict or None
        The step of the flag, and whether the user placed it there.
    """

    def __init__(self) -> None:
        self.state: dict[str, Any] | None = None
        self._opened = False                    # what `plant` was told last

    def plant(self, opens: bool, last: float, log: bool) -> None:
        """When a run opens, replace the former guess by a handle.

        The place is random, so that it gives no hint.
        """
        opened, self._opened = self._opened, opens
        if opens and not opened:
            place = random.uniform(0.25, 0.75)          # share of the strip's axis
            step = 10 ** (place * math.log10(max(last, 10))) if log else place * last
            self.state = {"step": float(f"{step:.1g}"), "placed": False}

    def place(self, step: float) -> None:
        self.state = {"step": step, "placed": True}

    def verdict(
        self, record: Record, events: Sequence[Mapping[str, Any]], over: bool
    ) -> dict[str, Any] | None:
        """The step at which the guess is answered, and the answer; None before that."""
        if self.state is None or not self.state["placed"]:
            return None
        guess, last = self.state["step"], float(record.steps[-1])
        happened = [event["step"] for event in events if event.get("asked")]
        if happened:
            said = t("animation.verdict", guess=guess, step=happened[0])
            return {"step": happened[0], "text": said}
        return {"step": last, "text": t("animation.verdict_never", guess=guess, step=last)
                } if over else None
