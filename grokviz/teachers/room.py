"""The class as one ensemble: what was handed in becomes a phase diagram of the room.

Everything stays on this machine, and seats have numbers, not names.
"""

from __future__ import annotations

import csv
import html
import importlib.util
import io
import statistics
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np

from grokviz import i18n
from grokviz.i18n import t
from grokviz.metrics import PHASES
from grokviz.run import Record
from grokviz.storage import files
from grokviz.teachers import drawing
from grokviz.teachers.collect import Source, collect
from grokviz.teachers.planes import plane_of
from grokviz.teachers.seats import PLANE
from grokviz.teachers.together import Map, maps, trained
from grokviz.teachers.whys import chosen, without_numbers
from grokviz.teaching.predictions.question import NEVER
from grokviz.widgets.player.executors import headless

HEADS = ("seat", "t_train", "t_test", "phase", "guess", "guess_factor", "theory_factor", "agrees")
HEAD = {key.removeprefix("class.head_"): key for key in (      # of the tables
    "class.head_seat", "class.head_t_train", "class.head_t_test", "class.head_phase",
    "class.head_guess", "class.head_guess_factor", "class.head_theory_factor",
    "class.head_agrees", "class.head_question", "class.head_choice", "class.head_count")}
STYLE = """<style>
.grokviz-class { max-width: 980px; font: 15px/1.45 system-ui, sans-serif; }
.grokviz-class h2 { font-size: 20px; } .grokviz-class h3 { font-size: 16px; margin: 14px 0 4px; }
.grokviz-class table { border-collapse: collapse; font-size: 13px; }
.grokviz-class td, .grokviz-class th { padding: 2px 10px 2px 0; text-align: right; }
.grokviz-class .words td, .grokviz-class .words th { text-align: left; }
.grokviz-class p { margin: 4px 0; }
.grokviz-class .pictures { display: flex; flex-wrap: wrap; gap: 16px; }
</style>"""
PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>grokviz</title>
<meta name="viewport" content="width=device-width"><style>:root {{ color-scheme: light dark; }}
body {{ margin: 24px; background: Canvas; color: CanvasText; }}</style>{body}</html>
"""


def classroom(source: Source, plane: str = PLANE, *, train: bool = True) -> Classroom:
    """Draw the lines of a class as one phase diagram of the room.

    Parameters
    ----------
    source : str, path or mapping
        The pasted lines; or a file; or a folder of ``.txt``, ``.npz`` and ``.ipynb``; or seat ->
        line. Of each seat the newest counts.
    plane : str
        As for `seat`.
    train : bool
        Train all runs again, as one ensemble, and mark lines that differ with "?". Without a
        browser this is done at once, else behind the first picture.

    Returns
    -------
    Classroom
        ``answers`` has a sentence for each bad line; the rest go on.

    Raises
    ------
    FileNotFoundError, StoreError
        If `source` is the path of nothing, or cannot be read.
    """
    return Classroom(source, plane, train)


class Classroom(ipywidgets.HTML):
    """The phase diagram of a room, the guesses beside it, and a table of all seats.

    Attributes
    ----------
    maps : list of Map
        The seats on one plane; those with other further settings have a map of their own.
    answers : list of str
        A sentence for each line that does not count.
    record : Record
        The runs of the first map, trained here.
    """

    def __init__(self, source: Source, plane: str = PLANE, train: bool = True):
        super().__init__()
        found = collect(source, plane_of(plane))
        self.answers = found.answers
        self.maps = maps(list(found.seats.values()), plane_of(plane))
        self._behind: threading.Thread | None = None
        self._trouble = ""
        self.show()
        if train and self.maps:
            if importlib.util.find_spec("torch") is None:
                self._trouble = t("class.no_torch")
                self.show()
            elif headless() or not _browser():
                self._train()
            else:
                self._behind = threading.Thread(target=self._train, daemon=True)
                self._behind.start()

    def wait(self) -> Classroom:
        """Wait until all runs are trained."""
        if self._behind is not None:
            self._behind.join()
        return self

    @property
    def record(self) -> Record:
        self.wait()
        if not self.maps or self.maps[0].record is None:
            raise ValueError(t("class.not_trained"))
        return self.maps[0].record

    def rows(self) -> list[dict[str, Any]]:
        """One for each seat: its settings, times, phase, guess, and whether the line agrees."""
        return [_row(of, i) for of in self.maps for i in range(len(of.seats))]

    @property
    def csv(self) -> str:
        """The rows as CSV; `save` writes them to a file."""
        text, rows = io.StringIO(), self.rows()
        heads = list(rows[0]) if rows else list(HEADS)
        writer = csv.DictWriter(text, heads, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue()

    def save(self, folder: str | Path) -> list[Path]:
        """Write ``class.html`` and ``class.csv`` into a folder; return the paths."""
        folder = files.place(folder)
        written = {"class.html": PAGE.format(language=i18n.language(), body=self.value),
                   "class.csv": self.csv}
        for name, text in written.items():
            with files.whole(folder / name) as part:
                part.write_text(text, encoding="utf-8")
        return [folder / name for name in written]

    def show(self) -> None:
        """Draw the present state."""
        said = [f"<p>{html.escape(line)}</p>" for line in (*self._summary(), self._trouble) if line]
        body = "".join(_of_map(of) for of in self.maps)
        self.value = (f'{STYLE}<div class="grokviz-class"><h2>{html.escape(t("class.title"))}</h2>'
                      f'{"".join(said)}{body}{self._answered()}'
                      f'<p><small>{html.escape(t("class.privacy"))}</small></p></div>')

    def __repr__(self) -> str:
        return "\n".join([*self._summary(), *self.answers])

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return super()._repr_mimebundle_(**options) | {
            "text/plain": repr(self), "text/html": self.value}

    def _train(self) -> None:
        try:
            for i, of in enumerate(self.maps):
                self.maps[i] = trained(of)
                self.show()
        except Exception as error:                      # shown instead of lost with the thread
            self._trouble = t("class.failed", error=str(error))
            self.show()

    def _summary(self) -> list[str]:
        """The counts, the guesses, and how many lines agree."""
        rows = self.rows()
        if not rows:
            return [t("class.empty")]
        counts = Counter(row["phase"] for row in rows)
        said = [t("class.summary", seats=len(rows), counts=", ".join(
            f"{counts[name]} {t(name)}" for name in PHASES if counts[name]))]
        mine, theirs = ([row[k] for row in rows if row[k]] for k in HEADS[5:7])
        if mine:
            said.append(t("class.guesses_off", guesses=len(mine),
                          times=f"{statistics.median(mine):.1f}"))
        if theirs:
            said.append(t("class.theory_off", times=f"{statistics.median(theirs):.1f}"))
        doubted = [row["seat"] for row in rows if row["agrees"] is False]
        if doubted:
            said.append(t("class.doubted", seats=", ".join(map(str, doubted))))
        lost = [seat for of in self.maps for seat in of.diverged]
        if lost:
            said.append(t("class.lost", seats=", ".join(map(str, lost))))
        if any(of.record is None for of in self.maps) and not self._trouble:
            said.append(t("class.claimed_only"))
        return said

    def _answered(self) -> str:
        if not self.answers:
            return ""
        items = "".join(f"<li>{html.escape(answer)}</li>" for answer in self.answers)
        return f"<h3>{html.escape(t('class.answers'))}</h3><ul>{items}</ul>"


def _row(of: Map, i: int) -> dict[str, Any]:
    each, (t_train, t_test) = of.seats[i], of.times[:, i]
    theory = of.plane.predicted(each.settings)
    agrees = of.agrees
    return {
        "seat": each.seat, **{k: each.settings[k] for k in of.plane.free},
        "t_train": _time(t_train), "t_test": _time(t_test), "phase": PHASES[of.phases[i]],
        "guess": "" if each.guess is None else _time(each.guess),
        "guess_factor": _factor(each.guess, t_test), "theory_factor": _factor(theory, t_test),
        "agrees": "" if agrees is None else bool(agrees[i]),
        "why": each.why, **of.settings}


def _time(time: float) -> int | str:
    return "never" if np.isnan(time) or time == NEVER else int(round(float(time)))


def _factor(said: float | None, run: float) -> float | str:
    """The larger over the smaller; empty if one of them is never."""
    if said is None or not np.isfinite([said, run]).all() or min(said, run) <= 0:
        return ""
    return round(max(said, run) / min(said, run), 3)


def _of_map(of: Map) -> str:
    rows = [_row(of, i) for i in range(len(of.seats))]
    finite = [(r["seat"], r["guess"], r["t_test"]) for r in rows if r["guess_factor"]]
    names, defaults = of.plane.settings, of.plane.settings.defaults()
    apart = ", ".join(f"{t(names[k].symbol)} = {names[k].show(v)}" for k, v in of.settings.items()
                      if v != defaults[k])
    keys = [k for k in rows[0] if k not in of.settings and k != "why"]
    heads = [t(names[k].symbol) if k in names else t(HEAD[k]) for k in keys]
    shown = [[names[k].show(r[k]) if k in names else _cell(r[k]) for k in keys] for r in rows]
    pictures = drawing.phase_diagram(of) + (drawing.guesses(finite) if finite else "")
    return (f"<h3>{html.escape(apart)}</h3>" if apart else "") + (
        f'<div class="pictures">{pictures}</div><p>{drawing.legend()}</p>{_whys(of)}'
        f"<details open><summary>{html.escape(t('class.all_seats'))}</summary>"
        f"{drawing.table(heads, shown)}</details>")


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return t("class.yes") if value else "?"
    if isinstance(value, float):
        return f"{value:.2f}"
    return t(value) if value in (*PHASES, "never") else str(value)


def _whys(of: Map) -> str:
    """How often each reason was the first one chosen."""
    counts = Counter(each.why for each in of.seats if each.why)
    rows = [(*(without_numbers(part) for part in (found[0].question, found[1].text)), count)
            for why, count in sorted(counts.items()) if (found := chosen(of.plane.lab, why))]
    if not rows:
        return ""
    heads = [t(HEAD[k]) for k in ("question", "choice", "count")]
    return f"<h3>{html.escape(t('class.whys'))}</h3>{drawing.table(heads, rows, 'words')}"


def _browser() -> bool:
    """True in a notebook's kernel, where a thread can draw later."""
    from IPython.core.getipython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None
