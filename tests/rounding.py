"""How far rounding carries a run, measured: what two processors may differ by.

Processors add in another order and take other polynomials for exp and tanh. What some steps make
of that is a property of the run: Adam's first steps are as long as the learning rate whatever the
gradient, so one as small as its own rounding goes to either side. So the run is made once more,
from weights that are rounded worse, and what the two come apart by is the yardstick.
"""

from collections.abc import Callable

import numpy as np

from grokviz.run import Experiment, State

Rows = list[tuple[int, dict[str, np.ndarray]]]          # step, and what was measured there
EPS = float(np.finfo(np.float32).eps)
# A gradient is a sum over some 256 examples or units, and rounding it leaves some sqrt(256) eps.
WORSE = 16
# When a weight goes to the other side is chance: what the twins have come to at twice the step is
# what another processor may have come to by then.
LEAD = 2
EACH = 2                # either processor is so far from what exact numbers would give
SUMMED = 8              # eps that measuring adds: a sum over weights or examples, and its digits


def rows(experiment: Experiment, last: int, state: State | None = None) -> tuple[Rows, State]:
    """What is measured up to the first record from step `last` on, and the state at the first."""
    found, first = [], None
    stream = experiment.start({}, *([] if state is None else [state]))
    for snapshot in (s for s in stream if s is not None):
        if not found and snapshot.state:
            first = snapshot.state()
        found.append((snapshot.step, snapshot.values))
        if snapshot.step >= last:
            break
    stream.close()
    return found, first


def rounded_worse(state: State) -> State:
    """The same state with every weight times 1 + or - `WORSE` eps."""
    draws = np.random.default_rng(0)
    return {k: (v * (1 + WORSE * EPS * draws.choice([-1, 1], v.shape))).astype(v.dtype)
            if k.startswith("params/") else v for k, v in state.items()}


def bound(
    experiment: Experiment, last: int, names: set[str]
) -> tuple[Rows, Callable[[str, int], float]]:
    """A run past step `last`, and by how much of itself a value with one of these names may differ
    elsewhere at a step up to there.

    In float64 rounding grows as well, but 2e-16 times a thousand is still below the digits of a
    float32, in which records are stored.
    """
    found, state = rows(experiment, LEAD * last)
    if experiment.settings.get("dtype") != "float32":
        return found, lambda name, step: EPS
    twin = dict(rows(experiment, LEAD * last, rounded_worse(state))[0])
    turned = _turned(experiment, found, state)
    apart = {step: {name: _relative(values[name], twin[step][name]) for name in names & set(values)}
             for step, values in found if step in twin}

    def allowed(name: str, step: int) -> float:
        most = max((by[name] for at, by in apart.items() if at <= LEAD * step), default=0.0)
        return EACH * most + SUMMED * EPS + turned * step

    return found, allowed


def _turned(experiment: Experiment, found: Rows, state: State) -> float:
    """What one weight that Adam moves the other way makes of the norm a step, relative to it.

    The twin need not meet with the one that turns elsewhere: where a gradient is nothing but
    rounding, its sign is chance. Such a weight comes to lie 2 eta a step away; a typical one is
    |w|/sqrt(n), so that the norm is another by 2 eta/(|w| sqrt(n)) of itself. What a loss makes of
    it is of that order, too.
    """
    weights = sum(v[0].size for k, v in state.items() if k.startswith("params/"))
    norm = found[0][1]["weight_norm"]
    return float((2 * experiment.sweep["learning_rate"] / norm).max() / np.sqrt(weights))


def _relative(value: np.ndarray, other: np.ndarray) -> float:
    return float(np.max(np.abs(other / value - 1)))
