"""The slow flow on the zero-loss manifold in closed form, and the effect of a finite λ.

Decay starts at Φ(w0), where the flow without decay ends, and moves the weights along the manifold
to a smaller norm. It does so in slow time s = λ t = learning_rate * weight_decay * step.
Source: Boursier, Pesme & Dragomir (2025), arXiv:2505.20172, Prop. 2; the closed forms are derived
here from their equations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from grokviz.arguments import array, items, number, whole
from grokviz.run import Record
from grokviz.sentences import match
from grokviz.theory.given import positive, record_with

Array = np.ndarray
HOT = "learning_rate", "weight_decay"


def hyperbola(start: Array, slow_time: ArrayLike) -> Array:
    """(u, v) on u v = 1 with u² - v² = (u0² - v0²) e^(-2s).

    Parameters
    ----------
    start : array, shape (runs, 2)
        u0 + v0 must not be 0: from there the flow ends at the saddle.
    slow_time : array, shape (times,)

    Returns
    -------
    array, shape (times, runs, 2)
    """
    u, v = array("start", start, "(runs, 2)").T
    difference = (u**2 - v**2) * np.exp(-2 * _times(slow_time))[:, None]
    a = np.sqrt((np.abs(difference) + np.sqrt(difference**2 + 4)) / 2)      # the larger of the two
    larger, smaller = a * np.sign(u + v), np.sign(u + v) / a
    return np.where((difference > 0)[..., None], np.stack([larger, smaller], -1),
                    np.stack([smaller, larger], -1))


def fall(start: Array, target: float = 1.0, points: int = 60) -> Array:
    """The fast phase of (u v - target)²/2: from the start to u v = target, at constant u² - v².

    The path multiplies u + v by a factor and divides u - v by it; it is (points, runs, 2).
    """
    u, v = array("start", start, "(runs, 2)").T
    target = number("target", target, -1e6, 1e6, 1)
    points = whole("points", points, 2, 100_000, 60)
    p, m = u + v, u - v
    ahead = 2 * target + np.sqrt(4 * target**2 + (p * m) ** 2)
    if (p == 0).any() or (ahead == 0).any():
        raise ValueError("start has u + v = 0, where the flow ends in the saddle at 0; give a "
                         "start with another sum")
    grown = np.geomspace(np.ones(len(p)), np.sqrt(ahead) / np.abs(p), points)
    return np.stack([p * grown + m / grown, p * grown - m / grown], -1) / 2


def diagonal(inputs: Array, targets: Array, start: Array, slow_time: Array) -> Array:
    """A diagonal network: w(s) = Φ(e^(-s) w0), exactly.

    Slow time multiplies u + v and u - v of each coordinate by e^(-s), the fast phase by e^(±xᵀN).
    So the slow phase from w0 is the fast phase from a smaller start.

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
    inputs, targets = _examples(inputs, targets)
    start = array("start", start, f"({2 * inputs.shape[1]},)")
    N, path = np.zeros(len(targets)), []
    for s in _times(slow_time):
        w, N = _diagonal_limit(inputs, targets, start * np.exp(-s), N)
        path.append(w)
    return np.array(path)


def _diagonal_limit(X: Array, y: Array, start: Array, N: Array) -> tuple[Array, Array]:
    """Φ(start) and N, by damped Newton on a convex function of N, from a first guess."""
    u, v = np.split(start, 2)
    p, m = u + v, u - v

    def parts(N: Array) -> tuple[Array, Array]:
        up = np.exp(np.clip(X.T @ N, -300, 300))
        return p**2 * up**2 / 4, m**2 / up**2 / 4           # the difference of the two is u v

    def value(N: Array) -> float:           # its minimum is where the fast phase ends
        up, down = parts(N)
        return (up + down).sum() / 2 - y @ N

    for _ in range(200):
        plus, minus = parts(N)
        slope = X @ (plus - minus) - y
        if np.abs(slope).max() < 1e-11 * (1 + np.abs(y).max()):
            break
        # Newton's step, halved until the function falls: far from the minimum it overshoots.
        move = np.linalg.solve((X * (2 * (plus + minus))) @ X.T, slope)
        size, now = 1.0, value(N)
        while value(N - size * move) > now + 1e-12 * (1 + abs(now)):    # above rounding
            size /= 2
        N = N - size * move
    up = np.exp(X.T @ N)
    return np.concatenate([p * up + m / up, p * up - m / up]) / 2, N


def regression(inputs: Array, targets: Array, start: Array, slow_time: Array) -> Array:
    """Linear regression: X⁺y + e^(-s) times the part of w0 in the kernel of X.

    Shapes as in `diagonal`, with start (features,); gives (times, features).
    """
    X, targets = _examples(inputs, targets)
    start = array("start", start, f"({X.shape[1]},)")
    inverse = np.linalg.pinv(X)
    null = start - inverse @ (X @ start)
    return inverse @ targets + np.exp(-_times(slow_time))[:, None] * null


def train_floor(J: Array, w: Array, weight_decay: float, scale: float) -> float:
    """The training loss at which descent with decay ends: (λ²/2) wᵀH⁺w, with H = scale JᵀJ.

    F = scale/2 ‖r‖² does not reach zero, since decay balances its gradient. J is (outputs,
    weights), w is (weights,).
    """
    J = array("J", J, "(outputs, weights)")
    w = array("w", w, f"({J.shape[1]},)")
    weight_decay = number("weight_decay", weight_decay, 0, 1e6, 0.1)
    scale = number("scale", scale, 1e-12, 1e12, 1)
    a = np.linalg.lstsq(J @ J.T, J @ w, rcond=None)[0]
    return float(weight_decay**2 / (2 * scale) * a @ a)


def imbalance_law(record: Record, points: int = 200) -> Record:
    """u² - v², UᵀU - VᵀV and ‖E_h‖² - q‖W_h‖² shrink as e^(-2s): loss gradients conserve them.

    Parameters
    ----------
    record : Record
        With ``imbalance`` at its first step; columns ``learning_rate`` and ``weight_decay``.

    Returns
    -------
    Record
        Value ``imbalance``, exact for gradient flow. In the fast phase, descent adds an error of
        the order of its learning rate.
    """
    record = record_with("record", record, ["imbalance"], HOT)
    points = whole("points", points, 2, 100_000, 200)
    first, steps = record.values["imbalance"][0], _log_spaced(record, points)
    t, s, _ = clocks(record, steps)
    left = np.exp(-2 * s).reshape(*s.shape, *(1,) * (first.ndim - 1))
    return Record("theory.imbalance_law", record.settings, record.sweep, steps,
                  {"imbalance": first * left, "flow_time": t, "slow_time": s})


def clocks(record: Record, steps: Array) -> tuple[Array, Array, Array]:
    """Flow time, slow time and weight decay at some steps, (steps, runs); settings may change."""
    record = record_with("record", record, [], HOT, settings=False)
    steps = array("steps", steps, "(steps,)")
    hot = {k: np.asarray(record.sweep[k], float) for k in HOT}
    turns = [c for c in record.changes if c.name in hot]
    begins = [0.0, *(c.step for c in turns)]
    t, s, decay = np.zeros((3, len(steps), record.runs))
    for i, (begin, end) in enumerate(zip(begins, [*begins[1:], np.inf], strict=True)):
        if i:
            hot[turns[i - 1].name] = np.asarray(turns[i - 1].value, float)
        taken = np.clip(steps, begin, end)[:, None] - begin
        t += taken * hot["learning_rate"]
        s += taken * hot["learning_rate"] * hot["weight_decay"]
        decay[steps >= begin] = hot["weight_decay"]
    return t, s, decay


def ahead(
    slow: Record, run: Record, steps: Array | None = None, names: Iterable[str] | None = None,
    points: int = 200,
) -> Record:
    """The slow flow as a prediction for a run: all curves after the fit, with the run's own decay.

    Parameters
    ----------
    slow : Record
        The slow flow of the same runs at weight decay 1; see `engines.riemannian`.
    run : Record
        Changes of its settings hold from their step on.
    steps : array, optional
        By default from 0 to ``settings["steps"]``, log-spaced.
    names : iterable of str, optional
        The values to return; by default all.

    Returns
    -------
    Record
        The values of `slow`, with train_loss times λ² and offset times λ; flow_time and slow_time.
        nan at times beyond the end of `slow`.
    """
    slow = record_with("slow", slow, ["slow_time"], [], settings=False)
    run = record_with("run", run, [], HOT)
    points = whole("points", points, 2, 100_000, 200)
    steps = _log_spaced(run, points) if steps is None else array("steps", steps, "(steps,)")
    t, s, decay = clocks(run, steps)
    wanted = slow.values if names is None else ("slow_time", *(
        match("value", name, slow.values) for name in items("names", names, 1000, "['l1_norm']")))
    values = interpolated(replace(slow, values={k: slow.values[k] for k in wanted}), s)
    for name, scale in (("train_loss", decay**2), ("offset", decay)):
        if name in values:
            values[name] = values[name] * scale
    return Record("norm_flow.prediction", run.settings, run.sweep, steps,
                  {**values, "flow_time": t, "slow_time": s})


def _times(slow_time: ArrayLike) -> Array:
    return positive("slow_time", array("slow_time", slow_time, "(times,)"), zero=True)


def _examples(inputs: Array, targets: Array) -> tuple[Array, Array]:
    X = array("inputs", inputs, "(examples, features)")
    return X, array("targets", targets, f"({len(X)},)")


def _log_spaced(run: Record, points: int) -> Array:
    return np.concatenate([[0.0], np.geomspace(1, max(float(run.settings["steps"]), 2), points)])


def interpolated(slow: Record, s: Array) -> dict[str, Array]:
    """Values of a Record in slow time at other times, (times, runs); nan beyond its end."""
    slow = record_with("slow", slow, ["slow_time"], [], settings=False)
    s = array("s", s, f"(times, {slow.runs})", finite=False)
    known = slow.values["slow_time"][:, 0]
    return {
        k: np.stack([_at(s[:, i], known, v[:, i]) for i in range(slow.runs)], 1)
        for k, v in slow.values.items() if k != "slow_time"
    }


def _at(s: Array, known: Array, values: Array) -> Array:
    columns = values.reshape(len(known), -1).T
    found = [np.interp(s, known, column, right=np.nan) for column in columns]
    return np.stack(found, -1).reshape(len(s), *values.shape[1:])
