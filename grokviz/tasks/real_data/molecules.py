"""Molecules and their polarizability: a graph each, one number to be predicted.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 5; Ramakrishnan et al. (2014), QM9.
As in the paper, the smallest molecules come first.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from grokviz.models.real_data.graph import Layout
from grokviz.storage.graphs import ELEMENTS, SMALL, Molecule, split
from grokviz.storage.graphs import molecules as stored
from grokviz.tasks import Task
from grokviz.tasks.losses import mean_squared_error

OWN = len(ELEMENTS) + 2         # numbers of an atom itself: its element, neighbours, hydrogens


def molecules(
    sweep: Mapping[str, np.ndarray], *, most: int | None = None, threshold: float = 2.0,
    folder: str | None = None,
) -> Task:
    """The examples of each run.

    Parameters
    ----------
    sweep : mapping of arrays, shape (runs,)
        ``n_train`` and ``data_seed``. Up to 100 examples are drawn from the first 200 molecules;
        for a larger N, all runs draw from the first N + 500.
    most : int, optional
        The largest N of the whole ensemble, if this sweep is a part of it.
    threshold : float
        An example is right if the prediction is this close [bohr³].
    folder : str, optional
        With more molecules, see `storage.originals`.

    Notes
    -----
    Inputs are (runs, molecules, features), see `Layout`. Targets (runs, molecules, 1)
    are standardised by mean and deviation of the run's training set, see `spread`; so the loss of a
    network that predicts the mean is about 1.
    """
    n = torch.as_tensor(np.asarray(sweep["n_train"]))
    most = int(n.max()) if most is None else most
    splits = [split(int(seed), most) for seed in sweep["data_seed"]]
    table = inputs(most, folder)
    x, y = (torch.stack([table[part] for part in parts]) for parts in zip(*splits, strict=True)), []
    mean, deviation = spread(sweep, most, folder)
    target = torch.from_numpy(stored(folder)[1].astype(np.float32))
    for parts in zip(*splits, strict=True):
        raw = torch.stack([target[part] for part in parts])[..., None]
        y.append((raw - mean[:, None, None]) / deviation[:, None, None])
    train, test = x
    inside = torch.arange(most) < n[:, None]
    near = (threshold / deviation)[:, None]
    return Task(
        train, y[0], inside / n[:, None].double(), test, y[1], loss=mean_squared_error,
        correct=lambda outputs, targets: (outputs - targets)[..., 0].abs() < near.to(outputs))


def spread(
    sweep: Mapping[str, np.ndarray], most: int | None = None, folder: str | None = None
) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of the polarizability in each training set, (runs,) [bohr³]."""
    most = int(np.max(sweep["n_train"])) if most is None else most
    target = stored(folder)[1]
    sets = [target[split(int(seed), most)[0][:int(n)]]
            for seed, n in zip(sweep["data_seed"], sweep["n_train"], strict=True)]
    return (torch.tensor([float(each.mean()) for each in sets]),
            torch.tensor([float(each.std()) or 1.0 for each in sets]))


def layout(most: int, folder: str | None = None) -> Layout:
    """The room that the molecules of a task need."""
    count = 2 * SMALL if most <= SMALL else most + 500
    return Layout(max(len(each.kinds) for each in stored(folder)[0][:count]), 2 * OWN)


@lru_cache(maxsize=2)
@torch.inference_mode(False)                    # cached tensors must also serve autograd
def inputs(most: int, folder: str | None = None) -> Tensor:
    """The features of all molecules of a task, (molecules, features)."""
    count = 2 * SMALL if most <= SMALL else most + 500
    room = layout(most, folder).atoms
    return torch.from_numpy(np.stack([features(each, room) for each in stored(folder)[0][:count]]))


def features(molecule: Molecule, room: int) -> np.ndarray:
    """One molecule as a row of numbers, see `models.real_data.graph.Layout`."""
    n, bonds = len(molecule.kinds), molecule.adjacency(room)
    x, there = np.zeros((room, OWN), np.float32), np.zeros(room, np.float32)
    there[:n] = 1
    x[np.arange(n), molecule.kinds] = 1
    x[:, -2], x[:, -1] = bonds.sum(1) / 4, bonds @ x[:, 0] / 3
    return np.concatenate([np.concatenate([x, bonds @ x], 1).ravel(), bonds.ravel(), there])
