"""The slow flow on the zero-loss manifold in closed form, and what λ > 0 adds to it.

Decay leads from Φ(w0), where the flow without decay ends, along the manifold to a smaller norm, in
slow time s = λ t = learning_rate * weight_decay * step. Source: Boursier, Pesme & Dragomir
(2025), arXiv:2505.20172, Prop. 2; the closed forms are worked out here from their equations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from grokviz.run import Record

Array = np.ndarray


def hyperbola(start: Array, slow_time: Array) -> Array:
    """(u, v) on u v = 1 with u² - v² = (u0² - v0²) e^(-2s).

    Parameters
    ----------
    start : array, shape (runs, 2)
        With u0 + v0 other than 0: there it ends at the saddle.
    slow_time : array, shape (times,)

    Returns
    -------
    array, shape (times, runs, 2)
    """
    u, v = np.asarray(start, float).T
    difference = (u**2 - v**2) * np.exp(-2 * np.asarray(slow_time, float))[:, None]
    a = np.sqrt((np.abs(difference) + np.sqrt(difference**2 + 4)) / 2)      # the larger of the two
    larger, smaller = a * np.sign(u + v), np.sign(u + v) / a
    return np.where((difference > 0)[..., None], np.stack([larger, smaller], -1),
                    np.stack([smaller, larger], -1))


def diagonal(inputs: Array, targets: Array, start: Array, slow_time: Array) -> Array:
    """A diagonal network: w(s) = Φ(e^(-s) w0), exactly.

    Each coordinate's u + v and u - v are multiplied by e^(-s), and by e^(±xᵀN) in the fast
    phase, so that the slow phase from w0 is the fast phase from a smaller start.

    Parameters
    ----------
    inputs, targets : array, shape (examples, features) and (examples,)
    start : array, shape (2 features,)
        u, then v.
    slow_time : array, shape (times,)

    Returns
    -------
    array, shape (times, 2 features)
    """
    N, path = np.zeros(len(targets)), []
    for s in np.asarray(slow_time, float):
        w, N = _diagonal_limit(inputs, targets, start * np.exp(-s), N)
        path.append(w)
    return np.array(path)


def _diagonal_limit(X: Array, y: Array, start: Array, N: Array) -> tuple[Array, Array]:
    """Φ(start) by damped Newton on Σ (p² e^(2 xᵀN) + m² e^(-2 xᵀN))/8 - yᵀN, from a guess N."""
    u, v = np.split(start, 2)
    p, m = u + v, u - v

    def parts(N: Array) -> tuple[Array, Array]:
        up = np.exp(np.clip(X.T @ N, -300, 300))
        return p**2 * up**2 / 4, m**2 / up**2 / 4           # their difference is u v

    def value(N: Array) -> float:
        return sum(parts(N)).sum() / 2 - y @ N

    for _ in range(200):
        plus, minus = parts(N)
        slope = X @ (plus - minus) - y
        if np.abs(slope).max() < 1e-11 * (1 + np.abs(y).max()):
            break
        move = np.linalg.solve((X * (2 * (plus + minus))) @ X.T, slope)
        size, now = 1.0, value(N)
        while value(N - size * move) > now + 1e-12 * (1 + abs(now)):    # above rounding
            size /= 2
        N = N - size * move
    up = np.exp(X.T @ N)
    return np.concatenate([p * up + m / up, p * up - m / up]) / 2, N


def regression(inputs: Array, targets: Array, start: Array, slow_time: Array) -> Array:
    """Linear regression: X⁺y + e^(-s) times the part of w0 that no example sees.

    Shapes as in `diagonal`, the start (features,); gives (times, features).
    """
    X = np.asarray(inputs, float)
    inverse = np.linalg.pinv(X)
    null = start - inverse @ (X @ start)
    return inverse @ targets + np.exp(-np.asarray(slow_time, float))[:, None] * null


def regression_descent(
    inputs: Array, targets: Array, start: Array, steps: Array, *, learning_rate: float,
    weight_decay: float,
) -> Array:
    """Descent itself at any λ, by the SVD: F = ‖Xw - y‖²/(2n), (steps, features)."""
    n, k = len(targets), np.asarray(steps, float)[:, None]
    U, sigma, V = np.linalg.svd(inputs, full_matrices=True)
    curvature = np.zeros(V.shape[0])
    curvature[: len(sigma)] = sigma**2 / n
    pull = np.zeros(V.shape[0])
    pull[: len(sigma)] = sigma * (U.T @ targets)[: len(sigma)] / n
    speed = curvature + weight_decay
    end = np.divide(pull, speed, out=np.zeros_like(pull), where=speed > 0)
    return (end + (V @ start - end) * (1 - learning_rate * speed) ** k) @ V


def train_floor(J: Array, w: Array, weight_decay: float, scale: float) -> float:
    """F = scale/2 ‖r‖² does not reach zero: (λ²/2) wᵀH⁺w, with H = scale JᵀJ.

    J is (outputs, weights), w (weights,).
    """
    a = np.linalg.lstsq(J @ J.T, J @ w, rcond=None)[0]
    return float(weight_decay**2 / (2 * scale) * a @ a)


def imbalance_law(record: Record, points: int = 200) -> Record:
    """What loss gradients conserve shrinks as e^(-2s): u² - v², UᵀU - VᵀV, ‖E_h‖² - q‖W_h‖².

    Parameters
    ----------
    record : Record
        With ``imbalance`` at its first step; columns ``learning_rate`` and ``weight_decay``.

    Returns
    -------
    Record
        Value ``imbalance``, exact for gradient flow; descent adds an error of the order of its
        learning rate, in the fast phase.
    """
    first = record.values["imbalance"][0]

    def law(s: Array) -> dict[str, Array]:          # s: (times, runs)
        return {"imbalance": first * np.exp(-2 * s).reshape(*s.shape, *(1,) * (first.ndim - 1))}

    return on_steps("theory.imbalance_law", record.settings, record.sweep, law, points)


def on_steps(
    name: str, settings: Mapping, sweep: Mapping[str, Array],
    law: Callable[[Array], Mapping[str, Array]], points: int = 200,
) -> Record:
    """A law in slow time as a Record in steps, known before the run.

    Parameters
    ----------
    law : function
        (times, runs) of slow time -> name -> array (times, runs, ...).

    Returns
    -------
    Record
        From step 0 to ``settings["steps"]``, with ``slow_time`` among its values.
    """
    last = float(settings["steps"])
    steps = np.concatenate([[0.0], np.geomspace(1, max(last, 2), points)])
    speed = np.asarray(sweep["learning_rate"], float) * np.asarray(sweep["weight_decay"], float)
    s = steps[:, None] * speed
    return Record(name, settings, sweep, steps, {"slow_time": s, **law(s)})


def interpolated(slow: Record, s: Array) -> dict[str, Array]:
    """Values of a Record in slow time at other times: (times, runs); nan beyond its end."""
    known = slow.values["slow_time"][:, 0]
    return {
        k: np.stack([_at(s[:, i], known, v[:, i]) for i in range(slow.runs)], 1)
        for k, v in slow.values.items() if k != "slow_time"
    }


def _at(s: Array, known: Array, values: Array) -> Array:
    columns = values.reshape(len(known), -1).T
    found = [np.interp(s, known, column, right=np.nan) for column in columns]
    return np.stack(found, -1).reshape(len(s), *values.shape[1:])
