"""The experiments behind the claims on adders. Nothing in them is drawn at random."""

from __future__ import annotations

from functools import cache

from grokviz.claims.norm_minimisation.runs import joined
from grokviz.claims.runs import run
from grokviz.recipes import norm_flow
from grokviz.run import Record

DECAYS = (0.2, 0.1, 0.01)               # the paper's
STARTS = ((-1.0, 1.0), (2.0, -3.0), (4.0, 1.0), (-2.0, -4.0))
KINKED = ((-1.0, 1.5), (-2.0, -1.0))    # on either side of the kink
SLOPE, RATE = 0.1, 0.2  # rates are twice the paper's, whose loss is twice ours


@cache
def two() -> Record:
    """The paper's start at each of DECAYS, every step to 1,000, then the end at 5,000."""
    return run(norm_flow.adder(weight_decay=DECAYS, learning_rate=RATE, steps=5000,
                               records=[*range(1001), 5000]))[0]


@cache
def starts() -> Record:
    """Each of STARTS, at DECAYS."""
    return joined(run(*(norm_flow.adder(u, v, weight_decay=DECAYS, learning_rate=RATE,
                                        steps=1000, records=range(0, 1001, 10))
                        for u, v in STARTS)))


@cache
def three() -> Record:
    """Three weights, to s = 12."""
    return run(norm_flow.adder_three(learning_rate=RATE / 2, steps=12_000,
                                     records=range(0, 12_001, 100)))[0]


@cache
def kinked() -> Record:
    """A unit whose slope below 0 is SLOPE, from each of KINKED, to s = 16."""
    return joined(run(*(norm_flow.adder(u, v, slope=SLOPE, learning_rate=RATE,
                                        steps=8000, records=[0, 8000])
                        for u, v in KINKED)))
