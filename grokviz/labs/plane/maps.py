"""Loss maps under the paths: stored, trained here, or in training from coarse to fine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
from scipy.spatial import KDTree

from grokviz.i18n import t
from grokviz.labs.base import load
from grokviz.landscapes.reduced import Surface, surface
from grokviz.landscapes.trajectory import slope
from grokviz.recipes import toy_addition as recipes
from grokviz.recipes.plans.toy_addition import STAGES
from grokviz.recipes.toy_addition import MAP, SETTINGS
from grokviz.run import Record
from grokviz.widgets.player.player import Player
from grokviz.widgets.plots.maps.loss_surface import Ground

NAMES = ((0.85, 0.2, "I: cannot fit"), (3.9, 0.2, "II: fits"))      # on either side of the border


@dataclass(frozen=True, eq=False)
class Sheet:
    """A map at its present resolution: its record, the complete points on a side, and whether it
    is finished."""

    record: Record
    points: int
    done: bool = True

    @cached_property
    def surface(self) -> Surface:
        return surface(self.record)

    def ground(self, side: str, ratio: float) -> Ground:
        """The plotted values; `side` is "train_loss" or "test_loss"."""
        found, star = self.surface, self.surface.star
        return Ground(
            getattr(found, side), found.boundary(), None if np.isnan(star).any() else star,
            [(x, y, t(name)) for x, y, name in NAMES], lambda w, m: _pull(found, w, m, ratio),
        )


class Maps:
    """Trains one map at a time and keeps the finished maps.

    Parameters
    ----------
    on_stage : function
        Called, from any thread, when a finer stage of the map in training is complete.
    driver : function
        Called before the first map is trained; see `grokviz.widgets.player.executors`.
    """

    def __init__(self, on_stage: Callable[[], None], driver: Callable[[], str]):
        self.on_stage, self._driver = on_stage, driver
        self._known: dict[tuple, Sheet] = {}
        self._asked: tuple | None = None
        self._on_its_way: Sheet | None = None
        self._lock = threading.Lock()

    def sheet(self, wanted: Mapping[str, Any]) -> Sheet | None:
        """The map of these settings; None before its first stage."""
        key = _key(wanted)
        known = self._known.get(key) or _stored(key)
        return self._on_its_way if known is None and key == self._asked else known

    def ask(self, wanted: Mapping[str, Any]) -> None:
        """Train the map of these settings, unless it is finished or in training."""
        key, sheet = _key(wanted), self.sheet(wanted)
        with self._lock:
            if key == self._asked and self.player.active:
                return
            self.player.stop()                          # one that nobody asks for any more
            if sheet is not None and sheet.done:
                return
            if self._driver() == "replay":
                raise ValueError(t("plane.maps.no_map_settings_none"))
            self._asked, self._on_its_way = key, None
            self.player.start(recipes.landscape(**dict(zip(MAP, key, strict=True))), per_step=1)

    def learn(self, record: Record) -> None:
        """Keep a map that was trained elsewhere, if it is whole."""
        if len(record.steps) and record.steps[-1] >= record.settings["steps"]:
            self._known[_key(record.settings)] = Sheet(record, record.settings["points"])

    def is_of(self, wanted: Mapping[str, Any]) -> bool:
        """True if the map in training has these settings."""
        return _key(wanted) == self._asked

    @cached_property
    def player(self) -> Player:
        """The player of the map in training."""
        return Player(self._grown, self._driver())

    def _grown(self) -> None:
        record = self.player.record
        if record is None or not len(record.steps):
            return
        points = record.settings["points"]
        cells = record.steps[-1] * points**2 / record.settings["steps"]
        stage = max((n for n in {*STAGES, points} if n <= points and n * n <= cells), default=0)
        if stage > (self._on_its_way.points if self._on_its_way else 0):
            self._on_its_way = Sheet(record, stage, stage == points)
            self.learn(record)
            self.on_stage()


def cells(record: Record, side: str) -> Ground:
    """A map in training: each place has the loss of the nearest trained cell."""
    loss = record.values[side][-1]
    there = np.isfinite(loss)
    tree = KDTree(_places(record.sweep["init_scale"][there], record.sweep["messiness"][there]))

    def nearest(w, m):
        if not there.any():
            return np.full(np.broadcast(w, m).shape, np.nan)
        return loss[there][tree.query(_places(w, m))[1]]

    return Ground(nearest)


def _places(w, m) -> np.ndarray:
    """(..., 2), in which the map's points are evenly apart."""
    w, m = np.broadcast_arrays(w, m)
    return np.stack([np.log10(w), np.sqrt(m)], -1)


def _pull(found: Surface, w, m, ratio: float):
    """The change of ln w and m by the gradient alone."""
    w, m = np.broadcast_arrays(np.clip(w, *found.scale[[0, -1]]), m)
    by_w, by_m = slope(found, w, m, 0.0)
    return -by_w / w, -ratio * by_m


def _key(settings: Mapping[str, Any]) -> tuple:
    return tuple(settings[name] for name in MAP)


def _stored(key: tuple) -> Sheet | None:
    """A stored map with these settings: as it is, or every other of its points."""
    wanted = dict(zip(MAP, key, strict=True))
    n, points = wanted["n_train"], wanted["points"]
    same = all(wanted[k] == SETTINGS[k].default for k in ("data_seed", "init_seed"))
    if n not in recipes.SIZES or not same or (recipes.POINTS - 1) % (points - 1):
        return None
    return _every(n, points)


@cache
def _every(n: int, points: int) -> Sheet:
    record = load(f"toy_addition.landscape_{n}")
    side = np.arange(0, recipes.POINTS, (recipes.POINTS - 1) // (points - 1))
    record = record.take((side[:, None] * recipes.POINTS + side).ravel())
    return Sheet(replace(record, settings={**record.settings, "points": points}), points)
