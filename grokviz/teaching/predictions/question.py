"""Questions about a run before it begins: plain data that a lab gives to its views.

A guess is a number on an axis of a picture, or places in it as pairs (x, y). The places are one
place, a path through several, or a curve. The number `NEVER` stands for an event that may never
happen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import bqplot
import numpy as np

from grokviz.i18n import t
from grokviz.metrics import Time
from grokviz.run import Record
from grokviz.widgets.plots.core.axes import along

NEVER = math.inf
SHAPES = ("x", "y", "place", "path", "curve")
MANY = 6                # most places that are written out
Places = tuple[tuple[float, float], ...]
Value = float | Places


def number_in(value: Value) -> float:
    """The answer to a question about a number."""
    return cast(float, value)


def places_in(value: Value) -> Places:
    """The answer to a question about places."""
    return cast(Places, value)


class Theory(NamedTuple):
    """The prediction of theory before the run, or None, and a few words on it."""

    value: Value | None
    words: str = ""


@dataclass(frozen=True)
class Guessable:
    """One question about a run.

    Attributes
    ----------
    key, name : str
        Short: for the log and for links; for the list of questions.
    question : str
    picture : int
        The index of the view's picture in which the guess is made.
    truth : function
        Record -> the true value, `NEVER` if it did not happen, or None if the record does not show
        it yet. Several runs give one answer, such as their median.
    shape : {"x", "y", "place", "path", "curve"}
        A number along an axis; a place; a path through some places; a curve over x.
    form : str
        The words around a number, e.g. "step {}".
    wrong : (str, str)
        The words for a guess that is too small, and for one that is too large.
    never : bool
        True if the event may never happen.
    level : float, optional
        The place of a number's handle on the other axis.
    handles : int
        The number of places on a path.
    predicted : function, optional
        The settings of the next run (lists for compared settings) -> Theory.
    whys : sequence of Why
        Questions after the run; the first that fits the outcome is asked.
    numbers : function
        Record -> numbers for the sentences of the whys.
    """

    key: str
    name: str
    question: str
    picture: int
    truth: Callable[[Record], Value | None]
    shape: str = "x"
    form: str = "{}"
    wrong: tuple[str, str] = ("too low", "too high")
    never: bool = False
    level: float | None = None
    handles: int = 4
    predicted: Callable[[Mapping[str, Any]], Theory] | None = None
    whys: Sequence[Any] = ()
    numbers: Callable[[Record], Mapping[str, Any]] = lambda record: {}

    def __post_init__(self):
        if self.shape not in SHAPES:
            raise ValueError(f"shape is {self.shape!r}; give one of {', '.join(SHAPES)}")

    @property
    def is_number(self) -> bool:
        return self.shape in ("x", "y")

    def read(self, raw: Any, scales: Mapping[str, Any]) -> Value | None:
        """A guess as typed or given; None without one. ValueError says what is wanted.

        Parameters
        ----------
        raw : number, str, or pairs of numbers
        scales : mapping
            "x" and "y" -> bqplot scale of the picture; a guess must lie on both.
        """
        if raw is None or isinstance(raw, str) and not raw.strip():
            return None
        return self._number(raw, scales[self.shape]) if self.is_number else self._places(
            raw, scales)

    def show(self, value: Value | None) -> str:
        """The text for the text box: `read` parses it again, except a curve drawn by hand."""
        if value is None:
            return ""
        if self.is_number:
            return t("guess.never") if value == NEVER else short(number_in(value))
        places = places_in(value)
        if len(places) > MANY:
            return t("guess.drawn")
        return "; ".join(f"{short(x)} {short(y)}" for x, y in places)

    def say(self, value: Value) -> str:
        """The text for a sentence; a `Time` with the record before."""
        if value == NEVER:
            return t("guess.never")
        return t(self.form).format(
            value.shown(short) if isinstance(value, Time) else self.show(value))

    def _number(self, raw: Any, scale: Any) -> float:
        number = NEVER if _is_never(raw) else _float(raw)
        if number is None or not (scale.min <= number <= scale.max
                                  or self.never and number == NEVER):
            wanted = t("guess.give_value", low=short(scale.min),
                       high=short(scale.max)) + (t("guess.or_never") if self.never else "")
            raise ValueError(t("guess.wrong_number", raw=raw, wanted=wanted))
        return number

    def _places(self, raw: Any, scales: Mapping[str, Any]) -> Value:
        pairs = [part.split() for part in raw.split(";")] if isinstance(raw, str) else raw
        try:
            places = [(_float(x), _float(y)) for x, y in pairs]
        except (TypeError, ValueError):
            places = []
        enough = len(places) == 1 if self.shape == "place" else len(places) > 1
        inside = [(x, y) for x, y in places if x is not None and y is not None
                  and _is_inside(scales["x"], x) and _is_inside(scales["y"], y)]
        if not enough or len(inside) < len(places):
            raise ValueError(t(
                "guess.wrong_places", raw=raw, count=self._count(),
                example=self._example(scales), **_bounds(scales),
            ))
        return tuple(sorted(inside) if self.shape == "curve" else inside)

    def _count(self) -> str:
        return t("guess.one_place") if self.shape == "place" else t("guess.two_places_more")

    def _example(self, scales: Mapping[str, Any]) -> str:
        shares = (0.5,) if self.shape == "place" else (0.3, 0.7)
        return "; ".join(" ".join(short(along(scales[k], s)) for k in "xy") for s in shares)


def share(scale: Any, value: Any) -> np.ndarray:
    """The position of values on a scale, from 0 at its left or lower end to 1."""
    low, high, value = float(scale.min), float(scale.max), np.asarray(value, float)
    if is_log(scale):
        low, high, value = np.log(low), np.log(high), np.log(np.maximum(value, low))
    return (value - low) / (high - low)


def is_log(scale: Any) -> bool:
    return isinstance(scale, bqplot.LogScale)


def short(value: float) -> str:
    """Three digits, or all of a larger number."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def rounded(value: float) -> float:
    """Rounded to three digits, the precision of a place in a picture."""
    return float(f"{value:.3g}")


def _is_never(raw: Any) -> bool:
    return isinstance(raw, str) and raw.strip().lower() in ("never", t("guess.never"))


def _float(raw: Any) -> float | None:
    """The number, or None if it is not a number."""
    try:
        number = float(raw.replace(",", "") if isinstance(raw, str) else raw)
    except (TypeError, ValueError):
        return None
    return None if np.isnan(number) else number


def _is_inside(scale: Any, value: float) -> bool:
    return bool(scale.min <= value <= scale.max)


def _bounds(scales: Mapping[str, Any]) -> dict[str, str]:
    ends = zip(("left", "right", "low", "high"),
               (scales["x"].min, scales["x"].max, scales["y"].min, scales["y"].max), strict=True)
    return {name: short(end) for name, end in ends}
