"""Who trains a sweep: one job at a time writes into a folder.

The owner changes the number in a lock file every few seconds. Another job may take the lock only if
it has watched this number stand still. No clocks are compared, since those of two machines differ;
nor does it use locks of the file system, which shared ones do not all have. Even if two jobs should
train a block, both write the same numbers, and each writes them whole.
"""

from __future__ import annotations

import json
import os
import platform
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path

from grokviz.storage.files import StoreError, shorten

BEAT = 2.0                      # seconds between two numbers
PATIENCE = 6                    # beats that a lock has to stand still


class Busy(StoreError):
    """Another job trains this sweep."""


class Lock:
    """The lock of a folder, held from construction to `release`."""

    def __init__(self, folder: Path):
        self._path, self._id = folder / "job.lock", uuid.uuid4().hex
        self._count, self._over = 0, threading.Event()
        self.lost = False               # True if another job took it, which thought us dead
        self._take()
        threading.Thread(target=self._beat, daemon=True, name="grokviz-lock").start()

    def release(self) -> None:
        self._over.set()
        if (_read(self._path) or {}).get("id") == self._id:
            with suppress(OSError):
                self._path.unlink()

    def _take(self) -> None:
        while True:
            try:
                handle = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
            except FileExistsError:
                self._wait_for_the_other()
                continue
            except OSError as error:
                raise StoreError(f"no sweep can be written into {shorten(self._path.parent, 90)} "
                                 f"({error.strerror}); give another folder") from error
            with os.fdopen(handle, "w") as file:
                file.write(self._said())
            return

    def _wait_for_the_other(self) -> None:
        """Return once the lock is free; `Busy` if its owner is alive."""
        before = _read(self._path)
        if not (before and _is_dead_here(before)):
            until = time.monotonic() + BEAT * PATIENCE
            while time.monotonic() < until:
                time.sleep(BEAT / 4)
                now = _read(self._path)
                if now is None and not self._path.exists():
                    return
                if now != before and before is not None:
                    where = f"process {now.get('pid')} on {now.get('host')}" if now else "another"
                    raise Busy(f"{where} trains the sweep in {shorten(self._path.parent.name)}; "
                               "wait for it, or type gv.many(folder, look=True) to look at it")
                before = before or now
        # Renamed first: of several that wait, one alone succeeds.
        gone = self._path.with_name(f"job.lock.{self._id}")
        with suppress(OSError):
            os.rename(self._path, gone)
            gone.unlink()

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            if (_read(self._path) or {}).get("id") != self._id:
                self.lost = not self._over.is_set()
                return
            self._count += 1
            part = self._path.with_name(f"job.lock.{self._id}")
            with suppress(OSError):             # a full disk: the next beat tries again
                part.write_text(self._said())
                os.replace(part, self._path)

    def _said(self) -> str:
        return json.dumps({"id": self._id, "host": platform.node(), "pid": os.getpid(),
                           "count": self._count})


def _read(path: Path) -> dict | None:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _is_dead_here(lock: dict) -> bool:
    """True if it was a process of this machine that is no more; then nobody need wait."""
    if lock.get("host") != platform.node() or os.name != "posix":
        return False
    try:
        os.kill(int(lock["pid"]), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError, KeyError):
        return False
    return False
