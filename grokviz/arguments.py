"""Checks of arguments before they are used; the error names the argument."""

from __future__ import annotations

import itertools
import math
import numbers
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from grokviz.sentences import brief, sentence, shown

MOST = 10_000_000       # most numbers in an array


class Bound(ValueError):
    """A number out of bounds, as a sentence and in fields, so that a lab can suggest another one.

    Attributes
    ----------
    name : str
        Of the argument or setting.
    value : float
        The number that was given.
    low, high : float
        The bounds; -inf and inf mean no bound.
    """

    def __init__(self, said: str, name: str, value: float, low: float = -math.inf,
                 high: float = math.inf):
        super().__init__(said)
        self.name, self.value, self.low, self.high = name, value, low, high

    def __reduce__(self) -> tuple[Any, ...]:     # for `copy` and pickle, which use args alone
        return type(self), (self.args[0], self.name, self.value, self.low, self.high)


class Refused(Bound):
    """A value that a setting cannot take. The sentence is English; `parts` serve translations.

    Attributes
    ----------
    kind : str
        "beyond", "not_whole", "not_a_number" or "nan"; the value is nan in the last two.
    or_off : bool
        True if 0 is allowed besides the bounds.
    parts : dict
        Texts: name, value, low, high, example.
    """

    def __init__(self, said: str, number: float, low: float, high: float, kind: str, or_off: bool,
                 parts: dict[str, str]):
        super().__init__(said, parts["name"], number, low, high)
        self.kind, self.or_off, self.parts = kind, or_off, parts

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.args[0], self.value, self.low, self.high, self.kind, self.or_off,
                            self.parts)


def plain_number(value: Any) -> float | int | None:
    """The value as Python's own number; None for text, truth values and complex numbers."""
    # numpy scalars, and tensors and arrays without axes.
    if getattr(value, "ndim", None) == 0 and callable(getattr(value, "item", None)):
        value = value.item()
    if isinstance(value, bool) or not (isinstance(value, numbers.Real) or _is_decimal(value)):
        return None
    return value if isinstance(value, int) else float(value)


def _is_decimal(value: Any) -> bool:
    return type(value).__name__ == "Decimal" and hasattr(value, "as_tuple")


def number(name: str, value: Any, low: float, high: float, example: float) -> float:
    """A number from `low` to `high`; otherwise ValueError, a `Bound` if it is out of bounds."""
    wanted = f"give a number from {shown(low)} to {shown(high)}, e.g. {shown(example)}"
    plain = plain_number(value)
    if plain is None:
        raise ValueError(sentence(f"{name} is {brief(value)}, not a number; {wanted}"))
    if not low <= plain <= high:
        raise Bound(sentence(f"{name} is {shown(plain, low, high)}; {wanted}"), name, plain, low,
                    high)
    return float(plain)


def whole(name: str, value: Any, low: int, high: int, example: int) -> int:
    """A whole number from `low` to `high`; otherwise ValueError."""
    found = number(name, value, low, high, example)
    if found != round(found):
        raise ValueError(sentence(f"{name} is {shown(found, round(found))}; give a whole number, "
                                  f"e.g. {shown(example)}"))
    return int(found)


def instance(name: str, value: Any, kinds: type | tuple[type, ...], wanted: str) -> Any:
    """The value, if it is one of `kinds`; otherwise TypeError."""
    if not isinstance(value, kinds):
        raise TypeError(sentence(f"{name} is {brief(value)}; give {wanted}"))
    return value


def mapping(name: str, value: Any, example: str) -> Mapping[str, Any]:
    """The value, if it maps names to values; otherwise TypeError."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise TypeError(sentence(f"{name} is {brief(value)}; give names and values, "
                                 f"e.g. {example}"))
    return value


def items(name: str, value: Any, most: int, example: str) -> list[Any]:
    """The entries of a list or of any other iterable.

    ValueError if it is not iterable, is text, is empty, or has more than `most` entries. No more
    than one entry beyond `most` is read, because some iterables never end.
    """
    wanted = f"give a list of 1 to {most:,}, e.g. {example}"
    if isinstance(value, str | bytes | bytearray | Mapping):
        raise ValueError(sentence(f"{name} is {brief(value)}; {wanted}"))
    try:
        found = list(itertools.islice(iter(value), most + 1))
    except TypeError:
        raise ValueError(sentence(f"{name} is {brief(value)}; {wanted}")) from None
    if not found:
        raise ValueError(f"{name} is an empty list; {wanted}")
    if len(found) > most:
        raise ValueError(f"{name} has more than {most:,} entries; {wanted}")
    return found


def array(name: str, value: Any, shape: str, *, finite: bool = True) -> np.ndarray:
    """Real numbers as an array of floats.

    `shape` is written as in docstrings: "(runs, 2)" has two axes, the second of length 2; "" allows
    any shape. ValueError if the value does not fit.
    """
    wanted = f"give real numbers{f' of shape {shape}' if shape else ''}"
    # Recognised by name, so that checking an argument does not import torch.
    if type(value).__module__.startswith("torch") and hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    try:
        found = np.asarray(value)
        if found.dtype.kind == "O":             # e.g. Decimal, for which numpy has no type
            found = found.astype(float)
    except (ValueError, TypeError, OverflowError):
        raise ValueError(sentence(f"{name} is {brief(value)}; {wanted}")) from None
    if found.dtype.kind not in "iuf" or found.size > MOST or not _fits(found.shape, shape):
        raise ValueError(sentence(f"{name} is {brief(value)}; {wanted}"))
    if finite and not np.isfinite(found).all():
        raise ValueError(sentence(f"{name} is {brief(value)}, not all of it finite; {wanted}"))
    return found.astype(float)


def _fits(found: tuple[int, ...], wanted: str) -> bool:
    if not wanted:
        return True
    axes = [axis.strip() for axis in wanted.strip("()").split(",") if axis.strip()]
    return len(axes) == len(found) and all(
        int(axis) == length if axis.isdigit() else length > 0
        for axis, length in zip(axes, found, strict=True))


def numbers_in(name: str, value: Iterable[Any], low: float, high: float, most: int,
               example: str) -> list[float]:
    """A list of 1 to `most` numbers, each from `low` to `high`."""
    return [number(f"{name}[{i}]", one, low, high, low)
            for i, one in enumerate(items(name, value, most, example))]
