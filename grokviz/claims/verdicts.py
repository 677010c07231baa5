"""Stored verdicts: what the ledger found, with its seeds, versions and a hash.

`grokviz claims AREA --store` judges an area again and writes them. Lessons and the README quote
them, so that no number is typed and nothing is trained to show one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from grokviz.claims.ledger import Judged
from grokviz.claims.seeds import Seeds
from grokviz.sentences import unknown
from grokviz.storage import sources
from grokviz.storage.files import StoreError, whole
from grokviz.storage.origin import made, plain

FOLDER = "verdicts"             # in the folder of the stored records


def path_of(area: str) -> Path:
    return sources.DATA / FOLDER / f"{area}.json"


def write(area: str, judged: Sequence[Judged], seeds: Seeds) -> Path:
    """Write the verdicts of an area, completely or not at all; return the path."""
    rows = [plain(each.row()) for each in judged]
    seconds = round(sum(each.seconds for each in judged), 1)
    about = {
        "area": area,
        "settings": {"seeds": list(seeds)},
        "made": made() | {"seconds": seconds, "command": f"grokviz claims {area} --store"},
        "claims": rows,
        "sha256": digest(rows),
    }
    path = path_of(area)
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as part:
        part.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def areas() -> list[str]:
    """Areas with stored verdicts."""
    return sorted(path.stem for path in (sources.DATA / FOLDER).glob("*.json"))


def read(area: str) -> dict[str, Any]:
    """The stored verdicts of an area, and how they were made.

    Raises
    ------
    ValueError
        If no verdicts of this area are stored.
    StoreError
        If they are not those that were written.
    """
    if area not in areas():
        raise ValueError(unknown("area", area, areas()))
    about: dict[str, Any] = json.loads(path_of(area).read_text(encoding="utf-8"))
    if about.get("sha256") != digest(about["claims"]):
        raise StoreError(f"the stored verdicts of {area} are damaged; "
                         f"type: grokviz claims {area} --store")
    return about


def rows(area: str, ids: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Stored verdicts by the ids of their claims, in this order; all of the area without ids."""
    known = {row["id"]: row for row in read(area)["claims"]}
    wanted = list(known if ids is None else ids)
    for name in wanted:
        if name not in known:
            raise ValueError(unknown(f"claim of {area}", name, known))
    return [known[name] for name in wanted]


def digest(rows: Sequence[Mapping[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def counted() -> str:
    """Markdown table of the stored verdicts, a line an area: the table of the README."""
    lines = ["| area | paper | claims | hold | missed, with a reason | seeds |",
             "|---|---|---|---|---|---|"]
    for area in areas():
        found = rows(area)
        papers = "; ".join(dict.fromkeys(row["paper"].split(", arXiv")[0] for row in found))
        held = sum(row["holds"] for row in found)
        missed = sum(not row["holds"] and not row["expected"] for row in found)
        seeds = max(row["seeds"] or 1 for row in found)
        lines.append(f"| `{area}` | {papers} | {len(found)} | {held} | {missed} | {seeds} |")
    return "\n".join(lines)
