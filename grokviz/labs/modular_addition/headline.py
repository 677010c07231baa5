"""Headlines of the modular-addition lab: for a run, and for the L and the U."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.algebra import fourier
from grokviz.algebra.operations import OPERATIONS
from grokviz.labs import headline as heads
from grokviz.labs.headline import NOTHING, Headline
from grokviz.run import Record

HEADLINES = {
    "untrained": "headline.modular_addition.untrained",
    "untrained, other": "headline.modular_addition.untrained_other",
    "untrained, random": "headline.modular_addition.untrained_random",
    "untrained, s5": "headline.modular_addition.untrained_s5",
    "learning": "headline.modular_addition.learning",
    "memorised": "headline.modular_addition.memorised",
    "moving": "headline.modular_addition.moving",
    "ordered": "headline.modular_addition.ordered",
    "grokked": "headline.modular_addition.grokked",
    "clock": "headline.modular_addition.clock",
    "at once": "headline.modular_addition.at_once",
    "ended": "headline.modular_addition.ended",
    "no rule": "headline.modular_addition.no_rule",
    "some untrained": "headline.modular_addition.some_untrained",
}
GREW = 1.05             # growth factor at which the share of few frequencies counts as grown


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of a run, of the runs of the law, or of the data sizes."""
    rule = heads.phase(record, state)
    made = wanted if record is None else record.settings
    task = str(heads.first(made.get("operation", "add")))
    share = wanted.get("train_fraction", np.nan) if record is None else heads.now(
        record, "train_fraction", np.nan)
    modulus = float(made.get("modulus", np.nan))
    n = heads.numbers(record, wanted) | _inside(record) | {
        "share": float(heads.first(share)), "modulus": modulus, "chance": 1 / modulus}
    grown = n["top"] >= GREW * n["first"] and bool(OPERATIONS[task].sign)
    if rule == "untrained" and task != "add":
        rule = f"untrained, {task}" if task in ("random", "s5") else "untrained, other"
    elif rule == "moving" and grown:
        rule = "ordered"
    elif rule == "grokked" and grown:
        rule = "clock"
    elif rule in ("ended", "unpulled") and task == "random":
        rule = "no rule"
    return heads.say((heads.HEADLINES | HEADLINES)[rule], **n)


def curve_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the L and the U."""
    return heads.of_the_curve(record, _lowest)


def _inside(record: Record | None) -> dict[str, float]:
    """The share of the embedding's power in five frequencies, now and at the start."""
    if record is None or not len(record.steps) or "fourier_power" not in record.values:
        return {"top": np.nan, "first": np.nan}
    power_ = record.values["fourier_power"]
    return {"top": float(fourier.top_share(power_[-1])[0]),
            "first": float(fourier.top_share(power_[0])[0])}


def _lowest(record: Record) -> tuple[float, float]:
    norm, loss = (record.values[k][-1] for k in ("weight_norm", "test_loss"))
    best = int(np.nanargmin(loss))
    return float(norm[best]), float(loss[best])
