"""Sparse parity: a network memorises its examples, and finds the few bits that matter much later.

Source: Barak et al. (2022), arXiv:2207.08799; Merrill, Tsilivis & Shukla (2023), arXiv:2303.11873.
"""

from __future__ import annotations

from typing import Any

from grokviz.labs import status
from grokviz.labs.base import TIMES, LessonLab, remedies, stored
from grokviz.labs.sparse_parity import headline as titles
from grokviz.labs.sparse_parity import predictions as guesses
from grokviz.labs.sparse_parity.activities import GUIDES, TOUR
from grokviz.labs.sparse_parity.animation import Story
from grokviz.recipes import sparse_parity as recipes
from grokviz.recipes.common.checks import decay_of
from grokviz.recipes.sparse_parity import PRESETS, SETTINGS
from grokviz.run import Array, Record
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Curves, Series, Stems
from grokviz.widgets.theme import TEST, TRAIN

SYMBOLS = {name: setting.symbol for name, setting in SETTINGS.items()}
SIDES = (("train", TRAIN), ("test", TEST))


class ParityLab(LessonLab):
    """The product of a few of many signs: fitted soon, generalised much later; see `Lab`.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        Your own steps; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.sparse_parity.SETTINGS`, e.g. ``relevant=2``.
    """

    key, tour, guides = "sparse_parity", TOUR, GUIDES
    sliders = ("weight_decay", "n_train", "init_scale")

    def __init__(self, **settings: Any):
        view = View(
            pictures=_pictures, animated={
                "Animation": lambda pictures: self.animated(Story(SYMBOLS), pictures[2])},
            experiment=lambda wanted: recipes.grokking(**wanted), more={"Inside": _inside},
            uses=tuple(SETTINGS), hot=("weight_decay", "learning_rate", "penalty_strength"),
            rules=(decay_of,), compare=True, paced=True,
            branch=("init_scale", "n_train", "penalty"), words=status.describe, why=status.why,
            headline=titles.headline, measures=TIMES | {"weight on relevant bits": _share},
            guesses=guesses.OF_A_RUN, **stored("sparse_parity.grokking"),
        )
        super().__init__(
            SETTINGS, {"Run": view}, presets=PRESETS, plain=("data_seed", "init_seed"),
            seed="init_seed", remedy=remedies(SETTINGS),
            main=("weight_decay", "n_train", "init_scale", "bits", "relevant", "loss"),
            compare=("weight_decay", "n_train", "init_scale", "penalty", "data_seed", "init_seed"),
            warm=recipes.grokking, **settings,
        )


def _pictures() -> list[Any]:
    return [
        Curves("Loss", "loss", [Series(f"{side}_loss", look, side) for side, look in SIDES],
               (1e-6, 10), log=True, symbols=SYMBOLS, corner=(0.03, 0.35)),
        Curves("Accuracy", "share of examples right",
               [Series(f"{side}_accuracy", look, side) for side, look in SIDES], (0, 1.03),
               symbols=SYMBOLS),
        Curves("Weight on the bits that matter", "share of the first layer",
               [Series("relevant_share", TEST, "")], (0, 1.03), symbols=SYMBOLS),
        Curves("Weight norm", "weight norm ‖w‖", [Series("weight_norm", TEST, "")], (1, 100),
               log=True, symbols=SYMBOLS, corner=(0.03, 0.95)),
    ]


def _inside() -> list[Any]:
    bits = int(SETTINGS.number("bits").default)
    return [Stems("Which bits it reads", "bit", "share of the first layer", "bit_share", bits,
                  (0, 0.1, 0.2, 0.3, 0.4), teacher=lambda law: None, symbols=SYMBOLS,
                  height="480px")]


def _share(record: Record) -> Array:
    return record.values["relevant_share"][-1]
