"""`grokviz bench`: our engines beside the loop a researcher would write, in the same run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from grokviz.bench import (
    classroom,
    coordinates,
    density,
    digits,
    modular_addition,
    norm_minimisation,
    penalties,
    plane,
    real_data,
    sweeps,
    teacher_student,
)
from grokviz.bench.browser import animation, live, soak
from grokviz.bench.rows import Row, table
from grokviz.sentences import unknown

AREAS = {
    "teacher_student": (teacher_student.rows, classroom.rows),
    "live": (live.rows, animation.rows),
    "modular_addition": (modular_addition.rows,),
    "plane": (plane.rows,),
    "norm_minimisation": (norm_minimisation.rows,),
    "penalties": (penalties.rows,),
    "sweeps": (sweeps.rows,),
    "coordinates": (coordinates.rows,),
    "digits": (digits.rows,),
    "density": (density.rows,),
    "real_data": (real_data.rows,),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print a table (or JSON). `soak` takes long, so it runs only when asked for."""
    argv = list(sys.argv[1:] if argv is None else argv)
    if argv[:1] == ["soak"]:
        return soak.main(argv[1:])
    parser = argparse.ArgumentParser(prog="grokviz bench", description=__doc__)
    parser.add_argument("area", nargs="?", help=f"one of {', '.join(AREAS)}; all without it; or "
                        "soak: ten minutes of use, and the memory that stays in use")
    parser.add_argument("--json", action="store_true", help="a list of rows, and nothing else")
    parser.add_argument("--quick", action="store_true",
                        help="some rows, each measured once: about a minute an area")
    args = parser.parse_args(argv)
    if args.area not in (None, *AREAS):
        parser.exit(2, f"grokviz bench: {unknown('area', args.area, AREAS)}\n")
    rows: list[Row] = []
    for area in [args.area] if args.area else AREAS:
        for part in AREAS[area]:
            for row in part(args.quick):
                rows.append(row)
                said = f"measured {row.name}: {row.ours:.4g} {row.unit}"
                print(said, file=sys.stderr, flush=True)
    print(json.dumps([row._asdict() for row in rows], indent=1) if args.json else table(rows))
    return 0
