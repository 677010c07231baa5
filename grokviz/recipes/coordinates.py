"""Coordinate networks: do networks for pictures, sounds and equations grok?

No paper that we know reports grokking in such networks; the results are our own measurements. The
networks are those of Tancik et al. (2020), arXiv:2006.10739 (Fourier features, as in NeRF), and of
Raissi, Perdikaris & Karniadakis (2019) (physics-informed networks). Weight norm, L and U follow
Liu, Michaud & Tegmark (2022), arXiv:2210.01117.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from grokviz.arguments import Bound, array
from grokviz.recipes.common import checks
from grokviz.recipes.common.describe import described, renamed
from grokviz.recipes.common.hot import bounded, fixed
from grokviz.recipes.settings.coordinates import (
    COLUMNS,
    FEWEST,
    LARGEST,
    LAW_DECAYS,
    LAW_SEEDS,
    LU_SCALES,
    LU_STEPS,
    MAP_AXES,
    MAP_STEPS,
    OWN,
    PRESETS,
    SETTINGS,
    SIDE,
    SMALLEST,
    SOUND,
    SPARE,
)
from grokviz.run import Experiment
from grokviz.sweep import grid


def image(
    init_scale: Any = 2.5, weight_decay: Any = 0.5, *, n_train: Any = 200, bandwidth: Any = 2.0,
    target: str = "waves", picture: Any = None, centred: Any = "no", learning_rate: Any = 1e-3,
    features: int = 64, width: int = 48, threshold: float = 0.15, data_seed: Any = 0,
    init_seed: Any = 0, steps: int = 5000, optimizer: str = "adamw", constraint: str = "free",
    records: Iterable[int] | None = None, device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """A picture from some of its pixels: the network maps the place of a pixel to its value.

    Parameters
    ----------
    init_scale, weight_decay, n_train, bandwidth, centred, learning_rate, data_seed, init_seed
        One value, or a list: every combination is a run, the last varying fastest. Bounds are in
        ``SETTINGS["image"]``; weight decay and learning rate are hot. Bandwidth 0 gives the network
        the raw coordinates. ``centred="yes"`` trains the network minus what it computes at the
        start, see `tasks.coordinates.centred`; with weight decay the initial network then stays in
        the output.
    target : {"waves", "ring", "face", "letter", "own"}
    picture : array, shape (rows, columns), optional
        Your own picture, of 8 to 64 pixels a side; it is brought to mean 0 and variance 1.
    features : int
        Sines and cosines of a place.
    width : int
        Units in each of two hidden ReLU layers.
    threshold : float
        Squared error below which a pixel counts as right.
    steps : int
        [optimiser steps]
    optimizer : {"adamw", "adam", "sgd"}
    constraint : {"free", "fixed_norm", "sphere"}
    records : iterable of int, optional
        Steps to measure at; by default as `engines.train` chooses.
    device : {"cpu", "cuda", "auto"}
    dtype : {"float32", "float64"}

    Returns
    -------
    Experiment
        Values train_loss, test_loss (mean squared error over the pixels that are not shown),
        train_accuracy, test_accuracy, weight_norm, each (runs,), and leaf_norms. At most 8 runs of
        one data seed also record signal, truth and shown, (runs, pixels), and shape (runs, 2).

    Raises
    ------
    ValueError
        For a setting out of bounds, a picture with nan, without contrast or of another shape, more
        pixels than there are, or a bandwidth beyond what the pixels can hold.
    """
    if picture is not None:
        picture, target = _own(picture), OWN
    return _run("image", dict(
        init_scale=init_scale, weight_decay=weight_decay, n_train=n_train, bandwidth=bandwidth,
        target=target, centred=centred, learning_rate=learning_rate, features=features,
        width=width, threshold=threshold, data_seed=data_seed, init_seed=init_seed, steps=steps,
    ), dict(optimizer=optimizer, constraint=constraint, device=device, dtype=dtype),
        records, picture)


def sound(
    init_scale: Any = 3.0, weight_decay: Any = 1.0, *, n_train: Any = 32, bandwidth: Any = 4.0,
    centred: Any = "no", learning_rate: Any = 1e-3, features: int = 64, width: int = 48,
    threshold: float = 0.3, data_seed: Any = 0, init_seed: Any = 0, steps: int = 4000,
    optimizer: str = "adamw", constraint: str = "free", records: Iterable[int] | None = None,
    device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """A sound of 256 samples from some of them; parameters and values as in `image`."""
    return _run("sound", dict(
        init_scale=init_scale, weight_decay=weight_decay, n_train=n_train, bandwidth=bandwidth,
        centred=centred, learning_rate=learning_rate, features=features,
        width=width, threshold=threshold, data_seed=data_seed, init_seed=init_seed, steps=steps,
    ), dict(optimizer=optimizer, constraint=constraint, device=device, dtype=dtype),
        records)


def equation(
    init_scale: Any = 1.5, weight_decay: Any = 0.5, *, n_train: Any = 24, bandwidth: Any = 2.0,
    equation: str = "poisson", points: str = "regular", centred: Any = "no",
    learning_rate: Any = 1e-3, features: int = 64, width: int = 48, threshold: float = 0.05,
    data_seed: Any = 0, init_seed: Any = 1, steps: int = 3000, optimizer: str = "adamw",
    constraint: str = "free", records: Iterable[int] | None = None, device: str = "cpu",
    dtype: str = "float32",
) -> Experiment:
    """A physics-informed network: its residual is made small at N points of an interval.

    Parameters as in `image`, but for these.

    Parameters
    ----------
    n_train
        Collocation points.
    equation : {"poisson", "oscillator"}
        See `tasks.coordinates.equations`.
    points : {"regular", "random"}
    width : int
        Units in each of two hidden tanh layers.
    threshold : float
        Squared residual that counts as zero; and squared error of the solution, over its mean
        square, that counts as right.

    Returns
    -------
    Experiment
        As in `image`. train_loss is the mean squared residual over the collocation points, plus
        the boundary terms. test_loss is the squared error of the solution over its mean square, at
        400 points. dense_residual (runs,) is the mean squared residual at those points. Few runs
        also record signal and truth (runs, 200) and places (runs, N).
    """
    return _run("equation", dict(
        init_scale=init_scale, weight_decay=weight_decay, n_train=n_train, bandwidth=bandwidth,
        equation=equation, points=points,
        centred=centred, learning_rate=learning_rate, features=features,
        width=width, threshold=threshold, data_seed=data_seed, init_seed=init_seed, steps=steps,
    ), dict(optimizer=optimizer, constraint=constraint, device=device, dtype=dtype),
        records)


CASES = {"image": image, "sound": sound, "equation": equation}


def lu_curve(
    case: str = "image", init_scale: Iterable[float] = LU_SCALES, init_seed: Iterable[int] = (0,),
    *, steps: int = LU_STEPS, constraint: str = "sphere", **settings: Any,
) -> Experiment:
    """Train and test loss at fixed weight norm: the L and the U.

    Parameters
    ----------
    case : {"image", "sound", "equation"}
    init_scale, init_seed : iterable
        A cell is one of each.
    steps : int
        Of each cell.
    constraint : {"sphere", "fixed_norm"}
    **settings
        Those of the function of the case's name, without weight decay.

    Returns
    -------
    Experiment
        See `landscapes.lu.lu_curve`; an equation also has dense_residual.
    """
    from grokviz.landscapes import lu
    from grokviz.recipes.plans.coordinates import held

    case = checks.named({"case": case}, case=CASES)["case"]
    run = CASES[case](init_scale=init_scale, weight_decay=0, init_seed=init_seed, steps=steps,
                      constraint=constraint, **settings)
    name = "coordinates.lu_curve"
    names = ("train_loss", "test_loss", "weight_norm")
    train = held(case, name, run.settings, settings.get("picture"))
    return fixed(lu.lu_curve(
        train, name=name, settings={**run.settings, "case": case}, sweep=run.sweep,
        steps=run.settings["steps"],
        names=(*names, "dense_residual") if case == "equation" else names))


def law(
    case: str = "image", weight_decay: Any = None, init_seed: Any = LAW_SEEDS, **settings: Any,
) -> Experiment:
    """t_train and t_test over weight decay: t_test is proportional to 1/λ.

    Parameters as in the function of the case's name.
    """
    case = checks.named({"case": case}, case=CASES)["case"]
    decays = LAW_DECAYS[case] if weight_decay is None else weight_decay
    made = CASES[case](weight_decay=decays, init_seed=init_seed,
                       **{"steps": 6000} | settings)
    return renamed("coordinates.law", made)


def bandwidth_map(
    case: str = "image", bandwidth: Any = None, n_train: Any = None, *, init_seed: Any = (0,),
    steps: int = MAP_STEPS, **settings: Any,
) -> Experiment:
    """The phase of each run over bandwidth and number of samples.

    Parameters as in the function of the case's name; bandwidth and n_train are lists.

    Returns
    -------
    Experiment
        See `landscapes.phases.phase_grid`.
    """
    from grokviz.landscapes import phases
    from grokviz.recipes.plans.coordinates import training

    case = checks.named({"case": case}, case=CASES)["case"]
    axes = MAP_AXES[case]
    run = CASES[case](bandwidth=axes["bandwidth"] if bandwidth is None else bandwidth,
                      n_train=axes["n_train"] if n_train is None else n_train,
                      init_seed=init_seed, steps=steps, **settings)
    name = "coordinates.bandwidth_map"
    return fixed(phases.phase_grid(
        training(case, name, run.settings, settings.get("picture"), looks=False), name=name,
        settings={**run.settings, "case": case}, sweep=run.sweep, axes=("bandwidth", "n_train"),
        steps=run.settings["steps"]))


def preset(name: str, case: str = "image") -> dict[str, Any]:
    """The settings of a named preset of a case; ValueError with the known names for any other."""
    return checks.preset_of(PRESETS, "case", case, name)


def check(case: str, settings: Mapping[str, Any], shape: tuple[int, int] = (SIDE, SIDE)) -> None:
    """ValueError if settings of a case, which may be lists, do not fit together."""
    most = {"image": int(np.prod(shape)), "sound": SOUND}
    sweep = grid(**{name: settings[name] for name in ("n_train", "bandwidth")})
    fewest, n = int(sweep["n_train"].min()), int(sweep["n_train"].max())
    if case == "equation":
        if fewest < FEWEST:
            raise Bound(
                f"n_train is {fewest}, but the solution has {FEWEST - 1} half waves, which fewer "
                f"points cannot tell apart; give {FEWEST} or more", "n_train", fewest, low=FEWEST)
        return
    if n > most[case] - SPARE:
        raise Bound(f"n_train is {n}, but there are {most[case]} samples, and {SPARE} are left for "
                    f"the test; give {most[case] - SPARE} or less", "n_train", n,
                    high=most[case] - SPARE)
    widest = float(sweep["bandwidth"].max())
    finest = min(shape) / 2 if case == "image" else SOUND / 2
    if widest > finest:
        raise Bound(f"bandwidth is {widest:g}, but {min(shape)} pixels hold at most {finest:g} "
                    f"waves, so nothing would be seen; give {finest:g} or less", "bandwidth",
                    widest, high=finest)


def _run(
    case: str, given: dict[str, Any], machine: dict[str, Any], records: Iterable[int] | None,
    picture: np.ndarray | None = None,
) -> Experiment:
    from grokviz.recipes.plans.coordinates import training

    settings, sweep = described(SETTINGS[case], given, COLUMNS)
    checks.decay(sweep)
    if settings.get("target") == OWN and picture is None:
        raise ValueError("target is 'own', but there is no picture; give one, e.g. "
                         "picture=numpy.eye(24)")
    check(case, settings, (SIDE, SIDE) if picture is None else picture.shape)
    train = training(case, f"coordinates.{case}", settings | machine, picture, records=records)
    return bounded(train(sweep), SETTINGS[case], checks.decay)


def _own(picture: Any) -> np.ndarray:
    """The user's picture, checked."""
    found = array("picture", picture, "(rows, columns)")
    rows, columns = found.shape
    if not (min(rows, columns) >= SMALLEST and max(rows, columns) <= LARGEST):
        raise ValueError(f"picture has {rows} x {columns} pixels; give {SMALLEST} to {LARGEST} a "
                         f"side, e.g. picture[::2, ::2]")
    if np.ptp(found) == 0:
        raise ValueError("picture has one value everywhere, so there is nothing to learn; give "
                         "one with contrast, e.g. numpy.eye(24)")
    return found
