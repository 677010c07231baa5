"""Headlines of the two-weight lab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grokviz.labs import headline as heads
from grokviz.labs.headline import NOTHING, Headline
from grokviz.labs.status import MOVED
from grokviz.run import Record

HEADLINES = {
    "untrained": "headline.shell_toy.untrained",
    "learning": "headline.shell_toy.learning",
    "memorised": "headline.shell_toy.memorised",
    "moving": "headline.shell_toy.moving",
    "grokked": "headline.shell_toy.grokked",
}


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of a run. Accuracies are 0 or 1, so the norm shows whether the run moves."""
    if heads.phase(record, state) == "memorised":
        n = heads.numbers(record)
        if n["norm"] < (1 - MOVED) * n["landed"]:
            return heads.say(HEADLINES["moving"], **n)
    return heads.of_a_run(record, state, wanted, HEADLINES)
