"""The stored Record that a view shows first, and where it comes from."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from grokviz import store
from grokviz.divergence import Diverged
from grokviz.i18n import t
from grokviz.run import Record
from grokviz.settings import Table
from grokviz.storage.sources import STORED
from grokviz.teaching.predictions.panel import Guess
from grokviz.teaching.predictions.question import NEVER
from grokviz.teaching.tour.panel import Guide
from grokviz.widgets.panels.compare import Compare
from grokviz.widgets.panels.data_tables import Numbers
from grokviz.widgets.panels.export import Share

LATE = ("too early", "too late")
TIMES = {                                   # measures that any record with accuracies has
    "t_train": lambda record: record.t_train,
    "t_test": lambda record: record.t_test,
    "delay": lambda record: record.delay,
}


PANELS = (Guess, Compare, Numbers, Share, Guide)


LOWEST = 1e-5           # learning rate that a lab can be set to
_BOUND = re.compile(r"(\w+) is .*?give at (?:least|most) (\d[\d.]*(?:e[-+]\d+)?)", re.DOTALL)


def half_of_the_bound(error: Exception) -> tuple[str, dict[str, float]] | None:
    """Half of the learning rate up to which each start is stable, where that is known."""
    bounds = [lost.bound for lost in error.lost if lost.bound] if isinstance(
        error, Diverged) else []
    if not bounds:
        return None
    rate = max(float(f"{min(bounds) / 2:.2g}"), LOWEST)
    return t("try learning rate {rate:g}", rate=rate), {"learning_rate": rate}


def slower(settings: Table) -> Callable[[Exception], tuple[str, dict[str, Any]] | None]:
    """A tenth of the learning rate, of several that are lost of the smallest."""
    def remedy(error: Exception) -> tuple[str, dict[str, float]] | None:
        if not isinstance(error, Diverged) or "learning_rate" not in error.settings:
            return None
        low = settings.number("learning_rate").low
        lost = min(each.settings["learning_rate"] for each in error.lost)
        rate = max(float(f"{lost / 10:.3g}"), low)
        return t("try learning rate {rate:g}", rate=rate), {"learning_rate": rate}

    return remedy


def as_it_says(settings: Table) -> Callable[[Exception], tuple[str, dict[str, Any]] | None]:
    """The bound that a refusal names, as in "n_train is 8, too few ...; give at least 10"."""
    def remedy(error: Exception) -> tuple[str, dict[str, Any]] | None:
        found = _BOUND.match(str(error)) if isinstance(error, ValueError) else None
        if found is None or found.group(1) not in settings:
            return None
        setting = settings[found.group(1)]
        value = setting.check(found.group(2).rstrip("."))
        said = t("try {symbol} {value}", symbol=t(setting.symbol),
                 value=settings.show(setting.name, value))
        return said, {setting.name: value}

    return remedy


load = functools.cache(store.stored)


def stored(name: str) -> dict[str, Any]:
    """`stored` and `source` of a View, for a record of the package's own data."""
    made = store.provenance(STORED + name)["made"]
    source = t("recorded {date} in {seconds:g} s; {source}", date=made["at"][:10],
               seconds=made["seconds"], source=made["source"])
    return {"stored": lambda: load(name), "source": source}


def middle(values: Any) -> float:
    """The median, where what never happened counts as infinitely late."""
    values = np.asarray(values, float)
    return float(np.median(np.where(np.isnan(values), NEVER, values)))


def is_over(record: Record) -> bool:
    """Whether it was trained for all of its steps."""
    return bool(record.steps[-1] >= record.settings["steps"])


def learnt(record: Record) -> float | None:
    """When the test set is; the median of several runs, None as long as that is open."""
    done = np.isfinite(record.t_test).all() or is_over(record)
    return middle(record.t_test) if done else None


def curve_of_test(record: Record) -> tuple[tuple[float, float], ...] | None:
    """The whole of it, of several runs the middle; None before the end."""
    if not is_over(record):
        return None
    middle_run = np.median(record.values["test_accuracy"], axis=1)
    steps = np.maximum(record.steps, 1)
    keep = np.append(np.diff(steps) > 0, True)          # step 0 stands at 1
    return tuple(zip(steps[keep].astype(float).tolist(), middle_run[keep].tolist(), strict=True))
