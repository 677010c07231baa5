"""A view in use: its player, its pictures and its branches.

At each moment a view shows the record in front, up to the time cursor. Beside it, it can show
other records: the former run as a ghost, branches, and pinned runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import ipywidgets

from grokviz.i18n import t
from grokviz.run import Experiment, Record
from grokviz.widgets.controls.layout import Sheet
from grokviz.widgets.lab.views.described import Described
from grokviz.widgets.lab.views.view import Law, View
from grokviz.widgets.lab.views.view_moment import Moment
from grokviz.widgets.lab.views.view_plots import FIRST, Clicked, ViewPlots
from grokviz.widgets.lab.views.view_runner import Runner
from grokviz.widgets.player.branching import Tree
from grokviz.widgets.player.pacing import in_words
from grokviz.widgets.player.player import Player
from grokviz.widgets.plots.core.base import Beside

LONG = 20.0             # seconds from which on a run is told before it starts


class ViewState:
    """A view with its state; all `more` pictures of a view share one scene."""

    def __init__(
        self, view: View, on_change: Callable[[], None], driver: str = "thread",
        clicked: Clicked = lambda plot, x, y: None, turned: Callable[[], None] = lambda: None,
    ):
        self.view, self.player = view, Player(on_change, driver)
        self.pictures = ViewPlots(view, clicked, turned)
        self.described = Described(view, driver == "replay")
        self.moment = Moment(view, self.player, self.pictures.repaint)
        self.runner = Runner(view, self.player, self.described, self.moment, self.pictures)
        self.own = dict(view.begins)            # this view's own settings when it was last in front
        self.law: Law | None = None             # prediction for the record in front
        self._source = view.source
        self._ahead: tuple[dict[str, Any], float] = ({}, 0.0)   # settings, seconds of their run

    # ---- pictures -------------------------------------------------------------------------------

    @property
    def plots(self) -> list[Any]:
        """The pictures in front."""
        return self.pictures.front

    @property
    def sheets(self) -> dict[str, Sheet]:
        return self.pictures.sheets

    @property
    def box(self) -> ipywidgets.GridBox | None:
        return self.pictures.box

    @property
    def beside(self) -> list[Beside]:
        """All records that are drawn beside the one in front."""
        return self.pictures.beside

    def build(self, name: str = FIRST) -> None:
        """Bring the sheet with this name to the front; by default the view's own."""
        self.pictures.build(name)

    def put_beside(self, owner: str, others: Sequence[Beside]) -> None:
        """Draw records beside the one in front; they replace earlier ones of the same owner."""
        self.pictures.put_beside(owner, others)

    def know(self, law: Law | None) -> None:
        """Set the prediction for the record in front, or None."""
        self.law = law

    def show_forecast(self, shown: bool) -> None:
        """Draw the prediction; hide it if it would reveal the answer to a guess."""
        self.pictures.show_forecast(self.law if shown else None)

    def paint(self) -> None:
        """Update the pictures, if there is anything new."""
        record = self.shown if self.opens else self.player.record
        if record is not None:
            # The run may end after its last record is drawn, and an animated picture says so.
            state = id(self.player.hot), self.player.state, len(record.steps), self.at
            self.pictures.show(record, self.at, state)

    def descriptions(self) -> list[Callable[[], None]]:
        """Functions that each describe a picture in words; during a run, only at intervals."""
        record = self.told
        if record is None:
            return []
        return self.pictures.descriptions(record, self.player.state == "running")

    # ---- stored records -------------------------------------------------------------------------

    def show_stored(self, unseen: bool = False, guessing: bool = False) -> None:
        """Show the stored record if nothing was shown before. `unseen` shows only its first moment;
        `guessing` loads only that moment, so that nothing reveals the answer."""
        if self.player.state == "empty" and self.asked is None and self.view.stored is not None:
            self.runner.put_stored({})  # set first, so that a failure is not repeated
            record = self.view.stored()
            record = record.until(record.steps[0]) if guessing else record
            self.runner.put_stored({k: record.settings.get(k) for k in self.view.uses})
            self.player.load(record)
            stored = self.view.stored_forecast
            self.law = None if stored is None else stored()
            if unseen:
                self.moment.look_at_opening()

    def show_kept(self, wanted: Mapping[str, Any]) -> bool:
        """Show the stored run with these settings; return False if no such run is stored."""
        kept = self.view.kept(wanted) if self.view.kept is not None else None
        if kept is None:
            return False
        former, record = self.player.record, kept[0]
        self.show_given(*kept, wanted)
        self.put_beside("ghost", [Beside(former)] if former is not None and former is not record
                        else [])
        return True

    def show_given(
        self, record: Record, source: str, wanted: Mapping[str, Any] | None = None
    ) -> None:
        """Show a record that was made elsewhere, and where."""
        self._source = source
        for owner in ("ghost", "branches"):
            self.put_beside(owner, [])
        self.runner.put_stored({k: record.settings.get(k) for k in self.view.uses}
                               if wanted is None else wanted)
        self.look_at(None)
        self.player.load(record)

    # ---- the run in front, and its moment in view -----------------------------------------------

    @property
    def asked(self) -> dict[str, Any] | None:
        """The settings of the run in view."""
        return self.runner.asked

    @property
    def tree(self) -> Tree:
        """The run in front and its branches."""
        return self.runner.tree

    @property
    def at(self) -> int | None:
        """Number of the record in view; None is the newest."""
        return self.moment.at

    @property
    def shown(self) -> Record | None:
        """The record in front, up to the moment in view."""
        return self.moment.shown

    @property
    def told(self) -> Record | None:
        """The record that words describe, see `Moment`."""
        return self.moment.told

    @property
    def opens(self) -> bool:
        """True if the run seems not to have begun, see `Moment`."""
        return self.moment.opens

    def look_at(self, at: int | None, note: str = "") -> None:
        """Show the record with this number, None for the newest; a note appears beside it."""
        self.moment.look_at(at, note)

    @property
    def looks_back(self) -> bool:
        """True if an earlier moment is in view, of a run that can continue from there."""
        return self.at is not None and self.tree.front is not None

    def keep_own(self, values: Mapping[str, Any]) -> None:
        """Remember this view's own settings before another view comes to the front."""
        self.own = {name: values[name] for name in self.own}

    @property
    def recorded(self) -> bool:
        """True if the record in view was not trained in this lab."""
        return self.replays or self.player.state == "recorded"

    @property
    def replays(self) -> bool:
        """True if labs only play recorded runs and train nothing."""
        return self.described.replays

    def experiment(self, wanted: Mapping[str, Any]) -> Experiment:
        """The experiment with these settings; ValueError if they are not valid."""
        return self.described.experiment(wanted)

    def check(self, wanted: Mapping[str, Any], turned: Iterable[str]) -> None:
        """Raise ValueError if no run can have these settings; `turned` names those that changed."""
        self.described.check(wanted, turned, self.at)

    def title(self, wanted: Mapping[str, Any]) -> str:
        """A title for the moment in view; empty if the view has none."""
        headline = self.view.headline
        return headline(self.told, self.moment.seen_as, wanted)[0] if headline is not None else ""

    def why(self) -> str:
        """The formula behind the status line of the moment in view, or an empty text."""
        record = self.told
        if self.opens or record is None or not len(record.steps):
            return ""
        return self.view.why(record)

    def speed(self) -> str:
        """Model-steps a second, and the estimated time left, in words."""
        rate, left = self.player.rate, self.player.seconds_left
        if rate is None or not self.view.rated:
            return ""
        if self.player.state != "running" or left is None:
            return t("view.speed", rate=rate)
        return t("view.speed_and_time_left", rate=rate, time=in_words(left))

    def ahead(self, wanted: Mapping[str, Any]) -> str:
        """About how long a run with these settings takes, in words; empty if it is short."""
        told = self.view.seconds
        if told is None or self.replays:
            return ""
        if wanted != self._ahead[0]:            # it may take a moment, so it is asked for once
            self._ahead = dict(wanted), told(wanted) or 0.0
        return t("view.takes_about", time=in_words(self._ahead[1])
                 ) if self._ahead[1] >= LONG else ""

    def since(self) -> str:
        """The basis of the pictures, for the badge."""
        return t(self._source) if self.recorded else t("view.trained_here")

    def close(self) -> None:
        self.player.stop()
        self.pictures.close()
