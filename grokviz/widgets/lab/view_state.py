"""A view of a lab while it is used: its player, its pictures, its branches.

What is seen at one moment is the record in front, up to where the time machine stands, and
others beside it: the ghost of the former run, branches, pins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import ipywidgets

from grokviz.i18n import t
from grokviz.run import Experiment, Record
from grokviz.widgets.controls.layout import Sheet
from grokviz.widgets.lab.described import Described
from grokviz.widgets.lab.view import Law, View
from grokviz.widgets.lab.view_moment import Moment
from grokviz.widgets.lab.view_plots import FIRST, Clicked, ViewPlots
from grokviz.widgets.lab.view_runner import Runner
from grokviz.widgets.player.branching import Tree
from grokviz.widgets.player.pacing import in_words
from grokviz.widgets.player.player import Player
from grokviz.widgets.plots.core.base import Beside


class Scene:
    """A view with its state; views with `more` pictures of the same run have one in common."""

    def __init__(
        self, view: View, on_change: Callable[[], None], driver: str = "thread",
        clicked: Clicked = lambda plot, x, y: None, turned: Callable[[], None] = lambda: None,
    ):
        self.view, self.player = view, Player(on_change, driver)
        self.pictures = ViewPlots(view, clicked, turned)
        self.described = Described(view, driver == "replay")
        self.moment = Moment(view, self.player, self.pictures.repaint)
        self.runner = Runner(view, self.player, self.described, self.moment, self.pictures)
        self.own = dict(view.begins)            # what its settings were when it was last in front
        self.law: Law | None = None             # what theory says of the record in front
        self._source = view.source

    # ---- the pictures ---------------------------------------------------------------------------

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
        """Every record that is drawn beside the one in front."""
        return self.pictures.beside

    def build(self, name: str = FIRST) -> None:
        """Bring the pictures of this name to the front; by default the view's own."""
        self.pictures.build(name)

    def put_beside(self, owner: str, others: Sequence[Beside]) -> None:
        """Records to be drawn beside the one in front; those of one owner replace each other."""
        self.pictures.put_beside(owner, others)

    def know(self, law: Law | None) -> None:
        """What theory says of the record in front; None where that is not known."""
        self.law = law

    def foresee(self, shown: bool) -> None:
        """Draw what theory says, or, where it would give an answer away, do not."""
        self.pictures.foresee(self.law if shown else None)

    def paint(self) -> None:
        """Bring the pictures up to date, if there is anything new."""
        record = self.shown if self.opens else self.player.record
        if record is not None:
            state = (id(self.player.hot), self.player.state == "recorded", len(record.steps),
                     self.at)
            self.pictures.show(record, self.at, state)

    def descriptions(self) -> list[Callable[[], None]]:
        """What the pictures show in words, if it is time: to be called, a picture each."""
        record = self.told
        if record is None:
            return []
        return self.pictures.descriptions(record, self.player.state == "running")

    # ---- what is shown --------------------------------------------------------------------------

    def show_stored(self, unseen: bool = False, guessing: bool = False) -> None:
        """Show what is stored, if nothing was shown so far; `unseen` shows its first record, and
        where it is to be guessed there is no other."""
        if self.player.state == "empty" and self.asked is None and self.view.stored is not None:
            self.runner.put_stored({})                    # it is tried once
            record = self.view.stored()
            record = record.until(record.steps[0]) if guessing else record
            self.runner.put_stored({k: record.settings.get(k) for k in self.view.uses})
            self.player.load(record)
            self.law = self.view.foreseen() if self.view.foreseen is not None else None
            if unseen:
                self.moment.look_at_opening()

    def show_kept(self, wanted: Mapping[str, Any]) -> bool:
        """Show the stored run with these settings; whether there is one."""
        kept = self.view.kept(wanted) if self.view.kept is not None else None
        if kept is None:
            return False
        former, (record, self._source) = self.player.record, kept
        self.put_beside("ghost", [Beside(former)] if former is not None else [])
        self.put_beside("branches", [])
        self.runner.put_stored(wanted)
        self.look_at(None)
        self.player.load(record)
        return True

    # ---- the moment, and the run, in front -------------------------------------------------------

    @property
    def asked(self) -> dict[str, Any] | None:
        """The settings of what is shown."""
        return self.runner.asked

    @property
    def tree(self) -> Tree:
        """The run in front, and the branches of it."""
        return self.runner.tree

    @property
    def at(self) -> int | None:
        """Number of the record looked at; None: the newest."""
        return self.moment.at

    @property
    def shown(self) -> Record | None:
        """The record in front, up to where the time machine stands."""
        return self.moment.shown

    @property
    def told(self) -> Record | None:
        """What words speak of, see `Moment`."""
        return self.moment.told

    @property
    def opens(self) -> bool:
        """Whether the run is still to come, see `Moment`."""
        return self.moment.opens

    def look_at(self, at: int | None, note: str = "") -> None:
        """Look at the record of this number; None for the newest. A note is said beside it."""
        self.moment.look_at(at, note)

    @property
    def looks_back(self) -> bool:
        """Whether an earlier moment is looked at, of a run that can go on from there."""
        return self.at is not None and self.tree.front is not None

    def keep_own(self, values: Mapping[str, Any]) -> None:
        """Another view comes to the front: what the settings of this one were."""
        self.own = {name: values[name] for name in self.own}

    @property
    def recorded(self) -> bool:
        """Whether what is shown was trained some other time."""
        return self.replays or self.player.state == "recorded"

    @property
    def replays(self) -> bool:
        """Whether what is recorded is played, and nothing trained."""
        return self.described.replays

    def experiment(self, wanted: Mapping[str, Any]) -> Experiment:
        """What a run with these settings is; ValueError for bad ones."""
        return self.described.experiment(wanted)

    def check(self, wanted: Mapping[str, Any], turned: Iterable[str]) -> None:
        """ValueError where no run can have these settings, of which `turned` are new."""
        self.described.check(wanted, turned, self.at)

    def title(self, wanted: Mapping[str, Any]) -> str:
        """What is going on at the moment that is looked at; empty where the view says none."""
        headline = self.view.headline
        return headline(self.told, self.moment.seen_as, wanted)[0] if headline is not None else ""

    def why(self) -> str:
        """The formula behind what is said of the moment that is looked at; empty for none."""
        record = self.told
        if self.opens or record is None or not len(record.steps):
            return ""
        return self.view.why(record)

    def speed(self) -> str:
        """Model-steps a second, and an estimate of what is left."""
        rate, left = self.player.rate, self.player.seconds_left
        if rate is None or not self.view.rated:
            return ""
        if self.player.state != "running" or left is None:
            return t("view.speed", rate=rate)
        return t("view.speed_and_time_left", rate=rate, time=in_words(left))

    def since(self) -> str:
        """What the pictures are based on, for the badge."""
        return t(self._source) if self.recorded else t("view.trained_here")

    def close(self) -> None:
        self.player.stop()
        self.pictures.close()
