"""What a lab offers after a run that diverged."""

from __future__ import annotations

from grokviz.run import Diverged
from grokviz.widgets.strings import t

LOWEST = 1e-5           # learning rate that a lab can be set to


def half_of_the_bound(error: Exception) -> tuple[str, dict[str, float]] | None:
    """Half of the learning rate up to which the start is stable, where that is known."""
    if not isinstance(error, Diverged) or not error.bound:
        return None
    rate = max(float(f"{error.bound / 2:.2g}"), LOWEST)
    return t("try learning rate {rate:g}", rate=rate), {"learning_rate": rate}
