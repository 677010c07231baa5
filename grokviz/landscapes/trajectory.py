"""Paths on the (w, m) plane: a flow whose settings can change on the way.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 5, Eq. 6:

    dw/dt = -eta (dl/dw + lambda w)        dm/dt = -r eta dl/dm

l is the reduced training loss, and r the learning rate of the representation over that of the
decoder. In the flat region decay acts alone, and ln w falls at the rate v = eta lambda. At the
border, the gradient balances the part of the decay that leads out of the region, and the path
slides along the border.

A trained landscape is not quite flat in region II: the optimiser leaves a loss of a few
thousandths. Over a long drift even the slope of that rest would clean the representation. So l is
replaced by l - f arctan(l/f), with f the argument `flat`. This multiplies the gradient by
l²/(l² + f²), which is 0 far below f and 1 far above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from grokviz.arguments import Bound
from grokviz.landscapes.reduced import Surface
from grokviz.run import Change, Experiment, Hot, Snapshot, State, Stream, ready

Array = np.ndarray
NEAR = 1e-4                     # distance in m at which a path slows down before an edge
MOST = 20_000                   # most evaluations on one path
HOT = ("learning_rate", "weight_decay")
COLUMNS = ("init_scale", "messiness", "learning_rate", "weight_decay", "rate_ratio", "flat")


def reduced_trajectory(
    surface: Surface, sweep: Mapping[str, Array], steps: int, *, name: str,
    settings: Mapping[str, Any], points: int = 201,
) -> Experiment:
    """Paths from several starting points.

    Parameters
    ----------
    surface : Surface
    sweep : mapping of arrays, shape (runs,)
        ``init_scale`` and ``messiness`` of the start, ``rate_ratio``, ``flat``, and
        ``learning_rate`` and ``weight_decay``, which are hot.
    steps : int
        Length of the paths [optimiser steps].
    name, settings
        For the Record.
    points : int
        Number of records, evenly spaced.

    Returns
    -------
    Experiment
        Values decoder_norm (a multiple of the default initial norm), messiness, train_loss,
        test_loss, each (runs,). Raises ArithmeticError if the equations are too stiff.

    Raises
    ------
    ValueError
        For a start that is not on the map.
    """
    columns = {k: np.asarray(sweep[k], float) for k in COLUMNS}
    for w0, m0 in zip(columns["init_scale"], columns["messiness"], strict=True):
        _check(surface, w0, m0)
    due = np.unique(np.linspace(0, steps, points).round()).astype(int)

    def start(hot: Mapping[str, Any], state: State | None = None) -> Stream:
        now = dict(columns)
        at = 0 if state is None else int(state["step"])
        w, m = (now[k] if state is None else state[k] for k in ("init_scale", "messiness"))
        if state is not None and at >= due[-1]:
            raise ValueError(f"with these settings the path ends at step {due[-1]:,}, before step "
                             f"{at:,}, from which it would go on; give an earlier step, or a "
                             "smaller weight_decay")
        path = None
        for step in due if state is None else due[due > at]:
            changes = _turn(hot, now, at)
            # After a change the paths start anew from the present point, with the new settings.
            if changes or path is None:
                path = _paths(surface, now, w, m, due[due >= step] - at)
            w, m = next(path)
            at = int(step)
            here = {"step": np.array(at), "init_scale": w, "messiness": m}
            yield Snapshot(at, _seen(surface, w, m), changes, ready(here))

    return Experiment(name, {**settings, "steps": steps}, sweep, start)


def slope(surface: Surface, w: Array, m: Array, flat: float) -> tuple[Array, Array]:
    """Derivatives by w and by m of the loss, flattened well below `flat` (see above)."""
    square = surface.train_loss(w, m) ** 2
    # The factor l²/(l² + f²); the floor avoids 0/0 where loss and f are both 0.
    part = square / np.maximum(square + flat**2, 1e-30)
    by_w, by_m = surface.gradient(w, m)
    return part * by_w, part * by_m


def _turn(hot: Mapping[str, Any], now: dict[str, Array], step: int) -> tuple[Change, ...]:
    """Bring the hot columns up to date; return the changes."""
    if isinstance(hot, Hot):
        hot.turn(step)
    new = {k: np.full(len(now[k]), hot.get(k, now[k]), float) for k in HOT}
    turned = [k for k in HOT if not np.array_equal(new[k], now[k])]
    now.update(new)
    return tuple(Change(step, k, tuple(new[k].tolist())) for k in turned)


def _seen(surface: Surface, w: Array, m: Array) -> dict[str, Array]:
    return {"decoder_norm": w, "messiness": m, "train_loss": surface.train_loss(w, m),
            "test_loss": surface.test_loss(w, m)}


def _paths(
    surface: Surface, columns: Mapping[str, Array], w: Array, m: Array, due: Array
) -> Iterator[tuple[Array, Array]]:
    """(w, m), each (runs,), at each of the steps in `due`, counted from here."""
    rest = (columns[k] for k in COLUMNS[2:])
    paths = [_path(surface, due, *each) for each in zip(w, m, *rest, strict=True)]
    return zip(*(np.stack(part, 1) for part in zip(*paths, strict=True)), strict=True)


def _check(surface: Surface, w: float, m: float) -> None:
    low, high = surface.scale[[0, -1]]
    bottom, top = surface.messiness[[0, -1]]
    if not (low <= w <= high and bottom <= m <= top):
        off = ("messiness", m, bottom, top) if low <= w <= high else ("init_scale", w, low, high)
        raise Bound(
            f"the start (w {w:g}, m {m:g}) is not on the map; give init_scale from {low:.3g} to "
            f"{high:.3g} and messiness from {bottom:g} to {top:g}", *off,
        )


def _path(
    surface: Surface, due: Array, w: float, m: float, rate: float, decay: float, ratio: float,
    flat: float,
) -> tuple[Array, Array]:
    low, high = surface.scale[[0, -1]]
    bottom, top = surface.messiness[[0, -1]]
    calls = iter(range(MOST))

    def flow(_, at):
        if next(calls, None) is None:
            raise ArithmeticError(f"the path from (w {w:g}, m {m:g}) takes too many steps; "
                                  "give a smaller rate_ratio or a larger flat")
        # The solver may try points outside of the map; the losses are known inside only.
        x, y = np.clip(at[0], *np.log([low, high])), np.clip(at[1], bottom, top)
        by_w, by_m = slope(surface, np.exp(x), y, flat)
        left = y - bottom if by_m > 0 else top - y          # paths approach an edge, never cross
        return [-by_w * np.exp(-x) - decay, -ratio * by_m * left / (left + NEAR)]

    if due[-1] == 0:
        return np.array([w]), np.array([m])
    # LSODA changes to an implicit method where the wall makes the equations stiff.
    found = solve_ivp(flow, (0, rate * due[-1]), [np.log(w), m], method="LSODA",
                      t_eval=rate * due, rtol=1e-4, atol=1e-6)
    if not found.success:
        raise ArithmeticError(f"the path from (w {w:g}, m {m:g}) could not be followed "
                              f"({found.message}); give a smaller rate_ratio or a larger flat")
    return np.exp(np.clip(found.y[0], np.log(low), np.log(high))), np.clip(found.y[1], bottom, top)
