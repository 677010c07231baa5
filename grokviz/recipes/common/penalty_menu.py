"""The penalties that recipes offer, all of `optim.PENALTIES`, and the strengths of races."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grokviz.run import Experiment
from grokviz.settings import Choice, Setting


def table() -> Mapping[str, Any]:
    """Name -> `optim.Penalty`. This loads torch, so the import waits until somebody asks."""
    from grokviz.optim.penalties import PENALTIES

    return PENALTIES


def featured() -> Mapping[str, Any]:
    """Of these the ones that races and plots of all norms have."""
    return {name: penalty for name, penalty in table().items() if penalty.featured}


class _Offered(Mapping):
    """The options of the menu, name -> label: none, each alone, the first with each other one.

    A name may join two penalties by "+". The table of penalties is read at each look-up, because a
    penalty may be added later, and because reading it loads torch.
    """

    def _now(self) -> dict[str, str]:
        penalties = list(table().values())
        first, *others = penalties
        return {
            "none": "none", **{p.name: f"{p.name}: {p.label}" for p in penalties},
            **{f"{first.name}+{p.name}": f"{first.name} and {p.name}" for p in others},
        }

    def __getitem__(self, name: str) -> str:
        return self._now()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())


OFFERED = _Offered()


def menu(penalty: str = "none", strength: float = 1e-4) -> tuple[Choice, Setting]:
    """The two settings of a penalty, with their defaults."""
    return (Choice("penalty", "penalty", "what is pushed down", OFFERED, penalty),
            Setting("penalty_strength", "β", "penalty strength", 1e-6, 10, strength,
                    log=True, hot=True, off=True, short="beta"))


def penalised(settings: Mapping[str, Any]) -> bool:
    """True where any run has a penalty."""
    return bool((np.asarray(settings["penalty"]) != "none").any())


def contenders() -> tuple[str, ...]:
    """The runs of a race: no penalty, and each featured penalty alone."""
    return ("none", *featured())


def racing(measured: Mapping[str, float], default: float) -> dict[str, float]:
    """Strengths of a race: the measured ones, and the default for any other penalty."""
    return {name: 0.0 if name == "none" else measured.get(name, default)
            for name in contenders()}


def own_strengths(
    made: Experiment, strengths: Mapping[str, float]
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Settings and sweep of a race: those of `made`, but each run has its penalty's strength."""
    column = np.array([strengths[name] for name in made.sweep["penalty"]])
    return ({**made.settings, "penalty_strength": list(strengths.values())},
            {**made.sweep, "penalty_strength": column})


def norm_of(name: str, matrices: np.ndarray) -> np.ndarray:
    """The norm that a penalty reduces, (runs,), of matrices (runs, rows, columns)."""
    found: np.ndarray = table()[name].norm([matrices])
    return found
