"""Film reviews: an LSTM memorises some, and learns later to read new ones.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 4.2 and Fig. 4.
"""

from __future__ import annotations

from typing import Any

from grokviz.labs import status
from grokviz.labs.base import TIMES, LessonLab, remedies, stored
from grokviz.labs.fixed_norm_view import l_and_u
from grokviz.labs.reviews.activities import GUIDES, TOUR
from grokviz.labs.reviews.animation import Story
from grokviz.labs.reviews.headline import headline
from grokviz.labs.reviews.predictions import OF_A_RUN
from grokviz.recipes import reviews as recipes
from grokviz.recipes.common.checks import decay_of
from grokviz.recipes.reviews import PRESETS, SETTINGS
from grokviz.run import Array, Record
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Curves, Series
from grokviz.widgets.theme import TEST, TRAIN

SYMBOLS = {name: setting.symbol for name, setting in SETTINGS.items()}
SIDES = (("train", TRAIN), ("test", TEST))
CURVE = ("n_train", "length", "embedding", "hidden", "layers", "batch_size", "data_seed")


class ReviewsLab(LessonLab):
    """An LSTM reads film reviews; see `Lab`.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        Your own steps; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.reviews.SETTINGS`, e.g. ``init_scale=1``.
    """

    key, tour, guides = "reviews", TOUR, GUIDES
    sliders = ("weight_decay", "init_scale", "n_train")

    def __init__(self, **settings: Any):
        run = View(
            pictures=_pictures, animated={
                "Animation": lambda pictures: self.animated(Story(SYMBOLS), pictures[1])},
            experiment=lambda wanted: recipes.grokking(**wanted), uses=tuple(SETTINGS),
            hot=("weight_decay", "learning_rate", "penalty_strength"),
            rules=(decay_of, recipes.batch_of), compare=True, paced=True,
            branch=("init_scale", "n_train", "penalty"), words=status.describe, why=status.why,
            headline=headline, measures=TIMES | {"share of the embedding": _embedding},
            guesses=OF_A_RUN, **stored("reviews.grokking"),
        )
        curve = l_and_u(recipes.lu_curve, CURVE, "loss (cross-entropy)", (2, 3000), (5e-6, 100),
                        rules=(recipes.batch_of,), **stored("reviews.lu_curve"))
        super().__init__(
            SETTINGS, {"Run": run, "L and U": curve}, presets=PRESETS,
            plain=("data_seed", "init_seed"), seed="init_seed", remedy=remedies(SETTINGS),
            main=("weight_decay", "init_scale", "n_train", "length"),
            compare=("weight_decay", "init_scale", "n_train", "penalty", "data_seed", "init_seed"),
            warm=recipes.grokking, **settings,
        )


def _pictures() -> list[Any]:
    return [
        Curves("Loss", "loss (cross-entropy)",
               [Series(f"{side}_loss", look, side) for side, look in SIDES], (1e-5, 100), log=True,
               symbols=SYMBOLS, corner=(0.03, 0.35)),
        Curves("Accuracy", "share of reviews right",
               [Series(f"{side}_accuracy", look, side) for side, look in SIDES], (0, 1.03),
               symbols=SYMBOLS),
        Curves("Weight norm", "weight norm ‖w‖", [Series("weight_norm", TEST, "")], (10, 2000),
               log=True, symbols=SYMBOLS, corner=(0.03, 0.95)),
        Curves("Share of the embedding", "share of the squared weight norm",
               [Series("embedding_share", TEST, "")], (0, 1.03), symbols=SYMBOLS),
    ]


def _embedding(record: Record) -> Array:
    return record.values["embedding_share"][-1]
