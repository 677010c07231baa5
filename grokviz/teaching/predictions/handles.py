"""A guess in its picture: a handle to drag, a line to draw, and three lines that meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import bqplot
import numpy as np

from grokviz.i18n import t
from grokviz.teaching.predictions.question import NEVER, Guessable, Value, number_in, rounded, share
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import along
from grokviz.widgets.plots.core.marks import draw

LINES = (                       # their words, and how high and how far right these stand
    ("you", theme.GUESS, 0.74, 0.97), ("theory", theme.THEORY, 0.62, 0.66),
    ("run", theme.TEST, 0.5, 0.35),
)
TOP = 0.92              # share of the height from which a word stands under its line
EDGE = 0.985            # share of the axis at its end that stands for never
RIGHT = 0.7             # share of the width from which a word stands left of its line
CLOSE = 0.2             # share of the width within which lines are close together
GRID = 49               # points of a curve that is drawn
APART = 0.004           # share of the picture within which the handle is where it should be


class Marks:
    """The marks of a guess in one picture, for one question after the other.

    They are made once and stay in the picture, hidden without a question: a browser does not
    free what it drew for a removed mark.

    Parameters
    ----------
    plot : Plot
    ask : Guessable
        The first question; `turn_to` replaces it.
    moved : function
        Called, from any thread, with a raw guess when the handle was dragged or the curve drawn.
    """

    def __init__(self, plot: Any, ask: Guessable, moved: Callable[[Any], None]):
        self.plot, self.ask, self.scales, self._moved = plot, ask, plot.scales, moved
        self._own = True                # whether it is us who moves the marks
        self._rules = [bqplot.Lines(
            x=[1, 1], y=[1, 1], scales=self.scales, colors=[look.colour], line_style=look.dash,
            stroke_width=look.width, visible=False,
        ) for _, look, *_ in LINES]
        self._words = [bqplot.Label(
            x=[1.0], y=[1.0], text=[""], scales=self.scales, colors=[look.colour],
            default_size=12, font_weight="bold", visible=False,
        ) for _, look, *_ in LINES]
        self._handle = bqplot.Scatter(
            x=[1.0], y=[1.0], scales=self.scales, colors=[theme.GUESS.colour], marker="circle",
            default_size=170, stroke="white", stroke_width=1.5, visible=False,
            enable_move=True, restrict_x=ask.shape == "x", restrict_y=ask.shape == "y",
            update_on_move=True,
        )
        self._pen = bqplot.interacts.HandDraw(lines=self._rules[0])
        self._handle.observe(lambda _: self._dragged(), ["x", "y"])
        self._rules[0].observe(lambda _: self._drawn(), "y")
        self.marks = [*self._rules, *self._words, self._handle]
        self._shown: tuple = ()
        self._own = False
        plot.host(*self.marks, owner="guess")

    def turn_to(self, ask: Guessable) -> None:
        """Replace the question."""
        if ask is not self.ask:
            self.ask, self._shown = ask, ()
            self._handle.restrict_x, self._handle.restrict_y = ask.shape == "x", ask.shape == "y"

    def hide(self) -> None:
        """Hide all marks and restore the picture."""
        self._shown = ()
        for mark in self.marks:
            mark.visible = False
        if self.plot.figure.interaction is self._pen:
            self.plot.figure.interaction = None
        self.plot.figure.display_toolbar = True

    def show(
        self, values: Sequence[Value | None], free: bool, drawing: bool = False
    ) -> None:
        """Draw guess, theory and run, as far as they exist.

        Parameters
        ----------
        values : (guess, theory, run)
        free : bool
            True if the guess can still be moved.
        drawing : bool
            True if the mouse draws a curve.
        """
        state = (*values, free, drawing, *((s.min, s.max) for s in self.scales.values()))
        if state == self._shown:
            return
        self._shown, self._own = state, True
        try:
            for number in range(len(LINES)):
                self._show_line(number, values, drawing)
            self._show_handle(values[0], free)
            if values[0] is None and self._handle.visible:
                self._invite()
        finally:
            self._own = False
        pen = self._pen if drawing and free else None
        if self.plot.figure.interaction is not pen:
            self.plot.figure.interaction = pen
        self.plot.figure.display_toolbar = not free         # it would lie over the handle

    def at(self, x: float, y: float) -> Any:
        """The raw guess at a place in the picture."""
        if self.ask.is_number:
            return self._number(x if self.ask.shape == "x" else y)
        return [(rounded(x), rounded(y))] if self.ask.shape == "place" else None

    def close(self) -> None:
        self.hide()
        self.plot.host(owner="guess")
        for mark in (*self.marks, self._pen):
            mark.close()

    # ---- drawing --------------------------------------------------------------------------------

    def _show_line(self, number: int, values: Sequence[Value | None], drawing: bool) -> None:
        rule, word, value = self._rules[number], self._words[number], values[number]
        blank = number == 0 and drawing and value is None
        rule.visible = value is not None and self.ask.shape != "place" or blank
        word.visible = value is not None
        if value is None and not blank:
            return
        name = LINES[number][0]
        x, y = self._places(value)
        if self.ask.shape != "place":
            draw(rule, x, y[None])
        if value is not None:
            said = f" {self.ask.show(value)}" if self.ask.is_number else ""
            self._write(word, t(name) + said, *self._spot(number, values, x, y))

    def _places(self, value: Value | None) -> tuple[np.ndarray, np.ndarray]:
        """The x and y of a line, (points,)."""
        if self.ask.is_number:
            at = np.full(2, self._end() if value == NEVER else value)
            other = self.scales["y" if self.ask.shape == "x" else "x"]
            ends = np.array([along(other, 0), along(other, 1)])
            return (at, ends) if self.ask.shape == "x" else (ends, at)
        if self.ask.shape != "curve":
            return tuple(np.array(value, float).T)
        scale = self.scales["x"]                # the pen moves points that are there already
        grid = np.array([along(scale, s) for s in np.linspace(0, 1, GRID)])
        if value is None:
            return grid, np.full(GRID, along(self.scales["y"], 0.04))
        x, y = np.array(value, float).T
        return grid, np.interp(share(scale, grid), share(scale, x), y)

    def _spot(
        self, number: int, values: Sequence[Value | None], x: np.ndarray, y: np.ndarray
    ) -> tuple[float, float, bool]:
        """The place of a line's word, and whether it lies left of that place.

        Each word has its own place. Words lie beside all lines if these are close together.
        """
        across, (_, _, height, right) = self.scales["x"], LINES[number]
        if self.ask.shape == "y":
            return along(across, right), y[0], True
        if self.ask.shape != "x":
            at = int(height * len(x))
            return x[at], y[at], bool(share(across, x[at]) > RIGHT)
        others = share(across, [self._end() if v == NEVER else v for v in values if v is not None])
        left, close = bool(others.max() > RIGHT), bool(np.ptp(others) < CLOSE)
        where = float((others.min() if left else others.max()) if close else share(across, x[0]))
        return (along(across, where), along(self.scales["y"], height),
                left if close else where > RIGHT)

    def _write(self, word: bqplot.Label, text: str, x: float, y: float, left: bool) -> None:
        with word.hold_sync():
            word.x, word.y, word.text = np.array([x]), np.array([y]), [text]
            word.align, word.x_offset = ("end", -6) if left else ("start", 6)
            under = share(self.scales["y"], y) > TOP
            word.y_offset = 0 if self.ask.shape == "x" else 16 if under else -8

    def _show_handle(self, value: Value | None, free: bool) -> None:
        self._handle.visible = bool(free and self.ask.shape != "curve")
        if not self._handle.visible:
            return
        x, y = self._grips(value)
        moved = [np.abs(share(self.scales[k], a) - share(self.scales[k], b)).max() if
                 len(a) == len(b) else 1.0
                 for k, a, b in (("x", x, self._handle.x), ("y", y, self._handle.y))]
        if max(moved) > APART:                  # else it may be in the user's hand
            with self._handle.hold_sync():
                self._handle.x, self._handle.y = x, y

    def _invite(self) -> None:
        """Show beside the handle what it does."""
        word = self._words[0]
        with word.hold_sync():
            word.x, word.y = self._handle.x[-1:], self._handle.y[-1:]
            word.text, word.align, word.visible = [t("guess.drag_your_guess")], "start", True
            word.x_offset, word.y_offset = 12, 0

    def _grips(self, value: Value | None) -> tuple[np.ndarray, np.ndarray]:
        """The places of the handles; in the middle without a guess."""
        if not self.ask.is_number:
            count = self.ask.handles if self.ask.shape == "path" else 1
            shares = np.linspace(0.2, 0.8, count) if count > 1 else np.array([0.5])
            if value is not None:
                x, y = np.array(value, float).T
            else:
                x, y = (np.array([along(self.scales[k], s) for s in shares]) for k in "xy")
            return x, y
        mine, other = self.scales[self.ask.shape], self.scales["xy".replace(self.ask.shape, "")]
        at = (along(mine, 0.5) if value is None else self._end() if value == NEVER
              else number_in(value))
        level = along(other, 0.5) if self.ask.level is None else self.ask.level
        place = (at, level) if self.ask.shape == "x" else (level, at)
        return np.array([float(place[0])]), np.array([float(place[1])])

    def _end(self) -> float:
        """The place that stands for never."""
        return along(self.scales[self.ask.shape], EDGE)

    # ---- user actions ---------------------------------------------------------------------------

    def _dragged(self) -> None:
        if self._own:
            return
        x, y = (np.atleast_1d(np.asarray(v, float)) for v in (self._handle.x, self._handle.y))
        if self.ask.is_number:
            self._moved(self._number(float((x if self.ask.shape == "x" else y)[0])))
        elif len(x) == len(y):
            self._moved([(self._inside("x", a), self._inside("y", b))
                         for a, b in zip(x, y, strict=True)])

    def _drawn(self) -> None:
        if self._own or self.ask.shape != "curve":
            return
        y = np.ravel(np.asarray(self._rules[0].y, float))
        x = np.ravel(np.asarray(self._rules[0].x, float))
        self._moved([(self._inside("x", a), self._inside("y", b))
                     for a, b in zip(x, y, strict=True)])

    def _number(self, value: float) -> Any:
        where = float(share(self.scales[self.ask.shape], value))
        if self.ask.never and where >= EDGE:
            return NEVER
        return self._inside(self.ask.shape, value)

    def _inside(self, name: str, value: float) -> float:
        """The value with three digits, moved to the edge if it lies outside the picture."""
        scale = self.scales[name]
        return float(np.clip(rounded(value), scale.min, scale.max))
