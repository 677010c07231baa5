"""`grokviz sweep`: train a sweep in blocks from a shell, here or on a cluster.

    grokviz sweep teacher_student.grokking sweeps/seeds init_seed=0:100 weight_decay=0.1,0.3,1
    grokviz sweep sweeps/seeds                                  # go on
    grokviz sweep sweeps/seeds --scheduler tcp://head:8786      # go on, on a cluster of Dask
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from grokviz import recipes
from grokviz.jobs.job import Job
from grokviz.jobs.many import many
from grokviz.run import Experiment
from grokviz.sentences import brief, unknown

EVERY = 2.0             # seconds between two lines


def main(argv: Sequence[str] | None = None) -> int:
    """Train until all blocks are done; exit status 1 if some have failed or it stopped."""
    parser = argparse.ArgumentParser(
        prog="grokviz sweep", description="Train a sweep in blocks, here or on a cluster.")
    parser.add_argument("recipe", help="e.g. teacher_student.grokking; or the folder of a sweep, "
                        "to go on with it")
    parser.add_argument("folder", nargs="?", help="where the blocks are written")
    parser.add_argument("settings", nargs="*", metavar="NAME=VALUES",
                        help="e.g. steps=4000, weight_decay=0.1,0.3 or init_seed=0:100")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of Dask, e.g. tcp://head:8786")
    parser.add_argument("--workers", type=int, help="processes here; by default one a core")
    parser.add_argument("--block", type=int, help="runs in a block; by default 64")
    parser.add_argument("--keep", default="times",
                        help="times (the default), curves, or values with commas between")
    parser.add_argument("--look", action="store_true", help="only say how far it is")
    args = parser.parse_args(argv)
    options: dict[str, Any] = {"workers": args.workers, "executor": args.scheduler,
                               "look": args.look}
    try:
        if args.folder is None:
            job = many(args.recipe, **options)
        else:
            keep = args.keep if args.keep in ("times", "curves") else args.keep.split(",")
            job = many(_experiment(args.recipe, args.settings), args.folder, block=args.block,
                       keep=keep, **options)
        return _follow(job)
    except (ValueError, OSError, RuntimeError) as error:
        parser.exit(1, f"grokviz sweep: {error}\n")


def _experiment(recipe: str, settings: Sequence[str]) -> Experiment:
    known = recipes.experiments()
    if recipe not in known:
        raise ValueError(unknown("recipe", recipe, known))
    given = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not (name and equals and value):
            raise ValueError(f"the setting is {brief(setting)}; give NAME=VALUE, e.g. steps=4000")
        given[name] = value_of(value)
    try:
        return known[recipe](**given)
    except TypeError as error:                  # a name that the recipe does not have
        raise ValueError(f"{recipe}: {error}") from None


def value_of(text: str) -> Any:
    """A number or word; with commas a list of them; ``a:b`` the whole numbers from a up to b."""
    if "," in text:
        return [value_of(part) for part in text.split(",") if part]
    first, colon, last = text.partition(":")
    if colon and first.lstrip("-").isdigit() and last.lstrip("-").isdigit():
        return list(range(int(first), int(last)))
    try:
        return json.loads(text)
    except ValueError:
        return text


def _follow(job: Job) -> int:
    """Say how it goes until the end; a second line replaces the first on a terminal."""
    end = "\r" if sys.stderr.isatty() else "\n"
    try:
        while job.state == "training":
            print(repr(job), end=end, file=sys.stderr, flush=True)
            for _ in range(int(EVERY / 0.1)):
                if job.state != "training":
                    break
                time.sleep(0.1)
    except KeyboardInterrupt:
        print("\nblocks in hand are finished …", file=sys.stderr)
        job.stop()
    print(repr(job))
    for block, why in job.failed.items():
        print(f"block {block}: {why}")
    return 1 if job.failed or job.state == "stopped" else 0
