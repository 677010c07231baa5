"""Two networks of units on a line with the same training examples: one generalises, one does not.

Both compute f(x) = Σ B relu(v x + b)^q. The first has the three units that made the examples. The
second has many random units, whose output layer fits the examples and is random otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from grokviz.run import Array, Experiment, Snapshot, Stream

NETWORKS = ("generalises", "memorises")
SCALES = np.geomspace(0.03, 30, 81)
GRID = np.linspace(-2, 2, 101)          # inputs at which both are measured
INPUTS = -1.8 + 0.4 * np.arange(10)     # of the training examples
UNITS, OFF = 60, 0.4                    # of the second network; how far it is off between examples


def experiment(name: str, settings: Mapping[str, Any]) -> Experiment:
    """Both networks at each of SCALES, see `recipes.penalties.rescaled`."""
    q, seed = settings["degree"], settings["init_seed"]

    def start(hot: Mapping[str, Any]) -> Stream:
        both = generalising(), memorising(q, seed)
        for k, c in enumerate(SCALES):
            yield Snapshot(k, _measured([network.scaled(c, q) for network in both], q)
                           | {"scale": np.full(len(both), c)})

    return Experiment(name, {**settings, "steps": len(SCALES) - 1},
                      {"network": np.array(NETWORKS), "init_seed": np.full(2, seed)}, start)


def _measured(networks: Sequence[Network], degree: int) -> dict[str, Array]:
    truth = generalising()
    outputs, shown = (np.stack([network(x, degree) for network in networks])
                      for x in (GRID, INPUTS))
    leaves = np.array([[np.linalg.norm(leaf) for leaf in network] for network in networks])
    return {
        "outputs": outputs, "leaf_norms": leaves, "weight_norm": np.linalg.norm(leaves, axis=1),
        "train_loss": ((shown - truth(INPUTS, degree)) ** 2).mean(1) / 2,
        "test_loss": ((outputs - truth(GRID, degree)) ** 2).mean(1) / 2,
    }


class Network(NamedTuple):
    """``first`` (units, 2): slope and offset of each unit; ``second`` (units,)."""

    first: Array
    second: Array

    def scaled(self, c: float, degree: int) -> Network:
        """The first layer times c, the second over c^q."""
        return Network(c * self.first, self.second / c**degree)

    def __call__(self, x: Array, degree: int) -> Array:
        return _units(self.first, x, degree) @ self.second


def generalising() -> Network:
    """The three units that made the examples."""
    return Network(np.array([[1, 0], [1, -0.5], [-1, -0.8]]), np.array([1, -2, 1.5]))


def memorising(degree: int, seed: int) -> Network:
    """Random units whose root mean square distance from the examples' function is about OFF."""
    rng = np.random.default_rng(seed)
    slope = rng.choice([-1.0, 1.0], UNITS)
    first = np.stack([slope, -slope * rng.uniform(GRID[0], GRID[-1], UNITS)], 1)
    phi, y = _units(first, INPUTS, degree), generalising()(INPUTS, degree)
    inverse = np.linalg.pinv(phi)
    # Added to the smallest output layer that fits is one that no example sees.
    free = rng.normal(size=UNITS)
    free -= inverse @ (phi @ free)
    size = np.sqrt(np.mean((_units(first, GRID, degree) @ free) ** 2))
    return Network(first, inverse @ y + OFF / size * free)


def _units(first: Array, x: Array, degree: int) -> Array:
    """Outputs of the units, (inputs, units)."""
    return np.maximum(np.outer(x, first[:, 0]) + first[:, 1], 0) ** degree
