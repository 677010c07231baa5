"""Headlines of the parity lab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.labs import headline as heads
from grokviz.labs.headline import NOTHING, Headline
from grokviz.run import Record

HEADLINES = {
    "untrained": "headline.sparse_parity.untrained",
    "memorised": "headline.sparse_parity.memorised",
    "ordered": "headline.sparse_parity.ordered",
    "grokked": "headline.sparse_parity.grokked",
}
GREW = 1.5              # growth of the share of the relevant bits that counts as found
COIN = 0.6              # test accuracy up to which new examples are a coin toss


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of a run. The weights of the first layer move before the accuracy does."""
    rule = heads.phase(record, state)
    made = wanted if record is None else record.settings
    n = heads.numbers(record, wanted) | _inside(record) | {
        k: float(heads.first(made.get(k, np.nan))) for k in ("bits", "relevant")}
    if rule in ("memorised", "moving") and n["share"] >= GREW * n["first"]:
        rule = "ordered"
    elif rule == "moving" and n["test"] < COIN:
        rule = "memorised"
    return heads.say((heads.HEADLINES | HEADLINES)[rule], **n)


def _inside(record: Record | None) -> dict[str, float]:
    """The share of the relevant bits in the first layer, now and at the start."""
    if record is None or not len(record.steps):
        return {"share": np.nan, "first": np.nan}
    share = record.values["relevant_share"][:, 0]
    return {"share": float(share[-1]), "first": float(share[0])}
