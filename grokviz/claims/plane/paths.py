"""Paths over maps of the (w, m) plane, each drawn once: several claims speak of the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from grokviz.landscapes.reduced import Surface, surface
from grokviz.recipes import toy_addition as recipes
from grokviz.recording import record
from grokviz.run import Record


def follow(plane: Record, w: float, m: Any, **settings: float) -> Record:
    """Paths from (w, m), each drawn once: several claims speak of the same ones."""
    settings = {"weight_decay": 0.03, "rate_ratio": 0.1, **settings}
    m = tuple(m) if isinstance(m, Sequence) else m
    return _drawn(_Map(plane), w, m, tuple(sorted(settings.items())))


def surface_of(plane: Record) -> Surface:
    """The surface of a map, the same one each time, so that its goal is found once."""
    return _of(_Map(plane))


class _Map:
    """A map as a key: the same losses on the same cells, the same paths."""

    def __init__(self, plane: Record):
        self.plane = plane
        parts = (plane.sweep["init_scale"], plane.sweep["messiness"],
                 plane.values["train_loss"], plane.values["test_loss"])
        self.key = b"".join(np.ascontiguousarray(part).tobytes() for part in parts)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Map) and other.key == self.key


@lru_cache(maxsize=1000)
def _drawn(of: _Map, w: float, m: Any, settings: tuple[tuple[str, Any], ...]) -> Record:
    m = list(m) if isinstance(m, tuple) else m
    return record(recipes.reduced_trajectory(of.plane, w, m, **dict(settings)), progress=False)


@lru_cache(maxsize=200)
def _of(of: _Map) -> Surface:
    return surface(of.plane)
