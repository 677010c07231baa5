"""A model with two weights that generalises on a ring: the picture of Omnigrok, to be dragged.

The model computes f(a, b) = u v a + (|w|²/2 - 1) b, with w = (u, v). Its training examples have
b = 0, its test examples b = ±1, and the correct answer to both is a. So

    training loss   (u v - 1)²                      zero along a hyperbola, at every norm from √2
    test loss       (u v - 1)² + (|w|²/2 - 1)²      zero where that touches the ring |w| = √2

Over the norm the least training loss is an L, and the test loss there a U, both in closed form.
Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 1. That figure is a sketch; the two
formulas are ours, chosen so that they compute it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.arguments import array, number, whole
from grokviz.recipes.common.describe import described
from grokviz.recipes.common.hot import bounded
from grokviz.run import Change, Experiment, Hot, Record, Snapshot, State, Stream, ready
from grokviz.sentences import brief
from grokviz.settings import Setting, Table

SETTINGS = Table(
    Setting("u", "u", "at the start", -3, 3, 2.8),
    Setting("v", "v", "at the start", -3, 3, 1.2),
    Setting("weight_decay", "λ", "weight decay", 0.01, 4, 0.05, log=True, hot=True, off=True),
    Setting("steps", "steps", "to follow", 100, 100_000, 10_000, log=True, integer=True),
)
COLUMNS = ("u", "v", "weight_decay")
PRESETS = {
    "waits": {"u": 2.8, "v": 1.2, "weight_decay": 0.05},
    "inside the ring": {"u": 0.6, "v": 0.2, "weight_decay": 0.05},
    "no decay: never": {"u": 2.8, "v": 1.2, "weight_decay": 0},
    "too much decay": {"u": 2.8, "v": 1.2, "weight_decay": 3.0},
}
RING = np.sqrt(2.0)     # the critical norm
STEP = 0.01             # flow time of a step
FARTHEST = 100.0        # norm
RIGHT = 0.05            # squared error below which an answer counts as correct


def slide(
    u: Any = 2.8, v: Any = 1.2, weight_decay: Any = 0.05, *, steps: int = 10_000
) -> Experiment:
    """Follow the gradient flow dw/dt = -∇(training loss) - λ w from a start (u, v).

    Parameters
    ----------
    u, v, weight_decay
        A number, or a list: every combination is a run. Bounds are in `SETTINGS`; weight decay
        is hot.
    steps : int
        Of 0.01 in flow time, each one step of the classical Runge-Kutta method.

    Returns
    -------
    Experiment
        Values weights (runs, 2), weight_norm, train_loss, test_loss, train_accuracy and
        test_accuracy, each (runs,). An example counts as correct where its squared error is below
        0.05. A run has learnt when all its examples are correct.

    Raises
    ------
    ValueError
        For a setting out of bounds.
    """
    settings, sweep = described(
        SETTINGS, {"u": u, "v": v, "weight_decay": weight_decay, "steps": steps}, COLUMNS)
    due = _due(settings["steps"])

    def start(hot: Mapping[str, Any], state: State | None = None) -> Stream:
        w = np.stack([sweep["u"], sweep["v"]], -1).astype(float)        # (runs, 2)
        decay, taken, changes = np.array(sweep["weight_decay"], float), 0, []
        if state is not None:
            w, taken = state["weights"].copy(), int(state["step"])
        # From one recorded step to the next; a resumed run begins after the step it was saved at.
        for target in due[due > taken] if state is not None else due:
            while taken < target:
                if isinstance(hot, Hot):
                    hot.turn(taken)
                new = np.full(len(w), hot.get("weight_decay", decay), float)
                if not np.array_equal(new, decay):
                    decay = new
                    changes.append(Change(taken, "weight_decay", tuple(decay.tolist())))
                w = _runge_kutta(w, decay[:, None])
                taken += 1
            now = {"step": np.array(taken), "weights": w}
            yield Snapshot(taken, _measured(w), tuple(changes), ready(now))
            changes = []

    return bounded(Experiment("shell_toy.slide", settings, sweep, start), SETTINGS)


def lu_curve(norms: np.ndarray | None = None) -> Record:
    """The least training loss at each norm, and the test loss there: the L and the U.

    At norm r the training loss is least at u = v = r/√2, where it is (r²/2 - 1)², up to the ring,
    and zero beyond.
    """
    r = np.geomspace(0.1, 4.3, 121) if norms is None else array("norms", norms, "(norms,)")
    if not ((r > 0) & (r <= FARTHEST)).all():
        raise ValueError(f"norms are {brief(r)}; give numbers above 0, up to {FARTHEST:g}")
    misses = (r**2 / 2 - 1) ** 2
    train = np.where(r < RING, misses, 0.0)
    values = {"weight_norm": r, "train_loss": train, "test_loss": train + misses}
    return Record("shell_toy.lu_curve", {}, {"init_scale": r, "init_seed": np.zeros(len(r))},
                  np.array([0]), {k: v[None] for k, v in values.items()})


def valley(reach: float = 3.0, points: int = 80) -> list[np.ndarray]:
    """The two curves on which the training loss is zero, up to `reach`; each (2, points)."""
    reach = number("reach", reach, 1, FARTHEST, 3)
    u = np.geomspace(1 / reach, reach, whole("points", points, 2, 10_000, 80))
    return [sign * np.stack([u, 1 / u]) for sign in (1, -1)]


def landscape(along: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Train and test loss where both weights take these values: (values of v, values of u)."""
    along = array("along", along, "(values,)")
    u, v = np.meshgrid(along, along)
    measured = _measured(np.stack([u.ravel(), v.ravel()], -1))
    return measured["train_loss"].reshape(u.shape), measured["test_loss"].reshape(u.shape)


def _runge_kutta(w: np.ndarray, decay: np.ndarray) -> np.ndarray:
    k1 = _velocity(w, decay)
    k2 = _velocity(w + STEP / 2 * k1, decay)
    k3 = _velocity(w + STEP / 2 * k2, decay)
    k4 = _velocity(w + STEP * k3, decay)
    return w + STEP / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def _velocity(w: np.ndarray, decay: np.ndarray) -> np.ndarray:
    miss = w[:, :1] * w[:, 1:] - 1
    return -2 * miss * w[:, ::-1] - decay * w


def _measured(w: np.ndarray) -> dict[str, np.ndarray]:
    product = w[:, 0] * w[:, 1] - 1                     # the error of the training examples
    size = (w**2).sum(1) / 2 - 1
    misses = np.stack([product + size, product - size]) ** 2            # of the two test examples
    return {
        "weights": w, "weight_norm": np.sqrt((w**2).sum(1)),
        "train_loss": product**2, "test_loss": misses.mean(0),
        "train_accuracy": (product**2 < RIGHT).astype(float),
        "test_accuracy": (misses < RIGHT).mean(0),
    }


def _due(steps: int) -> np.ndarray:
    """Steps to measure at: 0, then about 40 in each decade."""
    points = int(40 * np.log10(steps)) + 2
    return np.unique(np.concatenate([[0], np.geomspace(1, steps, points).round()])).astype(int)
