"""Marks on curves: when a set was learnt, and when a hot setting changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.run import Change, Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import along, share_of
from grokviz.widgets.plots.core.legend import LINE
from grokviz.widgets.plots.core.marks import draw, place
from grokviz.widgets.plots.core.size import WIDE
from grokviz.widgets.plots.core.text import width
from grokviz.widgets.theme import Look

TURNS = 4               # number of latest hot changes with a label
NAMES_LOW = 0.6         # names of lines that begin below this height leave room at the top
DRAG = 40               # changes of a setting that are nearer than this are one drag [px]
GAP = 10                # space between a label and its neighbour [px]


class Event(NamedTuple):
    at: float                   # the step; in a picture, its position
    word: str
    colour: str


def learnt(record: Record) -> list[Event]:
    """The events at which a run with accuracies learnt its sets."""
    if "train_accuracy" not in record.values:
        return []
    return events(((record.t_train, t("curves.memorised"), theme.TRAIN),
                   (record.t_test, t("curves.generalised"), theme.TEST)))


def events(found: Iterable[tuple[Sequence[float] | np.ndarray, str, Look]]) -> list[Event]:
    """Events from (steps of the runs, word, look), for the first run where it reached the step."""
    return [Event(float(at[0]), word, look.colour) for at, word, look in found
            if np.isfinite(at[0])]


class Events:
    """Vertical rules with labels, and a diamond on each curve where a hot setting changed.

    Parameters
    ----------
    plot : Curves
        The picture that contains the marks.
    reached : function
        Record of one run -> its `Event`s.
    """

    def __init__(self, plot, reached: Callable[[Record], Sequence[Event]]):
        self.plot, self.reached = plot, reached
        self._rules = plot.lines(theme.GHOST)
        self._after = plot.label([], [], [], x_offset=4)
        self._before = plot.label([], [], [], x_offset=-4, align="end")
        self._turns = plot.dots(theme.GHOST.colour, "diamond", 45, stroke="white", stroke_width=1)
        self.marks = {"rules": self._rules, "turns": self._turns, "after rules": self._after,
                      "before rules": self._before}
        self._shown: tuple = ()

    def show(self, record: Record) -> None:
        x = self.plot.scales["x"]
        state = (tuple(self.found(record)), x.min, x.max, self.plot.size.inside, self.plot.floor)
        if state == self._shown:
            return
        self._shown = state
        events = sorted(state[0])
        if events:
            self._draw_rules(events)
        else:
            for mark in (self._rules, self._after, self._before):
                mark.visible = False
        self._draw_turns(record)

    def found(self, record: Record) -> list[Event]:
        """All events to be marked, each with its position, word and colour."""
        found = list(self.reached(record)) if record.runs == 1 else []
        symbols = self.plot.symbols
        found += [Event(c.step, f"{symbols.get(c.name, c.name)}→{_value(c.value)}",
                        theme.GHOST.colour) for c in self._turned(record)]
        return [event._replace(at=self.plot.place(record, event.at)) for event in found]

    def _turned(self, record: Record) -> list[Change]:
        """The latest changes of hot settings; of those that one drag of a slider made, the last."""
        x, wide = self.plot.scales["x"], self.plot.size.inside[0]
        kept: list[Change] = []
        before = -np.inf
        for change in record.changes:
            at = wide * share_of(x, self.plot.place(record, change.step))
            if kept and kept[-1].name == change.name and at - before < DRAG:
                kept.pop()
            kept.append(change)
            before = at
        return kept[-TURNS:]

    def _draw_rules(self, events: list[Event]) -> None:
        x, y = self.plot.scales["x"], self.plot.scales["y"]
        at = np.array([e.at for e in events])
        ends = np.tile([along(y, 0), along(y, 1)], (len(events), 1))
        draw(self._rules, np.repeat(at[:, None], 2, 1), ends, [e.colour for e in events])
        wide, high = self.plot.size.inside
        places = arrange([wide * share_of(x, place) for place in at],
                         [width(e.word) for e in events], wide)
        for mark, before in ((self._after, False), (self._before, True)):
            mine = [(e, row) for e, (side, row) in zip(events, places, strict=True)
                    if side == before]
            place(mark, [e.at for e, _ in mine],
                  [along(y, self._lane(row * LINE / high)) for _, row in mine],
                  text=[e.word for e, _ in mine], colors=[e.colour for e, _ in mine])

    def _lane(self, row: float) -> float:
        """The height of a row of labels, as a share: where the names of the lines are not."""
        return 0.93 - row if self.plot.corner[1] < NAMES_LOW else self.plot.floor + 0.05 + row

    def _draw_turns(self, record: Record) -> None:
        steps = [c.step for c in self._turned(record)]
        if not steps:
            self._turns.visible = False
            return
        at = np.maximum(np.searchsorted(record.steps, steps, side="right") - 1, 0)
        heights = [record.values[s.value][at].T for s in self.plot.series
                   if s.value in record.values]
        if not heights:
            return
        y = np.maximum(np.concatenate(heights), self.plot.scales["y"].min)
        x = [self.plot.place(record, step) for step in steps]
        place(self._turns, np.tile(x, len(y)), y.ravel())


def arrange(at, widths, wide: float = WIDE) -> list[tuple[bool, int]]:
    """Places for the labels of rules at increasing positions, so that no two labels overlap in a
    picture that is `wide` [px].

    Each place is (left of the rule?, row). A label normally stands right of its rule. If it would
    reach the next rule or leave the picture, it stands left, if there is room. If its row is
    occupied, it moves to a higher row.
    """
    places: list[tuple[bool, int]] = []
    taken: list[tuple[float, float, int]] = []         # from, to, row
    for i, (x, word) in enumerate(zip(at, widths, strict=True)):
        after = at[i + 1] if i + 1 < len(at) else np.inf
        ahead = at[i - 1] if i else 0.0
        room_right = x + word + GAP <= after and x + word <= wide
        room_left = x - word - GAP >= ahead
        left = not room_right and (room_left or x + word > wide)
        span = (x - word - GAP, x) if left else (x, x + word + GAP)
        row = 0
        while any(row == r and span[0] < b and a < span[1] for a, b, r in taken):
            row += 1
        taken.append((*span, row))
        places.append((left, row))
    return places


def _value(values: tuple[float | str, ...]) -> str:
    names = dict.fromkeys(value for value in values if isinstance(value, str))
    if names:                                   # the setting is a choice
        return ", ".join(map(t, names))
    low, high = (float(end(values)) for end in (min, max))
    if low == high:
        return f"{low:.3g}"
    return f"{low:.2g}…{high:.2g}"
