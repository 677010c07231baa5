"""Numbers read off a history: when something was learnt, how long it took, how things scale."""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def first_step(steps: Array, reached: Array) -> Array:
    """The first step at which something holds.

    Parameters
    ----------
    steps : array, shape (records,)
    reached : array of bool, shape (records, runs)

    Returns
    -------
    array, shape (runs,); nan where it never holds.
    """
    reached = np.asarray(reached)
    if not len(reached):
        return np.full(reached.shape[1:], np.nan)
    return np.where(reached.any(0), np.asarray(steps, float)[reached.argmax(0)], np.nan)


def grokking_delay(
    steps: Array, train_accuracy: Array, test_accuracy: Array, threshold: float = 0.95
) -> Array:
    """Steps between fitting the training set and generalising.

    Parameters
    ----------
    steps : array, shape (records,)
        Increasing recorded steps [optimiser steps].
    train_accuracy, test_accuracy : array, shape (records, runs)
        Fraction of examples correct, in [0, 1].
    threshold : float
        Accuracy that counts as learnt, in (0, 1].

    Returns
    -------
    array, shape (runs,)
        ``t_test - t_train`` [optimiser steps]; nan where either was never reached.

    Raises
    ------
    ValueError
        If `threshold` lies outside (0, 1].

    References
    ----------
    Power et al. (2022), arXiv:2201.02177, Fig. 1 (the two rises in accuracy).
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold is {threshold}; give an accuracy in (0, 1], e.g. 0.95")
    train, test = (first_step(steps, a >= threshold) for a in (train_accuracy, test_accuracy))
    return test - train


def log_slope(x: Array, y: Array) -> tuple[float, float]:
    """Least-squares line through the points in log-log coordinates.

    Returns ``(slope, intercept)`` of ln y = slope ln x + intercept; nan for fewer than two
    different x among the points where both are finite and positive.
    """
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    good = np.isfinite(x) & np.isfinite(y) & (x > 0) & (y > 0)
    if len(np.unique(x[good])) < 2:
        return np.nan, np.nan
    slope, intercept = np.polyfit(np.log(x[good]), np.log(y[good]), 1)
    return float(slope), float(intercept)


def geometric_mean(values: Array, axis: int = 0) -> Array:
    """exp(mean(log values)) along an axis, nan left out; nan where nothing is left."""
    logs = np.log(np.maximum(values, np.finfo(float).tiny))
    count = np.isfinite(logs).sum(axis)
    return np.exp(np.where(count, np.nansum(logs, axis) / np.maximum(count, 1), np.nan))
