"""The folder of a sweep: what is to be trained, and the blocks that are.

    sweeps/phases/sweep.npz         recipe, settings, versions, and the columns of all runs
    sweeps/phases/sweep.json        the same without the columns, for readers; no code reads it
    sweeps/phases/blocks/000/000012.npz         a block of runs, a Record
    sweeps/phases/blocks/000/000012.failed      why a block has failed

All of a sweep's state is in these files. So whoever sees the folder can go on with it, and
nothing is lost with a notebook, a scheduler or a worker.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib import metadata
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from grokviz import recipes, store
from grokviz.run import Experiment, Record
from grokviz.sentences import brief, unknown
from grokviz.storage import archive, files, origin
from grokviz.storage.files import StoreError, shorten

FORMAT = 1
EXAMPLE = "gv.recipes.teacher_student.grokking(init_seed=range(100))"
_SHELF = 1000                   # blocks in a folder: long ones are slow on shared file systems
_DONE, _FAILED = (re.compile(rf"(\d{{6,}})\.{ending}") for ending in ("npz", "failed"))


class Sweep(NamedTuple):
    """What is to be trained, and how it is cut into blocks.

    A block is some runs that follow each other. Which runs it holds never depends on who trains
    it: numbers are rounded together with those of the other runs of a block.
    """

    path: Path
    about: Mapping[str, Any]        # name, settings, records, block, keep, stop, versions
    columns: Mapping[str, np.ndarray]

    @property
    def runs(self) -> int:
        return len(next(iter(self.columns.values())))

    @property
    def blocks(self) -> int:
        return -(-self.runs // self.about["block"])

    def slice(self, block: int) -> slice:
        """The runs of a block."""
        size = self.about["block"]
        return slice(block * size, min((block + 1) * size, self.runs))

    def file(self, block: int) -> Path:
        return self.path / "blocks" / f"{block // _SHELF:03d}" / f"{block:06d}.npz"

    def has(self, block: int) -> bool:
        return self.file(block).is_file()

    def note(self, block: int) -> Path:
        """The file that says why a block has failed."""
        return self.file(block).with_suffix(".failed")

    def done(self) -> set[int]:
        """The blocks that are trained and written."""
        return set(self._numbers(_DONE))

    def failed(self) -> dict[int, str]:
        """Block -> why it has failed."""
        found = {}
        for block in sorted(self._numbers(_FAILED)):
            with suppress(OSError):
                text = self.note(block).read_text(encoding="utf-8")
                found[block] = text.partition("\n")[0]
        return found

    def _numbers(self, name: re.Pattern[str]) -> Iterator[int]:
        for shelf in range(-(-self.blocks // _SHELF)):
            with suppress(OSError), os.scandir(self.file(shelf * _SHELF).parent) as entries:
                for entry in entries:
                    found = name.fullmatch(entry.name)
                    if found and int(found[1]) < self.blocks and entry.is_file():
                        yield int(found[1])

    def record(self, block: int) -> Record:
        """The runs of a block; StoreError if its file is damaged or belongs to other runs."""
        record = store.load(self.file(block))
        part = self.slice(block)
        if any(name not in record.sweep or not np.array_equal(column[part], record.sweep[name])
               for name, column in self.columns.items()):
            raise StoreError(f"{self.file(block).name} holds other runs than this sweep; remove it "
                             "and train its block again")
        return record

    def experiment(self) -> Experiment:
        """The experiment of all runs, made again by its recipe."""
        return _made(self.about["name"], self.about["settings"], self.about["records"])


def described(
    experiment: Experiment, path: Path, *, block: int, keep: str | list[str], stop: bool
) -> Sweep:
    """The sweep of an experiment, not yet written; ValueError if its recipe cannot repeat it."""
    about = {
        "kind": "sweep", "format": FORMAT, "name": experiment.name,
        "settings": origin.plain(experiment.settings), "records": list(experiment.records),
        "block": block, "keep": keep, "stop": stop, "versions": versions(),
    }
    columns = {k: np.asarray(v) for k, v in experiment.sweep.items()}
    experiment.part({k: v[:1] for k, v in columns.items()})     # a ValueError if it has no parts
    made = _made(about["name"], about["settings"], about["records"])
    if origin.plain(made.settings) != about["settings"]:
        raise ValueError(f"{experiment.name} has other settings than its recipe gives it; give the "
                         f"experiment of a recipe, e.g. {EXAMPLE}")
    return Sweep(path, about, columns)


def _made(name: str, settings: Mapping[str, Any], records: list[int]) -> Experiment:
    known = recipes.experiments()
    if name not in known:
        raise ValueError(f"{unknown('recipe', name, known)}; workers make an experiment again by "
                         "the name of its recipe")
    takes = signature(known[name]).parameters
    given = {**settings, "records": records}
    if not any(each.kind is Parameter.VAR_KEYWORD for each in takes.values()):
        given = {k: v for k, v in given.items() if k in takes}
    return known[name](**given)


def versions() -> dict[str, str]:
    """The packages that decide how numbers are rounded."""
    return {name: metadata.version(name) for name in ("grokviz", "torch", "numpy")}


def write(sweep: Sweep) -> None:
    """Begin the folder."""
    about, arrays = archive.sealed(sweep.about, sweep.columns)
    path = sweep.path / "sweep.npz"
    with files.whole(path) as part, part.open("wb") as file:
        archive.write(file, about, arrays)
    store.write_beside(path, about)


def exists(path: Path) -> bool:
    return (path / "sweep.npz").exists()


def read(path: Path) -> Sweep:
    """The sweep of a folder.

    Raises
    ------
    FileNotFoundError
        If no sweep was begun there.
    StoreError
        If its file is damaged, or of a newer grokviz.
    """
    place = path / "sweep.npz"
    if not exists(path):
        raise FileNotFoundError(f"there is no sweep in {shorten(path, 100)}; type "
                                f"gv.many({EXAMPLE}, {brief(str(path.name))}) to begin one")
    found = os.stat(place)
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, *changed: int) -> Sweep:
    """Read once a process: each task of a worker asks for it."""
    with files.opened(path / "sweep.npz") as file:
        try:
            opened = archive.Archive(file)
            about, columns = opened.about(), opened.arrays()
        except archive.Damaged as error:
            raise StoreError(f"{path.name}/sweep.npz cannot be read: {error}; begin the sweep "
                             "again in another folder") from None
    if not about or about.get("kind") != "sweep" or about.get("format") != FORMAT:
        raise StoreError(f"{path.name}/sweep.npz is no sweep that this grokviz reads; give the "
                         "folder of a sweep, or type: pip install --upgrade grokviz")
    if archive.digest(columns, about) != about.get("sha256"):
        raise StoreError(f"{path.name}/sweep.npz was changed since it was written; begin the sweep "
                         "again in another folder")
    return Sweep(path, about, columns)


def refuse_another(there: Sweep, came: Sweep) -> None:
    """StoreError if a folder holds another sweep than the one that came."""
    where = f"the folder {shorten(there.path.name)}"
    # The steps to record at follow from other settings, so they are compared last.
    old, new = ({"recipe": each.about["name"], **each.about["settings"],
                 **{k: each.about[k] for k in ("block", "keep", "stop", "records")}}
                for each in (there, came))
    for key in [*old, *(new.keys() - old.keys())]:
        if old.get(key) != new.get(key):
            raise StoreError(f"{where} holds a sweep with {key} {brief(old.get(key))}, and "
                             f"{brief(new.get(key))} came; give another folder")
    if any(k not in there.columns or not np.array_equal(there.columns[k], v)
           for k, v in came.columns.items()):
        raise StoreError(f"{where} holds a sweep of other runs; give another folder")


def refuse_other_versions(sweep: Sweep) -> None:
    """StoreError if numbers may be rounded otherwise than in the blocks that are there."""
    for name, now in versions().items():
        then = sweep.about["versions"][name]
        if then != now:
            raise StoreError(f"the sweep in {shorten(sweep.path.name)} was begun with {name} "
                             f"{then}, and this is {name} {now}; give another folder, or type: "
                             f"pip install {name}=={then}")
