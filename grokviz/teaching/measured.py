"""`gv.measured`: claims of the papers beside what we measured, from stored verdicts.

Nothing is trained: the verdicts were written by `grokviz claims AREA --store`.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grokviz.claims import ledger, verdicts
from grokviz.i18n import claim as said_of
from grokviz.i18n import t

WIDTH = 98              # characters of a line of the table as text
COLUMNS = ("measured.claim", "measured.wanted", "measured.found", "measured.seeds")


def measured(area: str, claims: Iterable[str] | None = None) -> Measured:
    """Claims of the papers beside what we measured, as a table that is shown.

    Parameters
    ----------
    area : str
        An area of the ledger, such as ``"teacher_student"``.
    claims : list of str, optional
        Ids of claims, as `grokviz claims` prints them; without them the whole area.

    Returns
    -------
    Measured
        Shown as a table; its ``rows`` are those of ``grokviz claims AREA --json``.

    Raises
    ------
    ValueError
        If the area or a claim is unknown.
    """
    return Measured(verdicts.rows(area, [claims] if isinstance(claims, str) else claims))


class Measured:
    """Stored verdicts as a table: in a notebook HTML, elsewhere text."""

    def __init__(self, rows: list[dict[str, Any]]):
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return "\n\n".join(_paragraph(row) for row in self.rows)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" style="text-align:left">{html.escape(t(key))}</th>'
                       for key in COLUMNS)
        body = "".join(f"<tr>{''.join(_as_cells(row))}</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _as_cells(row: Mapping[str, Any]) -> Iterator[str]:
    claim, wanted, found, seeds = map(html.escape, _parts(row))
    first, *others = found.split("; ")
    if len(others) > 1:                     # a wall of numbers is folded behind those of one seed
        listed = html.escape(_split(row)[0])
        found = (f"{first}<details><summary>{html.escape(t('measured.all_seeds'))}</summary>"
                 f"{listed}</details>")
    if reason := _split(row)[1]:
        found += f"<p><i>{html.escape(t('measured.because'))}: {html.escape(reason)}</i></p>"
    for cell in (claim, wanted, found, seeds):
        yield f'<td style="text-align:left;vertical-align:top">{cell}</td>'


def _paragraph(row: Mapping[str, Any]) -> str:
    claim, *rest = _parts(row)
    labelled = [*zip(COLUMNS[1:], rest, strict=True), ("measured.because", _split(row)[1])]
    lines = [claim, *(f"  {t(key)}: {said}" for key, said in labelled if said)]
    return "\n".join(textwrap.fill(line, WIDTH, subsequent_indent="    ", break_on_hyphens=False)
                     for line in lines)


def _parts(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """The texts of the columns for a claim."""
    verdict = t("measured.holds" if row["holds"] else "measured.fails")
    return (f"{said_of(row['statement'])} ({row['figure']})", said_of(row["wanted"]),
            f"{verdict} {_split(row)[0]}", _seeds(row))


def _split(row: Mapping[str, Any]) -> tuple[str, str]:
    """The numbers alone, without the count of seeds before them; and the reason after them."""
    numbers, _, reason = row["measured"].partition(" (not expected to hold: ")
    if row["seeds"]:
        numbers = numbers.partition(": ")[2]
    numbers = ledger.told(numbers, t("guess.never"))
    return numbers, said_of(reason.removesuffix(")"))


def _seeds(row: Mapping[str, Any]) -> str:
    if not row["seeds"]:
        return ""
    low, high = row["interval"]
    return t("measured.of", k=row["obeyed"], n=row["seeds"], low=f"{low:.0%}", high=f"{high:.0%}")
