"""How long weight decay alone takes: the decay of the norm, and the time to generalise.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sections 2 and 5. Where the training
loss is flat, decoupled decay multiplies the weights by 1 - eta lambda in each step.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from grokviz.arguments import array, whole
from grokviz.run import Record
from grokviz.theory.given import positive, record_with, together

Array = np.ndarray


def weight_norm_law(record: Record, points: int = 200) -> Record:
    """The norm ‖w₀‖ e^(-ηλt) of each run at all steps, as a prediction before the run.

    Parameters
    ----------
    record : Record
        With ``weight_norm`` at its first step, and columns ``learning_rate`` and
        ``weight_decay``. If these two changed during the run, the law follows the changes.

    Returns
    -------
    Record
        Value ``weight_norm`` (records, runs), from step 0 to ``settings["steps"]``.
    """
    record = record_with("record", record, ["weight_norm"], ["learning_rate", "weight_decay"])
    points = whole("points", points, 2, 100_000, 200)
    last = float(record.settings["steps"])
    steps = np.unique(np.concatenate([
        [0.0], np.geomspace(1, max(last, 1), points), [float(c.step) for c in record.changes],
    ]))
    rate = np.asarray(record.sweep["learning_rate"], float)
    decay = np.asarray(record.sweep["weight_decay"], float)
    speed = np.empty((len(steps), record.runs))         # of -ln‖w‖, from each step on
    changes = list(record.changes)
    for i, step in enumerate(steps):
        while changes and changes[0].step <= step:
            change = changes.pop(0)
            if change.name == "learning_rate":
                rate = np.asarray(change.value)
            elif change.name == "weight_decay":
                decay = np.asarray(change.value)
        speed[i] = -np.log1p(-rate * decay)
    fallen = np.cumsum(speed[:-1] * np.diff(steps)[:, None], axis=0)
    fallen = np.concatenate([np.zeros((1, record.runs)), fallen])
    norm = record.values["weight_norm"][0] * np.exp(-fallen)
    return Record(
        "theory.weight_norm_law", record.settings, record.sweep, steps, {"weight_norm": norm}
    )


def generalisation_time(
    start_norm: ArrayLike, critical_norm: ArrayLike, learning_rate: ArrayLike,
    weight_decay: ArrayLike,
) -> Array:
    """Steps to move from one norm to another: t = ln(w0/w_c) / (eta lambda).

    Parameters
    ----------
    start_norm, critical_norm : array
        The norm at the start, and the norm at which the network generalises.
    learning_rate, weight_decay : array

    Returns
    -------
    array [optimiser steps]; 0 if the start is below the critical norm, inf without decay.
    """
    start, end = positive("start_norm", start_norm), positive("critical_norm", critical_norm)
    rate = positive("learning_rate", learning_rate, zero=True)
    decay = positive("weight_decay", weight_decay, zero=True)
    together(start_norm=start, critical_norm=end, learning_rate=rate, weight_decay=decay)
    distance = np.maximum(np.log(start / end), 0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        time = distance / (rate * decay)
    return np.where(distance == 0, 0.0, time)


def critical_norm(norms: Array, losses: Array, loss: float) -> float:
    """The norm at which a run that moves down the right arm of the U reaches a test loss.

    Parameters
    ----------
    norms, losses : array, shape (norms,)
        The U: test loss at each fixed norm, norms increasing.
    loss : float

    Returns
    -------
    float
        Where the right arm of the U crosses `loss`, interpolated between the logarithms; nan if it
        does not, or if the bottom of the U lies above `loss`.
    """
    x = np.log(positive("norms", array("norms", norms, "(norms,)")))
    y = np.log(positive("losses", array("losses", losses, f"({len(x)},)")))
    loss = float(positive("loss", array("loss", loss, "()")))
    bottom = int(np.argmin(y))
    above = np.flatnonzero(y[bottom:] > np.log(loss))
    if not len(above) or above[0] == 0:
        return np.nan
    # The two points of the U between which it crosses the loss.
    ends = slice(bottom + above[0] - 1, bottom + above[0] + 1)
    return float(np.exp(np.interp(np.log(loss), y[ends], x[ends])))
