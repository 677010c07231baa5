"""A view of a lab while it is used: its player, its pictures, its branches.

What is seen at one moment is the record in front, up to where the time machine stands, and
others beside it: the ghost of the former run, branches, pins.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import ipywidgets

from grokviz.i18n import t
from grokviz.run import Experiment, Record, State
from grokviz.widgets.controls.layout import Sheet
from grokviz.widgets.lab.described import Described
from grokviz.widgets.lab.view import Law, View
from grokviz.widgets.lab.view_plots import FIRST, Clicked, ViewPlots
from grokviz.widgets.player.branching import Leg, Script, Take, Tree, again, root, until
from grokviz.widgets.player.pacing import in_words
from grokviz.widgets.player.player import Player
from grokviz.widgets.player.run_state import Job
from grokviz.widgets.plots.core.base import Beside
from grokviz.widgets.plots.core.diverged_runs import living

BURST = 0.5             # seconds in which turns of one slider count as one


class Scene:
    """A view with its state; views with `more` pictures of the same run have one in common."""

    def __init__(
        self, view: View, on_change: Callable[[], None], driver: str = "thread",
        clicked: Clicked = lambda plot, x, y: None, turned: Callable[[], None] = lambda: None,
    ):
        self.view, self.player = view, Player(on_change, driver)
        self.pictures = ViewPlots(view, clicked, turned)
        self.described = Described(view, driver == "replay")
        self.asked: dict[str, Any] | None = None        # settings of what is shown
        self.tree = Tree()
        self.at: int | None = None              # number of the record looked at; None: the newest
        self.note = ""                          # what is to be said of how one came to it
        self.own = dict(view.begins)            # what its settings were when it was last in front
        self.law: Law | None = None             # what theory says of the record in front
        self._script: Script | None = None      # what the next run follows, out of a link
        self._began = -BURST                    # when the last run began
        self._begun_with: tuple[str, ...] = ()  # and the settings that were turned then
        self._source = view.source
        self._unseen = False                    # whether what is stored was not looked at yet

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
            self.asked = {}                             # it is tried once
            record = self.view.stored()
            record = record.until(record.steps[0]) if guessing else record
            self.asked = {k: record.settings.get(k) for k in self.view.uses}
            self.player.load(record)
            self.law = self.view.foreseen() if self.view.foreseen is not None else None
            if unseen:
                self._unseen, self.at = True, 0

    def show_kept(self, wanted: Mapping[str, Any]) -> bool:
        """Show the stored run with these settings; whether there is one."""
        kept = self.view.kept(wanted) if self.view.kept is not None else None
        if kept is None:
            return False
        former, (record, self._source) = self.player.record, kept
        self.put_beside("ghost", [Beside(former)] if former is not None else [])
        self.put_beside("branches", [])
        self.asked, self.tree = dict(wanted), Tree()
        self.look_at(None)
        self.player.load(record)
        return True

    @property
    def shown(self) -> Record | None:
        """The record in front, up to where the time machine stands."""
        record = self.player.record
        if record is None or self.at is None:
            return record
        return record.until(record.steps[min(self.at, len(record.steps) - 1)])

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
    def looks_back(self) -> bool:
        """Whether an earlier moment is looked at, of a run that can go on from there."""
        return self.at is not None and self.tree.front is not None

    def look_at(self, at: int | None, note: str = "") -> None:
        """Look at the record of this number; None for the newest. A note is said beside it."""
        self.at, self.note, self._unseen = at, note, False
        self.pictures.repaint()

    def keep_own(self, values: Mapping[str, Any]) -> None:
        """Another view comes to the front: what the settings of this one were."""
        self.own = {name: values[name] for name in self.own}

    @property
    def told(self) -> Record | None:
        """What words speak of: of a comparison the runs that are not lost, which are a sentence
        of their own. A map has a place for each run, lost or not."""
        record = self.shown
        return living(record) if record is not None and self.view.compare else record

    @property
    def following(self) -> bool:
        """Whether the run in front still has to follow a link."""
        script = self.tree.front.script if self.tree.front else None
        record = self.player.record
        return script is not None and (record is None or record.steps[-1] <= script.last)

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

    def start(self, wanted: Mapping[str, Any], turned: Sequence[str] = (), **how: Any) -> None:
        """Begin a run; what was there before becomes the ghost. ValueError leaves it running."""
        script, self._script = self._script, None
        if script is not None and script.wanted == wanted:
            experiment = again(script.legs, self.experiment)
        else:
            script, experiment = None, self.described.take(wanted, self.at)
        former = self.player.record
        if not self.is_burst(turned) and former is not None and (
                len(former.steps) > 1 or self.player.state == "recorded"):
            self.put_beside("ghost", [Beside(former)])
        self._began, self._begun_with = time.monotonic(), tuple(turned)
        self.tree.plant(self._begin(experiment, wanted, **how), wanted, script)
        self.put_beside("branches", [])

    def again(self) -> None:
        """The run in front anew, for what it rests on is another now; it leaves no ghost."""
        if self.asked is None:
            return
        how = {"budget": 1} if self.player.state == "paused" else {}
        self.tree.plant(self._begin(self.experiment(self.asked), self.asked, **how), self.asked)
        self.put_beside("branches", [])

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
        shown = self.shown or job.history.record()
        step = float(shown.steps[-1])
        state = job.ring.at(step)
        if state is None:
            raise ValueError(t("view.no_state_go_step", step=step))
        experiment = self.described.take(wanted, self.at)
        record = root(job.history.record(), state, experiment)
        job = self._begin(replace(experiment, sweep=record.sweep), wanted, since=(record, state),
                          **how)
        self.tree.grow(job, wanted, int(state["step"]), len(record.changes))
        if int(state["step"]) < step:
            self.note = t("view.went_on_from", kept=int(state["step"]), step=int(step))
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
        experiment = self.experiment(wanted)
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
        self.look_at(None)
        self._show_branches()

    def _begin(self, experiment: Experiment, wanted: Mapping[str, Any], **how: Any) -> Job:
        self.asked = dict(wanted)
        self.look_at(None)
        return self.player.start(experiment, per_step=self.view.per_step, **how)

    def _show_branches(self) -> None:
        self.put_beside("branches", [Beside(take.record, take.colour)
                                     for take in self.tree.others()])

    def turn(self, wanted: Mapping[str, Any], names: Sequence[str]) -> None:
        """New values of hot settings for the run in progress. ValueError changes nothing."""
        self.check(wanted, names)
        self.asked = dict(wanted)
        for name in names:
            self.player.hot[name] = wanted[name]

    def is_burst(self, turned: Sequence[str]) -> bool:
        """Whether this is the same slider still on the way that began the run just now."""
        now = time.monotonic()
        return bool(turned) and tuple(turned) == self._begun_with and now - self._began < BURST

    @property
    def seen_as(self) -> str:
        """The state of the player, or that an earlier moment is looked at."""
        return self.player.state if self.at is None else "looking back"

    def title(self, wanted: Mapping[str, Any]) -> str:
        """What is going on at the moment that is looked at; empty where the view says none."""
        headline = self.view.headline
        return headline(self.told, self.seen_as, wanted)[0] if headline is not None else ""

    def speed(self) -> str:
        """Model-steps a second, and an estimate of what is left."""
        rate, left = self.player.rate, self.player.seconds_left
        if rate is None or not self.view.rated:
            return ""
        running = self.player.state == "running" and left is not None
        if not running:
            return t("view.speed", rate=rate)
        return t("view.speed_and_time_left", rate=rate, time=in_words(left))

    def since(self) -> str:
        """What the pictures are based on, for the badge."""
        return t(self._source) if self.recorded else t("view.trained_here")

    def close(self) -> None:
        self.player.stop()
        self.pictures.close()
