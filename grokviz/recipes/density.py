"""How dense are good solutions? Draw weights at random, keep what fits, count what is good.

A share of random networks is a share of the volume of weight space. So the share that fits and
generalises is the density of good solutions, which can be measured for small problems. The
measurements are ours. The method is that of Chiang et al. (2023), "Loss landscapes are all you
need"; Peleg & Hein (2024), arXiv:2407.03848, use it to ask what width and depth do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from grokviz.arguments import Bound, number, whole
from grokviz.recipes.common import checks
from grokviz.recipes.common.describe import described
from grokviz.recipes.common.hot import fixed
from grokviz.run import Array, Experiment, Record
from grokviz.settings import Choice, Setting, Table

MOST_UNITS = 4_000_000_000      # width of a layer times the width before, times networks
SETTINGS = Table(
    Setting("width", "h", "hidden units", 1, 512, 16, log=True, integer=True, short="h"),
    Setting("n_train", "n", "training examples", 2, 24, 8, integer=True, short="n"),
    Setting("depth", "L", "hidden layers", 1, 4, 1, integer=True, short="depth"),
    Setting("init_scale", "α", "norm of the layers", 0.2, 5, 1.0, log=True, short="alpha"),
    Choice("task", "task", "how the circle is labelled", {
        "teacher": "a network of 2 units", "xor": "four quarters", "linear": "two parts",
        "random": "coin tosses"}, "teacher"),
    Setting("good", "good from", "test accuracy of a good network", 0.55, 1, 0.9),
    Setting("poison", "k", "wrong labels added", 0, 20, 0, integer=True),
    Setting("starts", "starts", "networks trained", 4, 256, 32, integer=True),
    Setting("data_seed", "seed: data", "draws the task", 0, 9999, 0, integer=True),
    Setting("init_seed", "seed: init", "draws the networks", 0, 9999, 0, integer=True,
            short="seed"),
    Setting("steps", "networks", "to draw, for each width", 1000, 100_000_000, 200_000, log=True,
            integer=True),
)
COLUMNS = ("width", "n_train", "depth", "data_seed", "init_seed")   # may differ from run to run
WIDTHS = (1, 2, 3, 4, 6, 8, 16, 32, 64, 128)
SIZES = (2, 4, 6, 8, 10, 12, 16)        # training sets
DEPTHS = (1, 2, 3)
TRAINED = (2, 4, 8, 16, 32, 64, 128)     # widths trained
SEARCHED = 4                    # blocks of networks that are drawn again to show some that fit
ROOMS, ENDS = (4, 16, 64, 128), (4, 64)
NORMS = (0.5, 0.7, 1.0, 1.5, 2.0, 3.0)
HELD = (0.35, 0.5, 0.6, 0.7, 0.85, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)     # trained at these norms

_START = {k: SETTINGS[k].default for k in ("n_train", "depth", "task", "good")}
PRESETS = {
    "a small task": _START,
    "more data": _START | {"n_train": 14},
    "deeper": _START | {"depth": 3},
    "four quarters": _START | {"task": "xor", "good": 0.8},
    "coin tosses": _START | {"task": "random"},
}


def guess_and_check(
    width: Any = WIDTHS, n_train: Any = 8, *, depth: Any = 1, task: str = "teacher",
    good: float = 0.9, data_seed: Any = 0, init_seed: Any = 0, steps: int = 200_000,
    records: Iterable[int] | None = None,
) -> Experiment:
    """Draw random classifiers of the circle; count those that fit, and those that generalise.

    Parameters
    ----------
    width, n_train, depth, data_seed, init_seed
        A number, or a list: every combination is a run, the last varying fastest. Bounds are in
        `SETTINGS`.
    task : {"teacher", "xor", "linear", "random"}
        See `tasks.guessing.on_the_circle`.
    good : float
        Test accuracy from which a network that fits counts as good.
    steps : int
        Networks to draw for each run.
    records : iterable of int, optional
        Numbers of networks to count at.

    Returns
    -------
    Experiment
        A step is one network drawn in each run. Values fit, good, tested (runs,) and newest
        (runs, 240), see `engines.sampling.sample`. ReLU networks without biases, all weights
        normal; a factor on a layer changes no label, so there is no scale to choose.

    Raises
    ------
    ValueError
        For a setting out of bounds, or more networks than can be drawn within about an hour.
    """
    settings, sweep = described(SETTINGS, dict(
        width=width, n_train=n_train, depth=depth, task=task, good=good, data_seed=data_seed,
        init_seed=init_seed, steps=steps), COLUMNS)
    _check_work(sweep, settings["steps"])
    from grokviz.recipes.plans.density import sampled as plans

    return fixed(plans.sampled("density.guess_and_check", settings, sweep, records))


def at_a_norm(
    init_scale: Any = NORMS, width: Any = 16, *, init_seed: Any = 0, steps: int = 200_000,
    records: Iterable[int] | None = None,
) -> Experiment:
    """The same for a regression, where the norm matters: networks uniform on spheres.

    The target is 1.5 |x - 0.2| - 0.6 on [-1, 1], known at four points. A network fits if it is
    within 0.4 of all of them; it is good if the root of its mean squared error is below 0.35.

    Parameters
    ----------
    init_scale, width, init_seed
        A number, or a list, as in `guess_and_check`. The first layer has the norm
        ``init_scale * sqrt(2 width)``, the second ``init_scale * sqrt(2)``.
    steps, records
        As in `guess_and_check`.
    """
    settings, sweep = described(SETTINGS, dict(
        init_scale=init_scale, width=width, init_seed=init_seed, steps=steps),
        ("init_scale", "width", "init_seed"))
    _check_work(sweep, settings["steps"])
    from grokviz.recipes.plans.density import sampled as plans

    return fixed(plans.sampled("density.at_a_norm", settings, sweep, records))


def trained_at_a_norm(
    init_scale: Any = HELD, width: Any = 16, *, init_seed: Any = 0, starts: int = 32,
    learning_rate: float = 0.01, steps: int = 2000, records: Iterable[int] | None = None,
) -> Experiment:
    """The L and the U of the regression of `at_a_norm`: train at fixed norm, from many starts.

    Parameters
    ----------
    init_scale, width, init_seed
        As in `at_a_norm`: the two layers keep the norms that are drawn there.
    starts, learning_rate, steps
        Of Adam, at a rate that falls to zero.

    Returns
    -------
    Experiment
        Values train_loss, test_loss (runs,): the medians over the starts of the mean squared error
        at the four points, and on [-1, 1].
    """
    settings, sweep = described(SETTINGS, dict(
        init_scale=init_scale, width=width, init_seed=init_seed, starts=starts),
        ("init_scale", "width", "init_seed"))
    settings["learning_rate"] = number("learning_rate", learning_rate, 1e-5, 1, 0.01)
    settings["steps"] = whole("steps", steps, 10, 100_000, 2000)
    from grokviz.recipes.plans.density import norms as plans

    return fixed(plans.held("density.trained_at_a_norm", settings, sweep, records))


def trained(
    width: Any = TRAINED, n_train: Any = 8, *, task: str = "teacher", good: float = 0.9,
    data_seed: Any = 0, init_seed: Any = 0, starts: int = 32, learning_rate: float = 0.01,
    steps: int = 2000, records: Iterable[int] | None = None,
) -> Experiment:
    """What Adam picks: train from many starts on the circle, each up to its first fit.

    Parameters
    ----------
    width, n_train, data_seed, init_seed
        A number, or a list, as in `guess_and_check`; one hidden layer.
    task, good
        As in `guess_and_check`.
    starts : int
        Networks trained for each run, with logistic loss, on the whole training set.
    learning_rate : float
        Of Adam.
    steps : int
        [optimiser steps]

    Returns
    -------
    Experiment
        Values fit, good (runs,), the starts that have fitted so far, and that were good at their
        first fit; tested (runs,), the mean test accuracy at the first fit.
    """
    settings, sweep = _described_minima(
        width, n_train, task, good, data_seed, init_seed, starts, learning_rate, steps)
    from grokviz.recipes.plans.density import minima as plans

    return fixed(plans.first_fits("density.trained", settings, sweep, records))


def room(
    width: Any = ROOMS, poison: Any = (0, 6), *, n_train: Any = 8, task: str = "teacher",
    good: float = 0.9, data_seed: Any = 0, init_seed: Any = 0, starts: int = 32,
    learning_rate: float = 0.01, training: int = 1500,
) -> Experiment:
    """How far one can move round a minimum before a training label flips.

    Networks are trained, with `poison` wrong labels added or with none. Those that fit the clean
    training set then walk along random great circles, both layers by the same angle.

    Parameters
    ----------
    width, poison, n_train, data_seed, init_seed
        A number, or a list: every combination is a run.
    task, good, starts, learning_rate
        As in `trained`.
    training : int
        Steps of Adam before the walk.

    Returns
    -------
    Experiment
        A step is an angle of one degree, up to 90. Values held (runs,), the share of the
        walks on which every training label is still right; angle (runs,), the median of the angle
        at which the first label flips [degrees], known at the end; minima (runs,), the networks
        that walk; tested (runs,), their mean test accuracy.
    """
    settings, sweep = _described_minima(
        width, n_train, task, good, data_seed, init_seed, starts, learning_rate, training,
        poison=poison)
    from grokviz.recipes.plans.density import minima as plans

    return fixed(plans.walks("density.room", settings, sweep))


def _described_minima(
    width: Any, n_train: Any, task: str, good: float, data_seed: Any, init_seed: Any, starts: int,
    learning_rate: float, steps: int, **more: Any,
) -> tuple[dict[str, Any], dict[str, Array]]:
    settings, sweep = described(SETTINGS, dict(
        width=width, **more, n_train=n_train, data_seed=data_seed, init_seed=init_seed, task=task,
        good=good, starts=starts), ("width", *more, "n_train", "data_seed", "init_seed"))
    settings["learning_rate"] = number("learning_rate", learning_rate, 1e-5, 1, 0.01)
    settings["steps"] = whole("steps", steps, 10, 100_000, 2000)
    return settings, sweep


def that_fit(record: Record, run: int, at: int = -1, most: int = 12
             ) -> tuple[Array, Array, Array]:
    """The newest networks of a run that fit, drawn again.

    Parameters
    ----------
    record : Record
        Of `guess_and_check` or `at_a_norm`.
    run, at : int
        Numbers of a run and of a record.
    most : int
        Networks to return at most; a few thousand drawn ones are searched.

    Returns
    -------
    good, outputs, truth : arrays, shape (networks,), (networks, test examples), (test examples,)
        Whether each also generalises, its outputs on the test set, and the labels there.
    """
    from grokviz.engines.sampling import found_before
    from grokviz.recipes.plans.density.sampled import guesses

    drawn = guesses(record.name, record.settings, record.sweep, run)
    kind, outputs = found_before(drawn, int(record.steps[at]), most, SEARCHED)
    return kind == 2, outputs, drawn.problem.test_labels.numpy()


def preset(name: str) -> dict[str, Any]:
    """The settings of a named preset; ValueError with the known names for any other."""
    return checks.preset(PRESETS, name)


def check(settings: Mapping[str, Any]) -> None:
    """ValueError where settings, which may be lists, ask for too many networks."""
    from grokviz.sweep import grid

    columns = {"width": max(WIDTHS)} | {k: settings[k] for k in ("width", "depth")
                                        if k in settings}
    _check_work(grid(**columns), settings["steps"])


def _check_work(sweep: Mapping[str, Array], steps: int) -> None:
    """Refuse hours of drawing; the largest run counts for all."""
    width = np.asarray(sweep["width"], float)
    depth = np.asarray(sweep.get("depth", np.ones_like(width)), float)
    each = width * (40 + (depth - 1) * width)
    most = int(MOST_UNITS * 40 / each.max())
    if steps > most:
        raise Bound(f"steps is {steps:,}: networks of this width would take hours; "
                    f"give at most {float(f'{most:.2g}'):,.0f}", "steps", steps,
                    high=float(f"{most:.2g}"))
