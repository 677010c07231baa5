"""Questions of the density lab, before networks are drawn and after."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.labs.base import is_over
from grokviz.labs.density.counts import counts, first, nearest, shares
from grokviz.labs.questions import why
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import where
from grokviz.teaching.predictions.question import NEVER, Guessable

RISES = 2.0             # ratio between wide and narrow that counts as a rise
WORDS = ("density.guess.too_few", "density.guess.too_many")


def numbers(record: Record) -> Mapping[str, Any]:
    """The numbers that the sentences need: of the narrowest width with a good network, and of the
    widest."""
    rich = [run for run in np.argsort(record.sweep["width"]) if counts(record, run).good]
    if not rich:
        return {"times": np.nan, "low": 0, "high": 0, "before": np.nan, "after": np.nan,
                "drawn": int(record.steps[-1])}
    one, other = (counts(record, run) for run in (rich[0], rich[-1]))
    low, high = (int(record.sweep["width"][run]) for run in (rich[0], rich[-1]))
    return {"times": other.good / one.good, "low": low, "high": high, "before": one.good_share,
            "after": other.good_share, "drawn": one.drawn}


def first_good(record: Record) -> float | None:
    """How many networks of the middle width it takes; None while that is open."""
    found = first(record, "good", nearest(record))
    if np.isfinite(found):
        return found
    return NEVER if is_over(record) else None


def curve_of_good(record: Record) -> tuple[tuple[float, float], ...] | None:
    """The share that fits and generalises, over the width; None before the end."""
    if not is_over(record):
        return None
    share = shares(record)["both"][-1]
    return tuple((float(width), float(value)) for width, value in zip(
        record.sweep["width"], share, strict=True) if value > 0) or None


_when = partial(where, numbers)
NONE = why("density.why.none", 1, _when(lambda times, **_: np.isnan(times)), choices=2)
COUNTING = why("density.why.counting", 2, _when(lambda times, **_: times >= RISES))
FLAT = why("density.why.flat", 1, choices=2)
WIDTH = (NONE, COUNTING, FLAT)
_PUT: dict[str, Any] = {"numbers": numbers, "whys": WIDTH}
OF_WIDTHS = (
    Guessable("first_good", "density.guess.first_good", "density.guess.first_good_question",
              picture=2, level=10, truth=first_good, form="density.guess.networks",
              wrong=WORDS, never=True, **_PUT),
    Guessable("curve", "density.guess.curve", "density.guess.curve_question", picture=0,
              shape="curve", truth=curve_of_good, **_PUT),
)
