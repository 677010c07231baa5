"""The claims that reviews and molecules share, with the bounds of each.

They say what a held norm does, what more data does, and what weight decay does to the norm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.real_data import rules


class Common(NamedTuple):
    """The bounds of an area.

    Attributes
    ----------
    figure : str
        Of the paper, without the letter of its panel.
    what : str
        What is counted as error.
    small, large : int
        Sizes of the training set.
    bound, gap : float
        The error that bounds the zone, and how far both ends of the U lie above its bottom.
    usual, held : float
        The initial scale that is held, and the error that it then has at most.
    norm, decayed : float, str
        How far the norm at t_test is off the law, and the settings of those runs.
    sizes : str
        The settings of the cells.
    """

    figure: str
    what: str
    small: int
    large: int
    bound: float
    gap: float
    usual: float
    held: float
    norm: float
    decayed: str
    sizes: str


def common(
    claim: Callable[..., Claim], at: Common, runs: Callable[..., Any], cells: Callable[..., Any]
) -> tuple[Claim, ...]:
    """The claims; `runs` and `cells` give for each draw its runs and its map over α and N."""
    return (
        claim("norm_follows_decay", "Sec. 3",
              "Until it generalises, weight decay alone moves the norm.",
              wanted=f"norm at t_test within {at.norm:.0%} of (1 - ηλ)^t of that at the start "
                     f"({at.decayed})",
              test=runs, rule=each_seed(rules.norm_follows_decay("decay", at.norm))),
        claim("u_at_small_n", f"{at.figure}b",
              "With few data the test error over the held weight norm is a U.",
              wanted=f"{at.what} at the smallest and at the largest norm at least {at.gap:g} above "
                     f"the lowest (N {at.small}, {at.sizes})",
              test=cells, rule=each_seed(rules.u_of_errors(at.small, at.gap))),
        claim("more_data_widens_the_zone", f"{at.figure}a",
              "With more data it generalises at more weight norms.",
              wanted=f"{at.what} below {at.bound:.0%} at more norms with N {at.large:,} than with "
                     f"N {at.small} ({at.sizes})",
              test=cells, rule=each_seed(rules.wider(at.small, at.large, at.bound))),
        claim("held_norm_removes_it", f"{at.figure}b",
              "At a held norm near the usual one there is nothing to wait for.",
              wanted=f"{at.what} at most {at.held:.0%} at α {at.usual:g} (N {at.small}, "
                     f"{at.sizes})",
              test=cells, rule=each_seed(rules.error_at(at.small, at.usual, at.held))),
    )
