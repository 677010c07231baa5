"""Stored results: `grokviz precompute NAME` computes one again, or all of an area."""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grokviz import recipes, store
from grokviz.cli import datasets, packages
from grokviz.jobs.many import many
from grokviz.recipes import stored as declared
from grokviz.recipes.stored import Stored
from grokviz.recording import record
from grokviz.run import Record
from grokviz.sentences import unknown

# Made from other packages; each returns a sentence about it.
DATASETS = {"mnist": datasets.mnist, "reviews": packages.reviews,
            "molecules": packages.molecules}


def stored_records() -> dict[str, Stored]:
    """Name -> how it is made: the ``STORED`` of all recipe modules that have one."""
    modules = [*recipes.modules(), *declared.modules()]
    return {name: stored for module in modules
            for name, stored in getattr(module, "STORED", {}).items()}


def precompute(name: str) -> str:
    """Compute one stored record or data set again; return a sentence about it."""
    if name in DATASETS:
        return DATASETS[name]()
    known = stored_records()
    if name not in known:
        raise ValueError(unknown("stored record", name, [*known, *DATASETS]))
    stored, began = known[name], time.perf_counter()
    result = record(stored.make()) if stored.train is None else _in_blocks(name, stored)
    seconds = max(round(time.perf_counter() - began, 1), 0.1)
    if stored.last_only:
        # A landscape's last record holds all cells; the earlier ones hold parts of it.
        result = _last(result)
    path = store.write_stored(
        result, name, recipe=name, source=stored.source, seconds=seconds,
        command=f"grokviz precompute {name}",
    )
    if stored.train is not None:                # else the next time would only read its blocks
        shutil.rmtree(_folder(name))
    return f"{name}: {result.runs} runs in {seconds} s, {path.stat().st_size / 1e3:.0f} kB"


def _in_blocks(name: str, stored: Stored) -> Record:
    """A map of phases that is trained as a sweep; after a break the command goes on with it."""
    assert stored.train is not None
    job = many(stored.train(), _folder(name), block=stored.block).wait()
    if job.failed:
        raise ValueError(f"{len(job.failed)} blocks have failed; the first: "
                         f"{next(iter(job.failed.values()))}")
    return replace(job.phases(), settings=stored.make().settings)


def _folder(name: str) -> Path:
    return Path("sweeps") / name


def of_area(name: str) -> list[str]:
    """The stored records of the area of this name; the name alone if it is that of one record."""
    return [each for each in stored_records() if each.startswith(f"{name}.")] or [name]


def _last(record: Record) -> Record:
    values = {k: v[-1:] for k, v in record.values.items()}
    return replace(record, steps=record.steps[-1:], values=values)


def main(argv: Sequence[str] | None = None) -> int:
    """`grokviz precompute [NAME ...]`; an area is all of its records, no name is all of all."""
    known = stored_records()
    parser = argparse.ArgumentParser(prog="grokviz precompute", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*known, *DATASETS]))
    args = parser.parse_args(argv)
    try:
        for name in [each for given in args.names for each in of_area(given)] or known:
            print(precompute(name), flush=True)
    except ValueError as error:
        parser.exit(2, f"grokviz precompute: {error}\n")
    return 0
