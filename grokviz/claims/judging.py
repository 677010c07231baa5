"""Judging whole areas: several at once, each in a process, where there are cores for them.

An area's claims share experiments, so an area stays in one process. Within one, Python holds up
the experiments that run side by side; two processes do not hold up each other.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from grokviz.claims.ledger import Claim, Judged, Verdict
from grokviz.claims.seeds import Seeds
from grokviz.engines.streaming.threads import at_most, cores

Ledger = Mapping[str, Sequence[Claim]]
Found = list[tuple[Verdict, float, bool]]
# Those that take longest come first, so that no process is left with one at the end.
LONGEST = ("modular_addition", "norm_minimisation", "teacher_student", "penalties", "plane")
MOST = 2                # processes: each holds up to half a gigabyte


def judged(
    areas: Sequence[str], ledger: Callable[[], Ledger], seeds: Seeds, only: Collection[str] = ()
) -> list[Judged]:
    """Every claim of some areas with its result, area by area.

    Parameters
    ----------
    areas : sequence of str
    ledger : function
        A module's function that returns the claims of each area. Claims hold functions, which do
        not travel to another process, so each process gets them here.
    seeds : tuple of int
    only : collection of str
        The ids of some claims; none for all of them.
    """
    workers = min(cores(), MOST, len(areas))
    if workers < 2:
        found = {area: _judge(area, ledger, seeds, only) for area in areas}
    else:
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            jobs = {area: pool.submit(_judge_on, cores() // workers, area, ledger, seeds, only)
                    for area in sorted(areas, key=_place)}
            found = {area: job.result() for area, job in jobs.items()}
    return [Judged(claim, *result) for area in areas
            for claim, result in zip(chosen(ledger()[area], only), found[area], strict=True)]


def _place(area: str) -> int:
    return LONGEST.index(area) if area in LONGEST else len(LONGEST)


def chosen(claims: Sequence[Claim], only: Collection[str]) -> list[Claim]:
    """The claims with these ids, in the order of the ledger; all of them where there are none."""
    return [claim for claim in claims if not only or claim.id in only]


def _judge_on(
    processors: int, area: str, ledger: Callable[[], Ledger], seeds: Seeds, only: Collection[str]
) -> Found:
    """Judge on so many processors: blocks of runs that share one would only wait for each other."""
    with at_most(processors):
        return _judge(area, ledger, seeds, only)


def _judge(
    area: str, ledger: Callable[[], Ledger], seeds: Seeds, only: Collection[str]
) -> Found:
    found = []
    for claim in chosen(ledger()[area], only):
        one = claim.judge(seeds)
        found.append((one.verdict, one.seconds, one.few))
        print(f"judged {claim.id}", file=sys.stderr, flush=True)
    return found
