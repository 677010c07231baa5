"""Arithmetic modulo p: the answer to a pair of symbols, learnt from a share of all pairs.

Source: Power et al. (2022), arXiv:2201.02177; Liu, Michaud & Tegmark (2022), arXiv:2210.01117,
Fig. 7. Every ordered pair (a, b) that has an answer is an example, and each run draws its split
from its own seed. The random table is a control: a network can memorise it, but there is no rule
to generalise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from grokviz.algebra import operations
from grokviz.algebra.operations import NONE, OPERATIONS
from grokviz.arguments import Bound
from grokviz.tasks import Task
from grokviz.tasks.losses import cross_entropy, judge_classes_, one_hot_error

LOSSES = {"cross_entropy": cross_entropy, "mean_squared_error": one_hot_error}


def modular_addition(
    sweep: Mapping[str, np.ndarray], *, modulus: int, operation: str = "add",
    loss: str = "cross_entropy",
) -> Task:
    """The pairs of each run, in the order of its split, and their classes.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``train_fraction``, of the pairs, and ``split_seed``.
    modulus : int
    operation : str
        A name of `operations.OPERATIONS`.
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
    count = pairs.shape[1]
    n = torch.as_tensor(_n_train(sweep["train_fraction"], count))[:, None]
    place, most = torch.arange(count), int(n.max())
    return Task(
        pairs[:, :most], classes[:, :most], (place[:most] < n) / n.double(), pairs, classes,
        loss=LOSSES[loss], correct=_above_all_others,
        test_weights=(place >= n) / (count - n).double(),
        judge_=judge_classes_ if loss == "cross_entropy" else None)


def _above_all_others(outputs: Tensor, classes: Tensor) -> Tensor:
    """The same as argmax, but several times faster; a tie counts as wrong."""
    others = outputs.scatter(-1, classes, -torch.inf).amax(-1)
    return outputs.gather(-1, classes)[..., 0] > others


def table(modulus: int, operation: str, seed: int = 0) -> Tensor:
    """The answer to every pair, (p, p), -1 where there is none; `seed` draws the random table."""
    known = operations.table(modulus, operation)
    if known is not None:
        return torch.as_tensor(known)
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(modulus, (modulus, modulus), generator=generator)


def check(sweep: Mapping[str, np.ndarray], *, modulus: int, operation: str) -> None:
    """Check that every run has training pairs of every class, and test pairs.

    Raises
    ------
    ValueError
        For a modulus that the operation does not have, a training fraction that leaves either set
        empty, or a split that leaves a class without a training example.
    """
    _check_modulus(modulus, operation)
    pairs = len(_split(modulus, operation, 0)[0])
    fractions, seeds = np.unique([sweep["train_fraction"], sweep["split_seed"]], axis=1)
    for fraction, seed in zip(fractions, seeds, strict=True):
        n = int(_n_train(fraction, pairs))
        if not 0 < n < pairs:
            raise ValueError(
                f"train_fraction is {fraction:g}, which leaves {n} of {pairs} pairs for "
                "training; give a value between 0 and 1 that leaves some for each set, e.g. 0.5")
        _check_classes(modulus, operation, float(fraction), n, int(seed))


def _check_modulus(modulus: int, operation: str) -> None:
    _, _, _, prime, size = OPERATIONS[operation]
    if size is not None and modulus != size:
        raise Bound(
            f"modulus is {modulus}, but S5 has {size} permutations; leave modulus out, or give "
            f"{size}", "modulus", modulus, low=size, high=size)
    if modulus < 2:
        raise Bound(f"modulus is {modulus}; give 2 or more, e.g. 31", "modulus", modulus, low=2)
    if prime and (factor := _factor(modulus)):
        near, sign = _prime_near(modulus), "/" if operation == "divide" else "*"
        raise Bound(
            f"modulus is {modulus} = {factor} * {modulus // factor}, and a{sign}b needs a prime; "
            f"give one, e.g. {near}", "modulus", modulus, low=near, high=near)


def _check_classes(modulus: int, operation: str, fraction: float, n: int, seed: int) -> None:
    classes = _split(modulus, operation, seed)[1].numpy()
    # Pairs are in the order of the split, so a class is in the training set if its first pair is
    # among the first n. The class that comes last decides how large the share has to be.
    known, first, pairs = np.unique(classes, return_index=True, return_counts=True)
    late = int(first.argmax())
    if first[late] < n:
        return
    need, count = int(first[late]) + 1, len(classes)
    least = math.ceil(1e4 * need / count) / 1e4
    said = (f"with train_fraction {fraction:g} and split_seed {seed} no training example has the "
            f"answer {known[late]}, that of {pairs[late]} of the {count} pairs; ")
    if need == count:
        raise ValueError(
            f"{said}no train_fraction helps with this split; give another split_seed")
    raise Bound(f"{said}give train_fraction {least:g} or more, or another split_seed",
                "train_fraction", fraction, low=least)


def _n_train(fraction: np.ndarray | float, pairs: int) -> np.ndarray:
    # The 1e-9 keeps a product like 0.29 * 100, which is 28.999... in floating point, at 29.
    return np.floor(np.asarray(fraction) * pairs + 1e-9).astype(int)


def _factor(modulus: int) -> int | None:
    return next((f for f in range(2, math.isqrt(modulus) + 1) if modulus % f == 0), None)


def _prime_near(modulus: int) -> int:
    return min((n for n in range(2, 2 * modulus) if not _factor(n)), key=lambda n: abs(n - modulus))


@lru_cache(maxsize=64)
def _split(modulus: int, operation: str, seed: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(modulus**2, generator=generator)
    answers = table(modulus, operation, seed).flatten()[order]
    order, answers = order[answers != NONE], answers[answers != NONE]
    return torch.stack([order // modulus, order % modulus], 1), answers[:, None]
