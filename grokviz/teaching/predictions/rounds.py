"""The rounds of a lab: the present question and the state of its guess, without widgets.

A guess is about a whole run from step 0 with the settings of the guess; branches are not guessed.
For an ensemble it is about the single answer of the question, such as the median.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.sentences import unknown
from grokviz.teaching.predictions.log import log
from grokviz.teaching.predictions.question import Guessable, Theory, Value
from grokviz.teaching.predictions.score import Outcome, judge
from grokviz.widgets.lab.views.view_plots import FIRST
from grokviz.widgets.lab.views.view_state import ViewState

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab


@dataclass(eq=False)
class Round:
    """One guess: open, then begun with a run, then over.

    Attributes
    ----------
    ask : Guessable
    value : Value or None
        The guess.
    of : mapping or None
        The settings that the guess is about.
    seen : bool
        True if the run was already visible when the guess was made.
    job : object or None
        The run that started with the guess.
    theory : Theory or None
        The prediction of theory for the same question, from that time on.
    outcome : Outcome or None
    tried : list of int
        Choices tried so far in the question after the run.
    """

    ask: Guessable
    value: Value | None = None
    of: Mapping[str, Any] | None = None
    seen: bool = False
    job: Any = None
    theory: Theory | None = None
    outcome: Outcome | None = None
    tried: list[int] = field(default_factory=list)

    def place(self, value: Value | None, wanted: Mapping[str, Any], seen: bool) -> None:
        """Make a guess about the run with these settings."""
        self.value, self.of, self.seen = value, dict(wanted), seen
        self.job = self.theory = None

    def is_of(self, wanted: Mapping[str, Any]) -> bool:
        return self.value is not None and self.of == dict(wanted)

    def begin(self, job: Any, wanted: Mapping[str, Any]) -> None:
        """Begin a run; the guess is about it if the settings agree."""
        self.job = self.theory = None
        if self.is_of(wanted):
            self.job = job
            if self.ask.predicted is not None:
                self.theory = self.ask.predicted(wanted)

    def settle(self, record: Record, scales: Mapping[str, Any]) -> bool:
        """Judge the guess; True if the record gives the true value for the first time."""
        if self.job is None or self.outcome is not None or self.value is None:
            return False
        self.outcome = judge(self.ask, self.value, self.theory, record, scales)
        return self.outcome is not None


ALWAYS = 3              # settings that are named even with their defaults


class Rounds:
    """One round for each question of each view; `now` is that of the present question.

    Parameters
    ----------
    lab : Lab
    """

    def __init__(self, lab: Lab):
        self.lab = lab
        self._rounds: dict[tuple[ViewState, str], Round] = {}
        self._chosen: dict[ViewState, str] = {}     # key of its question in force
        self._skipped: Mapping[str, Any] | None = None
        self._known: WeakSet[Any] = WeakSet()   # runs that were in front before

    # ---- selection ------------------------------------------------------------------------------

    @property
    def asks(self) -> dict[str, Guessable]:
        """The questions of the current view."""
        return {ask.key: ask for ask in self.lab.view_state.view.guesses}

    def choose(self, key: str) -> None:
        """Choose another question of the view."""
        if key not in self.asks:
            raise ValueError(unknown("question", key, self.asks))
        self._chosen[self.lab.view_state] = key

    @property
    def now(self) -> Round | None:
        """The present round: a new one if the last is over and the settings changed; None without a
        question."""
        asks = self.asks
        if not asks:
            return None
        key = self._chosen.get(self.lab.view_state, next(iter(asks)))
        now = self._rounds.setdefault((self.lab.view_state, key), Round(asks[key]))
        over = now.outcome is not None and self.lab.wanted != self.lab.view_state.asked
        return self._anew(now) if over else now

    @property
    def current(self) -> Round:
        """`now`; ValueError without a question."""
        now = self.now
        if now is None:
            raise ValueError(t("guess.nothing_in_view", view=self.lab.view))
        return now

    def plot(self) -> Any:
        """The picture in which the guess is made."""
        return self.lab.view_state.sheets[FIRST].plots[self.current.ask.picture]

    # ---- state ----------------------------------------------------------------------------------

    @property
    def free(self) -> bool:
        """True if a guess can be made or moved."""
        return self.now is not None and self.now.outcome is None and not self._begun

    @property
    def _begun(self) -> bool:
        """True if the current run has these settings and is training beyond step 0."""
        view_state, record = self.lab.view_state, self.lab.record
        return (view_state.player.active and view_state.asked == self.lab.wanted
                and record is not None and len(record.steps) > 1)

    @property
    def stale(self) -> bool:
        """True if the guess was made for other settings."""
        now = self.now
        return (now is not None and self.free and now.value is not None
                and not now.is_of(self.lab.wanted))

    @property
    def seen(self) -> bool:
        """True if a complete run with these settings is visible."""
        view_state = self.lab.view_state
        ended = view_state.player.state in ("recorded", "finished")
        return ended and view_state.asked == self.lab.wanted and not view_state.opens

    def missing(self) -> str:
        """Why a run has to wait for a guess, in a sentence; empty if it need not."""
        now = self.now
        if now is None or self.seen or self._skipped == self.lab.wanted:
            return ""
        if now.value is None:
            animated = self.lab.view_state.pictures.animated
            key = "guess.flag_waits" if animated and animated.flagged else "guess.start_waits"
            return t(key, question=t(now.ask.question))
        if self.stale:
            return t("guess.guess_other_settings_move")
        return ""

    def checked(self, raw: Any) -> Value | None:
        """A guess that can be made now; ValueError says why it cannot."""
        now = self.current
        if isinstance(raw, type(now.value)) and raw == now.value:
            return raw
        if not self.free:
            raise ValueError(t("guess.run_begun_guess_next"))
        plot = self.plot()
        self.lab.frames.call(lambda: plot.expect(self.lab.wanted))
        return now.ask.read(raw, plot.scales)

    # ---- events ---------------------------------------------------------------------------------

    def place(self, value: Value | None) -> None:
        """Make a guess about the next run."""
        now, view_state = self.current, self.lab.view_state
        now.place(value, self.lab.wanted, self.seen)
        if view_state.player.active and view_state.asked == self.lab.wanted:      # it is at step 0
            now.begin(view_state.player.job, view_state.asked)

    def is_cut_off(self) -> bool:
        """True if the guessed run ended before the event."""
        now, player = self.now, self.lab.view_state.player
        return (now is not None and now.outcome is None and now.job is not None
                and now.job is player.job and player.state in ("stopped", "failed"))

    def skip(self) -> None:
        """Let the next run start without a guess."""
        self._skipped = self.lab.wanted

    def begin(self) -> None:
        """Begin the round of a run that started."""
        now, view_state = self.now, self.lab.view_state
        self._skipped, job = None, view_state.player.job
        if now is None or job is None or job in self._known:
            return
        self._known.add(job)
        if now.outcome is not None:
            now = self._anew(now)
        front = view_state.tree.front
        branch = front is not None and front.parent is not None
        now.begin(job, {} if branch else view_state.asked or {})

    def settle(self) -> None:
        """Judge the guess if the run is far enough; log a guess that counts."""
        now, record = self.now, self.lab.record
        if now is None or record is None or now.job is None:
            return
        if now.job is not self.lab.view_state.player.job:
            return
        if now.settle(record, self.plot().scales):
            outcome = now.outcome
            if outcome is not None and not (now.seen or outcome.turned):
                log().add(self._entry(now, outcome))

    def in_short(self, settings: Mapping[str, Any] | None) -> str:
        """Settings by their symbols: the main ones, and those that differ from their defaults."""
        said = []
        for number, (name, value) in enumerate((settings or {}).items()):
            setting, values = self.lab.table[name], np.ravel(value)
            if number < ALWAYS or not np.array_equal(values, [setting.default]):
                ends = dict.fromkeys((values[0], values[-1]))
                said.append(f"{setting.symbol} {'…'.join(setting.show(v) for v in ends)}")
        return " · ".join(said)

    def _anew(self, now: Round) -> Round:
        self._rounds[self.lab.view_state, now.ask.key] = fresh = Round(now.ask)
        return fresh

    def _entry(self, now: Round, o: Outcome) -> dict[str, Any]:
        theory = now.theory.value if now.theory else None
        return {
            "when": datetime.now(UTC).isoformat(timespec="microseconds"),
            "lab": type(self.lab).__name__, "view": self.lab.view, "key": now.ask.key,
            "settings": self.in_short(now.of), "guess": now.ask.show(o.guess),
            "theory": now.ask.show(theory), "run": now.ask.show(o.run),
            "times": o.times, "theory_times": o.theory_times,
            "far": o.far, "theory_far": o.theory_far,
        }
