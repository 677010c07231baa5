"""Molecules: a graph network fits the polarizability of some, and that of new ones much later.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 4.3 and Fig. 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grokviz.labs.molecules.activities import GUIDES, TOUR
from grokviz.labs.molecules.animation import Story
from grokviz.labs.molecules.headline import headline
from grokviz.labs.molecules.predictions import OF_A_RUN
from grokviz.labs.real_data import RealDataLab, curves
from grokviz.recipes import molecules as recipes
from grokviz.recipes.common.duration import work_of_molecules

LOSS = "squared error (mean: 1)"


def _pictures(symbols: Mapping[str, str]) -> list[Any]:
    return curves(LOSS, (1e-4, 1000), ("Explained", "share of the spread explained"),
                  (1, 100), symbols)


class MoleculesLab(RealDataLab):
    """Two graph convolutions learn a property of molecules; see `Lab`.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        Your own steps; True for those of a first visit.
    folder : str, optional
        A folder with all molecules, see `grokviz.storage.originals`.
    **settings
        Any of `grokviz.recipes.molecules.SETTINGS`, e.g. ``init_scale=1``.
    """

    key, tour, guides = "molecules", TOUR, GUIDES
    recipes, story, headline_of, guesses = recipes, Story, headline, OF_A_RUN
    pictures_of = staticmethod(_pictures)
    curve = ("n_train", "batch_size", "width", "data_seed")         # what an L and a U depend on
    loss, wrong = LOSS, "share of the spread unexplained"
    norms, losses, bound = (0.5, 100), (5e-6, 1000), 0.4
    work = work_of_molecules
    long_run, few, fourth = ("the paper's size", "paper_size"), 100, "batch_size"
