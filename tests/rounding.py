"""The measured effect of rounding on a run: the allowed difference between two processors.

Processors differ in the order of sums and in the polynomials for exp and tanh. The run determines
how these differences grow. Adam's first steps are as long as the learning rate for any gradient, so
rounding decides the sign of a step whose gradient is as small as its rounding error. A second run
starts from more coarsely rounded weights. The difference between the two runs sets the tolerance.
"""

from collections.abc import Callable

import numpy as np

from grokviz.run import Experiment, State

Rows = list[tuple[int, dict[str, np.ndarray]]]          # step, and the values measured there
EPS = float(np.finfo(np.float32).eps)
# A gradient is a sum over some 256 examples or units, and rounding it leaves some sqrt(256) eps.
WORSE = 16
# The step at which a weight changes side is random: the difference of the twins at twice the step
# is the difference allowed on another processor.
LEAD = 2
EACH = 2                # each processor may differ by this much from exact numbers
SUMMED = 8              # eps that a measurement adds: a sum and its rounding


def rows(experiment: Experiment, last: int, state: State | None = None) -> tuple[Rows, State]:
    """The values up to the first record at or after step `last`, and the state at that record."""
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
    if not any(key.startswith("params/") for key in state or ()):       # no weights to round worse
        return found, lambda name, step: SUMMED * EPS
    twin = dict(rows(experiment, LEAD * last, rounded_worse(state))[0])
    turned = _turned(experiment, found, state)
    apart = {step: {name: _relative(values[name], twin[step][name]) for name in names & set(values)}
             for step, values in found if step in twin}
    begins = min(apart, default=0)      # a run that goes on does not record where it begins

    def allowed(name: str, step: int) -> float:
        until = max(LEAD * step, begins)
        most = max((by[name] for at, by in apart.items() if at <= until), default=0.0)
        return EACH * most + SUMMED * EPS + turned * step

    return found, allowed


def _turned(experiment: Experiment, found: Rows, state: State) -> float:
    """Relative change of the norm per step if Adam moves one weight the other way.

    The twin may not contain the weight that changes direction on another processor. If a gradient
    is only rounding error, its sign is random. Such a weight moves apart by 2 eta a step. A typical
    weight is |w|/sqrt(n), so the norm changes by the fraction 2 eta/(|w| sqrt(n)). A loss changes
    by the same order.
    """
    weights = sum(v[0].size for k, v in state.items() if k.startswith("params/"))
    norm = found[0][1]["weight_norm"]
    return float((2 * experiment.sweep["learning_rate"] / norm).max() / np.sqrt(weights))


def _relative(value: np.ndarray, other: np.ndarray) -> float:
    return float(np.max(np.abs(other / value - 1)))
