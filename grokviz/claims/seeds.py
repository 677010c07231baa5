"""Which seeds a claim is judged on, and how sure their number makes us.

Seeds are chosen by a rule and not by what comes out: 0 to 7. Any others can be asked for, so that
everybody can test a claim on seeds that we never saw.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from math import comb
from typing import Any, TypeVar, cast

from grokviz.metrics import binomial_interval

Seeds = tuple[int, ...]
Test = TypeVar("Test", bound=Callable[..., Any])

SEEDS: Seeds = tuple(range(8))
QUICK: Seeds = SEEDS[:2]
SURE = 0.95             # of an interval


def seeded(test: Test) -> Test:
    """Make an experiment of the claims that takes seeds, 0 to 7 unless others are given.

    Its result is kept, so that claims which share it pay for it once.
    """
    kept = cache(test)

    @wraps(test)
    def run(seeds: Seeds = SEEDS) -> Any:
        return kept(tuple(seeds))

    vars(run)["seeded"] = True
    return cast(Test, run)


def parsed(text: str) -> Seeds:
    """Seeds as they are typed: "100:108" for 100 to 107, or "3,5,8"; ValueError otherwise."""
    try:
        if ":" in text:
            first, end = (int(part) for part in text.split(":"))
            seeds = tuple(range(first, end))
        else:
            seeds = tuple(int(part) for part in text.split(","))
    except ValueError:
        seeds = ()
    if not seeds or min(seeds) < 0 or max(seeds) > MOST or len(set(seeds)) < len(seeds):
        raise ValueError(f"seeds are {text!r}; type two whole numbers from 0 to {MOST}, first and "
                         f"one after the last, such as 100:108, or numbers between commas")
    return seeds


MOST = 9000             # largest seed; some recipes add to it


def interval(k: int, n: int) -> tuple[float, float]:
    """Interval of Clopper and Pearson (1934) for a rate of which k of n trials are known."""
    low, high = binomial_interval(k, n, SURE)
    return float(low), float(high)


def at_most(k: int, n: int, rate: float) -> float:
    """Probability that at most k of n trials succeed, each with this rate."""
    return sum(comb(n, i) * rate**i * (1 - rate) ** (n - i) for i in range(k + 1))
