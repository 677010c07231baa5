"""Headlines of the teacher-student lab: for a run, and for the L and the U."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.labs import headline as heads
from grokviz.labs.headline import NOTHING, Headline
from grokviz.labs.teacher_student.predictions import u_curve
from grokviz.run import Record


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of a run, or of the runs of the law; see `grokviz.labs.headline.of_a_run`."""
    return heads.of_a_run(record, state, wanted)


def curve_headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    """The headline of the L and the U."""
    return heads.of_the_curve(record, _lowest)


def _lowest(record: Record) -> tuple[float, float]:
    norm, loss = u_curve(record)
    best = int(np.nanargmin(loss))
    return float(norm[best]), float(loss[best])
