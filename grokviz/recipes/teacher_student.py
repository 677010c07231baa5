"""The teacher-student experiments of Omnigrok: fit at once, generalise late.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 3.1, Fig. 2. Defaults are the
paper's, but for the learning rate and the number of steps: ten times the one and a tenth of the
other show the same in seconds. ``PAPER`` holds the paper's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.recipes import checks
from grokviz.recipes.hot import bounded, fixed
from grokviz.recipes.penalty_menu import menu, own_strengths, penalised, racing
from grokviz.run import Experiment
from grokviz.settings import Setting, Table
from grokviz.sweep import grid

SETTINGS = Table(
    Setting("init_scale", "α", "initial scale", 0.1, 10, 2.0, log=True, short="alpha"),
    Setting("weight_decay", "λ", "weight decay", 0.001, 10, 0.1, log=True, hot=True, off=True,
            short="wd"),
    Setting("n_train", "N", "training examples", 10, 500, 100, log=True, integer=True, short="n"),
    Setting("learning_rate", "η", "learning rate", 1e-5, 1, 3e-3, log=True, hot=True, short="lr"),
    Setting("width", "width", "hidden units a layer", 5, 400, 100, log=True, integer=True),
    Setting("threshold", "ε", "error that counts as right", 1e-5, 1, 1e-3, log=True, short="eps"),
    *menu(strength=1e-5),
    Setting("data_seed", "seed: data", "draws the inputs", 0, 9999, 0, integer=True),
    Setting("teacher_seed", "seed: teacher", "draws the teacher", 0, 9999, 0, integer=True),
    Setting("init_seed", "seed: init", "draws the student", 0, 9999, 1, integer=True),
    Setting("steps", "steps", "to train for", 100, 1_000_000, 10_000, log=True, integer=True),
)
LOOKED_AT = 8           # runs at most of which the function that is learnt is recorded
COLUMNS = ("init_scale", "weight_decay", "n_train", "learning_rate", "penalty", "penalty_strength",
           "data_seed", "teacher_seed", "init_seed")            # may differ from run to run
PAPER = {"learning_rate": 3e-4, "steps": 100_000}

LU_SCALES = np.geomspace(0.1, 10, 21)
LU_SEEDS = (1, 2, 3)
SEEDS = (                               # of the claims; the first are those of the published log
    {"data_seed": 0, "teacher_seed": 0, "init_seed": 1},
    {"data_seed": 2, "teacher_seed": 2, "init_seed": 3},
    {"data_seed": 4, "teacher_seed": 4, "init_seed": 5},
)
LU_STEPS = 2000
LAW_DECAYS = np.geomspace(0.03, 0.3, 8)
PHASE_AXES = {                          # the values of a map of phases along each axis
    "weight_decay": replace(SETTINGS.number("weight_decay"), low=0.01, off=False).grid(9),
    "init_scale": SETTINGS.number("init_scale").grid(9),
    "n_train": SETTINGS.number("n_train").grid(9),
}
PHASE_STEPS = 4000                      # budget of a run
RACE = {"none": 0.0, "l1": 3e-6, "l2": 3e-5, "nuclear": 3e-5}       # strengths; each but none groks
RACE_STEPS = 5000
UNDER_L1: dict[str, Any] = {"weight_decay": 0.0, "penalty": "l1", "penalty_strength": RACE["l1"],
            "steps": RACE_STEPS}

_START = {k: SETTINGS[k].default for k in ("init_scale", "weight_decay", "n_train")}
_UNDECAYED = _START | {"weight_decay": 0}
PRESETS = {
    "grokking": _START,
    "fast generalisation": _START | {"init_scale": 0.5},
    "no decay: never": _UNDECAYED,
    "too much decay": _START | {"weight_decay": 3.0},
    "small init": _START | {"init_scale": 0.1},
    "enough data": _START | {"n_train": 500},
    "l1: sparse weights": _UNDECAYED | {"penalty": "l1", "penalty_strength": RACE["l1"]},
    "nuclear: low rank": _UNDECAYED | {"penalty": "nuclear", "penalty_strength": RACE["nuclear"]},
}


def grokking(
    init_scale: Any = 2.0, weight_decay: Any = 0.1, *, n_train: Any = 100,
    learning_rate: Any = 3e-3, width: int = 100, threshold: float = 1e-3, penalty: Any = "none",
    penalty_strength: Any = 1e-5, data_seed: Any = 0, teacher_seed: Any = 0, init_seed: Any = 1,
    steps: int = 10_000, optimizer: str = "adamw", constraint: str = "free",
    records: Iterable[int] | None = None, device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Train students from an initial scale, with weight decay (Omnigrok, Fig. 2b and 2c).

    Parameters
    ----------
    init_scale, weight_decay, n_train, learning_rate, data_seed, teacher_seed, init_seed
        A number, or a list: every combination is a run, the last varying fastest. Bounds are in
        `SETTINGS`; weight decay and learning rate are hot.
    penalty, penalty_strength
        Likewise: a name of `recipes.penalty_menu.OFFERED`, whose sub-gradient times the strength,
        which is hot, is added to that of the loss. See `optim.Subgradients`.
    width : int
        Units in each of the student's two hidden layers.
    threshold : float
        Squared error below which an example counts as right.
    steps : int
        [optimiser steps]
    optimizer : {"adamw", "adam", "sgd"}
    constraint : {"free", "fixed_norm", "sphere"}
        Whether the weight norm is held at its initial value, see `optim.constraints`.
    records : iterable of int, optional
        Steps to measure at; by default as `engines.train` chooses.
    device : {"cpu", "cuda", "auto"}
    dtype : {"float32", "float64"}

    Returns
    -------
    Experiment
        Values train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, each (runs,),
        and leaf_norms (runs, leaves); where a run has a penalty, those of `models.norms` too; for
        at most 8 runs of one teacher function_slice, see `plans.teacher_student_probe.probe`.

    Raises
    ------
    ValueError
        For a setting out of bounds, or learning_rate * weight_decay of 1 or more.
    """
    settings = SETTINGS.check(dict(
        init_scale=init_scale, weight_decay=weight_decay, n_train=n_train,
        learning_rate=learning_rate, width=width, threshold=threshold, penalty=penalty,
        penalty_strength=penalty_strength, data_seed=data_seed, teacher_seed=teacher_seed,
        init_seed=init_seed, steps=steps,
    ), lists=COLUMNS)
    sweep = grid(**{k: settings[k] for k in COLUMNS})
    checks.decay(sweep)
    settings |= {"optimizer": optimizer, "constraint": constraint, "device": device,
                 "dtype": dtype}
    training = _training("teacher_student.grokking", settings, records=records, looks=True)
    return bounded(training(sweep), SETTINGS, checks.decay)


def lu_curve(
    init_scale: Iterable[float] = LU_SCALES, init_seed: Iterable[int] = LU_SEEDS, *,
    n_train: int = 100, width: int = 100, threshold: float = 1e-3, learning_rate: float = 4e-3,
    data_seed: int = 0, teacher_seed: int = 0, steps: int = LU_STEPS, constraint: str = "sphere",
    device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Train and test loss at fixed weight norm: the L and the U (Omnigrok, Fig. 2a).

    Adam on the sphere, with a shorter memory (beta2 0.99) and a learning rate that is smaller
    at large norms and falls to zero along half a cosine: so the curves settle in a tenth of the
    paper's steps. Parameters as in `grokking`; `steps` is per cell, an (init_scale, init_seed),
    and `learning_rate` that at init_scale 1. With ``constraint="fixed_norm"``, as in the
    paper, the training loss at small norms stays above its constrained minimum.

    Returns
    -------
    Experiment
        See `landscapes.lu.lu_curve`.
    """
    from grokviz.landscapes import lu

    settings = SETTINGS.check(dict(
        init_scale=init_scale, init_seed=init_seed, n_train=n_train, width=width,
        threshold=threshold, learning_rate=learning_rate, data_seed=data_seed,
        teacher_seed=teacher_seed, steps=steps,
    ), lists=("init_scale", "init_seed"))
    sweep = grid(**{k: settings[k] for k in COLUMNS if k in settings}, weight_decay=0.0)
    settings |= {"optimizer": "adam", "penalty": "none", "constraint": constraint,
                 "device": device, "dtype": dtype}
    sweep["learning_rate"] = sweep["learning_rate"] / np.sqrt(sweep["init_scale"])
    train = _training("teacher_student.lu_curve", settings, betas=(0.9, 0.99),
                      schedule=lu.cooling(settings["steps"]))
    return fixed(lu.lu_curve(
        train, name="teacher_student.lu_curve", settings=train(sweep).settings, sweep=sweep,
        steps=settings["steps"],
    ))


def law(
    weight_decay: Any = LAW_DECAYS, init_seed: Any = LU_SEEDS, **settings: Any
) -> Experiment:
    """t_train and t_test against weight decay: t_test ∝ 1/λ (Omnigrok, Fig. 2c).

    Parameters as in `grokking`.
    """
    experiment = grokking(weight_decay=weight_decay, init_seed=init_seed, **settings)
    return Experiment(
        "teacher_student.law", experiment.settings, experiment.sweep, experiment.start
    )


def race(strengths: Mapping[str, float] | None = None, **settings: Any) -> Experiment:
    """The same student from the same start under several penalties, with no weight decay.

    Late in each but "none": l1, l2 and nuclear norm all take it there. The nuclear norm's steps,
    a singular value decomposition of every matrix, take ten times as long.

    Parameters
    ----------
    strengths : mapping, optional
        Penalty -> its strength; the runs go by penalty. By default all, see `race_strengths`.
    **settings
        Of `grokking`.
    """
    strengths = checks.strengths(race_strengths() if strengths is None else strengths, *menu())
    given: dict[str, Any] = {"penalty": list(strengths), "weight_decay": 0, "steps": RACE_STEPS}
    made = grokking(**given | settings)
    settings = {**made.settings, "penalty_strength": list(strengths.values())}
    sweep = own_strengths(made.sweep, strengths)
    return bounded(_training("teacher_student.race", settings)(sweep), SETTINGS, checks.decay)


def race_strengths() -> dict[str, float]:
    """Penalty -> strength: those of `RACE`, and of any other penalty the default."""
    return racing(RACE, SETTINGS.number("penalty_strength").default)


def phase_grid(
    weight_decay: Any = PHASE_AXES["weight_decay"],
    init_scale: Any = PHASE_AXES["init_scale"], *, init_seed: Any = LU_SEEDS,
    steps: int = PHASE_STEPS, **settings: Any,
) -> Experiment:
    """Memorise, grok, comprehend or be confused, over two settings.

    The four phases are those of Liu et al. (2022), arXiv:2205.10343, found there for modular
    addition; here for teacher and student. Parameters as in `grokking`, two of them lists,
    besides the seeds; `steps` is the budget of a run.

    Returns
    -------
    Experiment
        See `landscapes.phases.phase_grid`.
    """
    run = grokking(init_scale, weight_decay, init_seed=init_seed, steps=steps, **settings)
    axes = [k for k in COLUMNS if not k.endswith("_seed") and np.size(run.settings[k]) > 1]
    if len(axes) != 2:
        raise ValueError(f"{len(axes)} settings have several values; give two of them a list, "
                         "e.g. weight_decay=[0.01, 0.1, 1], init_scale=[0.5, 2]")
    from grokviz.landscapes import phases

    name = "teacher_student.phase_grid"
    return fixed(phases.phase_grid(
        _training(name, run.settings), name=name, settings=run.settings, sweep=run.sweep,
        axes=axes, steps=run.settings["steps"],
    ))


def preset(name: str) -> dict[str, Any]:
    """The settings of a named preset; ValueError with the known ones for any other name."""
    return checks.preset(PRESETS, name)


def _training(
    name: str, settings: Mapping[str, Any], schedule=None, records=None, looks: bool = False,
    **options: Any,
) -> Callable[[Mapping[str, np.ndarray]], Experiment]:
    """Columns -> the Experiment that trains them; the settings are checked at once.

    With `looks`, a few runs of one teacher also tell what function the student has learnt.
    """
    from grokviz import engines, models, optim
    from grokviz.recipes.plans.teacher_student_probe import probe
    from grokviz.tasks.teacher_student import teacher_student

    settings = {**settings, **checks.machine(settings),
                **checks.named(settings, optimizer=optim.UPDATES, constraint=optim.CONSTRAINTS)}
    width, threshold = settings["width"], settings["threshold"]
    device, dtype = engines.device_and_dtype(settings["device"], settings["dtype"])
    student = models.mlp([5, width, width, 5], "tanh")
    plan = engines.Plan(
        task=lambda sweep: teacher_student(sweep, threshold=threshold), model=student,
        update=optim.UPDATES[settings["optimizer"]](**options),
        constraint=optim.CONSTRAINTS[settings["constraint"]], schedule=schedule,
        norms=penalised(settings), device=device, dtype=dtype,
    )

    def train(sweep: Mapping[str, np.ndarray]) -> Experiment:
        few = len(sweep["data_seed"]) <= LOOKED_AT and all(
            len(np.unique(sweep[seed])) == 1 for seed in ("data_seed", "teacher_seed"))
        seen = plan._replace(probe=probe(sweep, student)) if looks and few else plan
        return engines.train(seen, name=name, settings=settings, sweep=sweep,
                             steps=settings["steps"], records=records)

    return train
