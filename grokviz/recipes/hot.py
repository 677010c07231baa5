"""Hot settings, held to the bounds of their recipe: at the start, and whenever they are turned.

A mapping of hot values may be changed from another thread while a run goes on. An engine asks
`Hot.turn` before each chunk of steps; there all of it is read once, checked, and only then used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.arguments import mapping
from grokviz.run import Experiment, Hot, Stream
from grokviz.sentences import unknown
from grokviz.settings import AnySetting

Sweep = Mapping[str, np.ndarray]


def bounded(
    experiment: Experiment, settings: Mapping[str, AnySetting], *also: Callable[[Sweep], None],
    hot: Iterable[str] | None = None,
) -> Experiment:
    """The experiment, whose hot settings raise their own sentence where they are out of bounds.

    Parameters
    ----------
    experiment : Experiment
    settings : mapping
        Its settings and their bounds, by name.
    *also : function
        ``also(sweep)`` raises ValueError where settings do not go together.
    hot : iterable of str, optional
        The settings that may be turned; by default those that say so themselves.
    """
    names = [k for k, s in settings.items() if s.hot] if hot is None else list(hot)

    def check(values: Mapping[str, Any]) -> dict[str, Any]:
        for name in mapping("hot", values, "{'weight_decay': 0.3}"):
            if name not in names:
                raise ValueError(_refusal(name, names, experiment))
        found = {k: _column(settings[k], v, experiment.runs) for k, v in values.items()}
        if found:
            sweep = {**experiment.sweep,
                     **{k: np.full(experiment.runs, v, float) for k, v in found.items()}}
            for rule in also:
                rule(sweep)
        return found

    def start(values: Mapping[str, Any], *state: Any) -> Stream:
        return experiment.start(_Bounded(values, check), *state)

    return replace(experiment, start=start)


def fixed(experiment: Experiment) -> Experiment:
    """The experiment, of which nothing may be turned; ValueError where it is tried."""
    return bounded(experiment, {}, hot=())


class _Bounded(Hot):
    """What an engine reads: values that were checked, of a mapping that others may change."""

    def __init__(
        self, given: Mapping[str, Any], check: Callable[[Mapping[str, Any]], dict[str, Any]]
    ):
        super().__init__(check(given))
        self._given, self._check, self._seen = given, check, _copied(given)
        for change in getattr(given, "changes", ()):
            check({change.name: np.array(change.value)})

    def turn(self, step: int) -> float:
        due = self._given.turn(step) if isinstance(self._given, Hot) else np.inf
        now = _copied(dict(self._given))        # at once: another thread may write meanwhile
        if not _same(now, self._seen):
            checked, self._seen = self._check(now), now
            self.clear()
            self.update(checked)
        return due


def _copied(values: Mapping[str, Any]) -> dict[str, Any]:
    """With arrays of its own, since arrays can be written into."""
    return {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in values.items()}


def _same(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return a.keys() == b.keys() and all(a[k] is b[k] or np.array_equal(a[k], b[k]) for k in a)


def _column(setting: AnySetting, value: Any, runs: int) -> Any:
    """One number, or one for each run."""
    if not (isinstance(value, list | tuple | range) or getattr(value, "ndim", 0) > 0):
        return setting.check(value)
    if len(value) != runs:
        raise ValueError(f"{setting.name} has {len(value):,} values for {runs:,} runs; give one "
                         "number, or one for each run")
    return np.array([setting.check(one) for one in value], float)


def _refusal(name: str, names: list[str], experiment: Experiment) -> str:
    if name in experiment.settings or name in experiment.sweep:
        may = f"{', '.join(names)} may be turned" if names else "nothing may be turned"
        return f"{name} is set before the run; while it runs {may}"
    if not names:
        return f"there is no hot setting {name[:60]!r}; nothing may be turned in this experiment"
    return unknown("hot setting", name, names)
