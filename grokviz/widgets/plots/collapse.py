"""Curves of all decays over the time that decay counts in: ηλt instead of t."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.curves import Curves, Series


class Collapse(Curves):
    """Test accuracy against ηλt: if the time to generalise goes as 1/(ηλ), one curve is left."""

    def __init__(self, title: str, *, symbols: Mapping[str, str] | None = None):
        super().__init__(
            title, "test accuracy", [Series("test_accuracy", theme.TEST, "")], (0, 1.02),
            x=decay_time, x_label="η·λ·step  (1 = the norm falls by e)", x_range=(0.003, 10),
            symbols=symbols,
        )


def decay_time(record: Record) -> np.ndarray:
    """η λ t of each run, (records, runs)."""
    speed = np.asarray(record.sweep["learning_rate"]) * np.asarray(record.sweep["weight_decay"])
    return record.steps[:, None] * speed
