"""What a lab offers after a run that diverged."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from grokviz.run import Diverged
from grokviz.settings import Table
from grokviz.widgets.strings import t

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
        low = settings["learning_rate"].low
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
        said = t("try {symbol} {value}", symbol=t(setting.symbol), value=setting.show(value))
        return said, {setting.name: value}

    return remedy
