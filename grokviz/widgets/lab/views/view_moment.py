"""The moment of the run in front that a view shows."""

from __future__ import annotations

from collections.abc import Callable

from grokviz.run import Record
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.player.player import Player
from grokviz.widgets.plots.core.diverged_runs import living


class Moment:
    """The position of a view's time cursor.

    Parameters
    ----------
    view : View
    player : Player
        Holds the record in front.
    moved : function
        Called when another moment comes into view.

    Attributes
    ----------
    at : int or None
        Number of the record in view; None is the newest.
    note : str
        A sentence on how the view came to this moment.
    """

    def __init__(self, view: View, player: Player, moved: Callable[[], None]):
        self.view, self.player, self._moved = view, player, moved
        self.at: int | None = None
        self.note = ""
        self._unseen = False                    # True until the user has seen the stored run

    def look_at(self, at: int | None, note: str = "") -> None:
        """Show the record with this number, None for the newest; a note appears beside it."""
        self.at, self.note, self._unseen = at, note, False
        self._moved()

    def look_at_opening(self) -> None:
        """Show the first record of a stored run, as if the run had not begun."""
        self.at, self._unseen = 0, True

    @property
    def shown(self) -> Record | None:
        """The record in front, up to the moment in view."""
        record = self.player.record
        if record is None or self.at is None:
            return record
        return record.until(record.steps[min(self.at, len(record.steps) - 1)])

    @property
    def told(self) -> Record | None:
        """The record that words describe. In a comparison it lacks the diverged runs, which have a
        sentence of their own; a map keeps all runs, because each has its place."""
        record = self.shown
        return living(record) if record is not None and self.view.compare else record

    @property
    def opens(self) -> bool:
        """True if the run seems not to have begun: the user has not seen the stored run, or only
        step 0 exists."""
        record, player = self.player.record, self.player
        if record is None or not self.view.animated:
            return False
        return self._unseen and player.state == "recorded" or (
            len(record.steps) <= 1 and player.state == "paused")

    @property
    def seen_as(self) -> str:
        """The state of the player, or "looking back" at an earlier moment."""
        return self.player.state if self.at is None else "looking back"
