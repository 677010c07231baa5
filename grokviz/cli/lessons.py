"""`grokviz lessons`: what a teacher makes of the lessons, from one source.

Copies for students and instructors, a sheet for the teacher, and what nbgrader and Otter-Grader
expect. `grokviz lessons --verdicts` writes the stored verdicts of the ledger anew into the outputs
of the cells that show them, see `gv.measured`; without training anything. `--translations` builds
the lessons of other languages, see `grokviz.cli.translations`.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from grokviz.cli import lesson_copies, lesson_graders, lesson_sheets, translations
from grokviz.i18n import LANGUAGES
from grokviz.serving.jupyter import find_lessons
from grokviz.storage.files import StoreError, whole

KINDS = {
    "student": "with stubs to be filled in, without outputs, answers to guesses folded away",
    "instructor": "with the solutions",
    "teacher": "a sheet for each lesson: timings, board, wrong guesses, exam questions",
    "nbgrader": "a course for nbgrader, with its configuration",
    "otter": "an assignment for Otter-Grader, with its tests",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Write what is asked for; exit status 1 if that fails."""
    parser = argparse.ArgumentParser(
        prog="grokviz lessons", description="Copies of the lessons, of one source.")
    for kind, about in KINDS.items():
        parser.add_argument(f"--{kind}", type=Path, metavar="DIR", help=about)
    parser.add_argument("--language", default="en", choices=LANGUAGES, help="of all these")
    parser.add_argument("--only", metavar="NN", help="one lesson, by the beginning of its name")
    parser.add_argument("--verdicts", action="store_true",
                        help="bring the tables of stored verdicts in the lessons up to date")
    parser.add_argument("--translations", action="store_true",
                        help="build the lessons of other languages anew")
    parser.add_argument("--lessons", type=Path, metavar="DIR", help="folder with the lessons")
    args = parser.parse_args(argv)
    wanted = {kind: getattr(args, kind) for kind in KINDS if getattr(args, kind)}
    if not (wanted or args.verdicts or args.translations):
        parser.exit(2, f"grokviz lessons: give --student DIR, or another of "
                       f"{', '.join(f'--{kind}' for kind in KINDS)}\n")
    try:
        source = find_lessons(args.lessons)
        for path in restate(source) if args.verdicts else ():
            print(path)
        for path in translations.write(source) if args.translations else ():
            print(path)
        for kind, folder in wanted.items():
            for path in _written(kind, source, folder, args.language, args.only or ""):
                print(path)
    except (OSError, StoreError) as error:
        parser.exit(1, f"grokviz lessons: {error}\n")
    return 0


def _written(kind: str, source: Path, folder: Path, language: str, only: str) -> list[Path]:
    notebooks, missing = lesson_copies.lessons_in(source, language)
    if missing:
        print(missing, file=sys.stderr)
    chosen = {name: each for name, each in notebooks.items() if name.startswith(only)}
    if not chosen:
        raise FileNotFoundError(f"no lesson begins with {only!r}; give one of "
                                f"{', '.join(name[:2] for name in notebooks)}")
    if kind == "teacher":
        return lesson_sheets.write(chosen, folder, language)
    if kind in lesson_copies.LEFT_OUT:
        made = partial(lesson_copies.copy_of, kind=kind, language=language)
        paths = lesson_copies.write(chosen, folder, made)
    else:
        writers = {"nbgrader": lesson_graders.nbgrader, "otter": lesson_graders.otter}
        paths = writers[kind](chosen, folder, language)
    for beside in {path.parent for path in paths if path.suffix == ".ipynb"}:
        lesson_copies.copy_pages(source, beside, language)
    return paths


def restate(source: Path) -> list[Path]:
    """Show the stored verdicts of today in every lesson; return the lessons that changed."""
    changed = []
    for path in sorted(source.glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            if (claims := asked(cell)) is not None:
                cell["outputs"] = [verdicts_of(*claims) | {
                    "execution_count": cell["execution_count"]}]
        now = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        if now != text:
            with whole(path) as part:
                part.write_text(now, encoding="utf-8")
            changed.append(path)
    return changed


def asked(cell: dict[str, Any]) -> tuple[Any, ...] | None:
    """The arguments of a cell that calls `gv.measured` and does nothing else; or None."""
    source = "".join(cell["source"])
    if cell["cell_type"] != "code" or not source.startswith("gv.measured("):
        return None
    call = ast.parse(source, mode="eval").body
    assert isinstance(call, ast.Call)
    return tuple(ast.literal_eval(arg) for arg in call.args)


def verdicts_of(*claims: Any) -> dict[str, Any]:
    """The output of such a cell, as a kernel stores it."""
    from grokviz.teaching.measured import measured

    shown = measured(*claims)
    return {"output_type": "execute_result", "metadata": {},
            "data": {"text/html": shown._repr_html_().splitlines(keepends=True),
                     "text/plain": repr(shown).splitlines(keepends=True)}}
