"""Lessons in other languages, built from one source.

The code and the printed tables of a lesson are those of its English notebook. The text of each
text cell stands in ``lessons/LANGUAGE/LESSON.md``, after a line ``<!-- ID OF THE CELL -->``.
`grokviz lessons --translations` writes the notebooks anew from the two.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grokviz.storage.files import StoreError, whole

LANGUAGES = ("zh",)
CELL = re.compile(r"^<!-- (\S+) -->\n", re.MULTILINE)
IMPORT = "import grokviz as gv\n"


def write(source: Path) -> list[Path]:
    """Write every lesson in every language it has; return the paths that changed."""
    changed = []
    for path, text in built(source):
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            with whole(path) as part:
                part.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def built(source: Path) -> Iterator[tuple[Path, str]]:
    """The path and the text of every notebook that a translation makes."""
    for language in LANGUAGES:
        for path in sorted((source / language).glob("*.md")):
            notebook = json.loads((source / f"{path.stem}.ipynb").read_text(encoding="utf-8"))
            try:
                made = translated(notebook, read(path), language)
            except StoreError as error:
                raise StoreError(f"{path.name}: {error}") from None
            yield path.with_suffix(".ipynb"), json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> dict[str, str]:
    """The translated texts of a lesson by the ids of their cells."""
    _, *parts = CELL.split(path.read_text(encoding="utf-8"))
    return {name: text.strip("\n") for name, text in zip(parts[::2], parts[1::2], strict=True)}


def translated(
    notebook: Mapping[str, Any], texts: Mapping[str, str], language: str
) -> dict[str, Any]:
    """The notebook with other texts; its first code cell chooses the language of the labs.

    Printed tables are kept. Pictures and verdicts are not: a kernel makes them in the language.

    Raises
    ------
    StoreError
        If a text cell has no translation, or a translation no text cell.
    """
    notebook = copy.deepcopy(dict(notebook))
    ids = [cell["id"] for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    if odd := set(ids) ^ set(texts):
        raise StoreError(f"these cells are in one language alone: {', '.join(sorted(odd))}")
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = texts[cell["id"]].splitlines(keepends=True)
            continue
        cell["outputs"] = [o for o in cell["outputs"] if o["output_type"] == "stream"]
        code = "".join(cell["source"])
        if code.startswith(IMPORT):
            code = code.replace(IMPORT, f'{IMPORT}\ngv.language("{language}")', 1)
            cell["source"] = code.splitlines(keepends=True)
    return notebook
