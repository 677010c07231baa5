"""Interpolate first, then shrink the norm: gradient flow with little weight decay.

Source: Boursier, Pesme & Dragomir (2025), arXiv:2505.20172, Sec. 5. There are two clocks. In flow
time t = η·step a run fits the training set; in slow time s = λ t decay moves the weights along the
zero-loss manifold. The paper leaves some sizes open; those are ours. Its λ is about 1e-3 to 1e-4;
our defaults show the same in seconds. `norm_flow_forecast` predicts a run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grokviz.recipes.common import checks
from grokviz.recipes.common.describe import described
from grokviz.recipes.common.hot import bounded
from grokviz.recipes.plans.norm_flow import plan_of
from grokviz.run import Experiment
from grokviz.settings import Setting, Table


def _table(*own: Setting, weight_decay: float, learning_rate: float, steps: int) -> Table:
    return Table(
        Setting("weight_decay", "λ", "weight decay", 1e-5, 10, weight_decay, log=True, hot=True,
                off=True),
        *own,
        Setting("learning_rate", "η", "learning rate", 1e-5, 1, learning_rate, log=True, hot=True),
        Setting("steps", "steps", "to descend for", 100, 3_000_000, steps, log=True, integer=True),
    )


_SCALE = Setting("init_scale", "α", "initial scale", 0.01, 4, 1.0, log=True)
_SEEDS = (Setting("data_seed", "seed: data", "draws examples and teacher", 0, 9999, 1,
                  integer=True),
          Setting("init_seed", "seed: init", "draws the weights", 0, 9999, 1, integer=True))


_SLOPE = Setting("slope", "a", "slope of the unit below 0", 0.01, 1, 1.0, log=True)


def _point(u: float, v: float) -> tuple[Setting, ...]:
    return tuple(Setting(k, k, f"first {k}", -5, 5, x) for k, x in (("u", u), ("v", v)))


SETTINGS = {
    "hyperbola": _table(*_point(0.3, 2.5), weight_decay=0.01, learning_rate=0.02, steps=15_000),
    "cross": _table(*_point(0.5, 2.0), weight_decay=0.02, learning_rate=0.02, steps=20_000),
    "adder": _table(*_point(-1.0, 1.0), _SLOPE, weight_decay=0.01, learning_rate=0.05,
                    steps=12_000),
    "adder_three": _table(*_point(-1.0, 1.0), Setting("third", "w", "first w", -5, 5, 2.0),
                          weight_decay=0.01, learning_rate=0.05, steps=12_000),
    "linear_regression": _table(_SCALE, *_SEEDS, weight_decay=1e-3, learning_rate=0.3,
                                steps=30_000),
    "diagonal_network": _table(_SCALE, *_SEEDS, weight_decay=1e-3, learning_rate=0.1,
                               steps=100_000),
    "matrix_completion": _table(
        _SCALE, Setting("rank", "rank", "of the matrix", 1, 5, 2, integer=True),
        Setting("observed", "seen", "share of entries observed", 0.2, 0.9, 0.6),
        Setting("inner", "r", "columns of U and V", 5, 40, 20, integer=True), *_SEEDS,
        weight_decay=1e-2, learning_rate=0.01, steps=50_000),
    "relu_network": _table(_SCALE, *_SEEDS, weight_decay=3e-3, learning_rate=3e-3, steps=300_000),
}
COLUMNS = ("u", "v", "third", "slope", "init_scale", "weight_decay", "learning_rate", "data_seed",
           "init_seed")
SPREADS = ("even", "uniform")           # of the points of the ReLU network
DECAYS = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001)

PRESETS: dict[str, dict[str, dict[str, Any]]] = {
    "hyperbola": {"two clocks": {"weight_decay": 0.01}, "one clock": {"weight_decay": 1.0},
                  "no decay: it stays": {"weight_decay": 0}},
    "cross": {"into the singular point": {"weight_decay": 0.02}},
    "adder": {"1 + 1": {"weight_decay": 0.01, "slope": 1.0},
              "a kink": {"u": -2.0, "v": -1.0, "weight_decay": 0.01, "slope": 0.1},
              "no decay: never": {"weight_decay": 0, "slope": 1.0}},
    "adder_three": {"1 + 1 + 1": {"weight_decay": 0.01}, "no decay: never": {"weight_decay": 0}},
    "linear_regression": {"late": {"weight_decay": 1e-3}, "overlap": {"weight_decay": 0.03},
                          "no decay: never": {"weight_decay": 0}},
    "diagonal_network": {"late": {"weight_decay": 1e-3, "init_scale": 1.0},
                         "small init": {"weight_decay": 1e-3, "init_scale": 0.2},
                         "too much decay": {"weight_decay": 0.3, "init_scale": 1.0},
                         "no decay: never": {"weight_decay": 0, "init_scale": 1.0}},
    "matrix_completion": {"late": {"init_scale": 1.0, "rank": 2},
                          "small init": {"init_scale": 0.1, "rank": 2},
                          "rank too high": {"init_scale": 1.0, "rank": 3}},
    "relu_network": {"late": {"init_scale": 1.0, "weight_decay": 3e-3},
                     "small init": {"init_scale": 0.1, "weight_decay": 3e-3},
                     "no decay: never": {"init_scale": 1.0, "weight_decay": 0}},
}


def hyperbola(
    u: Any = 0.3, v: Any = 2.5, *, weight_decay: Any = 0.01, learning_rate: Any = 0.02,
    steps: int = 15_000, records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """Two weights, F = (u v - 1)²/2: onto the hyperbola, then along it to (1, 1).

    Parameters
    ----------
    u, v, weight_decay, learning_rate
        A number, or a list: every combination is a run, the last varying fastest. Bounds are in
        ``SETTINGS["hyperbola"]``; weight decay and learning rate are hot.
    steps : int
        [optimiser steps]; slow time ends at weight_decay * learning_rate * steps.
    records : iterable of int, optional
        Steps to measure at; by default as `engines.flow.flow_steps` chooses.
    device : {"cpu", "cuda", "auto"}

    Returns
    -------
    Experiment
        Values train_loss, weight_norm, flow_time, slow_time, each (runs,); weights (runs, 2);
        imbalance u² - v², (runs, 1).

    Raises
    ------
    ValueError
        For a setting out of bounds, or learning_rate * weight_decay of 1 or more.
    """
    return _descent(
        "hyperbola", records, device,
        weight_decay=weight_decay, u=u, v=v, learning_rate=learning_rate, steps=steps)


def cross(
    u: Any = 0.5, v: Any = 2.0, *, weight_decay: Any = 0.02, learning_rate: Any = 0.02,
    steps: int = 20_000, records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """F = (u v)²/2: onto an arm of the cross u v = 0, and along it into its singular point.

    Like `hyperbola`, but with target 0 (Musat 2025, arXiv:2511.01938, on singular points).
    """
    return _descent(
        "cross", records, device,
        weight_decay=weight_decay, u=u, v=v, learning_rate=learning_rate, steps=steps)


def adder(
    u: Any = -1.0, v: Any = 1.0, *, slope: Any = 1.0, weight_decay: Any = 0.01,
    learning_rate: Any = 0.05, steps: int = 12_000, records: Iterable[int] | None = None,
    device: str = "cpu",
) -> Experiment:
    """Two weights learn to add from 1 + 1 = 2 alone (Musat 2025, arXiv:2511.01938, Sec. 4).

    Parameters as in `hyperbola` and `tasks.adder.adder`. Values also: test_loss (runs,). Without a
    kink, slope 1, every step is known in closed form, see `theory.adder`.
    """
    return _descent(
        "adder", records, device, weight_decay=weight_decay, u=u, v=v, slope=slope,
        learning_rate=learning_rate, steps=steps)


def adder_three(
    u: Any = -1.0, v: Any = 1.0, third: Any = 2.0, *, weight_decay: Any = 0.01,
    learning_rate: Any = 0.05, steps: int = 12_000, records: Iterable[int] | None = None,
    device: str = "cpu",
) -> Experiment:
    """Three weights learn to add from 1 + 1 + 1 = 3 alone.

    Like `adder`, without a kink. Weights are (runs, 3).
    """
    return _descent(
        "adder_three", records, device, weight_decay=weight_decay, u=u, v=v, third=third,
        learning_rate=learning_rate, steps=steps)


def linear_regression(
    init_scale: Any = 1.0, weight_decay: Any = 1e-3, *, learning_rate: Any = 0.3,
    data_seed: Any = 1, init_seed: Any = 1, steps: int = 30_000,
    records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """20 examples, 40 weights, solved in closed form (their appendix, Eq. 23, 24).

    Parameters as in `hyperbola` and `tasks.interpolation.linear_regression`. Values also:
    test_loss, null_norm (the part of w that no example sees), each (runs,); coefficients
    (runs, 40).
    """
    return _descent(
        "linear_regression", records, device,
        weight_decay=weight_decay, init_scale=init_scale, data_seed=data_seed, init_seed=init_seed,
        learning_rate=learning_rate, steps=steps)


def diagonal_network(
    init_scale: Any = 1.0, weight_decay: Any = 1e-3, *, learning_rate: Any = 0.1,
    data_seed: Any = 1, init_seed: Any = 1, steps: int = 100_000,
    records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """A sparse Fourier series, learnt as u v in each coordinate (their Fig. 1, Sec. 5).

    Parameters as in `hyperbola` and `tasks.interpolation.diagonal_network`. Values also:
    test_loss, l1_norm of u v, each (runs,); coefficients u v and imbalance u² - v², (runs, 40);
    weights (runs, 80).
    """
    return _descent(
        "diagonal_network", records, device,
        weight_decay=weight_decay, init_scale=init_scale, data_seed=data_seed, init_seed=init_seed,
        learning_rate=learning_rate, steps=steps)


def matrix_completion(
    init_scale: Any = 1.0, weight_decay: Any = 1e-2, *, rank: int = 2, observed: float = 0.6,
    inner: int = 20, learning_rate: Any = 0.01, data_seed: Any = 1, init_seed: Any = 1,
    steps: int = 50_000, records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """A 20 x 20 matrix of low rank from some of its entries, as U Vᵀ (their Sec. 5).

    Parameters as in `hyperbola` and `tasks.interpolation.matrix_completion`. Values also:
    test_loss over the other entries, imbalance ‖UᵀU - VᵀV‖, each (runs,); singular_values
    (runs, 20).
    """
    return _descent(
        "matrix_completion", records, device,
        weight_decay=weight_decay, init_scale=init_scale, rank=rank, observed=observed, inner=inner,
        data_seed=data_seed, init_seed=init_seed, learning_rate=learning_rate, steps=steps)


def relu_network(
    init_scale: Any = 1.0, weight_decay: Any = 3e-3, *, spread: str = "even",
    learning_rate: Any = 3e-3, data_seed: Any = 1, init_seed: Any = 1, steps: int = 300_000,
    records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """Ten points on a line with three kinks, by 100 ReLU neurons (their Sec. 5).

    The network is not smooth, so outside the theory. Parameters as in `hyperbola` and
    `tasks.interpolation.relu_network`. Values also: test_loss (runs,); outputs (runs, 101), the
    fitted function over ``norm_flow_forecast.known(experiment)["grid"]``; imbalance (runs, 100).
    """
    return _descent(
        "relu_network", records, device,
        weight_decay=weight_decay, init_scale=init_scale, data_seed=data_seed, init_seed=init_seed,
        learning_rate=learning_rate, steps=steps, spread=spread)


def preset(task: str, name: str) -> dict[str, Any]:
    """The settings of a named preset of a task; ValueError with the known names for any other."""
    return checks.preset_of(PRESETS, "task", task, name)


def _descent(
    task: str, records: Iterable[int] | None, device: str, **given: Any
) -> Experiment:
    from grokviz import engines

    table = SETTINGS[task]
    settings, sweep = described(table, {k: given[k] for k in table}, COLUMNS)
    checks.decay(sweep)
    settings |= checks.named(given, spread=SPREADS) if "spread" in given else {}
    settings |= checks.machine({"device": device})
    settings |= {"task": task, "optimizer": "sgd", "dtype": "float64"}
    return bounded(engines.flow(
        plan_of(settings), name=f"norm_flow.{task}", settings=settings, sweep=sweep,
        steps=settings["steps"], records=records,
    ), table, checks.decay)
