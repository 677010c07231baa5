"""The pictures of a class as SVG: its phase diagram, and guesses beside what happened.

They need no kernel, and a browser shows the seat under the pointer. The colours of lines and text
are those of the page around them.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grokviz import store
from grokviz.i18n import t
from grokviz.metrics import LATE, PHASES, UNDECIDED, majority, phase
from grokviz.run import Record
from grokviz.teachers.planes import theory_line
from grokviz.teachers.together import Map
from grokviz.widgets import theme

WIDE, HIGH = 412, 372                   # of a picture [px]
LEFT, RIGHT, TOP, BOTTOM = 62, 30, 14, 48
LETTERS = "XMGC"                        # in the order of PHASES
FAINT = 0.22                            # opacity of the stored map


class _Log:
    """A logarithmic axis: value -> pixel."""

    def __init__(self, low: float, high: float, start: float, end: float):
        self.low, self.high = low, high
        self.ends, self.pixels = np.log([low, high]), (start, end)

    def __call__(self, value: float) -> float:
        return float(np.interp(np.log(min(max(value, self.low), self.high)), self.ends,
                               self.pixels))

    def ticks(self) -> list[float]:
        powers = np.arange(np.ceil(np.log10(self.low) - 1e-9), np.floor(np.log10(self.high)) + 1)
        return [float(f"{10.0 ** p:.1g}") for p in powers]


def phase_diagram(of: Map) -> str:
    """Each place in the colour and letter of its phase, the stored map faintly below."""
    plane, settings = of.plane, of.plane.settings
    x = _Log(0.006, 10, LEFT, WIDE - RIGHT)
    y = _Log(0.1, 10, HIGH - BOTTOM, TOP)
    parts = [*_stored(of, x, y), *_theory(of, x, y), *_seats(of, x, y)]
    across, up = (f"{t(settings[k].symbol)}  {t(settings[k].label)}"
                  for k in (plane.across, plane.up))
    return _frame(parts, x, y, across, up, t("class.map_title"))


def _stored(of: Map, x: _Log, y: _Log) -> Iterator[str]:
    """The map that comes with the package; only under runs with the same further settings."""
    record = store.stored(of.plane.stored)
    known = {k: record.settings[k] for k in of.settings if k in record.settings and k != "steps"}
    if any(of.settings[k] != v for k, v in known.items()):
        return
    columns, rows, winner = _cells(record, of.plane.across, of.plane.up)
    for j, (top, bottom) in enumerate(_edges(rows)):
        for i, (left, right) in enumerate(_edges(columns)):
            if winner[j, i] != UNDECIDED:
                yield (f'<rect x="{x(left):.1f}" y="{y(bottom):.1f}" '
                       f'width="{x(right) - x(left):.1f}" height="{y(top) - y(bottom):.1f}" '
                       f'fill="{theme.PHASES[winner[j, i]]}" fill-opacity="{FAINT}"/>')


def _cells(record: Record, across: str, up: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    (columns, i), (rows, j) = (np.unique(record.sweep[k], return_inverse=True)
                               for k in (across, up))
    found = phase(record.values["t_train"][-1], record.values["t_test"][-1], np.array(True))
    winner = np.full((len(rows), len(columns)), UNDECIDED)
    for place in set(zip(j.tolist(), i.tolist(), strict=True)):
        here = found[(j == place[0]) & (i == place[1])]
        winner[place] = majority(here[None])[0][0]
    return columns, rows, winner


def _edges(values: np.ndarray) -> list[tuple[float, float]]:
    """The lower and upper edge of each cell, half way to its neighbours."""
    logs = np.log(values)
    inner = (logs[1:] + logs[:-1]) / 2
    edges = np.exp([2 * logs[0] - inner[0], *inner, 2 * logs[-1] - inner[-1]])
    return list(zip(edges[:-1], edges[1:], strict=True))


def _theory(of: Map, x: _Log, y: _Log) -> Iterator[str]:
    line = [(a, b) for a, b in theory_line(of.plane, of.seats[0].settings) if x.low < a < x.high]
    if line:
        points = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in line)
        yield (f'<polyline points="{points}" fill="none" stroke="{theme.THEORY.colour}" '
               f'stroke-width="2" stroke-dasharray="5 4"><title>{html.escape(t("class.theory"))}'
               "</title></polyline>")


def _seats(of: Map, x: _Log, y: _Log) -> Iterator[str]:
    """A disc for each place; k of n where several seats share it, "?" where a line differs."""
    plane, agrees, phases = of.plane, of.agrees, of.phases
    places: dict[tuple[float, float], list[int]] = {}
    for i, each in enumerate(of.seats):
        at = each.settings[plane.across], each.settings[plane.up]
        places.setdefault(at, []).append(i)
    for (across, up), here in places.items():
        (winner,), (k,), (n,) = majority(phases[here][None])
        doubt = "?" if agrees is not None and not agrees[here].all() else ""
        says = LETTERS[winner] + (f" {k}/{n}" if n > 1 else "") + doubt
        told = "; ".join(_told(of, i) for i in here)
        px, py, half = x(across), y(up), 6 + 4 * len(says)
        yield (f'<g tabindex="0"><title>{html.escape(told)}</title>'
               f'<rect x="{px - half:.1f}" y="{py - 9:.1f}" rx="9" height="18" '
               f'width="{2 * half}" fill="{theme.PHASES[winner]}" stroke="#fff"/>'
               f'<text x="{px:.1f}" y="{py + 4.5:.1f}" text-anchor="middle" font-size="13" '
               f'font-weight="bold" fill="{theme.ON_PHASES[winner]}">{says}</text></g>')


def _told(of: Map, i: int) -> str:
    each = of.seats[i]
    names = of.plane.settings
    said = ", ".join(f"{t(names[k].symbol)} {names[k].show(each.settings[k])}"
                     for k in of.plane.free[:2])
    return t("class.seat_told", seat=each.seat, settings=said, phase=t(PHASES[of.phases[i]]))


def guesses(points: Sequence[tuple[int, float, float]]) -> str:
    """Guess across, run up, both finite: (seat, guess, run)."""
    ends = [v for _, a, b in points for v in (a, b)] or [10, 10_000]
    low, high = 10 ** np.floor(np.log10(max(min(ends), 1))), 10 ** np.ceil(np.log10(max(ends)))
    high = max(high, 10 * low)
    x, y = _Log(low, high, LEFT, WIDE - RIGHT), _Log(low, high, HIGH - BOTTOM, TOP)
    parts = [f'<line x1="{x(low)}" y1="{y(low)}" x2="{x(high)}" y2="{y(high)}" '
             'stroke="currentColor" stroke-opacity="0.5"/>']
    for seat, guess, run in points:
        told = t("class.guess_told", seat=seat, guess=f"{guess:,.0f}", run=f"{run:,.0f}")
        parts.append(f'<circle cx="{x(guess):.1f}" cy="{y(run):.1f}" r="5" tabindex="0" '
                     f'fill="{theme.TEST.colour}" fill-opacity="0.8">'
                     f"<title>{html.escape(told)}</title></circle>")
    return _frame(parts, x, y, t("class.guessed_step"), t("class.real_step"),
                  t("class.guesses_title"))


def _frame(parts: Sequence[str], x: _Log, y: _Log, across: str, up: str, title: str) -> str:
    lines = [f'<line x1="{x(v):.1f}" x2="{x(v):.1f}" y1="{HIGH - BOTTOM}" y2="{HIGH - BOTTOM + 5}" '
             f'stroke="currentColor"/><text x="{x(v):.1f}" y="{HIGH - BOTTOM + 19}" '
             f'text-anchor="middle">{v:,g}</text>' for v in x.ticks()]
    lines += [f'<line x1="{LEFT - 5}" x2="{LEFT}" y1="{y(v):.1f}" y2="{y(v):.1f}" '
              f'stroke="currentColor"/><text x="{LEFT - 8}" y="{y(v) + 4.5:.1f}" '
              f'text-anchor="end">{v:,g}</text>' for v in y.ticks()]
    middle = (HIGH - BOTTOM + TOP) / 2
    return (
        f'<svg role="img" aria-label="{html.escape(title, quote=True)}" '
        f'viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" font-size="13" fill="currentColor" '
        'style="max-width:100%">'
        f'<rect x="{LEFT}" y="{TOP}" width="{WIDE - LEFT - RIGHT}" height="{HIGH - BOTTOM - TOP}" '
        f'fill="none" stroke="currentColor" stroke-opacity="0.5"/>{"".join(parts)}{"".join(lines)}'
        f'<text x="{(WIDE + LEFT - RIGHT) / 2}" y="{HIGH - 8}" text-anchor="middle">'
        f'{html.escape(across)}</text><text transform="translate(16 {middle}) rotate(-90)" '
        f'text-anchor="middle">{html.escape(up)}</text></svg>')


def legend() -> str:
    """The letters and their phases."""
    return " ".join(
        f'<span style="background:{colour};color:{ink};padding:1px 6px;border-radius:8px">'
        f"<b>{letter}</b></span> {html.escape(t(name))}&ensp;"
        for letter, name, colour, ink in zip(LETTERS, PHASES, theme.PHASES, theme.ON_PHASES,
                                             strict=True)) + html.escape(
        t("class.legend", late=f"{LATE:g}"))


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]], look: str = "numbers") -> str:
    """An HTML table, of numbers or of words."""
    head = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in heads)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>"
                   for row in rows)
    return f'<table class="{look}">' f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
