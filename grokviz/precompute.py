"""Stored results, each made again by one command: `grokviz precompute NAME`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from grokviz import store
from grokviz.recipes import teacher_student
from grokviz.run import Experiment, Record, record
from grokviz.settings import unknown


class Stored(NamedTuple):
    """What a stored record is made from."""

    make: Callable[[], Experiment]
    source: str                                 # the figure it goes back to
    last_only: bool = False                     # of a landscape, only where it ended


STORED = {
    "teacher_student.grokking": Stored(
        lambda: teacher_student.grokking(**teacher_student.preset("grokking")),
        "Liu et al. 2022, arXiv:2210.01117, Fig. 2b",
    ),
    "teacher_student.lu_curve": Stored(
        lambda: teacher_student.lu_curve(learning_rate=1e-3, steps=10_000),
        "Liu et al. 2022, arXiv:2210.01117, Fig. 2a", last_only=True,
    ),
    "teacher_student.law": Stored(
        teacher_student.law, "Liu et al. 2022, arXiv:2210.01117, Fig. 2c",
    ),
    "teacher_student.phase_grid": Stored(
        teacher_student.phase_grid, "Liu et al. 2022, arXiv:2205.10343, Fig. 6 for teacher and "
        "student", last_only=True,
    ),
}


def precompute(name: str) -> str:
    """Make one stored record again, and save it; a sentence says what was done."""
    if name not in STORED:
        raise ValueError(unknown("stored record", name, STORED))
    stored, began = STORED[name], time.perf_counter()
    result = record(stored.make())
    seconds = round(time.perf_counter() - began, 1)
    if stored.last_only:
        result = _last(result)
    path = store.save(
        result, name, recipe=name, source=stored.source, seconds=seconds,
        command=f"grokviz precompute {name}",
    )
    return f"{name}: {result.runs} runs in {seconds} s, {path.stat().st_size / 1e3:.0f} kB"


def _last(record: Record) -> Record:
    values = {k: v[-1:] for k, v in record.values.items()}
    return replace(record, steps=record.steps[-1:], values=values)


def main(argv: Sequence[str] | None = None) -> int:
    """`grokviz precompute [NAME ...]`; without a name, all of them."""
    parser = argparse.ArgumentParser(prog="grokviz precompute", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(STORED))
    args = parser.parse_args(argv)
    try:
        for name in args.names or STORED:
            print(precompute(name), flush=True)
    except ValueError as error:
        parser.exit(2, f"grokviz precompute: {error}\n")
    return 0
