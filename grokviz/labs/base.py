"""The base class of the labs, and the stored record that each view shows first."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz import store
from grokviz.arguments import Bound, whole
from grokviz.divergence import Diverged
from grokviz.i18n import t
from grokviz.metrics import Time, median_time
from grokviz.run import Record
from grokviz.sentences import match
from grokviz.settings import Table
from grokviz.storage.sources import STORED
from grokviz.teaching.predictions import hand_in
from grokviz.teaching.predictions.panel import Guess
from grokviz.teaching.predictions.question import NEVER
from grokviz.teaching.tour import play_through
from grokviz.teaching.tour.panel import Guide
from grokviz.teaching.tour.panel import guide as begin_guide
from grokviz.teaching.tour.steps import Step
from grokviz.widgets.lab.lab import Lab
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.panels.compare import Compare
from grokviz.widgets.panels.data_tables import Numbers
from grokviz.widgets.panels.display import Display
from grokviz.widgets.panels.export import Share
from grokviz.widgets.plots import Faces
from grokviz.widgets.plots.animated.animated import Animated
from grokviz.widgets.plots.animated.story import Story

LATE = ("too early", "too late")
TIMES = {                                   # measures that any record with accuracies has
    "t_train": lambda record: record.times("t_train"),
    "t_test": lambda record: record.times("t_test"),
    "delay": lambda record: record.delay,
}


PANELS = (Guess, Compare, Numbers, Share, Guide, Display)


class LessonLab(Lab):
    """A lab with every panel.

    Parameters
    ----------
    guide : str, bool or sequence of Step
        The name of a guide of this lab, e.g. "lesson_06"; True for that of a first visit; or
        your own steps. The lab then opens at the first step.

    Attributes
    ----------
    guides : mapping
        Name -> steps.
    asked_for : str
        The question that a flag on the strip of an animated picture answers.
    """

    guides: Mapping[str, Sequence[Step]] = {}
    asked_for = "t_test"

    def __init__(
        self, settings: Table, views: Mapping[str, View], *,
        guide: str | Sequence[Step] | bool = False, **given: Any,
    ):
        steps = self._steps(guide)
        super().__init__(settings, views, panels=PANELS, **given)
        self.animation.answer("guess", self._guessed)
        self.animation.answer("tour", self._toured)
        if guide is not False:
            begin_guide(self, steps)

    def _steps(self, guide: str | Sequence[Step] | bool) -> Sequence[Step] | None:
        """The steps of the guide `name`; None selects the guide of a first visit."""
        if isinstance(guide, str):
            return self.guides[match("guide", guide, self.guides)]
        return None if isinstance(guide, bool) else guide

    def hand_in(self, seat: int) -> str:
        """One line about the run in view, for `grokviz.teachers`; ValueError before its end.

        Parameters
        ----------
        seat : int
            Your seat in the class, see `grokviz.seat`.
        """
        seat = whole("the seat", seat, 1, 99_999, 17)
        return self.frames.call(lambda: hand_in.line(
            seat, self.key, self.table, self.view_state.asked, self.record, self._guess.rounds))

    @property
    def _guess(self) -> Guess:
        return next(panel for panel in self.panels if isinstance(panel, Guess))

    def animated(
        self, story: Story, still: Any, live: Callable[[], Mapping[str, float]] = dict
    ) -> Animated:
        """An animated picture of the current view; a printed page shows `still` instead."""
        def state() -> str:
            return "opening" if self.view_state.opens else self.view_state.player.state

        def more() -> None:
            self.view_state.pictures.repaint()
            self.frames.wake()

        picture = Animated(story, still, lambda message: self.animation.ask(message), state, live,
                           lambda record: self.view_state.view.why(record))
        picture.more = None if self.frames.mode == "here" else more
        return picture

    def _guessed(self, message: Mapping[str, Any]) -> None:
        """Enter the place of the flag as the guess, if the open question asks for it."""
        guess = self._guess
        if self.asked_for in guess.rounds.asks:
            guess.rounds.choose(self.asked_for)
            guess.take(message["step"])

    def _toured(self, message: Mapping[str, Any]) -> None:
        """The large view plays the guide that is open, or that of a first visit: a step, or an
        act of it."""
        picture = self.view_state.pictures.animated
        if picture is None:
            return
        page = next(panel for panel in self.panels if isinstance(panel, Guide))
        steps = play_through.of_a_picture(page.steps or self.tour)
        number, act = message["number"], message.get("act")
        if act is None:
            picture.canvas.send({"kind": "tour", **play_through.told(steps, number)})
        elif 0 <= number < len(steps):
            play_through.do(self, play_through.acts(steps[number])[act])


def turned(plots: Sequence[Any], clock: str) -> Sequence[Any]:
    """These plots; a plot with several faces shows the face of this clock."""
    for plot in plots:
        if isinstance(plot, Faces):
            plot.turn_to(clock)
    return plots


LOWEST = 1e-5           # learning rate that a lab can be set to


Remedy = Callable[[Exception], tuple[str, dict[str, Any]] | None]    # what to say and to set


def remedies(settings: Table) -> Remedy:
    """The remedy for a failed run: the first of these functions that has one."""
    known = half_of_the_bound, slower(settings), within_bounds(settings)
    return lambda error: next(filter(None, (remedy(error) for remedy in known)), None)


def half_of_the_bound(error: Exception) -> tuple[str, dict[str, float]] | None:
    """Half of the largest stable learning rate of each start, where it is known."""
    bounds = [lost.bound for lost in error.lost if lost.bound] if isinstance(
        error, Diverged) else []
    if not bounds:
        return None
    rate = max(float(f"{min(bounds) / 2:.2g}"), LOWEST)
    return t("labs.try_learning_rate", rate=rate), {"learning_rate": rate}


def slower(settings: Table) -> Remedy:
    """A tenth of the learning rate; if several runs diverged, of the smallest one."""
    def remedy(error: Exception) -> tuple[str, dict[str, float]] | None:
        if not isinstance(error, Diverged) or "learning_rate" not in error.settings:
            return None
        low = settings.number("learning_rate").low
        lost = min(each.settings["learning_rate"] for each in error.lost)
        rate = max(float(f"{lost / 10:.3g}"), low)
        return t("labs.try_learning_rate", rate=rate), {"learning_rate": rate}

    return remedy


def within_bounds(settings: Table) -> Remedy:
    """The nearest allowed value of a setting that is out of bounds."""
    def remedy(error: Exception) -> tuple[str, dict[str, Any]] | None:
        if not isinstance(error, Bound) or error.name not in settings:
            return None
        if not (error.value < error.low or error.value > error.high):   # perhaps no number at all
            return None
        setting = settings.number(error.name)
        low, high = max(error.low, setting.low), min(error.high, setting.high)
        if low > high:                          # nothing that can be set here will do
            return None
        value = setting.check(min(max(error.value, low), high))
        said = t("labs.try_setting", symbol=t(setting.symbol), value=setting.show(value))
        return said, {setting.name: value}

    return remedy


load = functools.cache(store.stored)


def stored(name: str) -> dict[str, Any]:
    """`stored` and `source` of a View, for a record of the package's own data."""
    made = store.provenance(STORED + name)["made"]
    source = t("labs.recorded_in_s", date=made["at"][:10],
               seconds=made["seconds"], source=made["source"])
    return {"stored": lambda: load(name), "source": source}


def middle(values: Any) -> float:
    """The median; an event that never happened counts as infinitely late."""
    if all(isinstance(value, Time) for value in np.atleast_1d(np.asarray(values, object))):
        return median_time(values, NEVER)
    values = np.asarray(values, float)
    return float(np.median(np.where(np.isnan(values), NEVER, values)))


def is_over(record: Record) -> bool:
    """True if the run was trained for all of its steps."""
    return bool(record.steps[-1] >= record.settings["steps"])


def learnt(record: Record) -> float | None:
    """When the test set is; the median of several runs, None as long as that is open."""
    done = np.isfinite(record.t_test).all() or is_over(record)
    return middle(record.times("t_test")) if done else None


def curve_of_test(record: Record) -> tuple[tuple[float, float], ...] | None:
    """The whole of it, of several runs the middle; None before the end."""
    if not is_over(record):
        return None
    middle_run = np.median(record.values["test_accuracy"], axis=1)
    steps = np.maximum(record.steps, 1)
    keep = np.append(np.diff(steps) > 0, True)          # step 0 stands at 1
    return tuple(zip(steps[keep].astype(float).tolist(), middle_run[keep].tolist(), strict=True))
