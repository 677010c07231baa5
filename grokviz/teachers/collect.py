"""Whatever a class handed in: pasted text, a file, a folder of files, or lines by seat."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grokviz import store
from grokviz.i18n import t
from grokviz.storage import files
from grokviz.storage.files import StoreError
from grokviz.teachers import lines
from grokviz.teachers.lines import HandedIn
from grokviz.teachers.planes import ClassPlane
from grokviz.widgets.lab.serialization.saved_run import told

LARGEST = 8 * 2**20                     # bytes of a text or a notebook
KINDS = (".txt", ".npz", ".ipynb")
OURS = "class"                          # our own results in the same folder
Source = str | os.PathLike[str] | Mapping[Any, str]


@dataclass
class Collected:
    """The newest hand-in of each seat, and a sentence for each line that does not count."""

    seats: dict[int, HandedIn] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)

    def add(self, found: HandedIn) -> None:
        before = self.seats.pop(found.seat, None)
        if before is not None:
            self.answers.append(t("class.again", where=before.where, seat=found.seat,
                                  newer=found.where))
        self.seats[found.seat] = found


def collect(source: Source, plane: ClassPlane) -> Collected:
    """Read everything; a bad line gets an answer, and the rest goes on.

    Raises
    ------
    FileNotFoundError, StoreError
        If `source` is the path of nothing, or cannot be read.
    """
    collected = Collected()
    for where, text in _pieces(source):
        try:
            collected.add(_of_file(text, plane, where) if isinstance(text, Path)
                          else lines.read(text, plane, where))
        except (ValueError, OSError) as error:
            collected.answers.append(t("class.answer", where=where, sentence=str(error)))
    return collected


def _pieces(source: Source) -> Iterator[tuple[str, str | Path]]:
    """(where it stands, a line or the path of a saved run), oldest first."""
    if isinstance(source, Mapping):
        for seat, text in source.items():
            line = text if lines.SEAT.search(text) else f"seat {seat}  {text}"
            yield t("class.seat", seat=seat), line
        return
    if isinstance(source, str) and ("\n" in source or lines.concerns(source)):
        yield from _lines(source, "")
        return
    path = files.place(Path(source))
    if not path.is_dir():
        yield from _of_path(path)
        return
    found = [p for p in path.iterdir() if p.suffix.lower() in KINDS and p.stem != OURS]
    for each in sorted(found, key=lambda p: (p.stat().st_mtime, p.name)):
        yield from _of_path(each)


def _of_path(path: Path) -> Iterator[tuple[str, str | Path]]:
    if path.suffix.lower() == ".npz":
        yield path.name, path
        return
    with files.opened(path) as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise StoreError(t("class.large_file", name=path.name))
    text = raw.decode("utf-8", "replace")
    yield from _lines(_of_notebook(text) if path.suffix.lower() == ".ipynb" else text, path.name)


def _lines(text: str, name: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if lines.concerns(line):
            place = t("class.line", line=number)
            yield (f"{name}, {place}" if name else place), line


def _of_notebook(text: str) -> str:
    """The lines of its text cells and of what its code printed."""
    said = []
    try:
        for cell in json.loads(text)["cells"]:
            if cell["cell_type"] != "code":
                said.append("".join(cell["source"]))
            for output in cell.get("outputs", []):
                said.append("".join(output.get("text", "")))
                said.append("".join(output.get("data", {}).get("text/plain", "")).strip("'\""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return "\n".join(line for each in said for line in each.splitlines()
                     if lines.SEAT.search(line))


def _of_file(path: Path, plane: ClassPlane, where: str) -> HandedIn:
    """A saved run, ``seat17.npz``."""
    number = lines.SEAT.search(path.stem.replace("_", " "))
    if number is None:
        raise ValueError(t("class.no_seat_in_name"))
    saved = store.read(path)
    record = saved.record
    if record.runs != 1 or "test_accuracy" not in record.values:
        raise ValueError(t("hand_in.one_run", runs=record.runs))
    text = (f"seat {number[1]}  grokviz:{told(saved).link.removeprefix('grokviz:')}"
            f"  train={_shown(record.t_train[0])} test={_shown(record.t_test[0])}")
    return lines.read(text, plane, where)


def _shown(time: float) -> str:
    return "never" if time != time else f"{time:.0f}"
