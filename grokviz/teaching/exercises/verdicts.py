"""The learner's own log of verdicts: a CSV on this disk, only if the learner asks for it.

The file is the consent: verdicts are written where it exists, and nowhere else. It holds no name,
and nothing reads it but its owner.
"""

from __future__ import annotations

import csv
import io
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grokviz.i18n import t
from grokviz.storage import files
from grokviz.widgets.environment import on_a_page

VARIABLE = "GROKVIZ_VERDICTS"           # a path, or "off"
HEADS = ("when", "exercise", "right", "tries", "hints", "seconds")
LARGEST = 8 * 2**20                     # bytes of the file
_begun: dict[str, float] = {}           # exercise -> when it was first shown here
_tries: dict[str, int] = {}


def verdicts(keep: bool | None = None) -> list[dict[str, Any]]:
    """Your log of checked exercises, oldest first; empty unless you keep one.

    Parameters
    ----------
    keep : bool, optional
        True begins a log on this disk, False deletes it; None changes nothing.

    Returns
    -------
    list of dict
        ``when`` (UTC), ``exercise``, ``right``, ``tries`` and ``hints`` up to then, and
        ``seconds`` since the exercise was first shown, all in this kernel.

    Raises
    ------
    ValueError
        On a served page, or with ``GROKVIZ_VERDICTS=off``, where nothing may be kept.

    Notes
    -----
    The file ``verdicts.csv`` is in the user's data folder; the environment variable
    ``GROKVIZ_VERDICTS`` names another one.
    """
    path = where()
    if keep is not None and path is None:
        raise ValueError(t("verdicts.not_here"))
    if path is None:
        return []
    if keep and not path.exists():
        _write(path, [])
    elif keep is False:
        path.unlink(missing_ok=True)
    return _read(path)


def where() -> Path | None:
    """The file of the log, whether it exists or not; None where there can be none."""
    given = os.environ.get(VARIABLE, "")
    if on_a_page() or given.lower() == "off":
        return None
    return Path(given).expanduser() if given else files.data_folder() / "grokviz" / "verdicts.csv"


def kept() -> bool:
    """True if the learner keeps a log."""
    path = where()
    return path is not None and path.is_file()


def seen(exercise: str) -> None:
    """An exercise is shown: its seconds begin."""
    _begun.setdefault(exercise, time.monotonic())


def judged(exercise: str, right: bool, hints: int) -> str:
    """Note a verdict, if the learner keeps a log; why it could not be noted, or nothing."""
    seen(exercise)
    _tries[exercise] = _tries.get(exercise, 0) + 1
    path = where()
    if path is None or not kept():
        return ""
    entry = {"when": datetime.now(UTC).isoformat(timespec="seconds"), "exercise": exercise,
             "right": right, "tries": _tries[exercise], "hints": hints,
             "seconds": round(time.monotonic() - _begun[exercise])}
    try:
        _write(path, [*_read(path), entry])
    except (OSError, ValueError) as error:
        return str(error)
    return ""


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        with files.ordinary(path, LARGEST) as file:
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    rows = csv.DictReader(io.StringIO(text))
    return [{k: _plain(k, row.get(k) or "") for k in HEADS} for row in rows]


def _plain(name: str, text: str) -> Any:
    if name == "right":
        return text == "True"
    return int(text) if name in HEADS[3:] and text.isdecimal() else text


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    with files.whole(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, HEADS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
