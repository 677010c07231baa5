"""The title of a lab and the sentence under it: the state of the run at the displayed step.

A headline reads the record up to that step only, so it never reveals what comes later. Its text
is one entry of the language files: the title, a line break, the sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.labs.status import HELD, OVER
from grokviz.metrics import LATE
from grokviz.run import Record, level
from grokviz.widgets.plots.core.marks import power

TITLE, SENTENCE = 60, 110       # most letters; a Chinese character counts as two
NOTHING: Mapping[str, Any] = MappingProxyType({})
GAINED = 0.1            # test accuracy gained since the fit that counts as moving
MOSTLY = 0.5            # test accuracy that always counts as moving
NEAR = 1.1              # ratio of two weight norms that count as one, over the seeds
LOST = 0.84             # share of the accuracy that counts below which generalisation is lost

HEADLINES = {
    "untrained": "headline.run.untrained",
    "some untrained": "headline.run.some_untrained",
    "learning": "headline.run.learning",
    "memorised": "headline.run.memorised",
    "moving": "headline.run.moving",
    "grokked": "headline.run.grokked",
    "at once": "headline.run.at_once",
    "lost": "headline.run.lost",
    "ended": "headline.run.ended",
    "unpulled": "headline.run.unpulled",
    "not fitted": "headline.run.not_fitted",
    "held back": "headline.run.held_back",
    "some": "headline.run.some",
    "diverged": "headline.diverged",
    "curve": "headline.curve.question",
    "curve, on its way": "headline.curve.on_its_way",
    "curve, found": "headline.curve.found",
    "curve, at an end": "headline.curve.at_an_end",
}


class Headline(NamedTuple):
    """At most `TITLE` and `SENTENCE` letters."""

    title: str
    sentence: str


def say(key: str, **numbers: Any) -> Headline:
    """The headline of this key, in the present language."""
    title, _, sentence = t(key, **numbers).partition("\n")
    return Headline(title, sentence)


def of_a_phase(
    record: Record | None, state: str, headlines: Mapping[str, str],
    phase: Callable[[Record, str], str], numbers: Callable[[Record], dict[str, Any]],
) -> Headline:
    """The headline of runs without accuracies; their lab gives the phase and the numbers."""
    if record is None or not len(record.steps):
        return say(headlines["question"])
    return say(headlines[phase(record, state)], **numbers(record))


def of_a_run(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING,
    own: Mapping[str, str] = NOTHING,
) -> Headline:
    """The headline of runs that have accuracies.

    Parameters
    ----------
    record : Record or None
        The record up to the displayed step; None if nothing is shown yet.
    state : str
        State of the player, or "looking back".
    wanted : mapping
        Settings of the next run, used if there is no record.
    own : mapping
        Phase -> key, for phases that need another headline in this lab.
    """
    rule = phase(record, state)
    return say((HEADLINES | dict(own))[rule], **numbers(record, wanted))


def of_the_curve(
    record: Record | None, lowest: Callable[[Record], tuple[float, float]]
) -> Headline:
    """The headline of the L and the U.

    ``lowest(record)`` gives the norm and the loss at the bottom of the U.
    """
    if record is None or untrained(record):
        return say(HEADLINES["curve"])
    share = float(record.steps[-1]) / record.settings["steps"]
    if share < 1:
        return say(HEADLINES["curve, on its way"], share=share)
    norm, loss = lowest(record)
    held = record.values["weight_norm"][-1]
    inside = NEAR * np.nanmin(held) < norm < np.nanmax(held) / NEAR
    rule = "curve, found" if inside else "curve, at an end"
    return say(HEADLINES[rule], norm=norm, loss=power(loss))


def phase(record: Record | None, state: str = "running") -> str:
    """The key of `HEADLINES` that describes the run up to the end of the record."""
    if record is None:
        return "untrained"
    if untrained(record):
        return "some untrained" if record.runs > 1 else "untrained"
    if all_lost(record):
        return "diverged"
    if record.runs > 1:
        return "some"
    n = numbers(record)
    if np.isfinite(n["t_test"]):
        if n["test"] < LOST * level(record.settings, "test_accuracy"):
            return "lost"
        return "grokked" if n["times"] >= LATE else "at once"
    over = state in OVER
    if np.isfinite(n["t_train"]):
        if over:
            return "unpulled" if n["unpulled"] else "ended"
        return "moving" if n["test"] >= min(n["then_test"] + GAINED, MOSTLY) else "memorised"
    if not over:
        return "learning"
    return "held back" if n["norm"] <= (1 - HELD) * n["start"] else "not fitted"


def untrained(record: Record) -> bool:
    """True if no step was trained yet."""
    return not len(record.steps) or not record.steps[-1]


def all_lost(record: Record) -> bool:
    """True if every run diverged."""
    return len({lost.run for lost in record.diverged}) == record.runs


def numbers(record: Record | None, wanted: Mapping[str, Any] = NOTHING) -> dict[str, Any]:
    """Numbers of the first run for the sentences, all known at the end of the record."""
    if record is None or not len(record.steps):
        return {"n_train": first(wanted.get("n_train", np.nan)), "runs": 1}
    values = {k: np.asarray(record.values[k][:, 0], float)
              for k in ("train_accuracy", "test_accuracy", "weight_norm")}
    train, test, norm = values.values()
    t_train, t_test = (record.times(name)[0] for name in ("t_train", "t_test"))
    fitted, learnt = at(record, t_train), at(record, t_test)
    return {
        "step": int(record.steps[-1]), "runs": record.runs,
        "train": float(train[-1]), "test": float(test[-1]), "then_test": float(test[fitted]),
        "t_train": t_train, "t_test": t_test, "times": t_test / max(t_train, 1),
        "start": float(norm[0]), "norm": float(norm[-1]), "landed": float(norm[fitted]),
        "then": float(norm[learnt]), "n_train": first(now(record, "n_train", np.nan)),
        "memorised": int(np.isfinite(record.t_train).sum()),
        "generalised": int(np.isfinite(record.t_test).sum()),
        "unpulled": now(record, "weight_decay", 1) == 0 and now(record, "penalty", "") in (
            "", "none"),
    }


def at(record: Record, step: float) -> int:
    """The index of the record at a step; the last index if the step is nan."""
    last = len(record.steps) - 1
    return last if np.isnan(step) else min(int(np.searchsorted(record.steps, step)), last)


def now(record: Record, name: str, otherwise: Any = None) -> Any:
    """A setting of the first run at the end of its record."""
    turns = [change.value[0] for change in record.changes if change.name == name]
    if turns:
        return turns[-1]
    column = record.sweep.get(name)
    return record.settings.get(name, otherwise) if column is None else column[0]


def first(value: Any) -> Any:
    """A setting, or the first value if it is a list."""
    return np.ravel(value)[0]


def phases_headline(
    record: Record | None = None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of a map of phases."""
    return say("headline.phases")
