"""The time that a path on the (w, m) plane takes: to the border, and along it.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 5. There the border is a straight
line at the angle theta, and the time is (L + h tan theta)/(eta lambda).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from grokviz.landscapes.reduced import SOLVED, Surface
from grokviz.landscapes.trajectory import COLUMNS, slope
from grokviz.run import Record

Array = np.ndarray
NORMS, ROWS = 401, 201          # points along both axes where the border is looked for


class Travel(NamedTuple):
    """The way from a start to the point where the test set is learnt, in (ln w, m), and its time.

    `length` L and `height` h are the distances from start to goal. `angle` theta [rad] is the angle
    between the border and the ln w axis. `stiffness` rho = 1/(r w²) is 1 in the paper, which
    measures w in units of its border. `legs` are the times L1/v to the border and L2/v' along it.
    Their sum is t = (L + rho h tan theta)/(eta lambda) [optimiser steps]. A leg is inf if the
    border leans the other way, and nan if no point of the border is solved. `measured_legs` are
    read off a path, nan if it did not arrive. `way` is start, border and goal, each (w, m).
    """

    length: float
    height: float
    angle: float
    stiffness: float
    legs: tuple[float, float]
    measured_legs: tuple[float, float]
    way: tuple[tuple[float, float], ...]

    @property
    def time(self) -> float:
        return sum(self.legs)

    @property
    def measured(self) -> float:
        return sum(self.measured_legs)


def travel(surface: Surface, record: Record, run: int = 0, solved: float = SOLVED) -> Travel:
    """The time of one path of a Record, predicted and measured, and its parts.

    Parameters
    ----------
    surface : Surface
        The prediction uses it and the start alone.
    record : Record
        Of `reduced_trajectory` on this surface.
    run : int
    solved : float
        Test loss at the goal.
    """
    w, m, rate, decay, ratio, flat = (float(record.sweep[k][run]) for k in COLUMNS)
    goal_w, goal_m = goal(surface, decay, flat, solved)
    foot = float(border(surface, m, decay, flat)[0])
    length, height, along = np.log(w / goal_w), max(m - goal_m, 0.0), np.log(foot / goal_w)
    with np.errstate(divide="ignore"):
        stiffness = float(np.divide(1.0, ratio * foot * goal_w))
        slide = along + stiffness * height**2 / along if along > 0 else np.inf * (height or 1)
    first, second = (length - along, slide) if height else (length, 0.0)
    speed = rate * decay
    return Travel(
        float(length), height, float(np.arctan2(height, along)), stiffness,
        (float(first) / speed, float(second) / speed) if speed else (np.inf, np.inf),
        _measured_legs(record, run, goal_m, solved), ((w, m), (foot, m), (goal_w, goal_m)),
    )


def border(surface: Surface, m: ArrayLike, decay: float, flat: float = 0.0) -> Array:
    """The largest norm at which the gradient balances half of the decay; nan if none does."""
    # From the largest norm down: the first point where the gradient holds is the border.
    fine = np.geomspace(surface.scale[-1], surface.scale[0], NORMS)[:, None]
    at = np.broadcast_to(np.atleast_1d(m), (NORMS, np.size(m)))
    held = slope(surface, fine * np.ones_like(at), at, flat)[0] <= -decay * fine / 2
    return np.where(held.any(0), fine[held.argmax(0), 0], np.nan)


@lru_cache(maxsize=64)
def goal(
    surface: Surface, decay: float, flat: float = 0.0, solved: float = SOLVED
) -> tuple[float, float]:
    """(w, m) of the point of largest m on the border that is solved; nan if m = 0 is not."""
    m = np.linspace(0, 1, ROWS) ** 2 * surface.messiness[-1]
    w = border(surface, m, decay, flat)
    good = surface.test_loss(np.nan_to_num(w, nan=surface.scale[0]), m) <= solved
    if not good[0]:
        return np.nan, np.nan
    last = len(m) - 1 if good.all() else int(good.argmin()) - 1
    return float(w[last]), float(m[last])


def _measured_legs(
    record: Record, run: int, goal_m: float, solved: float
) -> tuple[float, float]:
    """The two legs of a path; the first one ends after a tenth of the height."""
    m = record.values["messiness"][:, run]
    arrived = record.values["test_loss"][:, run] <= solved
    if not arrived.any():
        return np.nan, np.nan
    end = float(record.steps[arrived.argmax()])
    # The path touches the border gradually; a tenth of the height marks the change of leg.
    slid = m[0] - m >= 0.1 * max(m[0] - goal_m, 0.0)
    first = min(float(record.steps[slid.argmax()]), end) if m[0] > goal_m else end
    return first, end - first
