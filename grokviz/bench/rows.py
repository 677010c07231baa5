"""A measured row, and how a table of them is printed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

LESS_IS_BETTER = ("s", "ms", "MB")


class Row(NamedTuple):
    """One measurement; `floor` and `aim` are of `ratio` where there is one, else of `ours`.

    Times, and memory, are wanted below their floor; everything else above it.
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
        """``aim``, ``floor`` or ``missed``; empty where nothing was set."""
        if self.floor is None:
            return ""
        sign = -1 if self.ratio is None and self.unit in LESS_IS_BETTER else 1
        value = sign * (self.ours if self.ratio is None else self.ratio)
        if self.aim is not None and value >= sign * self.aim:
            return "aim"
        return "floor" if value >= sign * self.floor else "missed"


def table(rows: Sequence[Row]) -> str:
    """Rows in aligned columns."""
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
        for line in lines
    )


def rates(works: Sequence[Callable[[], float]], rounds: int = 5) -> list[float]:
    """Median of each work's units per second; the works take turns, so that load hits all alike."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, seen in zip(works, found, strict=True):
            began = time.perf_counter()
            units = work()
            seen.append(units / (time.perf_counter() - began))
    return [statistics.median(seen) for seen in found]


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch's own threads switched off: with small layers, or on a busy machine, they only wait."""
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
