"""The display of the log of guesses: a summary, a small picture over time, and a table."""

from __future__ import annotations

import html
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.widgets import theme

SHOWN = 20              # newest guesses in the picture
ROWS = 6                # and in the table
WIDE, HIGH, EDGE = 212, 46, 6   # px


def summary(entries: Sequence[Mapping[str, Any]]) -> str:
    """The errors of the guesses and of theory, in a sentence."""
    mine, theirs = (_median([e[k] for e in entries]) for k in ("times", "theory_times"))
    said = t("guess_log.guesses_far", count=len(entries))
    if mine is None:
        far = _median([e["far"] for e in entries])
        return said + t("guess_log.typically_picture_off", far=far)
    said += t("guess_log.typically_times_off", times=f"{mine:.1f}")
    return said + (t("guess_log.theory_times", times=f"{theirs:.1f}") if theirs else ".")


def as_html(entries: Sequence[Mapping[str, Any]]) -> str:
    """Summary, picture and table; empty without entries."""
    if not entries:
        return ""
    said = html.escape(summary(entries))
    return f"<p>{said}</p>{_picture(entries[-SHOWN:])}{_table(entries[-ROWS:][::-1])}"


def _picture(entries: Sequence[Mapping[str, Any]]) -> str:
    """The error over time; lower is better."""
    x = np.linspace(EDGE, WIDE - EDGE, max(len(entries), 8))
    mine = _places(x, entries, "far")
    dots = "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.2" fill="{theme.INK}"/>'
                   for a, b in mine)
    crosses = "".join(
        f'<path d="M{a - 3:.1f} {b - 3:.1f}l6 6m0 -6l-6 6" stroke="{theme.THEORY.colour}" '
        f'stroke-width="1.6"/>' for a, b in _places(x, entries, "theory_far"))
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in mine)
    floor = HIGH - EDGE
    about = html.escape(t("guess_log.far_off_each_guess",
                          numbers=", ".join(f"{e['far']:.0%}" for e in entries)), quote=True)
    return (
        f'<svg role="img" aria-label="{about}" viewBox="0 0 {WIDE} {HIGH}" width="100%">'
        f'<line x1="0" x2="{WIDE}" y1="{floor}" y2="{floor}" stroke="{theme.FAINT}"/>'
        f'<polyline points="{line}" fill="none" stroke="{theme.INK}" stroke-opacity="0.35"/>'
        f"{crosses}{dots}</svg>"
        f'<p class="grokviz-small">{html.escape(t("guess_log.theory_line_hit"))}</p>'
    )


def _places(x: np.ndarray, entries, key: str) -> list[tuple[float, float]]:
    """Pixels of the entries that have the number; the square root spreads small errors."""
    room = HIGH - 2 * EDGE
    return [(a, HIGH - EDGE - room * min(e[key], 1.0) ** 0.5)
            for a, e in zip(x, entries, strict=False) if np.isfinite(e[key])]


def _table(entries: Sequence[Mapping[str, Any]]) -> str:
    heads = (t("guess_log.settings"), t("guess_log.you"), t("guess_log.theory"), t("common.run"),
             t("guess_log.off"))
    rows = [(e["settings"], e["guess"], e["theory"], e["run"], _off(e)) for e in entries]
    head = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
        for row in rows)
    return (f"<details><summary>{html.escape(t('guess_log.last_ones_table'))}</summary>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details>")


def _off(entry: Mapping[str, Any]) -> str:
    if np.isfinite(entry["times"]):
        return f"{entry['times']:.3g}×"
    return f"{entry['far']:.0%}"


def _median(numbers: Sequence[float]) -> float | None:
    good = [n for n in numbers if np.isfinite(n)]
    return statistics.median(good) if good else None
