"""Arithmetic modulo p: memorised at once, generalised long after.

Source: Power et al. (2022), arXiv:2201.02177; Liu, Michaud & Tegmark (2022), arXiv:2210.01117,
Sec. 3.4, Fig. 7, 9 and 10a. The defaults are small, so that a run groks within seconds;
`paper_size` has the transformer of the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.algebra.operations import OPERATIONS
from grokviz.recipes.common import checks
from grokviz.recipes.common.describe import described, renamed
from grokviz.recipes.common.hot import bounded, fixed
from grokviz.recipes.common.penalty_menu import menu, own_strengths, racing
from grokviz.recipes.settings.modular_addition import COLUMNS, PAPER, PRESETS, SETTINGS
from grokviz.run import Experiment

LU_SCALES = {"transformer": np.geomspace(0.3, 3, 9), "mlp": np.geomspace(1, 10, 9)}
LU_FRACTIONS = (0.2, 0.25, 0.3, 0.4)
MODULUS_OF_FIG_9 = 59           # of `lu_curve`
# Of `l_and_u`: the shares trained beside the one asked for, and settings that take a minute.
AROUND = {"transformer": (0.25, 0.35, 0.5), "mlp": (0.35, 0.45, 0.8)}
PACE = {"transformer": {"learning_rate": 3e-3, "steps": 600},
        "mlp": {"learning_rate": 1e-2, "steps": 1500}}
FRACTIONS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
LAW_DECAYS = np.geomspace(0.03, 3, 5)
LAW: dict[str, Any] = {"learning_rate": 1e-2, "train_fraction": 0.7, "width": 128, "steps": 14_000}
# Of the same law for the transformer, Fig. 10a: eight seeds, as one takes half a minute.
TRANSFORMER_LAW: dict[str, Any] = {
    "weight_decay": (0.1, 0.3, 1.0), "model": "transformer", "learning_rate": 3e-3, "steps": 12_000,
}
SEEDS = (0, 1, 2)
PHASE_AXES: dict[str, Any] = {          # the values along each axis of a phase diagram
    "train_fraction": np.linspace(0.4, 0.95, 12), "weight_decay": np.geomspace(0.03, 3, 12),
}
# Of a phase diagram: a network so small that its 432 runs take minutes.
PHASE_PACE: dict[str, Any] = {
    "modulus": 17, "d_model": 16, "width": 48, "learning_rate": 0.03, "steps": 500}
# A fine map: more cells, more seeds, and twice as long.
PHASE_MAP: dict[str, Any] = PHASE_PACE | {
    "train_fraction": np.linspace(0.35, 0.95, 16), "weight_decay": np.geomspace(0.03, 3, 16),
    "init_seed": range(5), "steps": 1000,
}
# Strengths of the race, at which each penalty groks and "none" does not.
RACE = {"none": 0.0, "l1": 1e-5, "l2": 1e-3, "nuclear": 1e-3}
RACE_PACE: dict[str, Any] = {"learning_rate": 1e-2, "width": 128, "steps": 1500}
UNDER_L1 = RACE_PACE | {"weight_decay": 0.0, "penalty": "l1", "penalty_strength": RACE["l1"],
                        "steps": 4000}


def grokking(
    weight_decay: Any = 1.0, train_fraction: Any = 0.6, *, model: str = "mlp",
    operation: str = "add", loss: str = "cross_entropy", modulus: int | None = None,
    d_model: int = 64,
    width: int = 256, n_heads: int = 4, init_scale: Any = 1.0, learning_rate: Any = 5e-3,
    penalty: Any = "none", penalty_strength: Any = 1e-4, split_seed: Any = 0, init_seed: Any = 0,
    steps: int = 2000, optimizer: str = "adamw", constraint: str = "free",
    key_frequencies: Iterable[int] | None = None, records: Iterable[int] | None = None,
    device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Learn the table of an operation modulo p from a share of its entries (Omnigrok, Fig. 7a).

    Parameters
    ----------
    weight_decay, train_fraction, init_scale, learning_rate, split_seed, init_seed
        A number, or a list: every combination is a run, the last varying fastest. Bounds are in
        `SETTINGS`; weight decay and learning rate are hot.
    penalty, penalty_strength
        One value, or a list, too. The penalty is one of `recipes.common.penalty_menu.OFFERED`. Its
        sub-gradient times the strength, which is hot, is added to the gradient of the loss; see
        `optim.Subgradients`.
    model : {"mlp", "product", "transformer"}
        `models.embedded_mlp`, `models.product_mlp` or `models.transformer`.
    operation : {"add", "subtract", "multiply", "divide", "squares", "quadratic", "s5", "random"}
        a+b, a-b, a*b, a/b, a²+b², a²+ab+b² modulo p, the composition of two permutations of five
        things, or a table of random answers. A quotient has b ≠ 0.
    loss : {"cross_entropy", "mean_squared_error"}
        The mean squared error is that against the one-hot answer.
    modulus, d_model, width, n_heads : int
        p, by default 31, and 120 for the permutations of S5; features of an embedding; hidden
        units (of the transformer's perceptron); heads.
    steps : int
        [optimiser steps]
    optimizer : {"adamw", "adam", "sgd"}
        The Adams with betas (0.9, 0.98).
    constraint : {"free", "fixed_norm", "sphere"}
        Hold the weight norm at its initial value or not, see `optim.constraints`.
    key_frequencies : iterable of int, optional
        For restricted and excluded losses; by default the five strongest of each record.
    records : iterable of int, optional
        Steps to measure at; by default as `engines.train` chooses.
    device : {"cpu", "cuda", "auto"}
    dtype : {"float32", "float64"}

    Returns
    -------
    Experiment
        Values train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, each (runs,),
        and leaf_norms (runs, leaves). Where a run has a penalty, also those of `models.norms`.
        Also those of `recipes.plans.modular_addition_probe.probe`. For one run these have the
        embedding, in half precision, and the answer to every pair, recorded as often as fits into
        about 1.2 MB.

    Raises
    ------
    ValueError
        For a setting out of bounds, learning_rate * weight_decay of 1 or more, a split that
        leaves a class without a training example, a product or a quotient modulo a composite
        number, a modulus other than 120 for S5, or more than fits into memory.
    """
    from grokviz.recipes.plans import modular_addition as plans

    settings, sweep = described(SETTINGS, dict(
        weight_decay=weight_decay, train_fraction=train_fraction, operation=operation, model=model,
        constraint=constraint, modulus=_size(operation) if modulus is None else modulus,
        init_scale=init_scale, learning_rate=learning_rate, loss=loss, d_model=d_model, width=width,
        n_heads=n_heads, penalty=penalty, penalty_strength=penalty_strength, split_seed=split_seed,
        init_seed=init_seed, steps=steps,
    ), COLUMNS)
    checks.decay(sweep)
    settings |= {"optimizer": optimizer, "device": device, "dtype": dtype}
    training = plans.training("modular_addition.grokking", settings, sweep, records=records,
                              key_frequencies=key_frequencies)
    return bounded(training(sweep), SETTINGS, checks.decay)


def _size(operation: Any) -> int:
    """The default p of an operation; the setting's own check refuses an unknown name."""
    name = SETTINGS["operation"].check(operation)
    return OPERATIONS[str(name)].size or int(SETTINGS.number("modulus").default)


def paper_size(model: str = "transformer", **settings: Any) -> Experiment:
    """`grokking` modulo 113 with the settings of the paper (Omnigrok, Fig. 7a)."""
    return renamed("modular_addition.paper_size", grokking(model=model, **PAPER | settings))


def held_norm(init_scale: Any = 0.8, **settings: Any) -> Experiment:
    """The norm held at a multiple of the initial one, no decay (Omnigrok, Fig. 7b).

    Parameters as in `grokking`.
    """
    given: dict[str, Any] = {"weight_decay": 0, "constraint": "fixed_norm"} | settings
    return renamed("modular_addition.held_norm", grokking(init_scale=init_scale, **given))


def data_size(
    train_fraction: Any = FRACTIONS, init_seed: Any = SEEDS, **settings: Any
) -> Experiment:
    """t_train and t_test over the share of pairs trained on; parameters as in `grokking`."""
    experiment = grokking(train_fraction=train_fraction, init_seed=init_seed, **settings)
    return renamed("modular_addition.data_size", experiment)


def law(weight_decay: Any = LAW_DECAYS, init_seed: Any = SEEDS, **settings: Any) -> Experiment:
    """t_train and t_test over weight decay: t_test ∝ 1/λ (Omnigrok, Fig. 10a).

    By default with the settings of `LAW`: a network that generalises soon, and enough steps for the
    smallest decay. Parameters as in `grokking`.
    """
    given = {"weight_decay": weight_decay, "init_seed": init_seed} | LAW | settings
    return renamed("modular_addition.law", grokking(**given))


def race(strengths: Mapping[str, float] | None = None, **settings: Any) -> Experiment:
    """The same network from the same start under several penalties, with no weight decay.

    Each run but "none" generalises late (Notsawo et al. 2025, arXiv:2506.05718), l2 first.

    Parameters
    ----------
    strengths : mapping, optional
        Penalty -> its strength, one run each. By default all penalties, see `race_strengths`.
    **settings
        Those of `grokking`, by default with `RACE_PACE`.
    """
    from grokviz.recipes.plans import modular_addition as plans

    strengths = checks.strengths(race_strengths() if strengths is None else strengths, *menu())
    given: dict[str, Any] = {"penalty": list(strengths), "weight_decay": 0} | RACE_PACE | settings
    settings, sweep = own_strengths(grokking(**given), strengths)
    training = plans.training("modular_addition.race", settings, sweep)
    return bounded(training(sweep), SETTINGS, checks.decay)


def race_strengths() -> dict[str, float]:
    """Penalty -> strength: those of `RACE`, and the default for any other penalty."""
    return racing(RACE, SETTINGS.number("penalty_strength").default)


def phase_grid(
    train_fraction: Any = PHASE_AXES["train_fraction"],
    weight_decay: Any = PHASE_AXES["weight_decay"], *, init_seed: Any = SEEDS,
    **settings: Any,
) -> Experiment:
    """The phase of each run over share and weight decay: memorise, grok, comprehend or confused.

    Source: Liu et al. (2022), arXiv:2205.10343, Fig. 6. By default with the settings of
    `PHASE_PACE`. Parameters as in `grokking`; besides the seeds, two of them have to be lists.

    Returns
    -------
    Experiment
        See `landscapes.phases.phase_grid`.
    """
    from grokviz.landscapes import phases
    from grokviz.recipes.plans import modular_addition as plans

    given = {"init_seed": init_seed} | PHASE_PACE | settings
    run = grokking(weight_decay, train_fraction, **given)
    axes = checks.two_lists(run, COLUMNS, "train_fraction=[0.4, 0.6], weight_decay=[0.3, 1]")
    name = "modular_addition.phase_grid"
    return fixed(phases.phase_grid(
        plans.training(name, run.settings, run.sweep, pictures=False), name=name,
        settings=run.settings, sweep=run.sweep, axes=axes, steps=run.settings["steps"]))


def lu_curve(
    init_scale: Iterable[float] | None = None, train_fraction: Iterable[float] = LU_FRACTIONS,
    init_seed: Iterable[int] = (0,), *, model: str = "transformer", operation: str = "add",
    loss: str = "cross_entropy", modulus: int = MODULUS_OF_FIG_9, d_model: int = 64,
    width: int = 256, n_heads: int = 4, learning_rate: float = 3e-3, split_seed: int = 0,
    steps: int = 600, constraint: str = "fixed_norm", device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Losses and accuracies at fixed norm, by norm and share: L and U (Omnigrok, Fig. 9).

    Adam, with a learning rate that falls to zero along half a cosine. Parameters as in `grokking`.
    By default `init_scale` is that of `LU_SCALES` for the model. A cell is an (init_scale,
    train_fraction, init_seed), and `steps` is the number of steps of each cell.

    Returns
    -------
    Experiment
        See `landscapes.lu.lu_curve`; also train_accuracy and test_accuracy. Cells are ordered by
        norm, then share, then seed.
    """
    from grokviz.landscapes import lu
    from grokviz.recipes.plans import modular_addition as plans

    model = checks.named({"model": model}, model=LU_SCALES)["model"]
    lists = ("init_scale", "train_fraction", "init_seed")
    settings, sweep = described(SETTINGS, dict(
        init_scale=LU_SCALES[model] if init_scale is None else init_scale,
        train_fraction=train_fraction, init_seed=init_seed, model=model, operation=operation,
        loss=loss, modulus=modulus, d_model=d_model, width=width, n_heads=n_heads,
        learning_rate=learning_rate, split_seed=split_seed, steps=steps, constraint=constraint,
    ), ("init_scale", *COLUMNS), lists, weight_decay=0.0)
    settings |= {"device": device, "dtype": dtype, "optimizer": "adam", "penalty": "none"}
    train = plans.training("modular_addition.lu_curve", settings, sweep, pictures=False,
                           schedule=lu.cooling(settings["steps"]))
    return fixed(lu.lu_curve(
        train, name="modular_addition.lu_curve", settings=train(sweep).settings, sweep=sweep,
        steps=settings["steps"], names=(*lu.VALUES, "train_accuracy", "test_accuracy")))


def l_and_u(
    model: str = "mlp", modulus: int = 31, train_fraction: float = 0.6, init_seed: int = 0,
    **settings: Any,
) -> Experiment:
    """The L and the U of a share, beside those of other shares, at a size that trains in a minute.

    Parameters as in `lu_curve`; the other shares are those of `AROUND`.
    """
    model = checks.named({"model": model}, model=AROUND)["model"]
    asked = {"train_fraction": SETTINGS["train_fraction"].check(train_fraction),
             "init_seed": SETTINGS["init_seed"].check(init_seed)}
    shares = sorted({*AROUND[model], asked["train_fraction"]})
    seeds = [asked["init_seed"]]
    given = PACE[model] | {"train_fraction": shares, "init_seed": seeds} | settings
    made = lu_curve(model=model, modulus=modulus, **given)
    return renamed("modular_addition.l_and_u", replace(made, settings={**made.settings, **asked}))


def preset(name: str) -> dict[str, Any]:
    """The settings of a named preset; ValueError with the known names for any other."""
    return checks.preset(PRESETS, name)
