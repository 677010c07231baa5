"""The runs of a view: how they begin, branch, and continue from a file or a link.

A run begins in one of four ways:

- `start` trains it from step 0, and the former run stays visible as a ghost.
- `branch` continues a kept state of the run in front with other settings.
- `resume` continues the state in a file.
- `follow` gives the next `start` a script from a link. The script repeats earlier changes of
  settings at the same steps.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from grokviz.i18n import t
from grokviz.run import Experiment, Record, State
from grokviz.widgets.lab.serialization.saved_run import as_recorded
from grokviz.widgets.lab.views.described import Described
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.lab.views.view_moment import Moment
from grokviz.widgets.lab.views.view_plots import ViewPlots
from grokviz.widgets.player.branching import Script, Segment, Tree, TreeRun, again, root, until
from grokviz.widgets.player.player import Player
from grokviz.widgets.player.run_state import Job
from grokviz.widgets.plots.core.base import Beside

BURST = 0.5             # seconds in which turns of one slider count as one


class Runner:
    """Begins the runs of a view, and keeps the tree of runs and branches.

    Parameters
    ----------
    view, player, described
        The view, the player that trains its runs, and the experiments.
    moment : Moment
        The moment in view; a new run resets it to the newest record.
    pictures : ViewPlots
        The pictures, where the former run and the branches are drawn beside the one in front.

    Attributes
    ----------
    asked : dict or None
        The settings of the run in view.
    tree : Tree
        The run in front and its branches; empty for a stored record.
    """

    def __init__(
        self, view: View, player: Player, described: Described, moment: Moment,
        pictures: ViewPlots,
    ):
        self.view, self.player, self.described = view, player, described
        self.moment, self.pictures = moment, pictures
        self.asked: dict[str, Any] | None = None
        self.tree = Tree()
        self._script: Script | None = None      # script from a link, for the next run
        self._began = -BURST                    # when the last run began
        self._begun_with: tuple[str, ...] = ()  # the settings whose change began it

    def put_stored(self, asked: Mapping[str, Any]) -> None:
        """Note that a stored record with these settings is in view."""
        self.asked, self.tree = dict(asked), Tree()

    def start(self, wanted: Mapping[str, Any], turned: Sequence[str] = (), **how: Any) -> None:
        """Begin a run; the former run becomes the ghost. After a ValueError it goes on.

        A run with the same settings has no ghost, because it would be drawn over its own curve.
        """
        script, self._script = self._script, None
        if script is not None and script.wanted == wanted:
            experiment = again(script.segments, self.described.experiment)
        else:
            script, experiment = None, self.described.take(wanted, self.moment.at)
        former = self.player.record
        if not self.is_burst(turned) and former is not None and (
                len(former.steps) > 1 or self.player.state == "recorded"):
            other = self.asked != dict(wanted)
            self.pictures.put_beside("ghost", [Beside(former)] if other else [])
        self._began, self._begun_with = time.monotonic(), tuple(turned)
        self.tree.plant(self._begin(experiment, wanted, **how), wanted, script)
        self.pictures.put_beside("branches", [])

    def again(self) -> None:
        """Begin the run in front again, because the data behind it changed; without a ghost."""
        if self.asked is None:
            return
        how = {"budget": 1} if self.player.state == "paused" else {}
        job = self._begin(self.described.experiment(self.asked), self.asked, **how)
        self.tree.plant(job, self.asked)
        self.pictures.put_beside("branches", [])

    def branch(self, wanted: Mapping[str, Any], **how: Any) -> None:
        """Continue from the moment in view as a branch with these settings.

        The branch begins at the newest kept state at or before that moment. A ValueError says what
        to do, and changes nothing.
        """
        job, front = self.player.job, self.tree.front
        if job is None or front is None:
            raise ValueError(t("view.run_recorded_nothing_go"))
        if fixed := self.fixed(wanted):
            raise ValueError(t("view.cannot_change_way_press", names=", ".join(fixed)))
        shown = self.moment.shown or job.history.record()
        step = float(shown.steps[-1])
        state = job.ring.at(step)
        if state is None:
            raise ValueError(t("view.no_state_go_step", step=step))
        experiment = self.described.take(wanted, self.moment.at)
        record = root(job.history.record(), state, experiment)
        job = self._begin(replace(experiment, sweep=record.sweep), wanted, since=(record, state),
                          **how)
        self.tree.grow(job, wanted, int(state["step"]), len(record.changes))
        if int(state["step"]) < step:
            self.moment.look_at(
                None, t("view.went_on_from", kept=int(state["step"]), step=int(step)))
        self._show_branches()

    def fixed(self, wanted: Mapping[str, Any]) -> list[str]:
        """The settings that differ from those of the run in front, and that a branch cannot
        change."""
        front = self.tree.front
        return [] if front is None else [
            k for k, v in wanted.items()
            if front.wanted.get(k) != v and k not in (*self.view.hot, *self.view.branch)]

    def resume(
        self, record: Record, state: State, wanted: Mapping[str, Any], segments: Sequence[Segment]
    ) -> None:
        """Put a run from a file in front, ready to continue from its state. A ValueError changes
        nothing."""
        experiment = as_recorded(self.described.experiment(wanted), record)
        record = root(record, state, experiment)
        script = Script(until(segments, int(state["step"])), wanted)
        job = self._begin(replace(experiment, sweep=record.sweep), wanted, since=(record, state),
                          paused=True)
        self.tree.plant(job, wanted, script)
        self._show_branches()

    def bring(self, run: TreeRun) -> None:
        """Bring another branch to the front."""
        self.player.put(run.job)
        self.tree.front, self.asked = run, dict(run.wanted)
        self.moment.look_at(None)
        self._show_branches()

    def _begin(self, experiment: Experiment, wanted: Mapping[str, Any], **how: Any) -> Job:
        self.asked = dict(wanted)
        self.moment.look_at(None)
        return self.player.start(experiment, per_step=self.view.per_step, **how)

    def _show_branches(self) -> None:
        self.pictures.put_beside("branches", [Beside(run.record, run.colour)
                                              for run in self.tree.others()])

    def turn(self, wanted: Mapping[str, Any], names: Sequence[str]) -> None:
        """Change hot settings of the present run. A ValueError changes nothing."""
        self.described.check(wanted, names, self.moment.at)
        self.asked = dict(wanted)
        for name in names:
            self.player.hot[name] = wanted[name]

    def is_burst(self, turned: Sequence[str]) -> bool:
        """True if the same slider began the last run just now, so that the drag still goes on."""
        now = time.monotonic()
        return bool(turned) and tuple(turned) == self._begun_with and now - self._began < BURST

    # ---- scripts from a link --------------------------------------------------------------------

    @property
    def following(self) -> bool:
        """True while the run in front still follows a script."""
        script = self.tree.front.script if self.tree.front else None
        record = self.player.record
        return script is not None and (record is None or record.steps[-1] <= script.last)

    def follow(self, script: Script) -> None:
        """Give the next run a script from a link."""
        self._script = script

    def step_of_link(self) -> float | None:
        """The step to show after a run from a link has ended; returned once, then None."""
        run = self.tree.front
        if run is None or run.script is None:
            return None
        step, run.script = run.script.at, replace(run.script, at=None)
        return step
