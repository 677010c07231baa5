"""Penalties that a recipe offers, and the strengths it gives them: all of `optim.PENALTIES`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grokviz.settings import Choice, Setting


def table() -> Mapping[str, Any]:
    """Name -> `optim.Penalty`; it loads torch, so not before somebody asks."""
    from grokviz.optim.penalties import PENALTIES

    return PENALTIES


class _Offered(Mapping):
    """Name, or two joined by "+", -> words in a list: none, each alone, the first with others."""

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
            Setting("penalty_strength", "β", "strength of the penalty", 1e-6, 10, strength,
                    log=True, hot=True, off=True, short="beta"))


def penalised(settings: Mapping[str, Any]) -> bool:
    """Whether any run has a penalty."""
    return bool((np.asarray(settings["penalty"]) != "none").any())


def contenders() -> tuple[str, ...]:
    """No penalty, and each alone: the runs of a race."""
    return ("none", *table())


def racing(measured: Mapping[str, float], default: float) -> dict[str, float]:
    """Strengths of a race: those that were measured, and for any other penalty the default."""
    return {name: 0.0 if name == "none" else measured.get(name, default)
            for name in contenders()}


def own_strengths(
    sweep: Mapping[str, np.ndarray], strengths: Mapping[str, float]
) -> dict[str, np.ndarray]:
    """The sweep of a race, each run's strength that of its penalty."""
    return {**sweep, "penalty_strength": np.array([strengths[k] for k in sweep["penalty"]])}


def norm_of(name: str, matrices: np.ndarray) -> np.ndarray:
    """The norm that a penalty pushes down, of matrices (runs, rows, columns): (runs,)."""
    found: np.ndarray = table()[name].norm([matrices])
    return found
