"""Copies of the lessons for students and for teachers, from one source.

A cell of a lesson may have a tag: `stub` marks where a student writes an answer, `solution` the
same cell with a correct answer, `teacher` a note for whoever teaches. Students get the stubs, no
outputs and no model answers, and what answers a guess is folded away. Teachers get everything else,
unfolded.

Chinese lessons lie in ``zh`` beside the English ones, under the same names; likewise the pages that
lessons link to.
"""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from grokviz.i18n import LANGUAGES, say
from grokviz.storage.files import place, whole

LEFT_OUT = {"student": ("solution", "teacher"), "instructor": ("stub",)}
FOLDED = ("source_hidden", "outputs_hidden")
GUESS = re.compile(r"\*\*(Guess|先猜|猜)")       # the beginning of a request
MODEL = re.compile(r"\n*<details>.*?</details>", re.DOTALL)      # model answers
PART = re.compile(r"^#+ ", re.MULTILINE)
PAGES = "pages"
Notebook = dict[str, Any]


def lessons_in(source: Path, language: str = "en") -> tuple[dict[str, Notebook], str]:
    """Name -> notebook in a language, and a sentence on those that are not translated."""
    found, missing = {}, []
    for path in sorted(source.glob("*.ipynb")):
        translated = path.parent / language / path.name
        if language != "en" and not translated.is_file():
            missing.append(path.stem)
        chosen = translated if translated.is_file() else path
        found[path.stem] = json.loads(chosen.read_text(encoding="utf-8"))
    said = say(language, "lessons.no_translation", lessons=", ".join(missing),
               language=LANGUAGES[language]) if missing else ""
    return found, said


def copy_pages(source: Path, folder: Path, language: str) -> None:
    """Copy the pages that lessons link to, in a language where there are such."""
    for page in sorted((source / PAGES).glob("*.*")):
        translated = source / language / PAGES / page.name
        with whole(folder / PAGES / page.name) as part:
            shutil.copyfile(translated if translated.is_file() else page, part)


def write(
    notebooks: Mapping[str, Notebook], folder: Path, made: Callable[[Notebook], Notebook],
    name: str = "{name}.ipynb",
) -> list[Path]:
    """Write what is made of each lesson into a folder without it; return the paths.

    Raises
    ------
    FileExistsError
        If one of the files is there already.
    """
    folder = place(folder)
    paths = {key: folder / name.format(name=key) for key in notebooks}
    there = [path.name for path in paths.values() if path.exists()]
    if there:
        raise FileExistsError(f"{folder} holds {', '.join(there)} already; give an empty folder")
    for key, path in paths.items():
        write_notebook(path, made(notebooks[key]))
    return list(paths.values())


def write_notebook(path: Path, notebook: Notebook) -> None:
    """Write one notebook, completely or not at all."""
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    with whole(path) as part:
        part.write_text(text, encoding="utf-8")


def copy_of(notebook: Notebook, kind: str, language: str = "en") -> Notebook:
    """A notebook as a student or an instructor gets it."""
    notebook = copy.deepcopy(notebook)
    if kind == "student":
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = MODEL.sub("", "".join(cell["source"]))
        for cell in answers(notebook["cells"]):
            cell["source"] = folded("".join(cell["source"]), language)
    notebook["cells"] = [c for c in notebook["cells"] if not {*LEFT_OUT[kind]} & {*tags(c)}]
    for cell in notebook["cells"]:
        if kind == "student" and cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        if "solution" in tags(cell):
            shown = cell["metadata"].get("jupyter", {})
            cell["metadata"]["jupyter"] = {k: v for k, v in shown.items() if k not in FOLDED}
    return notebook


def answers(cells: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The text that answers a guess: it follows the run for which the guess was asked; or tagged.

    A guess may need several cells of code. Exercises and verdicts are no runs.
    """
    asked = ran = False
    for cell in cells:
        text = "".join(cell["source"])
        asks = bool(GUESS.search(text))
        if cell["cell_type"] == "code":
            ran = ran or asked and not re.search(r"gv\.(check|measured)\(", text)
        elif "answer" in tags(cell) or asked and ran:
            yield cell
            asked, ran = asks, False
        else:
            asked = asked or asks


def folded(text: str, language: str) -> str:
    """Markdown that opens on a click.

    Its heading stays, so that the outline does not change; so does what comes after the answer: a
    new part, or the paragraph with the next guess.
    """
    guess, part = GUESS.search(text), PART.search(text, 1)
    cut = min(text.rfind("\n\n", 0, guess.start()) + 1 if guess else len(text),
              part.start() if part else len(text))
    said, rest = text[:cut], text[cut:].strip()
    heading, _, body = said.partition("\n") if said.startswith("#") else ("", "", said)
    summary = say(language, "lessons.after_your_run")
    details = f"<details><summary><b>{summary}</b></summary>\n\n{body.strip()}\n\n</details>"
    return "\n\n".join(filter(None, (heading, details if body.strip() else "", rest)))


def tags(cell: Mapping[str, Any]) -> list[str]:
    """The tags of a cell."""
    return cell["metadata"].get("tags", [])
