"""Film reviews: an LSTM memorises some, and learns later to read new ones.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 4.2 and Fig. 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grokviz.labs.base import TIMES
from grokviz.labs.real_data import RealDataLab, curves
from grokviz.labs.reviews.activities import GUIDES, TOUR
from grokviz.labs.reviews.animation import Story
from grokviz.labs.reviews.headline import headline
from grokviz.labs.reviews.predictions import OF_A_RUN
from grokviz.recipes import reviews as recipes
from grokviz.recipes.common.duration import work_of_reviews
from grokviz.run import Array, Record
from grokviz.widgets.plots import Curves, Series
from grokviz.widgets.theme import TEST

LOSS = "loss (cross-entropy)"


def _embedding(record: Record) -> Array:
    return record.values["embedding_share"][-1]


def _pictures(symbols: Mapping[str, str]) -> list[Any]:
    return [
        *curves(LOSS, (1e-5, 100), ("Accuracy", "share of reviews right"), (10, 2000), symbols,
                wide=False),
        Curves("Share of the embedding", "share of the squared weight norm",
               [Series("embedding_share", TEST, "")], (0, 1.03), symbols=symbols),
    ]


class ReviewsLab(RealDataLab):
    """An LSTM reads film reviews; see `Lab`.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        Your own steps; True for those of a first visit.
    folder : str, optional
        A folder with all reviews, see `grokviz.storage.originals`.
    **settings
        Any of `grokviz.recipes.reviews.SETTINGS`, e.g. ``init_scale=1``.
    """

    key, tour, guides = "reviews", TOUR, GUIDES
    recipes, story, headline_of, guesses = recipes, Story, headline, OF_A_RUN
    pictures_of = staticmethod(_pictures)
    curve = ("n_train", "length", "embedding", "hidden", "layers", "batch_size", "data_seed")
    loss, wrong = LOSS, "share of new reviews wrong"
    norms, losses, bound = (2, 3000), (5e-6, 100), 0.4
    work = work_of_reviews
    long_run, few, fourth = ("the paper's network", "paper_network"), 50, "length"
    measures = TIMES | {"share of the embedding": _embedding}
