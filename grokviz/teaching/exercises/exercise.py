"""Exercises that a run answers: settings are trained on several seeds and judged by a rule.

The same rules judge the papers' claims. Every answer that satisfies the rule is right, so there
is no single answer to copy. An expected wrong answer has its own sentence, a `Slip`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grokviz.arguments import whole
from grokviz.claims.ledger import Runs, Verdict, each_seed
from grokviz.divergence import Diverged
from grokviz.i18n import t
from grokviz.recording import History
from grokviz.run import Change, Experiment, Hot, Record
from grokviz.sentences import brief, sentence, unknown
from grokviz.widgets.lab.lab import Lab
from grokviz.widgets.player.executors import graded, headless

LAST = 10_000_000       # last step at which a setting can be changed
RUN = 0.0               # what a rule calls the one run of a seed


@dataclass(frozen=True)
class Attempt:
    """An answer: the settings of a run, and the changes during it.

    Attributes
    ----------
    settings : dict
        All settings at step 0.
    turns : tuple of (step, name, value)
        Increasing.
    changed : tuple of str
        Names of settings that differ from those of the exercise.
    records : tuple of Record
        One record for each seed, after training.
    """

    settings: Mapping[str, Any]
    turns: tuple[tuple[int, str, float], ...] = ()
    changed: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()

    def times(self, name: str) -> np.ndarray:
        """t_train, t_test or delay of every seed; nan where never."""
        return np.array([float(getattr(record, name)[0]) for record in self.records])


@dataclass(frozen=True)
class Slip:
    """An expected wrong answer.

    Attributes
    ----------
    when : function
        ``when(attempt) -> bool``.
    says : str
        The reply to it.
    trained : bool
        False if no training is needed to detect it.
    """

    when: Callable[[Attempt], bool]
    says: str
    trained: bool = True


@dataclass(frozen=True)
class Exercise:
    """A task, its training and its rule, with hints.

    Attributes
    ----------
    id, question : str
    experiment : function
        Settings -> Experiment.
    seeds : sequence of mappings
        The seeds of each run.
    base : mapping
        The initial settings: an answer may name only these.
    free, hot : tuple of str
        Settings that an answer may change, and those that may change during training.
    rule : function
        Judges the `Runs` of one seed, which hold one run, `RUN`.
    right, wrong : str
        The reply to a right answer, and to a wrong answer without a slip.
    slips : sequence of Slip
        The first that fits gives the reply.
    hints : sequence of str
        From a small hint to nearly the whole solution.
    solution : mapping
        A right answer; `why` gives the reason.
    """

    id: str
    question: str
    experiment: Callable[..., Experiment]
    seeds: Sequence[Mapping[str, float]]
    base: Mapping[str, Any]
    free: tuple[str, ...]
    rule: Callable[[Runs], Verdict]
    right: str
    wrong: str
    slips: Sequence[Slip]
    hints: Sequence[str]
    solution: Mapping[str, Any]
    why: str
    hot: tuple[str, ...] = ("weight_decay", "learning_rate")

    def judge(self, answer: Any) -> Judgement:
        """Train the answer on the seeds and judge it.

        Parameters
        ----------
        answer : mapping, Lab or Record
            Settings by name, a hot one perhaps as ``{step: value}`` from step 0 on. Of the run in
            front of a lab, or of a Record of one run, the settings and their changes are trained
            again.

        Raises
        ------
        ValueError, TypeError
            If the answer has unknown names, values out of bounds, or several runs.
        """
        attempt = self.attempt(answer)
        says = self._slip(attempt, trained=False)
        if says:
            return Judgement(False, says, "", attempt)
        try:
            attempt = replace(attempt, records=self._train(attempt))
        except Diverged as error:
            return Judgement(False, str(error), "", attempt)
        verdict = each_seed(self.rule, rate=1)([{RUN: record} for record in attempt.records])
        if verdict.holds:
            return Judgement(True, t(self.right), verdict.measured, attempt)
        says = self._slip(attempt, trained=True) or t(self.wrong)
        return Judgement(False, says, verdict.measured, attempt)

    def attempt(self, answer: Any) -> Attempt:
        """The `Attempt` that an answer describes; ValueError or TypeError if it is invalid."""
        given, turns = _read(answer)
        strange = next((name for name in given if name not in self.base), None)
        if strange is not None and isinstance(answer, Mapping):
            raise ValueError(unknown("setting of this exercise", strange, self.base))
        settings = {**self.base, **{k: given[k] for k in given if k in self.base}}
        begun, now = self._checked(self.base), self._checked(settings)
        now |= {k: given[k] for k in given if k in now and k not in self.base}
        changed = [k for k in begun if not _same(now[k], begun[k])]
        changed += [name for _, name, _ in turns]
        turns = tuple(self._turn(settings, *turn) for turn in turns)
        return Attempt(settings, turns, tuple(dict.fromkeys(changed)))

    def _checked(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """All settings of the run, checked, without those that the exercise chooses."""
        checked = self.experiment(**settings, **self.seeds[0]).settings
        return {k: v for k, v in checked.items() if k not in ("steps", *self.seeds[0])}

    def _turn(self, settings: Mapping[str, Any], step: int, name: str, value: Any) -> tuple:
        """A checked change; ValueError if the setting cannot change, or cannot have this value."""
        if name not in self.hot:
            raise ValueError(f"{name} cannot change on the way; give it one value, and steps "
                             f"only to {', '.join(self.hot)}")
        return step, name, float(self._checked({**settings, name: value})[name])

    def _train(self, attempt: Attempt) -> tuple[Record, ...]:
        """One run for each seed; the tests of lessons train only the first, a grader all."""
        seeds = self.seeds[:1] if headless() and not graded() else self.seeds
        with ThreadPoolExecutor(len(seeds)) as pool:
            return tuple(pool.map(lambda seed: train(
                self.experiment(**attempt.settings, **seed), attempt.turns), seeds))

    def _slip(self, attempt: Attempt, trained: bool) -> str:
        """The reply of the first slip that fits; empty if none fits."""
        held = [name for name in attempt.changed if name not in self.free]
        if held:
            return t("exercise.leave_as_given", names=", ".join(held), free=", ".join(self.free))
        slips = (slip for slip in self.slips if slip.trained == trained)
        return next((t(slip.says) for slip in slips if slip.when(attempt)), "")


@dataclass(frozen=True)
class Judgement:
    """The verdict on an answer, the reply, and the measurements."""

    right: bool
    says: str
    measured: str
    attempt: Attempt = field(repr=False)


def train(
    experiment: Experiment, turns: Sequence[tuple[int, str, float]] = (),
) -> Record:
    """Run an experiment with its changes of settings until both sets are learnt.

    """
    hot = Hot(changes=[Change(step, name, (value,)) for step, name, value in turns])
    history = History(experiment)
    with closing(experiment.start(hot)) as stream:
        for snapshot in stream:
            if snapshot is not None:
                history.append(snapshot)
                if not hot.changes and _learnt(history.record()):
                    break
    return history.record()


def _learnt(record: Record) -> bool:
    return "train_accuracy" in record.values and bool(np.isfinite(record.delay).all())


def _read(answer: Any) -> tuple[dict[str, Any], tuple[tuple[int, str, float], ...]]:
    """The settings at step 0, and the changes."""
    if isinstance(answer, Lab):
        return _of_lab(answer)
    if isinstance(answer, Record):
        return _of_record(answer)
    if not isinstance(answer, Mapping):
        raise TypeError(sentence(f"the answer is {brief(answer)}; give settings, e.g. "
                                 "{'init_scale': 1}, or the lab in which you found them"))
    settings, turns = {}, []
    for name, value in answer.items():
        if isinstance(value, Mapping):
            if 0 not in value:
                raise ValueError(sentence(f"{name} is {brief(value)}; begin with its value at "
                                          "step 0, e.g. {0: 0, 1000: 0.1}"))
            turns += [(whole("a step", step, 0, LAST, 1000), name, v)
                      for step, v in value.items() if step != 0]
            value = value[0]
        settings[name] = value
    return settings, tuple(sorted(turns, key=lambda turn: turn[:2]))


def _of_lab(lab: Lab) -> tuple[dict[str, Any], tuple]:
    """The current run, or the present settings if they were changed since."""
    record, view_state = lab.record, lab.view_state
    if record is not None and all(lab.value[k] == v for k, v in (view_state.asked or {}).items()
                                  if not isinstance(v, list)):
        return _of_record(record)
    return dict(lab.value), ()


def _of_record(record: Record) -> tuple[dict[str, Any], tuple]:
    if record.runs != 1:
        raise ValueError(f"the answer holds {record.runs} runs; give one, e.g. record.take(0)")
    settings = dict(record.settings)
    settings |= {k: v[0].item() for k, v in record.sweep.items() if k in settings}
    settings |= {c.name: c.value[0] for c in record.changes if c.step == 0}
    return settings, tuple((c.step, c.name, c.value[0]) for c in record.changes if c.step)


def _same(value: Any, other: Any) -> bool:
    try:
        return bool(np.isclose(float(value), float(other)))
    except (TypeError, ValueError):
        return value == other
