"""A run in a file: what is written so that it can go on, and what is read and checked before.

The NPZ of a lab holds, beside the numbers, the state that the run goes on from and how the run
came about: its legs, each with a first step, settings, and hot settings that were turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from grokviz.store import Saved, StoreError
from grokviz.widgets.legs import Leg
from grokviz.widgets.link import LEG, WANTED
from grokviz.widgets.shape import fields, many, text
from grokviz.widgets.strings import t

TOLD = fields({"link": text(10**7), "view": text(), "wanted": WANTED, "run": many(LEG, 100, 1)})


class Told(NamedTuple):
    """How a saved run came about."""

    link: str                   # of the lab, at the time
    view: str
    wanted: dict[str, Any]      # settings
    run: list[list[Any]]        # legs, as `plain_legs` gives them


def told(saved: Saved) -> Told:
    """What a file says of its run; StoreError where it holds none, or says what cannot be."""
    made = saved.about["made"]
    if not saved.state or "run" not in made:
        raise StoreError(t("{name} holds numbers, and no run to go on with; save one "
                           "that was trained here, as NPZ", name=saved.name))
    found = Told(*(made.get(name) for name in Told._fields))
    try:
        TOLD(found._asdict(), "run")            # the file says it, and it may be forged
    except ValueError:
        raise StoreError(t("{name} does not say how its run came about; save it again from a lab",
                           name=saved.name)) from None
    return found


def plain_legs(run: Sequence[Leg]) -> list[list[Any]]:
    return [[leg.step, leg.wanted, [[c.step, c.name, c.value] for c in leg.changes]]
            for leg in run]

