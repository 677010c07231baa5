"""The task of a worker: train one block of a sweep, and write it whole or not at all.

It returns one line and no arrays: what a dead worker had in its memory would be lost. It may run
twice, e.g. if a scheduler believes a worker dead that is not; the second time it finds the file.
"""

from __future__ import annotations

import errno
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from grokviz import store
from grokviz.jobs import folder as folders
from grokviz.jobs.kept import kept
from grokviz.run import Record
from grokviz.storage import files
from grokviz.storage.files import StoreError, shorten

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)   # no block could be written


def train_block(folder: str, block: int) -> dict[str, Any]:
    """Train a block, unless its file is there.

    Returns
    -------
    dict
        ``block``, ``runs`` and ``seconds``; after a failure ``failed``, a sentence, and ``full``,
        True where the disk takes no more.
    """
    began = time.perf_counter()
    try:
        sweep = folders.read(Path(folder))
        part = sweep.slice(block)
        line = {"block": block, "runs": part.stop - part.start}
        if not sweep.has(block):
            folders.refuse_other_versions(sweep)
            record = _trained(sweep, block)
            _save(record, sweep.file(block), block, time.perf_counter() - began)
        with suppress(OSError):
            sweep.note(block).unlink(missing_ok=True)
        return line | {"seconds": time.perf_counter() - began}
    except Exception as error:
        said = brief_of(error)
        _note(said, Path(folder), block)
        return {"block": block, "failed": said, "full": _full(error)}


def _trained(sweep: folders.Sweep, block: int) -> Record:
    from grokviz.engines.streaming.threads import at_most

    part = sweep.slice(block)
    # One core a block, whatever machine it is: see `at_most`.
    with at_most(1):
        experiment = sweep.experiment().part({k: v[part] for k, v in sweep.columns.items()})
        return kept(experiment, sweep.about["keep"], sweep.about["stop"])


def _save(record: Record, path: Path, block: int, seconds: float) -> None:
    try:
        store.save(record, path, block=block, seconds=round(seconds, 2))
    except StoreError as error:
        if _full(error):
            raise
        # Another machine with a clock that is days ahead may have taken our temporary file for
        # one that was left behind.
        store.save(record, path, block=block, seconds=round(seconds, 2))


def _full(error: BaseException) -> bool:
    cause = error.__cause__
    return any(isinstance(each, OSError) and each.errno in FULL for each in (error, cause))


def _note(said: str, folder: Path, block: int) -> None:
    with suppress(Exception):                   # nothing can be written, perhaps
        sweep = folders.read(folder)
        with files.whole(sweep.note(block)) as part:
            part.write_text(f"{said}\n\n{traceback.format_exc()}", encoding="utf-8")


def brief_of(error: BaseException) -> str:
    """The first line of an error, with its type where that says more."""
    said = str(error).strip().split("\n")[0]
    if isinstance(error, ValueError) and said:
        return said
    return f"{type(error).__name__}: {shorten(said, 200)}"
