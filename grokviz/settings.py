"""One table of bounds a science area: the slider, the typed value and the Python call share it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")       # 10,000 but not 0,1


@dataclass(frozen=True)
class Setting:
    """A number that an experiment can be given.

    Attributes
    ----------
    name, symbol, label : str
        In code, on paper, in words.
    low, high : float
        Bounds, both allowed.
    default : float
    log : bool
        A slider runs over its logarithm.
    integer : bool
    hot : bool
        May change while the experiment runs; any other restarts it.
    off : bool
        Zero is allowed too, although `low` is larger.
    short : str
        As it is typed in a link, if not by its name.
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
    off: bool = False
    short: str = ""

    def check(self, value: Any) -> float | int:
        """The value as a number; ValueError says what came, what is wanted, what to type."""
        number = self._number(value)
        if not (self.low <= number <= self.high or (self.off and number == 0)):
            raise ValueError(f"{self.name} is {number:g}; {self._wanted()}")
        if self.integer and number != round(number):
            raise ValueError(f"{self.name} is {number:g}; it is a whole number, {self._wanted()}")
        return int(number) if self.integer else float(number)

    def grid(self, points: int = 101) -> np.ndarray:
        """The values a slider stops at, increasing; `off` is the first."""
        space = np.geomspace if self.log else np.linspace
        values = space(self.low, self.high, points)
        values = np.unique(np.round(values)) if self.integer else _short(values)
        return np.concatenate([[0.0], values]) if self.off else values

    def show(self, value: float) -> str:
        """As it is written in a text box and in sentences."""
        if self.off and value == 0:
            return "off"
        return f"{int(value)}" if self.integer else f"{value:.4g}"

    def _number(self, value: Any) -> float:
        if isinstance(value, str) and self.off and value.strip().lower() == "off":
            return 0.0
        try:
            if isinstance(value, bool | np.bool_):
                raise TypeError
            thousands = isinstance(value, str) and _THOUSANDS.fullmatch(value.strip())
            number = float(value.replace(",", "") if thousands else value)
        except (TypeError, ValueError):
            raise ValueError(f"{self.name} is {value!r}, not a number; {self._wanted()}") from None
        if not np.isfinite(number):
            raise ValueError(f"{self.name} is {number}; {self._wanted()}")
        return number

    def _wanted(self) -> str:
        off = " or 0 (off)" if self.off else ""
        return f"give a value from {self.low:g} to {self.high:g}{off}, e.g. {self.default:g}"


def _short(values: np.ndarray) -> np.ndarray:
    return np.array([float(f"{v:.3g}") for v in values])


@dataclass(frozen=True)
class Choice:
    """One of some named options that an experiment can be given; another restarts it.

    Attributes
    ----------
    name, symbol, label : str
        In code, on paper, in words.
    options : mapping
        Name, as in code -> words, as in a list.
    default : str
        The name of an option.
    short : str
        As it is typed in a link, if not by its name.
    """

    name: str
    symbol: str
    label: str
    options: Mapping[str, str]
    default: str
    short: str = ""
    hot: ClassVar[bool] = False

    def check(self, value: Any) -> str:
        """The option's name, also from its words; ValueError gives the nearest and all others."""
        typed = value.strip().lower() if isinstance(value, str) else value
        for name, words in self.options.items():
            if isinstance(typed, str) and typed in (name.lower(), words.lower()):
                return name
        raise ValueError(unknown(self.name, value, self.options))

    def show(self, value: str) -> str:
        """Its words, as in a list and in sentences."""
        return self.options[str(value)]


@dataclass(frozen=True)
class Places:
    """Places in a plane, none or several, written as ``4 0.2; 3 0.1``; others restart it.

    Attributes
    ----------
    name, symbol, label : str
        In code, on paper, in words.
    across, up : Setting
        What the two numbers of a place are.
    most : int
        How many there may be.
    default : str
    short : str
        As it is typed in a link, if not by its name.
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
        """As it is written; takes pairs of numbers too. ValueError says what is wanted."""
        parts = [] if value == "none" else value
        if isinstance(parts, str):
            parts = [part for part in value.split(";") if part.strip()]
        try:
            pairs = [part.split() if isinstance(part, str) else tuple(part) for part in parts]
        except TypeError:
            pairs = [()]
        if any(len(pair) != 2 for pair in pairs) or len(pairs) > self.most:
            raise ValueError(
                f"{self.name} is {value!r}; give up to {self.most} places, each {self.across.name} "
                f"and {self.up.name}, e.g. {self.across.default:g} {self.up.default:g}; "
                f"{self.across.default / 2:g} {self.up.default:g}")
        return "; ".join(f"{self.across.check(x):g} {self.up.check(y):g}" for x, y in pairs)

    def read(self, value: str) -> list[tuple[float, float]]:
        """The places as numbers."""
        return [tuple(map(float, part.split())) for part in self.check(value).split(";") if part]

    def show(self, value: str) -> str:
        """As it is written in a text box and in sentences."""
        return value or "none"


class Table(Mapping[str, Setting | Choice | Places]):
    """Settings by name, in order."""

    def __init__(self, *settings: Setting | Choice | Places):
        self._settings = {s.name: s for s in settings}

    def __getitem__(self, name: str) -> Setting | Choice | Places:
        if name not in self._settings:
            raise ValueError(unknown("setting", name, self._settings))
        return self._settings[name]

    def __contains__(self, name: object) -> bool:
        return name in self._settings

    def __iter__(self):
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)

    def defaults(self) -> dict[str, Any]:
        return {name: s.default for name, s in self._settings.items()}

    def check(self, values: Mapping[str, Any], lists: Iterable[str] = ()) -> dict[str, Any]:
        """Every value checked; those named in `lists` may be lists, checked entry by entry."""
        return {k: self._check(self[k], value, k in lists) for k, value in values.items()}

    def _check(self, setting: Setting | Choice | Places, value: Any, may_be_list: bool) -> Any:
        if isinstance(value, str) or isinstance(setting, Places) or np.ndim(value) == 0:
            return setting.check(value)
        if not may_be_list:
            example = setting.default if isinstance(setting, Choice) else f"{setting.default:g}"
            raise ValueError(f"{setting.name} is {value}; give one value, e.g. {example}")
        if not len(value):
            raise ValueError(f"{setting.name} is an empty list; give at least one value")
        return [setting.check(v) for v in value]


def unknown(kind: str, name: object, known: Iterable[str]) -> str:
    """The sentence for a name that is not there, with the nearest ones that are."""
    known = list(known)
    near = difflib.get_close_matches(str(name), known, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"there is no {kind} {name!r}; {hint}known: {', '.join(known)}"
