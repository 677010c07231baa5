"""Headlines of the first-layer lab, over slow time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grokviz.labs import headline as heads
from grokviz.labs.first_layer.status import slow_at
from grokviz.labs.headline import NOTHING, Headline
from grokviz.run import Record
from grokviz.widgets.plots.core.marks import power

HEADLINES = {
    "question": "headline.first_layer.question",
    "untrained": "headline.first_layer.untrained",
    "untrained, exact": "headline.first_layer.untrained_exact",
    "learning": "headline.first_layer.learning",
    "memorised": "headline.first_layer.memorised",
    "moving": "headline.first_layer.moving",
    "learnt": "headline.first_layer.learnt",
    "ended": "headline.first_layer.ended",
    "not fitted": "headline.run.not_fitted",
    "some untrained": "headline.run.some_untrained",
    "some": "headline.run.some",
    "lost": "headline.run.lost",
    "diverged": "headline.diverged",
    "compass": "headline.first_layer.compass",
}
RULES = {"grokked": "learnt", "at once": "learnt", "unpulled": "ended", "held back": "not fitted"}


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of both dynamics, with and without the output layer."""
    if record is None or not len(record.steps):
        return heads.say(HEADLINES["question"])
    rule = heads.phase(record, state)
    n = _numbers(record)
    if rule == "untrained" and n["train"] == 1:
        rule = "untrained, exact"
    return heads.say(HEADLINES[RULES.get(rule, rule)], **n)


def compass_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the comparison of each update with theory."""
    if record is None or not len(record.steps):
        return heads.say(HEADLINES["question"])
    tangent = float(record.values["cosine_tangent"][-1, 0])
    return heads.say(HEADLINES["compass"], tangent=tangent, slow=_slow(record))


def _numbers(record: Record) -> dict[str, Any]:
    special = record.values["specialisation"][:, 0]
    return heads.numbers(record) | {
        "modulus": float(record.settings["modulus"]), "slow": _slow(record),
        "share": float(heads.first(record.settings["train_fraction"])),
        "first": float(special[0]), "special": float(special[-1]),
        "learnt": slow_at(record, "t_test")[0],
    }


def _slow(record: Record) -> str:
    return power(float(f"{float(record.values['slow_time'][-1, 0]):.2g}"))
