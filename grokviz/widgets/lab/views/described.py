"""The experiment of a view, made and checked before a run begins, and never made twice.

To check settings, the recipe has to make the experiment, which can be slow. `check` therefore
keeps the experiment, and `take` hands it to the run that begins with the same settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from grokviz.i18n import t
from grokviz.recording import replay
from grokviz.run import Experiment
from grokviz.widgets.lab.views.view import View


class Described:
    """Makes the experiments of a view.

    Parameters
    ----------
    view : View
    replays : bool
        True if labs only play recorded runs and train nothing.
    """

    def __init__(self, view: View, replays: bool):
        self.view, self.replays = view, replays
        self._checked: tuple[object, Experiment] | None = None  # for a run to come

    def experiment(self, wanted: Mapping[str, Any]) -> Experiment:
        """The experiment with these settings; ValueError if they are not valid."""
        if not self.replays:
            return self.view.experiment(wanted)
        stored = self.view.stored() if self.view.stored else None
        if stored is None or any(stored.settings.get(k) != v for k, v in wanted.items()):
            raise ValueError(t("described.nothing_trained_only_played"))
        return replay(stored)

    def check(self, wanted: Mapping[str, Any], turned: Iterable[str], at: int | None) -> None:
        """Raise ValueError if no run can have these settings; `turned` names the changed ones.

        A slider changes hot settings many times a second, so these are only checked against the
        view's table and rules. For other settings the recipe makes the experiment. It is kept for
        the run that begins with these settings at record number `at`.
        """
        self.view.check(wanted)
        if self.replays or not set(turned) <= {*self.view.hot, *self.view.looks}:
            self._checked = (dict(wanted), at), self.experiment(wanted)

    def take(self, wanted: Mapping[str, Any], at: int | None) -> Experiment:
        """The experiment that `check` made for these settings, or a new one."""
        checked = self._checked
        self.forget()
        if checked is not None and checked[0] == (dict(wanted), at):
            return checked[1]
        return self.experiment(wanted)

    def forget(self) -> None:
        """Drop the kept experiment, because the data behind it have changed."""
        self._checked = None
