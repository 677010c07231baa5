"""The runs of a view: begun, branched, taken up again out of a file, or made as a link says."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from grokviz.i18n import t
from grokviz.run import Experiment, Record, State
from grokviz.widgets.lab.described import Described
from grokviz.widgets.lab.saved_run import as_recorded
from grokviz.widgets.lab.view import View
from grokviz.widgets.lab.view_moment import Moment
from grokviz.widgets.lab.view_plots import ViewPlots
from grokviz.widgets.player.branching import Leg, Script, Take, Tree, again, root, until
from grokviz.widgets.player.player import Player
from grokviz.widgets.player.run_state import Job
from grokviz.widgets.plots.core.base import Beside

BURST = 0.5             # seconds in which turns of one slider count as one


class Runner:
    """Begins the runs of a view, and keeps the tree of those that go on from each other.

    Parameters
    ----------
    view, player, described
        Whose runs, who trains them, and what they are.
    moment : Moment
        What is looked at: a run that begins is looked at as it grows.
    pictures : ViewPlots
        Where the former run and the branches are drawn beside the one in front.

    Attributes
    ----------
    asked : dict or None
        The settings of what is shown.
    tree : Tree
        The run in front, and the branches of it; empty where what is shown is stored.
    """

    def __init__(
        self, view: View, player: Player, described: Described, moment: Moment,
        pictures: ViewPlots,
    ):
        self.view, self.player, self.described = view, player, described
        self.moment, self.pictures = moment, pictures
        self.asked: dict[str, Any] | None = None
        self.tree = Tree()
        self._script: Script | None = None      # what the next run follows, out of a link
        self._began = -BURST                    # when the last run began
        self._begun_with: tuple[str, ...] = ()  # and the settings that were turned then

    def put_stored(self, asked: Mapping[str, Any]) -> None:
        """What is shown from now on is stored, with these settings."""
        self.asked, self.tree = dict(asked), Tree()

    def start(self, wanted: Mapping[str, Any], turned: Sequence[str] = (), **how: Any) -> None:
        """Begin a run; what was there before becomes the ghost. ValueError leaves it running."""
        script, self._script = self._script, None
        if script is not None and script.wanted == wanted:
            experiment = again(script.legs, self.described.experiment)
        else:
            script, experiment = None, self.described.take(wanted, self.moment.at)
        former = self.player.record
        if not self.is_burst(turned) and former is not None and (
                len(former.steps) > 1 or self.player.state == "recorded"):
            self.pictures.put_beside("ghost", [Beside(former)])
        self._began, self._begun_with = time.monotonic(), tuple(turned)
        self.tree.plant(self._begin(experiment, wanted, **how), wanted, script)
        self.pictures.put_beside("branches", [])

    def again(self) -> None:
        """The run in front anew, for what it rests on is another now; it leaves no ghost."""
        if self.asked is None:
            return
        how = {"budget": 1} if self.player.state == "paused" else {}
        job = self._begin(self.described.experiment(self.asked), self.asked, **how)
        self.tree.plant(job, self.asked)
        self.pictures.put_beside("branches", [])

    def branch(self, wanted: Mapping[str, Any], **how: Any) -> None:
        """Go on from where the time machine stands, with these settings, as a branch.

        The step is that of the newest state kept at or before it. ValueError, with what to do,
        changes nothing.
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
        """Which of these settings are other than those of the run in front and cannot change on
        the way."""
        front = self.tree.front
        return [] if front is None else [
            k for k, v in wanted.items()
            if front.wanted.get(k) != v and k not in (*self.view.hot, *self.view.branch)]

    def resume(
        self, record: Record, state: State, wanted: Mapping[str, Any], legs: Sequence[Leg]
    ) -> None:
        """Put a run out of a file in front, ready to go on from its state. ValueError changes
        nothing."""
        experiment = as_recorded(self.described.experiment(wanted), record)
        record = root(record, state, experiment)
        script = Script(until(legs, int(state["step"])), wanted)
        job = self._begin(replace(experiment, sweep=record.sweep), wanted, since=(record, state),
                          paused=True)
        self.tree.plant(job, wanted, script)
        self._show_branches()

    def bring(self, take: Take) -> None:
        """Another branch to the front."""
        self.player.put(take.job)
        self.tree.front, self.asked = take, dict(take.wanted)
        self.moment.look_at(None)
        self._show_branches()

    def _begin(self, experiment: Experiment, wanted: Mapping[str, Any], **how: Any) -> Job:
        self.asked = dict(wanted)
        self.moment.look_at(None)
        return self.player.start(experiment, per_step=self.view.per_step, **how)

    def _show_branches(self) -> None:
        self.pictures.put_beside("branches", [Beside(take.record, take.colour)
                                              for take in self.tree.others()])

    def turn(self, wanted: Mapping[str, Any], names: Sequence[str]) -> None:
        """New values of hot settings for the run in progress. ValueError changes nothing."""
        self.described.check(wanted, names, self.moment.at)
        self.asked = dict(wanted)
        for name in names:
            self.player.hot[name] = wanted[name]

    def is_burst(self, turned: Sequence[str]) -> bool:
        """Whether this is the same slider still on the way that began the run just now."""
        now = time.monotonic()
        return bool(turned) and tuple(turned) == self._begun_with and now - self._began < BURST

    # ---- of a link -------------------------------------------------------------------------------

    @property
    def following(self) -> bool:
        """Whether the run in front still has to follow a link."""
        script = self.tree.front.script if self.tree.front else None
        record = self.player.record
        return script is not None and (record is None or record.steps[-1] <= script.last)

    def follow(self, script: Script) -> None:
        """What the next run follows, out of a link."""
        self._script = script

    def step_of_link(self) -> float | None:
        """The step to look at when the run of a link is over; once, then None."""
        take = self.tree.front
        if take is None or take.script is None:
            return None
        step, take.script = take.script.at, replace(take.script, at=None)
        return step
