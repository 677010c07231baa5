"""A measured row, the works that are timed for it, and how a table of rows is printed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from grokviz.recording import record
from grokviz.run import Experiment

LESS_IS_BETTER = ("s", "ms", "MB")


class Row(NamedTuple):
    """One measurement. `floor` and `aim` judge the ratio if there is one, else `ours`.

    Times and memory have to stay below their floor, everything else above it.
    """

    name: str
    area: str
    ours: float
    plain: float | None
    ratio: float | None
    unit: str
    floor: float | None = None
    aim: float | None = None

    @property
    def verdict(self) -> str:
        """``aim`` or ``floor``, whichever was reached, or ``missed``; empty without a floor."""
        if self.floor is None:
            return ""
        sign = -1 if self.ratio is None and self.unit in LESS_IS_BETTER else 1
        value = sign * (self.ours if self.ratio is None else self.ratio)
        if self.aim is not None and value >= sign * self.aim:
            return "aim"
        return "floor" if value >= sign * self.floor else "missed"


def single(
    name: str, area: str, ours: float, unit: str, floor: float | None = None,
    aim: float | None = None,
) -> Row:
    """A row with nothing to compare with."""
    return Row(name, area, ours, None, None, unit, floor, aim)


def compared(
    name: str, area: str, ours: float, plain: float, unit: str, floor: float | None = None,
    aim: float | None = None,
) -> Row:
    """A row beside the plain loop, where both numbers are rates."""
    return Row(name, area, ours, plain, ours / plain, unit, floor, aim)


def table(rows: Sequence[Row]) -> str:
    """Print rows in aligned columns."""
    head = ("what", "ours", "plain", "unit", "ratio", "floor", "aim", "reached")
    lines = [head] + [
        (r.name, _number(r.ours), _number(r.plain), r.unit,
         f"{r.ratio:.1f}x" if r.ratio else "", _number(r.floor), _number(r.aim), r.verdict)
        for r in rows
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0])]
                  + [cell.rjust(w) for cell, w in zip(line[1:], widths[1:], strict=True)])
        for line in lines)


def rates(works: Sequence[Callable[[], float]], rounds: int = 5) -> list[float]:
    """Median of each work's units per second.

    The works take turns, so that other load on the machine slows all of them alike.
    """
    found: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, seen in zip(works, found, strict=True):
            began = time.perf_counter()
            units = work()
            seen.append(units / (time.perf_counter() - began))
    return [statistics.median(seen) for seen in found]


def trains(experiment: Experiment, units: int) -> Callable[[], int]:
    """A work for `rates`: run an experiment to its end, which counts as so many units."""
    return counted(lambda: record(experiment, progress=False), units)


def counted(work: Callable[[], object], units: int) -> Callable[[], int]:
    """A work for `rates`: a function whose every call counts as so many units."""

    def count() -> int:
        work()
        return units

    return count


def seconds(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def one_thread() -> Iterator[None]:
    """Switch torch's own threads off: with small layers or on a busy machine they only wait."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
