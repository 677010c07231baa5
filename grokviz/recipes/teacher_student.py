"""The teacher-student experiments of Omnigrok: fit at once, generalise late.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 3.1, Fig. 2. The defaults are the
paper's except for two. Ten times its learning rate and a tenth of its steps show the same in
seconds; ``PAPER`` holds its own values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.recipes.common import checks
from grokviz.recipes.common.describe import described, renamed
from grokviz.recipes.common.hot import bounded, fixed
from grokviz.recipes.common.penalty_menu import menu, own_strengths, racing
from grokviz.recipes.plans.teacher_student import training
from grokviz.run import Experiment
from grokviz.settings import Choice, Setting, Table

SETTINGS = Table(
    Setting("init_scale", "α", "initial scale", 0.1, 10, 2.0, log=True, short="alpha"),
    Setting("weight_decay", "λ", "weight decay", 0.001, 10, 0.1, log=True, hot=True, off=True,
            short="wd"),
    Setting("n_train", "N", "training examples", 10, 500, 100, log=True, integer=True, short="n"),
    Setting("learning_rate", "η", "learning rate", 1e-5, 1, 3e-3, log=True, hot=True, short="lr"),
    Setting("width", "width", "hidden units a layer", 5, 400, 100, log=True, integer=True),
    Setting("threshold", "ε", "error that counts as right", 1e-5, 1, 1e-3, log=True, short="eps"),
    *menu(strength=1e-5),
    Choice("centred", "f − f₀", "subtract the initial network", {"no": "no", "yes": "yes"}, "no"),
    Setting("data_seed", "seed: data", "draws the inputs", 0, 9999, 0, integer=True),
    Setting("teacher_seed", "seed: teacher", "draws the teacher", 0, 9999, 0, integer=True),
    Setting("init_seed", "seed: init", "draws the student", 0, 9999, 1, integer=True),
    Setting("steps", "steps", "to train for", 100, 1_000_000, 10_000, log=True, integer=True),
)
COLUMNS = ("init_scale", "weight_decay", "n_train", "learning_rate", "penalty", "penalty_strength",
           "data_seed", "teacher_seed", "init_seed")            # may differ from run to run
PAPER = {"learning_rate": 3e-4, "steps": 100_000}

LU_SCALES = np.geomspace(0.1, 10, 21)
LU_SEEDS = (1, 2, 3)
LU_STEPS = 2000
LAW_DECAYS = np.geomspace(0.03, 0.3, 8)
PHASE_AXES = {                          # the values along each axis of a phase diagram
    "weight_decay": replace(SETTINGS.number("weight_decay"), low=0.01, off=False).grid(9),
    "init_scale": SETTINGS.number("init_scale").grid(9),
    "n_train": SETTINGS.number("n_train").grid(9),
}
PHASE_STEPS = 4000                      # of each run
# A fine map: a network so small that its 32,000 runs take minutes, of which a cell shows shares.
PHASE_MAP: dict[str, Any] = {
    "weight_decay": np.geomspace(0.01, 10, 40), "init_scale": np.geomspace(0.5, 10, 40),
    "init_seed": range(20), "n_train": 60, "learning_rate": 0.02, "width": 20, "threshold": 0.01,
    "steps": 1500,
}
# Strengths of the race, at which each penalty groks and "none" does not.
RACE = {"none": 0.0, "l1": 3e-6, "l2": 3e-5, "nuclear": 3e-5}
RACE_STEPS = 5000
UNDER_L1: dict[str, Any] = {
    "weight_decay": 0.0, "penalty": "l1", "penalty_strength": RACE["l1"], "steps": RACE_STEPS}

_START = {k: SETTINGS[k].default for k in ("init_scale", "weight_decay", "n_train")}
_UNDECAYED = _START | {"weight_decay": 0}
PRESETS = {
    "grokking": _START,
    "fast generalisation": _START | {"init_scale": 0.5},
    "no decay: not in time": _UNDECAYED,
    "too much decay": _START | {"weight_decay": 3.0},
    "small init": _START | {"init_scale": 0.1},
    "enough data": _START | {"n_train": 500},
    "l1: sparse weights": _UNDECAYED | {"penalty": "l1", "penalty_strength": RACE["l1"]},
    "nuclear: low rank": _UNDECAYED | {"penalty": "nuclear", "penalty_strength": RACE["nuclear"]},
}


def grokking(
    init_scale: Any = 2.0, weight_decay: Any = 0.1, *, n_train: Any = 100,
    learning_rate: Any = 3e-3, width: int = 100, threshold: float = 1e-3, penalty: Any = "none",
    penalty_strength: Any = 1e-5, centred: str | bool = "no", data_seed: Any = 0,
    teacher_seed: Any = 0, init_seed: Any = 1, steps: int = 10_000, optimizer: str = "adamw",
    constraint: str = "free", records: Iterable[int] | None = None, device: str = "cpu",
    dtype: str = "float32",
) -> Experiment:
    """Train students from an initial scale, with weight decay (Omnigrok, Fig. 2b and 2c).

    Parameters
    ----------
    init_scale, weight_decay, n_train, learning_rate, data_seed, teacher_seed, init_seed
        A number, or a list: every combination is a run, the last varying fastest. Bounds are in
        `SETTINGS`; weight decay and learning rate are hot.
    penalty, penalty_strength
        One value, or a list, too. The penalty is one of `recipes.common.penalty_menu.OFFERED`. Its
        sub-gradient times the strength, which is hot, is added to the gradient of the loss; see
        `optim.Subgradients`.
    width : int
        Units in each of the student's two hidden layers.
    threshold : float
        Squared error below which an example counts as correct.
    centred : {"no", "yes"}
        "yes" trains the student minus what it computes at the start; see
        `tasks.coordinates.centred`. With weight decay the initial student stays in the output.
    steps : int
        [optimiser steps]
    optimizer : {"adamw", "adam", "sgd"}
    constraint : {"free", "fixed_norm", "sphere"}
        Hold the weight norm at its initial value or not, see `optim.constraints`.
    records : iterable of int, optional
        Steps to measure at; by default as `engines.train` chooses.
    device : {"cpu", "cuda", "auto"}
    dtype : {"float32", "float64"}

    Returns
    -------
    Experiment
        Values train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, each (runs,),
        and leaf_norms (runs, leaves). Where a run has a penalty, also those of `models.norms`.
        Of at most 8 runs of one teacher also function_slice, see
        `plans.teacher_student_probe.probe`.

    Raises
    ------
    ValueError
        For a setting out of bounds, or learning_rate * weight_decay of 1 or more.
    """
    settings, sweep = described(SETTINGS, dict(
        init_scale=init_scale, weight_decay=weight_decay, n_train=n_train,
        learning_rate=learning_rate, width=width, threshold=threshold, penalty=penalty,
        penalty_strength=penalty_strength, centred=centred, data_seed=data_seed,
        teacher_seed=teacher_seed, init_seed=init_seed, steps=steps,
    ), COLUMNS)
    checks.decay(sweep)
    settings |= {"optimizer": optimizer, "constraint": constraint, "device": device,
                 "dtype": dtype}
    train = training("teacher_student.grokking", settings, records=records, looks=True)
    return bounded(train(sweep), SETTINGS, checks.decay)


def lu_curve(
    init_scale: Iterable[float] = LU_SCALES, init_seed: Iterable[int] = LU_SEEDS, *,
    n_train: int = 100, width: int = 100, threshold: float = 1e-3, learning_rate: float = 4e-3,
    centred: str | bool = "no", data_seed: int = 0, teacher_seed: int = 0, steps: int = LU_STEPS,
    constraint: str = "sphere", device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Train and test loss at fixed weight norm: the L and the U (Omnigrok, Fig. 2a).

    Adam on the sphere, with a shorter memory (beta2 0.99). The learning rate is smaller at large
    norms and falls to zero along half a cosine. So the curves settle in a tenth of the paper's
    steps. Parameters as in `grokking`. A cell is an (init_scale, init_seed); `steps` is the number
    of steps of each cell, and `learning_rate` the rate at init_scale 1. The paper's
    ``constraint="fixed_norm"`` leaves the training loss above its constrained minimum at small
    norms.

    Returns
    -------
    Experiment
        See `landscapes.lu.lu_curve`.
    """
    from grokviz.landscapes import lu

    settings, sweep = described(SETTINGS, dict(
        init_scale=init_scale, init_seed=init_seed, n_train=n_train, width=width,
        threshold=threshold, learning_rate=learning_rate, centred=centred, data_seed=data_seed,
        teacher_seed=teacher_seed, steps=steps,
    ), COLUMNS, ("init_scale", "init_seed"), weight_decay=0.0)
    settings |= {"optimizer": "adam", "penalty": "none", "constraint": constraint,
                 "device": device, "dtype": dtype}
    sweep["learning_rate"] = sweep["learning_rate"] / np.sqrt(sweep["init_scale"])
    train = training("teacher_student.lu_curve", settings, betas=(0.9, 0.99),
                     schedule=lu.cooling(settings["steps"]))
    return fixed(lu.lu_curve(
        train, name="teacher_student.lu_curve", settings=train(sweep).settings, sweep=sweep,
        steps=settings["steps"]))


def law(
    weight_decay: Any = LAW_DECAYS, init_seed: Any = LU_SEEDS, **settings: Any
) -> Experiment:
    """t_train and t_test over weight decay: t_test ∝ 1/λ (Omnigrok, Fig. 2c).

    Parameters as in `grokking`.
    """
    return renamed("teacher_student.law",
                   grokking(weight_decay=weight_decay, init_seed=init_seed, **settings))


def race(strengths: Mapping[str, float] | None = None, **settings: Any) -> Experiment:
    """The same student from the same start under several penalties, with no weight decay.

    Each run but "none" generalises late. A step under the nuclear norm takes ten times as long,
    since it decomposes every matrix into singular values.

    Parameters
    ----------
    strengths : mapping, optional
        Penalty -> its strength, one run each. By default all penalties, see `race_strengths`.
    **settings
        Those of `grokking`.
    """
    strengths = checks.strengths(race_strengths() if strengths is None else strengths, *menu())
    given: dict[str, Any] = {"penalty": list(strengths), "weight_decay": 0, "steps": RACE_STEPS}
    settings, sweep = own_strengths(grokking(**given | settings), strengths)
    return bounded(training("teacher_student.race", settings)(sweep), SETTINGS, checks.decay)


def race_strengths() -> dict[str, float]:
    """Penalty -> strength: those of `RACE`, and the default for any other penalty."""
    return racing(RACE, SETTINGS.number("penalty_strength").default)


def phase_grid(
    weight_decay: Any = PHASE_AXES["weight_decay"],
    init_scale: Any = PHASE_AXES["init_scale"], *, init_seed: Any = LU_SEEDS,
    steps: int = PHASE_STEPS, **settings: Any,
) -> Experiment:
    """The phase of each run over two settings: memorise, grok, comprehend or be confused.

    The four phases are those of Liu et al. (2022), arXiv:2205.10343, who found them for modular
    addition. Parameters as in `grokking`; besides the seeds, two of them have to be lists.

    Returns
    -------
    Experiment
        See `landscapes.phases.phase_grid`.
    """
    run = grokking(init_scale, weight_decay, init_seed=init_seed, steps=steps, **settings)
    axes = checks.two_lists(run, COLUMNS, "weight_decay=[0.01, 0.1, 1], init_scale=[0.5, 2]")
    from grokviz.landscapes import phases

    name = "teacher_student.phase_grid"
    return fixed(phases.phase_grid(
        training(name, run.settings), name=name, settings=run.settings, sweep=run.sweep,
        axes=axes, steps=run.settings["steps"]))


def preset(name: str) -> dict[str, Any]:
    """The settings of a named preset; ValueError with the known names for any other."""
    return checks.preset(PRESETS, name)
