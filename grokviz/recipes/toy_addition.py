"""The (w, m) plane of Omnigrok: decoder norm and messiness of the representation.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 5, Table 1, Fig. 6 and 8. A
*landscape* trains the direction of the weights at every (w, m). A *reduced trajectory* moves w
and m on it. A *full trajectory* trains decoder and representation. w is a multiple of the norm at
default init, which is about 13.5.

The paper gives no learning rate or decay for its trajectories; ours are our own. Its R_linear has
noise in the second coordinate, which hides the landscape, so ours has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grokviz.arguments import number, whole
from grokviz.recipes.common import checks
from grokviz.recipes.common.hot import bounded, fixed
from grokviz.recipes.plans import toy_addition as plans
from grokviz.run import Experiment, Record
from grokviz.settings import Places, Setting, Table

PAIRS = 55
SIZES = (25, 35, 45, 54)                # training pairs; the paper's 55 is 54
POINTS = 21                             # a side of the map
W = Setting("init_scale", "w", "decoder norm at the start", 0.5, 5, 4.0, log=True, short="w")
M = Setting("messiness", "m", "messiness at the start", 0, 1, 0.1, short="m")
STARTS = Places("starts", "more starts", "further paths, each from its w and m", W, M)
SETTINGS = Table(
    W, M,
    Setting("n_train", "N", "training pairs", 10, PAIRS - 1, 45, integer=True, short="n"),
    Setting("weight_decay", "λ", "weight decay", 0.001, 10, 0.03, log=True, hot=True, off=True,
            short="wd"),
    Setting("learning_rate", "η", "decoder's learning rate", 1e-5, 1, 3e-3, log=True, hot=True,
            short="lr"),
    Setting("rate_ratio", "η_R/η", "representation's rate over the decoder's", 1e-4, 100, 0.1,
            log=True, off=True, short="ratio"),
    Setting("flat", "f", "loss that counts as flat", 1e-4, 0.5, 0.05, log=True, off=True),
    Setting("data_seed", "seed: data", "draws R_random, targets, split", 0, 9999, 28,
            integer=True, short="seed"),
    Setting("init_seed", "seed: init", "draws the decoder", 0, 9999, 0, integer=True, short="init"),
    STARTS,
    Setting("width", "width", "hidden units a layer", 5, 400, 200, log=True, integer=True),
    Setting("points", "points", "a side of the map", 5, 41, POINTS, integer=True),
    Setting("steps", "steps", "to train for", 100, 1_000_000, 10_000, log=True, integer=True),
)
COLUMNS = ("init_scale", "messiness", "weight_decay", "learning_rate", "rate_ratio")
MAP = ("n_train", "data_seed", "init_seed", "points")          # the settings of a map
LONGEST = 3.0                           # the length of a path, in units of 1/(ηλ)

_START = {k: SETTINGS[k].default for k in ("init_scale", "messiness", "n_train")}
PRESETS = {
    "grokking": _START,
    "nearer the line": _START | {"messiness": 0.05},
    "too messy: the other attractor": _START | {"messiness": 0.3},
    "small norm": _START | {"init_scale": 0.7},
    "too few pairs": _START | {"n_train": 25},
    "no decay: never": _START | {"weight_decay": 0},
}


def landscape(
    n_train: int = 45, data_seed: int = 28, init_seed: int = 0, *, points: int = POINTS,
    width: int = 200, learning_rate: float = 3e-2, steps: int = 1000, line_noise: float = 0.0,
    device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Train and test loss over the (w, m) plane (Omnigrok, Fig. 6), coarse to fine.

    Parameters
    ----------
    n_train : int
        Pairs to train on, of 55.
    data_seed : int
        Draws R_random, the targets and the split. No decoder can answer a sum that no training pair
        has; `tasks.toy_addition.seeds_with_all_sums` names the seeds with which all are there.
    init_seed : int
        Draws the decoder, the same for all cells.
    points : int
        Points a side of the map; the stages have 5, 11, 21 and 41.
    width : int
        Units in each of the decoder's two hidden layers.
    learning_rate, steps
        Of Adam (betas 0.9, 0.9) on the sphere in each cell; the rate falls to zero along half a
        cosine. The short memory saves three quarters of the steps.
    line_noise : float
        Amplitude of noise on the second coordinate of R_linear, 0.3 in the paper's code.
    device : {"cpu", "cuda", "auto"}
    dtype : {"float32", "float64"}

    Returns
    -------
    Experiment
        See `engines.scan.scan`; `landscapes.reduced.surface` turns it into a surface.
    """
    from grokviz.tasks.toy_addition import toy_addition

    settings = plans.checked(
        SETTINGS, device, dtype, n_train=n_train, data_seed=data_seed, init_seed=init_seed,
        points=points, width=width, learning_rate=learning_rate, steps=steps)
    if noise := number("line_noise", line_noise, 0, 1, 0.3):
        settings["line_noise"] = noise
    return fixed(plans.landscape("toy_addition.landscape", settings, toy_addition,
                                 [2, settings["width"], settings["width"], 30], "leaky_relu"))


def reduced_trajectory(
    plane: Record, init_scale: Any = 4.0, messiness: Any = 0.1, *, weight_decay: Any = 0.03,
    learning_rate: Any = 3e-3, rate_ratio: Any = 0.1, flat: float = 0.05, starts: Any = "",
    steps: int | None = None,
) -> Experiment:
    """Paths of w and m on a landscape, the direction always optimal (Omnigrok, Eq. 6).

    Parameters
    ----------
    plane : Record
        Of `landscape`.
    init_scale, messiness, weight_decay, learning_rate, rate_ratio
        A number, or a list: every combination is a path from (w, m). ``rate_ratio`` is the
        representation's learning rate over the decoder's.
    flat : float
        See `landscapes.trajectory`.
    starts : str or pairs of numbers
        Further starts (w, m), e.g. ``"3 0.2; 2 0.05"``. The column ``path`` numbers all starts.
    steps : int, optional
        By default 3/(ηλ) of the slowest path; a drift through the whole map takes 2.3/(ηλ).

    Returns
    -------
    Experiment
        See `landscapes.trajectory.reduced_trajectory`; `landscapes.travel.travel` splits the time
        of a path into its parts. Decay and rate are hot.
    """
    from grokviz.landscapes.reduced import surface
    from grokviz.landscapes.trajectory import reduced_trajectory as follow

    plans.check_plane(plane)
    settings = SETTINGS.check(dict(
        init_scale=init_scale, messiness=messiness, weight_decay=weight_decay,
        learning_rate=learning_rate, rate_ratio=rate_ratio, flat=flat, starts=starts,
    ), lists=COLUMNS)
    sweep = plans.paths(settings, (*COLUMNS, "flat"), STARTS)
    if steps is None:
        speed = float((sweep["learning_rate"] * sweep["weight_decay"]).min())
        steps = round(LONGEST / speed) if speed else int(SETTINGS.number("steps").default)
    settings |= {k: plane.settings[k] for k in MAP if k in plane.settings}
    steps = int(SETTINGS.number("steps").check(steps))
    return bounded(follow(surface(plane), sweep, steps, name="toy_addition.reduced_trajectory",
                          settings=settings), SETTINGS)


def full_trajectory(
    init_scale: Any = 4.0, messiness: Any = 0.1, *, weight_decay: Any = 0.03,
    learning_rate: Any = 3e-3, rate_ratio: Any = 0.1, n_train: int = 45, data_seed: int = 28,
    init_seed: Any = 0, starts: Any = "", width: int = 200, steps: int = 10_000,
    records: Iterable[int] | None = None, device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Train decoder and representation, as a path on the plane (Omnigrok, Table 1).

    Parameters
    ----------
    init_scale, messiness, weight_decay, learning_rate, rate_ratio, init_seed
        A number, or a list: every combination is a run. The weight decay of AdamW acts on the
        decoder alone. The representation learns at ``rate_ratio`` times the decoder's rate. Rate
        and decay are hot.
    starts
        As in `reduced_trajectory`.
    n_train, data_seed, width, device, dtype
        As in `landscape`.
    steps : int
        [optimiser steps]
    records : iterable of int, optional
        Steps to measure at; by default as `engines.train` chooses.

    Returns
    -------
    Experiment
        Values of `engines.train`; also decoder_norm (a multiple of the default init's), messiness
        and residual, see `tasks.toy_addition.messiness_of`; each (runs,). The representation is
        the embedding, (runs, 2 * symbols).

    Raises
    ------
    ValueError
        For a setting out of bounds, or learning_rate * weight_decay of 1 or more.
    """
    from grokviz import engines

    lists = (*COLUMNS, "init_seed")
    settings = plans.checked(
        SETTINGS, device, dtype, lists, init_scale=init_scale, messiness=messiness,
        weight_decay=weight_decay, learning_rate=learning_rate, rate_ratio=rate_ratio,
        n_train=n_train, data_seed=data_seed, init_seed=init_seed, starts=starts, width=width,
        steps=steps)
    machine = engines.device_and_dtype(settings["device"], settings["dtype"])
    sweep = plans.paths(settings, (*lists, "n_train", "data_seed"), STARTS)
    checks.decay(sweep)
    plan = plans.full(settings, *machine)
    return bounded(plans.on_the_plane(engines.train(
        plan, name="toy_addition.full_trajectory", settings=settings, sweep=sweep,
        steps=settings["steps"], records=records,
    )), SETTINGS, checks.decay)


def mnist_landscape(
    n_train: int = 500, data_seed: int = 0, init_seed: int = 0, *, points: int = 11,
    width: int = 200, learning_rate: float = 3e-3, steps: int = 300, folder: str | None = None,
    device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """The plane of MNIST, on which both losses fall together (Omnigrok, Fig. 8).

    An input is the image blended with its label, m image + (1 - m) label, so that messiness 0 is
    clean here too. The network is 784-200-200-10 with ReLU.

    Parameters
    ----------
    n_train : int
        Digits to train on, at most 1500 of the 2000 that come with grokviz.
    data_seed : int
        Draws the split.
    folder : str, optional
        A folder with MNIST's own idx files, to train on more digits.
    init_seed, points, width, learning_rate, steps, device, dtype
        As in `landscape`.

    Returns
    -------
    Experiment
        As from `landscape`.
    """
    from grokviz.tasks import mnist

    settings = plans.checked(
        SETTINGS, device, dtype, data_seed=data_seed, init_seed=init_seed, points=points,
        width=width, learning_rate=learning_rate, steps=steps)
    folder = checks.folder(folder, "MNIST's idx files")
    n_train = whole("n_train", n_train, 1, 1_000_000, 500)
    settings |= {"n_train": mnist.check_size(n_train, folder), "folder": folder}
    return fixed(plans.landscape(
        "toy_addition.mnist_landscape", settings,
        lambda cells: mnist.mnist(cells, folder=folder),
        [mnist.PIXELS, settings["width"], settings["width"], mnist.CLASSES], "relu", batch=8))


def preset(name: str) -> dict[str, Any]:
    """The settings of a named preset; ValueError with the known names for any other."""
    return checks.preset(PRESETS, name)
