"""What to do about a run that failed, for the button beside the error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grokviz.run import Diverged
from grokviz.settings import Table
from grokviz.widgets.strings import t

Remedy = Callable[[Exception], tuple[str, dict[str, Any]] | None]


def slower(settings: Table) -> Remedy:
    """A tenth of the learning rate, after a run that diverged."""
    def remedy(error: Exception) -> tuple[str, dict[str, float]] | None:
        if not isinstance(error, Diverged) or "learning_rate" not in error.settings:
            return None
        low = settings["learning_rate"].low
        rate = max(float(f"{error.settings['learning_rate'] / 10:.3g}"), low)
        return t("try learning rate {rate:g}", rate=rate), {"learning_rate": rate}

    return remedy
