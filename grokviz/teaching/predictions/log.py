"""The log of guesses and outcomes: in memory for all labs of a kernel, and in a small file.

The file belongs to the user, so no error of the file stops a lab or loses its contents. A file
that cannot be read is renamed, and `Log.trouble` says so.
"""

from __future__ import annotations

import json
import math
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grokviz.i18n import t
from grokviz.storage import files
from grokviz.widgets.environment import on_a_page

VARIABLE = "GROKVIZ_GUESSES"    # a path, or "off" for memory alone
FORMAT = 1
MOST = 1000                     # newest entries that are kept
LARGEST = 8 * 2**20             # bytes of the file
SHOWN = 100                     # letters of a path in a sentence
NUMBERS = ("times", "theory_times", "far", "theory_far")
TEXTS = ("when", "lab", "view", "key", "settings", "guess", "theory", "run")


def where() -> Path | None:
    """The file of the log; None if no file is kept, as on a public page."""
    if on_a_page():
        return None
    given = os.environ.get(VARIABLE, "")
    if given:
        return None if given.lower() == "off" else Path(given).expanduser()
    return files.data_folder() / "grokviz" / "guesses.json"


class Log:
    """Entries, oldest first, as plain mappings.

    Attributes
    ----------
    trouble : str
        Why the file is not used, or its new name; empty without an error.
    """

    def __init__(self, path: Path | None):
        self.path, self.trouble = path, ""
        self._entries: dict[str, dict[str, Any]] = {}           # by `when`
        self._turn = threading.Lock()
        self._read()

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [dict(self._entries[when]) for when in sorted(self._entries)]

    def add(self, entry: Mapping[str, Any]) -> None:
        """Add an entry (`TEXTS` and `NUMBERS`), and keep the entries of other kernels."""
        with self._turn:
            self._entries[entry["when"]] = dict(entry)
            self._read()
            self._entries = {e["when"]: e for e in self.entries[-MOST:]}
            self._write()

    def _read(self) -> None:
        """Read the entries of the file."""
        if self.path is None:
            return
        try:
            with files.ordinary(self.path, LARGEST) as file:
                found = json.load(file)
            if _format(found) > FORMAT:
                self._keep_off(t("guess_log.written_newer_grokviz", path=self._name))
                return
            entries = [_checked(entry) for entry in found["guesses"]]
        except FileNotFoundError:
            return
        except OSError as error:
            self._keep_off(t("guess_log.cannot_be_read", path=self._name,
                             error=files.shorten(error.strerror or error)))
            return
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
            self._set_aside(self.path)
            return
        self._entries = {e["when"]: e for e in entries} | self._entries

    def _write(self) -> None:
        if self.path is None:
            return
        text = json.dumps({"format": FORMAT, "guesses": [_plain(e) for e in self.entries]},
                          ensure_ascii=False, indent=1)
        try:
            with files.whole(self.path) as part:
                part.write_text(text + "\n", encoding="utf-8")
        except files.StoreError as error:
            self._keep_off(t("guess_log.cannot_be_written", path=self._name,
                             error=files.shorten(error.__cause__)))

    def _set_aside(self, path: Path) -> None:
        """Keep an unreadable file under another name."""
        number = 1
        while (aside := path.with_name(f"{path.stem}.damaged-{number}.json")).exists():
            number += 1
        try:
            path.rename(aside)
        except OSError as error:
            self._keep_off(t("guess_log.cannot_read_nor_set", path=self._name,
                             error=files.shorten(error)))
        else:
            self.trouble = t("guess_log.log_guesses_could_not", path=files.shorten(aside, SHOWN))

    @property
    def _name(self) -> str:
        return files.shorten(self.path, SHOWN)

    def _keep_off(self, reason: str) -> None:
        self.path = None
        self.trouble = t("guess_log.guesses_kept_until_kernel", reason=reason)


def log() -> Log:
    """The log of this kernel."""
    path = where()
    if path not in _LOGS:
        _LOGS[path] = Log(path)
    return _LOGS[path]


_LOGS: dict[Path | None, Log] = {}


def guesses() -> list[dict[str, Any]]:
    """Your guesses and their outcomes, oldest first, from all labs and lessons.

    Returns
    -------
    list of dict
        ``when`` (UTC), ``lab``, ``view``, ``key`` (the quantity), ``settings``; ``guess``,
        ``theory`` and ``run`` in words; ``times`` and ``theory_times`` (the larger over the
        smaller, nan without such a number); ``far`` and ``theory_far`` (share of the
        picture).

    Notes
    -----
    They are kept in ``guesses.json`` in the user's data folder. The environment variable
    ``GROKVIZ_GUESSES`` names another file; "off" keeps them in memory alone.
    """
    return log().entries


def _format(found: Mapping[str, Any]) -> int:
    if type(found["format"]) is not int or found["format"] < 1:
        raise ValueError("no such format")
    return found["format"]


def _checked(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the file; ValueError or KeyError if it is invalid."""
    texts = {k: entry[k] for k in TEXTS}
    if not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("a text is none")
    return texts | {k: _number(entry[k]) for k in NUMBERS}


def _number(value: Any) -> float:
    """A distance, at least 0; null in the file is nan."""
    if value is None:
        return math.nan
    if isinstance(value, bool | str) or not 0 <= float(value) < math.inf:
        raise ValueError("no distance")
    return float(value)


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry as JSON holds it: nan becomes null."""
    return {**entry} | {k: None if math.isnan(entry[k]) else entry[k] for k in NUMBERS}
