"""Headlines and status lines of the density lab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import headline as heads
from grokviz.labs.density.counts import counts, nearest, swept
from grokviz.labs.headline import NOTHING, Headline
from grokviz.labs.status import OVER
from grokviz.run import Record
from grokviz.widgets.plots.core.marks import power

ENOUGH = 20             # good networks from which two widths are compared
Wanted = Callable[[], Mapping[str, Any]]


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of random networks; of several runs, of the one that the settings choose."""
    if record is None or not len(record.steps) or not record.steps[-1]:
        norms = record is not None and "init_scale" in record.sweep
        return heads.say("headline.density.question" + ("_norm" if norms else ""))
    n = numbers(record, wanted)
    if not n["fit"]:
        return heads.say("headline.density.none", **n)
    ends = _ends(record) if state in OVER else None
    if ends is None:
        return heads.say("headline.density.drawing", **n)
    return heads.say(f"headline.density.{swept(record)}", **ends)


def describe(record: Record, state: str, wanted: Mapping[str, Any] = NOTHING) -> str:
    """The counts in a sentence."""
    if not len(record.steps) or not record.steps[-1]:
        return t("density.status.ready")
    n = numbers(record, wanted)
    said = t("density.status.none" if not n["fit"] else "density.status.counted", **n)
    return said + t({"paused": "common.paused", "stopped": "common.stopped"}.get(state, ""))


def numbers(record: Record, wanted: Mapping[str, Any] = NOTHING) -> dict[str, Any]:
    """The numbers of the chosen run for the sentences."""
    run = nearest(record, wanted)
    found, name = counts(record, run), swept(record)
    return {
        "which": t(f"density.which.{name}", value=f"{record.sweep[name][run]:g}"),
        "drawn": found.drawn, "fit": found.fit, "good": found.good,
        "share": power(found.fit_share), "one_in": _one_in(found.fit_share),
        "of_those": found.good_share if found.fit else 0.0, "most": power(found.most),
    }


def _one_in(share: float) -> float:
    return 1 / share if share > 0 else np.inf


def _ends(record: Record) -> dict[str, Any] | None:
    """The first and the last run with enough good networks, compared; None without two."""
    name = swept(record)
    rich = [run for run in np.argsort(record.sweep[name]) if counts(record, run).good >= ENOUGH]
    if len(rich) < 2:
        return None
    one, other = counts(record, rich[0]), counts(record, rich[-1])
    best = max(rich, key=lambda run: counts(record, run).good)
    times = other.good / one.good
    return {
        "low": f"{record.sweep[name][rich[0]]:g}", "high": f"{record.sweep[name][rich[-1]]:g}",
        "times": times, "less": 1 / times, "before": one.good_share, "after": other.good_share,
        "fewer": one.fit / max(other.fit, 1), "best": f"{record.sweep[name][best]:g}",
    }
