"""The kinds of settings: a number, one of several options, and places in a plane."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from grokviz.arguments import Refused, plain_number
from grokviz.sentences import brief, match, sentence, shown, unknown

LONGEST = 300           # most characters of a typed value
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")       # 10,000 but not 0,1


@dataclass(frozen=True)
class Setting:
    """A number that an experiment can be given.

    Attributes
    ----------
    name, symbol, label : str
        In code, in formulas, in words.
    low, high : float
        Bounds, both allowed.
    default : float
    log : bool
        A slider moves along its logarithm.
    integer : bool
    hot : bool
        It may change during a run; any other change restarts the run.
    off : bool or str
        Zero is allowed too, although `low` is larger; it is written "off", or with this word.
    short : str
        Its name in a link, if that differs.
    """

    name: str
    symbol: str
    label: str
    low: float
    high: float
    default: float
    log: bool = False
    integer: bool = False
    hot: bool = False
    off: bool | str = False
    short: str = ""

    def check(self, value: Any) -> float | int:
        """The value as a number; otherwise ValueError, which says what to type instead."""
        number = self._number(value)
        if not (self.low <= number <= self.high or (self.off and number == 0)):
            raise self._refused("beyond", shown(number, self.low, self.high, 0), "; ", number)
        if self.integer and number != round(number):
            raise self._refused("not_whole", shown(number, round(number)),
                                "; it is a whole number, ", number)
        return int(number) if self.integer else float(number)

    def grid(self, points: int = 101) -> np.ndarray:
        """The values at which a slider stops, increasing; with `off`, 0 is the first."""
        space = np.geomspace if self.log else np.linspace
        values = space(self.low, self.high, points)
        values = np.unique(np.round(values)) if self.integer else _short(values)
        return np.concatenate([[0.0], values]) if self.off else values

    def show(self, value: float) -> str:
        """As it appears in a text box and in sentences."""
        if self.off and value == 0:
            return self.zero
        return f"{int(value)}" if self.integer else f"{value:.4g}"

    @property
    def zero(self) -> str:
        """How 0 is written, if it is allowed although `low` is larger."""
        return self.off if isinstance(self.off, str) else "off"

    def _number(self, value: Any) -> float:
        if isinstance(value, str) and self.off and value.strip().lower() in ("off", self.zero):
            return 0.0
        number = _typed(value) if isinstance(value, str) else plain_number(value)
        if number is None:
            raise self._refused("not_a_number", brief(value), ", not a number; ")
        if number != number:
            raise self._refused("nan", "nan", "; ")
        return number

    def _refused(self, kind: str, value: str, why: str, number: float = math.nan) -> Refused:
        low, high, example = shown(self.low), shown(self.high), shown(self.default)
        off = f" or 0 ({self.zero})" if self.off else ""
        said = f"{self.name} is {value}{why}give a value from {low} to {high}{off}, e.g. {example}"
        parts = {"name": self.name, "value": value, "low": low, "high": high, "example": example}
        return Refused(sentence(said), number, self.low, self.high, kind, bool(self.off), parts)


def _typed(text: str) -> float | None:
    text = text.strip()
    if len(text) > LONGEST or "_" in text:
        return None
    try:
        return float(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    except ValueError:
        return None


def _short(values: np.ndarray) -> np.ndarray:
    return np.array([float(f"{v:.3g}") for v in values])


@dataclass(frozen=True)
class Choice:
    """One of several named options; another choice restarts the run.

    Attributes
    ----------
    name, symbol, label : str
        In code, in formulas, in words.
    options : mapping
        Name in code -> words in a list.
    default : str
        The name of an option.
    short : str
        Its name in a link, if that differs.
    """

    name: str
    symbol: str
    label: str
    options: Mapping[str, str]
    default: str
    short: str = ""
    hot: ClassVar[bool] = False

    def check(self, value: Any) -> str:
        """The name of an option, given by name or words; otherwise ValueError."""
        if isinstance(value, bool) and set(self.options) == {"no", "yes"}:
            value = "yes" if value else "no"
        # A learner may type what the menu shows instead of the name in code.
        words = {said: name for name, said in self.options.items()}
        try:
            found = match(self.name, value, [*self.options, *words])
        except ValueError:
            raise ValueError(unknown(self.name, value, self.options)) from None
        return words.get(found, found)

    def show(self, value: str) -> str:
        """Its words, as in a list and in sentences."""
        return self.options[str(value)]


@dataclass(frozen=True)
class Places:
    """Places in a plane, none or several, written as ``4 0.2; 3 0.1``; a change restarts the run.

    Attributes
    ----------
    name, symbol, label : str
        In code, in formulas, in words.
    across, up : Setting
        The two numbers of a place.
    most : int
        How many places are allowed.
    default : str
    short : str
        Its name in a link, if that differs.
    """

    name: str
    symbol: str
    label: str
    across: Setting
    up: Setting
    most: int = 5
    default: str = ""
    short: str = ""
    hot: ClassVar[bool] = False

    def check(self, value: Any) -> str:
        """As it is written; pairs of numbers are accepted too; otherwise ValueError."""
        pairs = self._pairs(value)
        if pairs is None:
            across, up = self.across, self.up
            raise ValueError(sentence(
                f"{self.name} is {brief(value)}; give up to {self.most} places, each {across.name} "
                f"and {up.name}, e.g. {across.default:g} {up.default:g}; "
                f"{across.default / 2:g} {up.default:g}"))
        return "; ".join(f"{self.across.check(x):.16g} {self.up.check(y):.16g}" for x, y in pairs)

    def _pairs(self, value: Any) -> list[Any] | None:
        """Two parts for each place, unchecked; None if they are not two, or too many."""
        if isinstance(value, str):
            if len(value) > LONGEST:
                return None
            typed = "" if value.strip().lower() == "none" else value
            value = [part.split() for part in typed.split(";") if part.strip()]
        try:
            if isinstance(value, bytes) or len(value) > self.most:
                return None
            pairs = [part.split() if isinstance(part, str) else tuple(part) for part in value]
        except TypeError:
            return None
        return pairs if all(len(pair) == 2 for pair in pairs) else None

    def read(self, value: str) -> list[tuple[float, float]]:
        """The places as numbers."""
        pairs = (part.split() for part in self.check(value).split(";") if part)
        return [(float(x), float(y)) for x, y in pairs]

    def show(self, value: str) -> str:
        """As it appears in a text box and in sentences."""
        return value or "none"
