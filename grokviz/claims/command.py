"""`grokviz claims`: test what the papers say by running it; measured beside wanted."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence

from grokviz.claims import judging, verdicts
from grokviz.claims.coordinates import claims as coordinates
from grokviz.claims.density import claims as density
from grokviz.claims.digits import claims as digits
from grokviz.claims.ledger import Claim, table
from grokviz.claims.modular_addition import claims as modular_addition
from grokviz.claims.molecules import claims as molecules
from grokviz.claims.mutations import tried
from grokviz.claims.norm_minimisation import claims as norm_minimisation
from grokviz.claims.penalties import claims as penalties
from grokviz.claims.plane import claims as plane
from grokviz.claims.reviews import claims as reviews
from grokviz.claims.seeds import QUICK, SEEDS, Seeds, parsed
from grokviz.claims.sparse_parity import claims as sparse_parity
from grokviz.claims.teacher_student import claims as teacher_student
from grokviz.sentences import unknown

AREAS = {
    "teacher_student": teacher_student.CLAIMS,
    "modular_addition": modular_addition.CLAIMS,
    "plane": plane.CLAIMS,
    "norm_minimisation": norm_minimisation.CLAIMS,
    "penalties": penalties.CLAIMS,
    "sparse_parity": sparse_parity.CLAIMS,
    "coordinates": coordinates.CLAIMS,
    "digits": digits.CLAIMS,
    "density": density.CLAIMS,
    "reviews": reviews.CLAIMS,
    "molecules": molecules.CLAIMS,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Judge the claims and print them (or JSON); 1 where one came out other than expected."""
    parser = argparse.ArgumentParser(prog="grokviz claims", description=__doc__)
    parser.add_argument("area", nargs="?", help=f"one of {', '.join(AREAS)}; all without it")
    parser.add_argument("claim", nargs="*", help="ids of claims of the area; all without them")
    parser.add_argument("--json", action="store_true", help="a list of claims, and nothing else")
    parser.add_argument("--seeds", metavar="A:B", help="judge on seeds A to B - 1, such as 100:108")
    parser.add_argument("--quick", action="store_true", help="judge on two seeds, in a hurry")
    parser.add_argument("--store", action="store_true",
                        help="store the verdicts, which lessons and the README quote")
    parser.add_argument("--stored", action="store_true",
                        help="count the stored verdicts, and judge nothing")
    parser.add_argument("--mutations", action="store_true",
                        help="spoil the data of each claim: does its rule notice?")
    args = parser.parse_args(argv)
    try:
        seeds = parsed(args.seeds) if args.seeds else QUICK if args.quick else SEEDS
    except ValueError as error:
        parser.exit(2, f"grokviz claims: {error}\n")
    if args.area not in (None, *AREAS):
        parser.exit(2, f"grokviz claims: {unknown('area', args.area, AREAS)}\n")
    ids = [claim.id for claim in AREAS.get(args.area, ())]
    for name in args.claim:
        if name not in ids:
            parser.exit(2, f"grokviz claims: {unknown(f'claim of {args.area}', name, ids)}\n")
    if args.store and seeds != SEEDS:
        parser.exit(2, "grokviz claims: verdicts are stored for seeds 0 to 7; leave out --seeds "
                       "and --quick\n")
    if args.stored:
        print(verdicts.counted())
        return 0
    areas = [args.area] if args.area else list(AREAS)
    if args.mutations:
        return _try_mutations([claim for area in areas
                               for claim in judging.chosen(AREAS[area], args.claim)], seeds)
    judged = judging.judged(areas, _ledger, seeds, args.claim)
    for area in areas if args.store else ():
        path = verdicts.write(area, [j for j in judged if j.claim.area == area], seeds,
                              [claim.id for claim in AREAS[area]])
        print(f"stored {path.name}", file=sys.stderr)
    print(json.dumps([j.row() for j in judged], indent=1) if args.json else table(judged))
    return int(any(j.surprising for j in judged))


def _ledger() -> Mapping[str, Sequence[Claim]]:
    return AREAS


def _try_mutations(claims: Sequence[Claim], seeds: Seeds) -> int:
    """Print what each rule notices of spoilt data; 1 where it misses what its sentence excludes."""
    blind = 0
    for claim in claims:
        found = tried(claim, seeds)
        noticed, missed = found or ((), ())
        blind += bool(missed) or found is not None and not noticed
        said = ("does not hold" if found is None else f"notices {', '.join(noticed) or 'nothing'}"
                + (f"; MISSES {', '.join(missed)}" if missed else ""))
        print(f"{claim.area}.{claim.id}: {said}", flush=True)
    print(f"{blind} of {len(claims)} rules are blind to what they have to notice")
    return int(blind > 0)
