"""Which moment of the run in front a view looks at."""

from __future__ import annotations

from collections.abc import Callable

from grokviz.run import Record
from grokviz.widgets.lab.view import View
from grokviz.widgets.player.player import Player
from grokviz.widgets.plots.core.diverged_runs import living


class Moment:
    """Where the time machine of a view stands.

    Parameters
    ----------
    view : View
    player : Player
        With the record in front.
    moved : function
        Called when another moment is looked at.

    Attributes
    ----------
    at : int or None
        Number of the record looked at; None is the newest.
    note : str
        What is to be said of how one came to it.
    """

    def __init__(self, view: View, player: Player, moved: Callable[[], None]):
        self.view, self.player, self._moved = view, player, moved
        self.at: int | None = None
        self.note = ""
        self._unseen = False                    # whether what is stored was not looked at yet

    def look_at(self, at: int | None, note: str = "") -> None:
        """Look at the record of this number; None for the newest. A note is said beside it."""
        self.at, self.note, self._unseen = at, note, False
        self._moved()

    def look_at_opening(self) -> None:
        """Look at the first record of what is stored, as if the run was still to come."""
        self.at, self._unseen = 0, True

    @property
    def shown(self) -> Record | None:
        """The record in front, up to where the time machine stands."""
        record = self.player.record
        if record is None or self.at is None:
            return record
        return record.until(record.steps[min(self.at, len(record.steps) - 1)])

    @property
    def told(self) -> Record | None:
        """What words speak of: of a comparison the runs that are not lost, which are a sentence
        of their own. A map has a place for each run, lost or not."""
        record = self.shown
        return living(record) if record is not None and self.view.compare else record

    @property
    def opens(self) -> bool:
        """Whether the run is still to come: what is stored is not looked at yet, or step 0 is all
        there is."""
        record, player = self.player.record, self.player
        if record is None or not self.view.animated:
            return False
        return self._unseen and player.state == "recorded" or (
            len(record.steps) <= 1 and player.state == "paused")

    @property
    def seen_as(self) -> str:
        """The state of the player, or that an earlier moment is looked at."""
        return self.player.state if self.at is None else "looking back"
