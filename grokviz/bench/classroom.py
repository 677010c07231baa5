"""A class of thirty: from the pasted lines to a map of runs that were all trained again."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from grokviz.bench.rows import Row, one_thread, seconds, single
from grokviz.teachers.room import classroom
from grokviz.teachers.seats import link

AREA = "teacher_student"
SEATS = 30


def rows(quick: bool = False) -> Iterator[Row]:
    """Measure once: the runs take most of the time, and none of them is repeated if `quick`."""
    text = handed_in()
    torch.zeros(1)                                      # a lesson has loaded torch before
    with one_thread():
        took = seconds(lambda: classroom(text).wait())
    yield single(f"class of {SEATS}, lines to a map", AREA, took, "s", 10, 5)


def handed_in() -> str:
    """A good line of each seat. The runs depend on the settings alone, not on what a line says."""
    return "\n".join(f"seat {n}  {link(n, SEATS)}  train=100 test={300 * n} guess=1000"
                     for n in range(1, SEATS + 1))
