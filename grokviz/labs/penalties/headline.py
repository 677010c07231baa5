"""Headlines of the penalty lab: whether the run finds the truth, and which penalty finds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import headline as heads
from grokviz.labs.headline import NOTHING, Headline
from grokviz.labs.penalties.status import SOON, fitted_at, found_at, last_error
from grokviz.labs.status import OVER
from grokviz.recipes.common.penalty_menu import table
from grokviz.recipes.penalties import FITTED, FOUND
from grokviz.run import Record
from grokviz.widgets.plots.core.marks import power

NEARER = 0.8            # share of the test error at the fit; a run below it is moving

HEADLINES = {
    "question": "headline.penalties.question",
    "untrained": "headline.penalties.untrained",
    "untrained, unpulled": "headline.penalties.untrained_unpulled",
    "some untrained": "headline.penalties.some_untrained",
    "learning": "headline.penalties.learning",
    "not fitted": "headline.penalties.not_fitted",
    "memorised": "headline.penalties.memorised",
    "moving": "headline.penalties.moving",
    "found": "headline.penalties.found",
    "at once": "headline.penalties.at_once",
    "lost": "headline.penalties.lost",
    "ended": "headline.penalties.ended",
    "unpulled": "headline.penalties.unpulled",
    "some": "headline.penalties.some",
    "diverged": "headline.diverged",
    "question, network": "headline.penalties.question_network",
    "untrained, network": "headline.penalties.untrained_network",
    "question, scale": "headline.penalties.scale_question",
    "scale": "headline.penalties.scale",
    "race, untrained": "headline.race.untrained",
    "race, fitting": "headline.race.fitting",
    "race, wrong": "headline.race.wrong",
    "race, moving": "headline.race.moving",
    "race, some moving": "headline.race.some_moving",
    "race, found": "headline.race.found",
    "race, some found": "headline.race.some_found",
    "race, ended": "headline.race.ended",
}


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the search for a vector or a matrix."""
    return heads.of_a_phase(record, state, HEADLINES, _phase, _numbers)


def race_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of runs with different penalties: which run finds the truth."""
    if record is None or not len(record.steps) or heads.all_lost(record):
        return headline(record, state, wanted)
    if heads.untrained(record):
        return heads.say(HEADLINES["race, untrained"], **_numbers(record))
    fitted, found, test = fitted_at(record), found_at(record), last_error(record)
    then = np.array([float(record.values["test_error"][heads.at(record, fit), run])
                     for run, fit in enumerate(fitted)])
    there, near = test < FOUND, np.isfinite(fitted) & (test <= NEARER * then)
    who = np.nanargmin(np.where(there, found, np.inf) if there.any() else test)
    rule = _race_phase(bool(np.isfinite(fitted).all()), int(there.sum()), int(near.sum()),
                       state in OVER)
    return heads.say(HEADLINES[rule], **_numbers(record) | {
        "fit": max(fitted), "who": name_of(record.sweep["penalty"][who]),
        "test": power(float(test[who])), "found": found[who]})


def _race_phase(all_fit: bool, there: int, near: int, over: bool) -> str:
    if there:
        return "race, found" if there == 1 and all_fit else "race, some found"
    if over:
        return "race, ended"
    if not all_fit:
        return "race, fitting"
    if near:
        return "race, moving" if near == 1 else "race, some moving"
    return "race, wrong"


def name_of(penalty: str) -> str:
    """The name of a run in the race: the symbols of its penalties."""
    known = table()
    names = [t(known[part].symbol) for part in str(penalty).split("+") if part in known]
    return " + ".join(names) or t("animation.race_none")


def network_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of networks trained with a penalty; these have accuracies."""
    if heads.phase(record, state) != "untrained":
        return heads.of_a_run(record, state, wanted)
    if record is None or not len(record.steps):
        return heads.say(HEADLINES["question, network"])
    penalty, beta = _push(record)
    return heads.say(HEADLINES["untrained, network"], norm=_spoken(penalty), beta=power(beta))


def scale_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of two networks at every scale of their first layer."""
    if record is None or not len(record.steps):
        return heads.say(HEADLINES["question, scale"])
    return heads.say(HEADLINES["scale"], **scales(record))


def scales(record: Record) -> dict[str, float]:
    """The last scale c, and the norms of the network that generalises and of the other there."""
    good, bad = record.values["weight_norm"][-1]
    return {"c": float(record.values["scale"][-1, 0]), "good": float(good), "bad": float(bad)}


def _phase(record: Record, state: str) -> str:
    n, over = _numbers(record), state in OVER
    if record.runs > 1:
        return "some untrained" if heads.untrained(record) else "some"
    if heads.untrained(record):
        return "untrained" if n["pulled"] else "untrained, unpulled"
    if heads.all_lost(record):
        return "diverged"
    if np.isfinite(n["found"]):
        if n["last"] >= FOUND:
            return "lost"
        return "at once" if n["found"] <= SOON * n["fit"] else "found"
    if np.isnan(n["fit"]):
        return "not fitted" if over else "learning"
    if over:
        return "ended" if n["pulled"] else "unpulled"
    return "moving" if n["last"] <= NEARER * n["then"] else "memorised"


def _numbers(record: Record) -> dict[str, Any]:
    """The numbers of the first run that the sentences need."""
    train, test = (record.values[k][:, 0] for k in ("train_error", "test_error"))
    fit, found = fitted_at(record)[0], found_at(record)[0]
    penalty, beta = _push(record)
    then = float(test[heads.at(record, fit)])
    unknowns = int(np.prod(record.values["product"].shape[2:])) if (
        "product" in record.values) else int(record.settings["dimension"])
    return {
        "step": int(record.steps[-1]), "runs": record.runs, "fit": fit, "found": found,
        "times": found / max(fit, 1), "train": power(float(train[-1])), "last": float(test[-1]),
        "test": power(float(test[-1])), "then": then, "at_fit": power(then), "beta": power(beta),
        "pulled": penalty != "none" and beta > 0, "unknowns": unknowns,
        "n_train": float(heads.first(record.settings["n_train"])),
        "norm": _spoken(penalty),
        "fitted": int((record.values["train_error"][-1] < FITTED).sum()),
        "there": int((last_error(record) < FOUND).sum()),
    }


def _push(record: Record) -> tuple[str, float]:
    """The penalty of the first run at the end of its record, and its strength."""
    return str(heads.now(record, "penalty")), float(heads.now(record, "penalty_strength"))


def _spoken(penalty: str) -> str:
    """The quantities that a penalty reduces, in words; a joint penalty names both."""
    known = table()
    return " + ".join(t(known[name].spoken) for name in penalty.split("+") if name in known)
