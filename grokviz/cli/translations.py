"""Lessons in other languages, built from one source.

The code and the printed tables of a lesson are those of its English notebook. The text of each
text cell stands in ``lessons/LANGUAGE/LESSON.md``, after a line ``<!-- ID OF THE CELL -->``; the
heads of printed tables, column by column, in ``lessons/LANGUAGE/printed.json``.
`grokviz lessons --translations` writes the notebooks anew from these. In each language it writes
the terms of the page of words, too, which are those of `grokviz.i18n.glossary`.
"""

from __future__ import annotations

import copy
import io
import json
import re
import tokenize
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grokviz.i18n import glossary
from grokviz.storage.files import StoreError, whole

LANGUAGES = ("zh",)
CELL = re.compile(r"^<!-- (\S+) -->\n", re.MULTILINE)
COLUMN = re.compile(r"( *)(\S+(?: \S+)*)")     # of a printed line: two spaces part columns
IMPORT = "import grokviz as gv\n"


def write(source: Path) -> list[Path]:
    """Write every lesson in every language it has; return the paths that changed."""
    changed = []
    for path, text in (*built(source), *worded(source)):
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            with whole(path) as part:
                part.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def built(source: Path) -> Iterator[tuple[Path, str]]:
    """The path and the text of every notebook that a translation makes."""
    for language in LANGUAGES:
        heads = json.loads((source / language / "printed.json").read_text(encoding="utf-8"))
        for path in sorted((source / language).glob("*.md")):
            notebook = json.loads((source / f"{path.stem}.ipynb").read_text(encoding="utf-8"))
            try:
                made = translated(notebook, read(path), language, heads)
            except StoreError as error:
                raise StoreError(f"{path.name}: {error}") from None
            yield path.with_suffix(".ipynb"), json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def worded(source: Path) -> Iterator[tuple[Path, str]]:
    """The path and the text of the page of words in every language."""
    for language, folder in (("en", source), *((each, source / each) for each in LANGUAGES)):
        path = folder / "pages" / "words.md"
        yield path, glossary.on_page(path.read_text(encoding="utf-8"), language)


def read(path: Path) -> dict[str, str]:
    """The translated texts of a lesson by the ids of their cells."""
    _, *parts = CELL.split(path.read_text(encoding="utf-8"))
    return {name: text.strip("\n") for name, text in zip(parts[::2], parts[1::2], strict=True)}


def translated(
    notebook: Mapping[str, Any], texts: Mapping[str, str], language: str,
    heads: Mapping[str, str],
) -> dict[str, Any]:
    """The notebook with other texts; its first code cell chooses the language of the labs.

    Printed tables are kept. Pictures and verdicts are not: a kernel makes them in the language.

    Raises
    ------
    StoreError
        If a text cell has no translation, or a translation no text cell.
    """
    made: dict[str, Any] = copy.deepcopy(dict(notebook))
    ids = [cell["id"] for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    if odd := set(ids) ^ set(texts):
        raise StoreError(f"these cells are in one language alone: {', '.join(sorted(odd))}")
    for cell in made["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = texts[cell["id"]].splitlines(keepends=True)
            continue
        code = "".join(cell["source"])
        cell["outputs"] = [o for o in cell["outputs"] if o["output_type"] == "stream"]
        for output in cell["outputs"]:
            printed = "".join(output["text"]).splitlines(keepends=True)
            rows = tuple(token.string[1:-1] for token in headings(code))
            output["text"] = [renamed(line, heads) if line.startswith(rows) else line
                              for line in printed]
        code = with_heads(code, heads)
        if IMPORT.strip() in code.splitlines():
            code = code.replace(IMPORT, f'{IMPORT}\ngv.language("{language}")', 1)
        cell["source"] = code.splitlines(keepends=True)
    return made


def with_heads(code: str, heads: Mapping[str, str]) -> str:
    """The code with the heads of the tables that it prints in another language."""
    lines = code.splitlines(keepends=True)
    for token in reversed(headings(code)):
        (row, start), (_, end) = token.start, token.end
        line = lines[row - 1]
        lines[row - 1] = f'{line[:start]}"{renamed(token.string[1:-1], heads)}"{line[end:]}'
    return "".join(lines)


def headings(code: str) -> list[tokenize.TokenInfo]:
    """The heads of tables in a code: plain strings with columns, two spaces or more apart."""
    return [token for token in tokenize.generate_tokens(io.StringIO(code).readline)
            if token.type == tokenize.STRING and token.string[0] == '"' and "  " in token.string]


def renamed(line: str, heads: Mapping[str, str]) -> str:
    """A printed line with its columns renamed; each still ends where it ended."""
    def other(found: re.Match[str]) -> str:
        spaces, head = found.groups()
        if head not in heads:
            return found[0]
        room = len(found[0]) - _width(heads[head])
        return " " * max(room, 2 * bool(spaces)) + heads[head]

    return COLUMN.sub(other, line)


def _width(text: str) -> int:
    """Columns that a text takes in a font of one width: a Chinese sign takes two."""
    return len(text) + sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
