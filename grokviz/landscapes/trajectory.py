"""Reduced trajectories on the (w, m) plane, and what their time is made of.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 5, Eq. 6:

    dw/dt = -eta (dl/dw + lambda w)        dm/dt = -r eta dl/dm

with l the reduced training loss and r the representation's learning rate over the decoder's. In
the flat region decay alone acts, and ln w falls at v = eta lambda. At the border the gradient
takes up what would lead out of the region, and the path slides along it.

A landscape that was trained is not quite flat in region II: an optimiser leaves a loss of a few
thousandths there, and over the long time of a drift even its slope cleans the representation. With
`flat` f, l - f arctan(l/f) takes the place of l: the gradient times l²/(l² + f²), nothing well
below f and all of it well above.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from scipy.integrate import solve_ivp

from grokviz.landscapes.reduced import SOLVED, Surface
from grokviz.run import Record

Array = np.ndarray
NEAR = 1e-4                     # messiness at which an end of the map is felt
MOST = 20_000                   # evaluations on one path
COLUMNS = ("init_scale", "messiness", "learning_rate", "weight_decay", "rate_ratio", "flat")


def reduced_trajectory(
    surface: Surface, sweep: Mapping[str, Array], steps: int, *, name: str,
    settings: Mapping[str, Any], points: int = 201,
) -> Record:
    """Paths from several starts.

    Parameters
    ----------
    surface : Surface
    sweep : mapping of arrays, shape (runs,)
        ``init_scale`` and ``messiness`` of the start, ``learning_rate``, ``weight_decay``,
        ``rate_ratio``, ``flat``.
    steps : int
        How long [optimiser steps].
    name, settings
        For the Record.
    points : int
        Records, evenly spaced.

    Returns
    -------
    Record
        Values decoder_norm (a multiple of the default init's), messiness, train_loss, test_loss,
        each (records, runs).

    Raises
    ------
    ValueError
        For a start that is not on the map.
    ArithmeticError
        Where the equations are too stiff to follow.
    """
    due = np.linspace(0, steps, points)
    paths = [_path(surface, due, *start)
             for start in zip(*(np.asarray(sweep[k], float) for k in COLUMNS), strict=True)]
    w, m = (np.stack(part, 1) for part in zip(*paths, strict=True))
    values = {"decoder_norm": w, "messiness": m, "train_loss": surface.train_loss(w, m),
              "test_loss": surface.test_loss(w, m)}
    return Record(name, {**settings, "steps": steps}, sweep, due, values)


class Travel(NamedTuple):
    """The way from a start to where the test set is learnt, in (ln w, m), and its time.

    `length` L and `height` h lie between start and goal; `angle` theta [rad] is the border's from
    the ln w axis; `stiffness` rho = 1/(r w²) is 1 in the paper, which measures w in units of its
    border. `legs` are L1/v and L2/v', to the border and along it, and their sum is
    t = (L + rho h tan theta)/(eta lambda) [optimiser steps]; inf where the border leans the other
    way, nan where no point of it is solved. `measured_legs` were read off a path, nan where it
    did not arrive.
    """

    length: float
    height: float
    angle: float
    stiffness: float
    legs: tuple[float, float]
    measured_legs: tuple[float, float]

    @property
    def time(self) -> float:
        return sum(self.legs)

    @property
    def measured(self) -> float:
        return sum(self.measured_legs)


def travel(surface: Surface, record: Record, run: int = 0, solved: float = SOLVED) -> Travel:
    """What the time of one path of a Record is made of, predicted and measured.

    Parameters
    ----------
    surface : Surface
        For the prediction, together with the start alone.
    record : Record
        Of `reduced_trajectory` on it.
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
    legs = (length - along, slide) if height else (length, 0.0)
    speed = rate * decay
    return Travel(
        float(length), height, float(np.arctan2(height, along)), stiffness,
        tuple(float(leg) / speed if speed else np.inf for leg in legs),
        _measured_legs(record, run, goal_m, solved),
    )


def border(surface: Surface, m: Array, decay: float, flat: float = 0.0) -> Array:
    """The largest norm at which the gradient takes up half of the decay; nan where none does."""
    fine = np.geomspace(surface.scale[-1], surface.scale[0], 401)[:, None]
    m = np.broadcast_to(np.atleast_1d(m), (401, np.size(m)))
    held = _slope(surface, fine * np.ones_like(m), m, flat)[0] <= -decay * fine / 2
    return np.where(held.any(0), fine[held.argmax(0), 0], np.nan)


def goal(
    surface: Surface, decay: float, flat: float = 0.0, solved: float = SOLVED
) -> tuple[float, float]:
    """(w, m) of the messiest point on the border that is solved; nan where the clean end is not."""
    m = np.linspace(0, 1, 401) ** 2 * surface.messiness[-1]
    w = border(surface, m, decay, flat)
    good = surface.test_loss(np.nan_to_num(w, nan=surface.scale[0]), m) <= solved
    if not good[0]:
        return np.nan, np.nan
    last = len(m) - 1 if good.all() else int(good.argmin()) - 1
    return float(w[last]), float(m[last])


def _path(
    surface: Surface, due: Array, w: float, m: float, rate: float, decay: float, ratio: float,
    flat: float,
) -> tuple[Array, Array]:
    low, high = surface.scale[[0, -1]]
    bottom, top = surface.messiness[[0, -1]]
    if not (low <= w <= high and bottom <= m <= top):
        raise ValueError(
            f"the start (w {w:g}, m {m:g}) is not on the map; give init_scale from {low:.3g} to "
            f"{high:.3g} and messiness from {bottom:g} to {top:g}"
        )

    calls = iter(range(MOST))

    def flow(_, at):
        if next(calls, None) is None:
            raise ArithmeticError(f"the path from (w {w:g}, m {m:g}) takes too many steps; "
                                  "give a smaller rate_ratio or a larger flat")
        x, y = np.clip(at[0], *np.log([low, high])), np.clip(at[1], bottom, top)
        by_w, by_m = _slope(surface, np.exp(x), y, flat)
        left = y - bottom if by_m > 0 else top - y          # the ends are approached, not crossed
        return [-by_w * np.exp(-x) - decay, -ratio * by_m * left / (left + NEAR)]

    found = solve_ivp(flow, (0, rate * due[-1]), [np.log(w), m], method="LSODA",
                      t_eval=rate * due, rtol=1e-4, atol=1e-6)
    if not found.success:
        raise ArithmeticError(f"the path from (w {w:g}, m {m:g}) was lost: {found.message}")
    return np.exp(np.clip(found.y[0], np.log(low), np.log(high))), np.clip(found.y[1], bottom, top)


def _slope(surface: Surface, w: Array, m: Array, flat: float) -> tuple[Array, Array]:
    square = surface.train_loss(w, m) ** 2
    part = square / np.maximum(square + flat**2, 1e-30)
    by_w, by_m = surface.gradient(w, m)
    return part * by_w, part * by_m


def _measured_legs(
    record: Record, run: int, goal_m: float, solved: float
) -> tuple[float, float]:
    """The first leg ends where a tenth of the height is done."""
    m = record.values["messiness"][:, run]
    arrived = record.values["test_loss"][:, run] <= solved
    if not arrived.any():
        return np.nan, np.nan
    end = float(record.steps[arrived.argmax()])
    slid = m[0] - m >= 0.1 * max(m[0] - goal_m, 0.0)
    first = min(float(record.steps[slid.argmax()]), end) if m[0] > goal_m else end
    return first, end - first
