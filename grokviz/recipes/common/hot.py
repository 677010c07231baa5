"""Hot settings, checked against the bounds of their recipe at the start and at each change.

Another thread may change the mapping of hot values while a run trains. Without care an engine
could read a value that is out of bounds, or two values of different moments. So an engine asks
`Hot.turn` before each chunk of steps. There the whole mapping is copied once and checked, and the
engine reads only the checked copy.
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
    """The experiment with checked hot settings: ValueError where one is out of bounds.

    Parameters
    ----------
    experiment : Experiment
    settings : mapping
        The settings with their bounds, by name.
    *also : function
        ``also(sweep)`` raises ValueError where settings do not fit together.
    hot : iterable of str, optional
        The settings that may change; by default those with ``hot=True``.
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

    def make(columns: Sweep) -> Experiment:
        return bounded(experiment.part(columns), settings, *also, hot=names)

    return replace(experiment, start=start, make=make if experiment.make else None)


def fixed(experiment: Experiment) -> Experiment:
    """The experiment without hot settings; ValueError where one is given."""
    return bounded(experiment, {}, hot=())


class _Bounded(Hot):
    """The checked copy that an engine reads, of a mapping that others may change.

    `_seen` is the mapping as it was last checked, so that an unchanged one is not checked again.
    """

    def __init__(
        self, given: Mapping[str, Any], check: Callable[[Mapping[str, Any]], dict[str, Any]]
    ):
        super().__init__(check(given))
        self._given, self._check, self._seen = given, check, _copied(given)
        # A replayed run brings its later changes along; an impossible one should fail at once.
        for change in getattr(given, "changes", ()):
            check({change.name: np.array(change.value)})

    def turn(self, step: int) -> float:
        due = self._given.turn(step) if isinstance(self._given, Hot) else np.inf
        now = _copied(dict(self._given))        # in one go: another thread may write meanwhile
        if not _same(now, self._seen):
            checked, self._seen = self._check(now), now
            self.clear()
            self.update(checked)
        return due


def _copied(values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy, arrays included, since a caller can write into its arrays."""
    return {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in values.items()}


def _same(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return a.keys() == b.keys() and all(a[k] is b[k] or np.array_equal(a[k], b[k]) for k in a)


def _column(setting: AnySetting, value: Any, runs: int) -> Any:
    """One checked number, or one for each run."""
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
