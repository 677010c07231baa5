"""What a run of a view is, described and checked before it begins; nothing is made twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from grokviz.i18n import t
from grokviz.recording import replay
from grokviz.run import Experiment
from grokviz.widgets.lab.view import View


class Described:
    """Experiments of a view.

    Parameters
    ----------
    view : View
    replays : bool
        Whether what is recorded is played, and nothing trained.
    """

    def __init__(self, view: View, replays: bool):
        self.view, self.replays = view, replays
        self._checked: tuple[object, Experiment] | None = None  # made for a check, not begun yet

    def experiment(self, wanted: Mapping[str, Any]) -> Experiment:
        """What a run with these settings is; ValueError for bad ones."""
        if not self.replays:
            return self.view.experiment(wanted)
        stored = self.view.stored() if self.view.stored else None
        if stored is None or any(stored.settings.get(k) != v for k, v in wanted.items()):
            raise ValueError(t("described.nothing_trained_only_played"))
        return replay(stored)

    def check(self, wanted: Mapping[str, Any], turned: Iterable[str], at: int | None) -> None:
        """ValueError where no run can have these settings, of which `turned` are new.

        Hot ones are held to the view's table and rules alone, as a slider turns them many times
        a second. Of others the recipe is asked; what it makes is kept for the run that begins
        with them, from the record `at`.
        """
        self.view.check(wanted)
        if self.replays or not set(turned) <= {*self.view.hot, *self.view.looks}:
            self._checked = (dict(wanted), at), self.experiment(wanted)

    def take(self, wanted: Mapping[str, Any], at: int | None) -> Experiment:
        """The experiment that was made when these settings were checked, or else a new one."""
        checked = self._checked
        self.forget()
        if checked is not None and checked[0] == (dict(wanted), at):
            return checked[1]
        return self.experiment(wanted)

    def forget(self) -> None:
        """What an experiment rests on is another now: the next run makes its own."""
        self._checked = None
