"""Headlines of the lab of digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grokviz.labs import headline as heads
from grokviz.labs.digits.predictions import lowest
from grokviz.labs.headline import NOTHING, Headline
from grokviz.metrics import LATE
from grokviz.run import Record

HEADLINES = {
    "untrained": "headline.digits.untrained",
    "memorised": "headline.digits.memorised",
    "moving": "headline.digits.moving",
    "grokked": "headline.digits.grokked",
    "late": "headline.digits.late",
    "at once": "headline.digits.at_once",
    "unpulled": "headline.digits.unpulled",
    "ended": "headline.digits.ended",
}
OTHERS = {"phases": "headline.phases"}
DELAYED = 2.0           # t_test / t_train from which there was a wait, if a shorter one than `LATE`


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of a run. A network is hardly ever right on all new digits."""
    rule, n = heads.phase(record, state), heads.numbers(record, wanted)
    if rule == "at once" and DELAYED <= n["times"] < LATE:
        rule = "late"
    return heads.say((heads.HEADLINES | HEADLINES)[rule], **n)


def curve_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the L and the U."""
    return heads.of_the_curve(record, lowest)


def phases_headline(
    record: Record | None = None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the map of phases."""
    return heads.say(OTHERS["phases"])
