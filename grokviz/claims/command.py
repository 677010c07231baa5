"""`grokviz claims`: test what the papers say by running it; measured beside wanted."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from grokviz.claims.ledger import Judged, table
from grokviz.claims.modular_addition import claims as modular_addition
from grokviz.claims.norm_minimisation import claims as norm_minimisation
from grokviz.claims.penalties import claims as penalties
from grokviz.claims.plane import claims as plane
from grokviz.claims.teacher_student import claims as teacher_student
from grokviz.sentences import unknown

AREAS = {
    "teacher_student": teacher_student.CLAIMS,
    "modular_addition": modular_addition.CLAIMS,
    "plane": plane.CLAIMS,
    "norm_minimisation": norm_minimisation.CLAIMS,
    "penalties": penalties.CLAIMS,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Judge the claims and print them (or JSON); 1 where one came out other than expected."""
    parser = argparse.ArgumentParser(prog="grokviz claims", description=__doc__)
    parser.add_argument("area", nargs="?", help=f"one of {', '.join(AREAS)}; all without it")
    parser.add_argument("--json", action="store_true", help="a list of claims, and nothing else")
    args = parser.parse_args(argv)
    if args.area not in (None, *AREAS):
        parser.exit(2, f"grokviz claims: {unknown('area', args.area, AREAS)}\n")
    judged: list[Judged] = []
    for area in [args.area] if args.area else AREAS:
        for claim in AREAS[area]:
            judged.append(claim.judge())
            print(f"judged {claim.id}", file=sys.stderr, flush=True)
    print(json.dumps([j.row() for j in judged], indent=1) if args.json else table(judged))
    return int(any(j.surprising for j in judged))
