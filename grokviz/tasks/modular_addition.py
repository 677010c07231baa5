"""Arithmetic modulo p: the answer to a pair of symbols, learnt from a share of all pairs.

Source: Power et al. (2022), arXiv:2201.02177; Liu, Michaud & Tegmark (2022), arXiv:2210.01117,
Fig. 7. Every ordered pair (a, b) is an example, and each run draws its split from its own seed.
The random table is a control: a network can memorise it, but there is no rule to generalise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from grokviz.arguments import Bound
from grokviz.tasks import Task
from grokviz.tasks.losses import cross_entropy, judge_classes_, one_hot_error

OPERATIONS: dict[str, Callable[[Tensor, Tensor], Tensor] | None] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "squares": lambda a, b: a * a + b * b,
    "random": None,                             # drawn, see `table`
}
LOSSES = {"cross_entropy": cross_entropy, "mean_squared_error": one_hot_error}


def modular_addition(
    sweep: Mapping[str, np.ndarray], *, modulus: int, operation: str = "add",
    loss: str = "cross_entropy",
) -> Task:
    """The pairs of each run, in the order of its split, and their classes.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``train_fraction``, of the p² pairs, and ``split_seed``.
    modulus : int
    operation : {"add", "subtract", "multiply", "squares", "random"}
    loss : {"cross_entropy", "mean_squared_error"}
        The mean squared error is that against the one-hot answer, mean over the outputs.

    Raises
    ------
    ValueError
        As `check` does.

    Notes
    -----
    Inputs are (runs, pairs, 2) whole numbers, targets (runs, pairs, 1). The training sets of one
    seed are nested.
    """
    check(sweep, modulus=modulus, operation=operation)
    parts = [_split(modulus, operation, int(seed)) for seed in sweep["split_seed"]]
    pairs, classes = (torch.stack(part) for part in zip(*parts, strict=True))
    n = torch.as_tensor(_n_train(sweep["train_fraction"], modulus))[:, None]
    place, most = torch.arange(modulus**2), int(n.max())
    return Task(
        pairs[:, :most], classes[:, :most], (place[:most] < n) / n.double(), pairs, classes,
        loss=LOSSES[loss], correct=_above_all_others,
        test_weights=(place >= n) / (modulus**2 - n).double(),
        judge_=judge_classes_ if loss == "cross_entropy" else None)


def _above_all_others(outputs: Tensor, classes: Tensor) -> Tensor:
    """The same as argmax, but several times faster; a tie counts as wrong."""
    others = outputs.scatter(-1, classes, -torch.inf).amax(-1)
    return outputs.gather(-1, classes)[..., 0] > others


def table(modulus: int, operation: str, seed: int = 0) -> Tensor:
    """The answer to every pair, (p, p); `seed` draws the random table."""
    answer = OPERATIONS[operation]
    if answer is None:
        generator = torch.Generator().manual_seed(seed)
        return torch.randint(modulus, (modulus, modulus), generator=generator)
    a = torch.arange(modulus)
    return answer(a[:, None], a) % modulus


def check(sweep: Mapping[str, np.ndarray], *, modulus: int, operation: str) -> None:
    """Check that every run has training pairs of every class, and test pairs.

    Raises
    ------
    ValueError
        For a modulus below 2, a composite one where we multiply, a training fraction that leaves
        either set empty, or a split that leaves a class without a training example.
    """
    if modulus < 2:
        raise Bound(f"modulus is {modulus}; give 2 or more, e.g. 31", "modulus", modulus, low=2)
    if operation == "multiply" and (factor := _factor(modulus)):
        raise ValueError(
            f"modulus is {modulus} = {factor} * {modulus // factor}, and a*b is a group only "
            f"modulo a prime; give one, e.g. {_prime_near(modulus)}")
    fractions, seeds = np.unique([sweep["train_fraction"], sweep["split_seed"]], axis=1)
    for fraction, seed in zip(fractions, seeds, strict=True):
        n = int(_n_train(fraction, modulus))
        if not 0 < n < modulus**2:
            raise ValueError(
                f"train_fraction is {fraction:g}, which leaves {n} of {modulus**2} pairs for "
                "training; give a value between 0 and 1 that leaves some for each set, e.g. 0.5")
        _check_classes(modulus, operation, float(fraction), n, int(seed))


def _check_classes(modulus: int, operation: str, fraction: float, n: int, seed: int) -> None:
    classes = _split(modulus, operation, seed)[1].numpy()
    # Pairs are in the order of the split, so a class is in the training set if its first pair is
    # among the first n. The class that comes last decides how large the share has to be.
    known, first, pairs = np.unique(classes, return_index=True, return_counts=True)
    late = int(first.argmax())
    if first[late] < n:
        return
    need = int(first[late]) + 1
    least = math.ceil(1e4 * need / modulus**2) / 1e4
    said = (f"with train_fraction {fraction:g} and split_seed {seed} no training example has the "
            f"answer {known[late]}, that of {pairs[late]} of the {modulus**2} pairs; ")
    if need == modulus**2:
        raise ValueError(
            f"{said}no train_fraction helps with this split; give another split_seed")
    raise Bound(f"{said}give train_fraction {least:g} or more, or another split_seed",
                "train_fraction", fraction, low=least)


def _n_train(fraction: np.ndarray | float, modulus: int) -> np.ndarray:
    # The 1e-9 keeps a product like 0.29 * 100, which is 28.999... in floating point, at 29.
    return np.floor(np.asarray(fraction) * modulus**2 + 1e-9).astype(int)


def _factor(modulus: int) -> int | None:
    return next((f for f in range(2, math.isqrt(modulus) + 1) if modulus % f == 0), None)


def _prime_near(modulus: int) -> int:
    return min((n for n in range(2, 2 * modulus) if not _factor(n)), key=lambda n: abs(n - modulus))


@lru_cache(maxsize=64)
def _split(modulus: int, operation: str, seed: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(modulus**2, generator=generator)
    pairs = torch.stack([order // modulus, order % modulus], 1)
    return pairs, table(modulus, operation, seed)[pairs[:, 0], pairs[:, 1], None]
