"""The molecules of the package, or of a folder, as graphs: atoms and bonds. numpy only.

Source: Ramakrishnan et al. (2014), QM9; the file says how its bonds were found.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from grokviz.storage import originals
from grokviz.storage.datasets import dataset

ELEMENTS = ("H", "C", "N", "O", "F")
VALENCE = (1, 4, 4, 3, 1)               # most neighbours of each, as they are in QM9
N_TEST, LARGE_TEST = 100, 500           # molecules to test on; the second if N is over `SMALL`
SMALL = 100


class Molecule(NamedTuple):
    """Kinds of the atoms, (atoms,), as places in `ELEMENTS`; bonds, (bonds, 2), pairs of atoms."""

    kinds: np.ndarray
    bonds: np.ndarray

    @property
    def formula(self) -> str:
        """In Hill's order, e.g. C2H6O."""
        counts = np.bincount(self.kinds, minlength=len(ELEMENTS))
        order = [1, 0, 4, 2, 3] if counts[1] else [4, 0, 2, 3, 1]
        return "".join(f"{ELEMENTS[k]}{counts[k] if counts[k] > 1 else ''}"
                       for k in order if counts[k])

    def adjacency(self, atoms: int) -> np.ndarray:
        """(atoms, atoms) of 0 and 1, padded with zeros."""
        found = np.zeros((atoms, atoms), np.float32)
        first, second = self.bonds.T
        found[first, second] = found[second, first] = 1
        return found


@lru_cache(maxsize=2)
def molecules(folder: str | None = None) -> tuple[tuple[Molecule, ...], np.ndarray]:
    """All molecules, the smallest first, and their isotropic polarizability [bohr³]."""
    stored = dataset("molecules") if folder is None else originals.molecules(folder)
    kinds = np.split(stored["kinds"], np.cumsum(stored["sizes"].astype(int))[:-1])
    bonds = np.split(stored["bonds"].astype(int), np.cumsum(stored["bond_counts"].astype(int))[:-1])
    return tuple(Molecule(*each) for each in zip(kinds, bonds, strict=True)), stored[
        "polarizability"]


@lru_cache(maxsize=64)
def split(seed: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the molecules to train on, `most`, and to test on."""
    count, test = (2 * SMALL, N_TEST) if most <= SMALL else (most + LARGE_TEST, LARGE_TEST)
    order = np.random.default_rng(seed).permutation(count)
    return order[:most], order[count - test:]


def checked(elements: Sequence[str], bonds: Sequence[Sequence[int]], most: int) -> Molecule:
    """A molecule of one's own.

    Parameters
    ----------
    elements : sequence of str
        One of `ELEMENTS` for each atom, e.g. ["O", "H", "H"].
    bonds : sequence of pairs
        Numbers of two bonded atoms, from 0, e.g. [(0, 1), (0, 2)].
    most : int
        Atoms that the network has room for.

    Raises
    ------
    ValueError
        For an unknown element, too many atoms, a bond to no atom, more bonds than an atom can
        have, or atoms that are not connected.
    """
    unknown = [each for each in elements if each not in ELEMENTS]
    if unknown or not elements:
        raise ValueError(f"elements has {unknown[:1] or 'no atom'}; give some of "
                         f"{', '.join(ELEMENTS)}, e.g. ['O', 'H', 'H']")
    n = len(elements)
    if n > most:
        raise ValueError(f"the molecule has {n} atoms, but there is room for {most}; give a "
                         "smaller one")
    pairs = np.array([tuple(pair) for pair in bonds if len(tuple(pair)) == 2], int).reshape(-1, 2)
    if len(pairs) < len(bonds) or (pairs < 0).any() or (pairs >= n).any() or (
            pairs[:, 0] == pairs[:, 1]).any():
        raise ValueError(f"bonds is {str(bonds)[:60]}; give pairs of two atoms from 0 to {n - 1}")
    kinds = np.array([ELEMENTS.index(each) for each in elements], np.uint8)
    pairs = np.unique(np.sort(pairs, 1), axis=0)
    degree = np.bincount(pairs.ravel(), minlength=n)
    over = np.flatnonzero(degree > np.array(VALENCE)[kinds])
    if len(over):
        at = over[0]
        raise ValueError(f"atom {at} ({elements[at]}) has {degree[at]} neighbours; give it at most "
                         f"{VALENCE[kinds[at]]}")
    found = Molecule(kinds, pairs)
    if (np.linalg.matrix_power(found.adjacency(n) + np.eye(n), n) == 0).any():
        raise ValueError("the molecule falls into parts; give bonds that connect all of its atoms")
    return found


def places(molecule: Molecule) -> np.ndarray:
    """A place in the plane for each atom, (atoms, 2), bonds of about length 1.

    Stress majorisation (Gansner, Koren & North 2004): distances in the plane come close to the
    number of bonds between two atoms.
    """
    n = len(molecule.kinds)
    between = np.where(molecule.adjacency(n) > 0, 1.0, np.inf)
    np.fill_diagonal(between, 0)
    for k in range(n):                          # Floyd and Warshall: shortest ways along bonds
        between = np.minimum(between, between[:, k:k + 1] + between[k])
    angle = 2 * np.pi * np.arange(n) / n
    found: np.ndarray = np.stack([np.cos(angle), np.sin(angle)], 1) * n / 4
    wanted = between + np.eye(n)
    weight = wanted**-2.0 * (1 - np.eye(n))
    for _ in range(150):
        apart = found[:, None] - found
        length = np.linalg.norm(apart, axis=-1) + np.eye(n) + 1e-9
        pull = found[None] + apart * (wanted / length)[..., None]
        found = (weight[..., None] * pull).sum(1) / weight.sum(1, keepdims=True)
    return np.asarray(found - found.mean(0))
