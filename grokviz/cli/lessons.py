"""`grokviz lessons`: copies of the lessons for students and for teachers, from one source.

A cell of a lesson may have a tag: `stub` marks where a student writes an answer, `solution` the
same cell with a correct answer. Students get the stubs, without their stored outputs. Teachers get
the solutions, unfolded.

`grokviz lessons --verdicts` writes the stored verdicts of the ledger anew into the outputs of the
cells that show them, see `gv.measured`; without training anything. `--translations` builds the
lessons of other languages, see `grokviz.cli.translations`.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grokviz.cli import translations
from grokviz.serving.jupyter import find_lessons
from grokviz.storage.files import StoreError, place, whole

LEFT_OUT = {"student": "solution", "instructor": "stub"}
FOLDED = ("source_hidden", "outputs_hidden")


def main(argv: Sequence[str] | None = None) -> int:
    """Write the requested copies; exit status 1 if that fails."""
    parser = argparse.ArgumentParser(
        prog="grokviz lessons", description="Copies of the lessons, of one source.")
    parser.add_argument("--student", type=Path, metavar="DIR", help="with stubs to be filled in")
    parser.add_argument("--instructor", type=Path, metavar="DIR", help="with the solutions")
    parser.add_argument("--verdicts", action="store_true",
                        help="bring the tables of stored verdicts in the lessons up to date")
    parser.add_argument("--translations", action="store_true",
                        help="build the lessons of other languages anew")
    parser.add_argument("--lessons", type=Path, metavar="DIR", help="folder with the lessons")
    args = parser.parse_args(argv)
    wanted = {kind: getattr(args, kind) for kind in LEFT_OUT if getattr(args, kind)}
    if not (wanted or args.verdicts or args.translations):
        parser.exit(2, "grokviz lessons: give --student DIR, --instructor DIR, or both\n")
    try:
        source = find_lessons(args.lessons)
        for path in restate(source) if args.verdicts else ():
            print(path)
        for path in translations.write(source) if args.translations else ():
            print(path)
        for kind, folder in wanted.items():
            for path in write(source, folder, kind):
                print(path)
    except (OSError, StoreError) as error:
        parser.exit(1, f"grokviz lessons: {error}\n")
    return 0


def write(source: Path, folder: Path, kind: str) -> list[Path]:
    """Write a copy of every lesson into a folder that has none of them yet; return the paths."""
    folder, lessons = place(folder), sorted(source.glob("*.ipynb"))
    there = [lesson.name for lesson in lessons if (folder / lesson.name).exists()]
    if there:
        raise FileExistsError(f"{folder} holds {', '.join(there)} already; give an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    for lesson in lessons:
        notebook = copy_of(json.loads(lesson.read_text(encoding="utf-8")), kind)
        text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
        with whole(folder / lesson.name) as part:
            part.write_text(text, encoding="utf-8")
    return [folder / lesson.name for lesson in lessons]


def copy_of(notebook: dict[str, Any], kind: str) -> dict[str, Any]:
    """A notebook as a student or an instructor gets it."""
    notebook = copy.deepcopy(notebook)
    notebook["cells"] = [c for c in notebook["cells"] if LEFT_OUT[kind] not in tags(c)]
    for cell in notebook["cells"]:
        if "stub" in tags(cell):
            cell |= {"outputs": [], "execution_count": None}
        if "solution" in tags(cell):
            shown = cell["metadata"].get("jupyter", {})
            cell["metadata"]["jupyter"] = {k: v for k, v in shown.items() if k not in FOLDED}
    return notebook


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


def tags(cell: dict[str, Any]) -> list[str]:
    return cell["metadata"].get("tags", [])
