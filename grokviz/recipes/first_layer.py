"""Modular addition with the output layer at its optimum, beside real training of both layers.

Source: Musat (2025), arXiv:2511.01938, Sec. 6. The clock is slow time s: the sum of the steps of
the closed form, and learning_rate * weight_decay * step of training. The paper's p = 37 takes
minutes; the defaults show the same in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.arguments import number, numbers_in, whole
from grokviz.recipes.common import checks
from grokviz.recipes.common.hot import bounded, fixed
from grokviz.recipes.plans import first_layer as plans
from grokviz.run import Experiment, Stream
from grokviz.settings import Setting, Table

_SEEDS = (Setting("data_seed", "seed: data", "draws the training pairs", 0, 9999, 0, integer=True),
          Setting("init_seed", "seed: init", "draws the weights", 0, 9999, 0, integer=True))


def _net(modulus: int, hidden: int, train_fraction: float) -> tuple[Setting, ...]:
    return (
        Setting("modulus", "p", "size of the group", 5, 59, modulus, integer=True),
        Setting("hidden", "h", "hidden units", 16, 1024, hidden, log=True, integer=True),
        Setting("train_fraction", "share", "of the pairs, for training", 0.2, 0.95, train_fraction),
        Setting("init_scale", "α", "initial scale", 0.1, 10, 1.0, log=True),
    )


SETTINGS = {
    "simulated": Table(
        *_net(23, 256, 0.7),
        Setting("ridge", "ridge", "of the output layer", 1e-4, 10, 0.0, log=True, off=True),
        Setting("learning_rate", "η", "slow time a step", 1e-4, 0.1, 3e-3, log=True, hot=True),
        *_SEEDS, Setting("steps", "steps", "to follow it for", 10, 100_000, 1000, log=True,
                         integer=True),
    ),
    "trained": Table(
        *_net(11, 128, 0.89),
        Setting("weight_decay", "λ", "weight decay", 1e-6, 1, 3e-4, log=True, hot=True, off=True),
        Setting("learning_rate", "η", "learning rate", 1e-4, 10, 0.2, log=True, hot=True),
        Setting("kappa", "κ", "speed of the output layer", 0.25, 64, 1.0, log=True),
        *_SEEDS, Setting("steps", "steps", "to train for", 100, 3_000_000, 33_000, log=True,
                         integer=True),
    ),
}
COLUMNS = ("init_scale", "weight_decay", "learning_rate", "data_seed", "init_seed")
TRAINED: dict[str, dict[str, Any]] = {"square": {"learning_rate": 0.2, "weight_decay": 3e-4},
                                      "relu": {"learning_rate": 1.0, "weight_decay": 1e-4}}
PRESETS = {
    "simulated": {"late": {"modulus": 23, "hidden": 256, "train_fraction": 0.7},
                  "more data": {"modulus": 23, "hidden": 340, "train_fraction": 0.9},
                  "too few pairs": {"modulus": 13, "hidden": 128, "train_fraction": 0.7}},
    "trained": {"output layer 1x": {"kappa": 1.0, "learning_rate": 0.2, "steps": 33_000},
                "output layer 4x": {"kappa": 4.0, "learning_rate": 0.05, "steps": 133_000},
                "output layer 16x": {"kappa": 16.0, "learning_rate": 0.0125, "steps": 266_000}},
}
LONGEST = 100.0         # slow time at most
MOST_TIMES = 1000       # records of a compass at most


def simulated(
    modulus: int = 23, hidden: int = 256, train_fraction: float = 0.7, *, init_scale: Any = 1.0,
    activation: str = "relu", ridge: float = 0.0, learning_rate: Any = 3e-3, data_seed: Any = 0,
    init_seed: Any = 0, steps: int = 1000, records: Iterable[int] | None = None,
    device: str = "cpu",
) -> Experiment:
    """Train the embedding alone, the output layer always at its optimum (Sec. 6.2, Eq. 20).

    Parameters
    ----------
    modulus, hidden, train_fraction
        p, hidden units, and the share of the p(p+1)/2 pairs to train on.
    init_scale, learning_rate, data_seed, init_seed
        A number or a list, as in `teacher_student.grokking`. E starts from N(0, 1/p) times
        init_scale. The learning rate is the slow time of a step, and hot.
    activation : {"relu", "square", "tanh"}
    ridge : float
        λ of the output layer's regression; 0 is the paper's limit.
    steps : int
    records : iterable of int, optional
        Steps to measure at.
    device : {"cpu", "cuda", "auto"}

    Returns
    -------
    Experiment
        Values train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, slow_time, each
        (runs,); leaf_norms (runs, 2) of E and W; and those of `tasks.circles.read_out`.

    Raises
    ------
    ValueError
        For a setting out of bounds, or fewer than 1.3 hidden units an example without a ridge.
    """
    settings, sweep = plans.described_net(
        SETTINGS["simulated"], COLUMNS, activation, device,
        modulus=modulus, hidden=hidden, train_fraction=train_fraction, init_scale=init_scale,
        ridge=ridge, learning_rate=learning_rate, data_seed=data_seed, init_seed=init_seed,
        steps=steps)
    plans.check_room(settings)
    from grokviz import engines
    from grokviz.tasks.modular_sums import normal_embedding

    sweep["weight_decay"] = np.ones(len(sweep["init_seed"]))        # decay has rate 1 in s
    sizes = {k: settings[k] for k in ("modulus", "hidden")}
    return bounded(engines.follow(
        plans.first_alone(settings, lambda part: normal_embedding(part, **sizes)),
        name="first_layer.simulated", settings=settings, sweep=sweep, steps=settings["steps"],
        records=records,
    ), SETTINGS["simulated"])


def trained(
    kappa: float = 1.0, *, modulus: int = 11, hidden: int = 128, train_fraction: float = 0.89,
    init_scale: Any = 1.0, activation: str = "square", learning_rate: Any = 0.2,
    weight_decay: Any = 3e-4, data_seed: Any = 0, init_seed: Any = 0, steps: int = 33_000,
    records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """Train both layers by gradient descent on the mean squared error (Sec. 6.4).

    Parameters
    ----------
    kappa : float
        The output layer's learning rate over that of the embedding. As it grows, training becomes
        the simulated dynamics. Divide learning_rate by it, or the output layer diverges.
    init_scale, learning_rate, weight_decay, data_seed, init_seed
        A number or a list; weight decay and learning rate are hot.
    activation : {"square", "relu", "tanh"}
        `TRAINED` has a learning rate and a decay for each of the first two.

    Other parameters and the values as in `simulated`. Values also: flow_time (runs,), and, where
    the activation is homogeneous of degree q, imbalance ‖E_h‖² - q ‖W_h‖², (runs, hidden).
    """
    settings, sweep = plans.described_net(
        SETTINGS["trained"], COLUMNS, activation, device,
        modulus=modulus, hidden=hidden, train_fraction=train_fraction, init_scale=init_scale,
        weight_decay=weight_decay, learning_rate=learning_rate, kappa=kappa, data_seed=data_seed,
        init_seed=init_seed, steps=steps)
    checks.decay(sweep)
    from grokviz import engines

    return bounded(engines.flow(
        plans.both_layers(settings), name="first_layer.trained", settings=settings, sweep=sweep,
        steps=settings["steps"], records=records,
    ), SETTINGS["trained"], checks.decay)


def isolated(
    experiment: Experiment, *, since: float = 0.2, until: float = 3.0,
    learning_rate: float = 2e-3, ridge: float = 0.0,
) -> Experiment:
    """The simulated dynamics from the state of a `trained` experiment at slow time `since`.

    Its slow_time continues from there, so that both can be drawn over it, up to `until`. A ridge of
    weight_decay * examples * p / 2 corresponds to the decay of training, 0 to the limit of small
    decay.
    """
    checks.of_area(experiment, "recipes.first_layer", "first_layer.trained", "hidden",
                   "weight_decay", "kappa", name="experiment")
    since = number("since", since, 0, LONGEST, 0.2)
    until = number("until", until, since, LONGEST, 3)
    own = SETTINGS["simulated"].check({"ridge": ridge, "learning_rate": learning_rate})
    settings = {**experiment.settings, **own,
                "steps": max(1, round((until - since) / own["learning_rate"]))}
    plans.check_room(settings)
    if not np.all(experiment.sweep["weight_decay"]):
        raise ValueError("slow time stands still at weight_decay 0; give an experiment with one "
                         "above it")
    runs = experiment.runs
    sweep = {**experiment.sweep, "run": np.arange(runs), "weight_decay": np.ones(runs),
             "learning_rate": np.full(runs, own["learning_rate"])}

    def start(hot: Mapping[str, Any]) -> Stream:
        from grokviz import engines

        E, s = yield from plans.embedding_at(experiment, since)
        plan = plans.first_alone(settings, lambda part: E[part["run"]])
        following = engines.follow(plan, name="", settings={}, sweep=sweep,
                                   steps=settings["steps"])
        with closing(following.start({})) as stream:
            for snapshot in stream:
                yield snapshot and replace(snapshot, values={
                    **snapshot.values, "slow_time": s + snapshot.values["slow_time"]}, state=None)

    return fixed(Experiment("first_layer.isolated", settings, sweep, start))


def compass(
    records: Iterable[float] = (0.1, 0.2, 0.5, 1.0, 2.0), *, window: int = 10, **settings: Any
) -> Experiment:
    """Compare the direction of training with that of norm minimisation (Sec. 6.4; kinks are ours).

    Parameters
    ----------
    records : iterable of float
        Slow times at which to compare.
    window : int
        Steps of the update that is compared.
    **settings
        Those of `trained`, with one learning rate and one weight decay.

    Returns
    -------
    Experiment
        Values of `trained`, and cosine_X and speed_X of the update, (runs,). X is a direction:
        decay (-w), tangent (-w projected onto the tangent space), kinks (the same, while units on
        the kink of a ReLU stay there), isolated (the closed form at the same decay, of E alone).
        kinks_held (runs,) counts inputs of units on a kink.
    """
    made = trained(**settings)
    rates, decays = (np.unique(made.sweep[k]) for k in ("learning_rate", "weight_decay"))
    if len(rates) > 1 or len(decays) > 1 or not decays[0]:
        raise ValueError("a compass reads all runs at the same slow time; give one learning_rate "
                         "and one weight_decay above 0")
    window = whole("window", window, 1, 1000, 10)
    most = SETTINGS["trained"].number("steps").high * rates[0] * decays[0]
    times = numbers_in("records", records, 0, most, MOST_TIMES, "[0.1, 0.5]")
    marks = [max(window, round(s / (rates[0] * decays[0]))) for s in times]
    from grokviz import engines

    return fixed(engines.compass(
        plans.both_layers(made.settings, weights=True), plans.directions(made.settings, decays[0]),
        name="first_layer.compass", settings={**made.settings, "window": window},
        sweep=made.sweep, records=marks, window=window))


def preset(kind: str, name: str) -> dict[str, Any]:
    """The settings of a named preset, of "simulated" or "trained"; ValueError for any other."""
    return checks.preset_of(PRESETS, "experiment", kind, name)
