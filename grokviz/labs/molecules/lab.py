"""Molecules: a graph network fits the polarizability of some, and that of new ones much later.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 4.3 and Fig. 5.
"""

from __future__ import annotations

from typing import Any

from grokviz.labs import status
from grokviz.labs.base import TIMES, LessonLab, remedies, stored
from grokviz.labs.fixed_norm_view import l_and_u
from grokviz.labs.molecules.activities import GUIDES, TOUR
from grokviz.labs.molecules.animation import Story
from grokviz.labs.molecules.headline import headline
from grokviz.labs.molecules.predictions import OF_A_RUN
from grokviz.recipes import molecules as recipes
from grokviz.recipes.common.checks import decay_of
from grokviz.recipes.molecules import PRESETS, SETTINGS
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Curves, Series
from grokviz.widgets.theme import TEST, TRAIN

SYMBOLS = {name: setting.symbol for name, setting in SETTINGS.items()}
SIDES = (("train", TRAIN), ("test", TEST))
CURVE = ("n_train", "batch_size", "width", "data_seed")         # what an L and a U depend on


class MoleculesLab(LessonLab):
    """Two graph convolutions learn a property of molecules; see `Lab`.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        Your own steps; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.molecules.SETTINGS`, e.g. ``init_scale=1``.
    """

    key, tour, guides = "molecules", TOUR, GUIDES
    sliders = ("weight_decay", "init_scale", "n_train")

    def __init__(self, **settings: Any):
        run = View(
            pictures=_pictures, animated={
                "Animation": lambda pictures: self.animated(Story(SYMBOLS), pictures[1])},
            experiment=lambda wanted: recipes.grokking(**wanted), uses=tuple(SETTINGS),
            hot=("weight_decay", "learning_rate", "penalty_strength"),
            rules=(decay_of, recipes.batch_of), compare=True, paced=True,
            branch=("init_scale", "n_train", "penalty"), words=status.describe, why=status.why,
            headline=headline, measures=TIMES, guesses=OF_A_RUN, **stored("molecules.grokking"),
        )
        curve = l_and_u(recipes.lu_curve, CURVE, "loss (mean squared error)", (0.5, 100),
                        (5e-6, 1000), rules=(recipes.batch_of,), **stored("molecules.lu_curve"))
        super().__init__(
            SETTINGS, {"Run": run, "L and U": curve}, presets=PRESETS,
            plain=("data_seed", "init_seed"), seed="init_seed", remedy=remedies(SETTINGS),
            main=("weight_decay", "init_scale", "n_train", "batch_size"),
            compare=("weight_decay", "init_scale", "n_train", "penalty", "data_seed", "init_seed"),
            warm=recipes.grokking, **settings,
        )


def _pictures() -> list[Any]:
    return [
        Curves("Loss", "loss (mean squared error)",
               [Series(f"{side}_loss", look, side) for side, look in SIDES], (1e-4, 1000), log=True,
               symbols=SYMBOLS, corner=(0.03, 0.35)),
        Curves("Explained", "share of the spread explained",
               [Series(f"{side}_accuracy", look, side) for side, look in SIDES], (0, 1.03),
               symbols=SYMBOLS),
        Curves("Weight norm", "weight norm ‖w‖", [Series("weight_norm", TEST, "")], (1, 100),
               log=True, symbols=SYMBOLS, corner=(0.03, 0.95)),
    ]
