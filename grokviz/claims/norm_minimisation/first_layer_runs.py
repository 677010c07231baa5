"""The experiments behind the claims on the first layer alone, and on training both layers."""

from __future__ import annotations

from typing import Any

from grokviz.claims.norm_minimisation.runs import per_seed
from grokviz.claims.runs import run
from grokviz.claims.seeds import SEEDS, Seeds, seeded
from grokviz.recipes import first_layer
from grokviz.run import Record

FEW, FEWEST = 4, 2      # seeds where one takes long: the first ones of those asked for
MARKS = (0.7, 1.0, 1.5, 2.0)            # slow times of the compass
SQUARE, RELU = (first_layer.TRAINED[k] for k in ("square", "relu"))
QUICK: dict[str, Any] = {"learning_rate": 5e-3, "steps": 600}


@seeded
def simulated(seeds: Seeds = SEEDS) -> list[Record]:
    """The default p = 23."""
    return per_seed(first_layer.simulated, seeds)


@seeded
def simulated_square(seeds: Seeds = SEEDS) -> list[Record]:
    """The square activation."""
    return per_seed(first_layer.simulated, seeds, activation="square", **QUICK)


@seeded
def simulated_tanh(seeds: Seeds = SEEDS) -> list[Record]:
    """The activation tanh."""
    return per_seed(first_layer.simulated, seeds, activation="tanh", **QUICK)


@seeded
def simulated_few_pairs(seeds: Seeds = SEEDS) -> list[Record]:
    """A group with too few pairs."""
    return per_seed(first_layer.simulated, seeds, modulus=13, hidden=128, **QUICK)


@seeded
def compass_square(seeds: Seeds = SEEDS) -> list[Record]:
    """The square activation over 10 steps, from the inits of the first FEW seeds."""
    return _compass(seeds, activation="square", **SQUARE)


@seeded
def compass_relu(seeds: Seeds = SEEDS) -> list[Record]:
    """ReLU over 100 steps, from the same inits."""
    return _compass(seeds, activation="relu", window=100, **RELU)


def _compass(seeds: Seeds, **settings) -> list[Record]:
    return _each(run(first_layer.compass(MARKS, init_seed=list(seeds[:FEW]), **settings))[0])


@seeded
def kappa_one(seeds: Seeds = SEEDS) -> list[tuple[Record, Record]]:
    """Training with both layers at one rate, and the closed form from s = 0.2."""
    return _beside_closed(seeds, 1, 38_000)


@seeded
def kappa_sixteen(seeds: Seeds = SEEDS) -> list[tuple[Record, Record]]:
    """The same with the output layer 16 times as fast."""
    return _beside_closed(seeds, 16, 268_000)


def _beside_closed(seeds: Seeds, kappa: int, steps: int) -> list[tuple[Record, Record]]:
    """Runs from the inits of the first FEWEST seeds, on the same pairs."""
    made = first_layer.trained(kappa, learning_rate=0.2 / kappa, steps=steps,
                               init_seed=list(seeds[:FEWEST]))
    ridge = 3e-4 / 2 * 59 * 11          # of the same decay: λ/2 times 59 examples and p = 11
    both = run(made, first_layer.isolated(made, until=1.0, ridge=ridge))
    return list(zip(*(_each(r) for r in both), strict=True))


@seeded
def balance_square(seeds: Seeds = SEEDS) -> list[Record]:
    """Both layers trained, to s = 3, with the square activation, from FEWEST inits."""
    return _both_layers(seeds, "square", 50_000)


@seeded
def balance_relu(seeds: Seeds = SEEDS) -> list[Record]:
    """The same with ReLU."""
    return _both_layers(seeds, "relu", 30_000)


def _both_layers(seeds: Seeds, activation: str, steps: int) -> list[Record]:
    return _each(run(first_layer.trained(
        activation=activation, **first_layer.TRAINED[activation], steps=steps,
        init_seed=list(seeds[:FEWEST])))[0])


def _each(found: Record) -> list[Record]:
    """The runs of a Record, each alone."""
    return [found.take(i) for i in range(found.runs)]
