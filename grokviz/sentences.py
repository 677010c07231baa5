"""How values appear in sentences: exact enough to explain a verdict, and never long."""

from __future__ import annotations

import difflib
import math
import re
import reprlib
from collections.abc import Iterable
from typing import Any

MOST = 300              # most characters of a sentence
BRIEF = 60              # most characters of a value in a sentence
_SAME = re.compile(r"[\s_+-]")          # ignored when names are compared, like case


class _Brief(reprlib.Repr):
    """reprlib, extended to numbers of many digits and to objects of any class."""

    def repr_int(self, value: int, level: int) -> str:
        if value.bit_length() > 200:            # writing n digits takes n² time
            return f"a whole number of some {int(value.bit_length() * math.log10(2)):,} digits"
        return repr(value)

    def repr_instance(self, value: Any, level: int) -> str:
        try:
            said = repr(value)
        except Exception:                       # the repr of a user's class may do anything
            said = f"<{type(value).__name__}>"
        return f"{said[:BRIEF]}…" if len(said) > BRIEF else said

    repr_ndarray = repr_instance


_brief = _Brief()
_brief.maxstring = _brief.maxother = BRIEF
_brief.maxlist = _brief.maxtuple = _brief.maxset = _brief.maxdict = 6
_brief.maxlevel = 3


def brief(value: Any) -> str:
    """The value as one would type it, cut if it is long."""
    cut = value[:4 * BRIEF] if isinstance(value, str | bytes) else value
    if type(value).__module__ == "numpy" and getattr(value, "ndim", 0) > 0 and value.size > 12:
        return f"an array of shape {value.shape}"[:4 * BRIEF]
    try:
        said = " ".join(_brief.repr(cut).split())
    except Exception:                           # as above
        said = f"<{type(value).__name__}>"
    return said if len(said) <= 2 * BRIEF else f"{said[:2 * BRIEF]}…"


def shown(number: float, *others: float) -> str:
    """The number, with enough digits to compare with each of `others` as the number does."""
    number = int(number) if isinstance(number, int) else float(number)
    # Whole numbers beyond a float's precision are shown by their first digits.
    if isinstance(number, int) and number.bit_length() > 60:
        return brief(number) if number.bit_length() > 200 else f"{number:.3e}"
    if math.isfinite(number) and number == int(number) and abs(number) < 1e15:
        return f"{int(number):,}"
    said = ""
    for digits in range(6, 18):                 # 17 digits distinguish any two floats
        said = f"{number:.{digits}g}"
        if all(_side(float(said), other) == _side(number, other) for other in others):
            break
    return said


def _side(number: float, other: float) -> int:
    return (number > other) - (number < other)


def sentence(text: str) -> str:
    """The text, cut to `MOST` characters."""
    return text if len(text) <= MOST else f"{text[:MOST - 1]}…"


def alike(name: str) -> str:
    """A name without case, spaces, ``-``, ``_`` and ``+``, in which two spellings may differ."""
    return _SAME.sub("", name).casefold()


def match(kind: str, name: Any, known: Iterable[str]) -> str:
    """The known name that is meant; ValueError with the nearest one if there is no match."""
    known = list(known)
    if isinstance(name, str):
        if name in known:
            return str(name)
        if len(name) <= MOST:
            for one in known:
                if alike(one) == alike(name):
                    return one
    raise ValueError(unknown(kind, name, known))


def unknown(kind: str, name: Any, known: Iterable[str]) -> str:
    """The error sentence for an unknown name, with the nearest known name and all others."""
    known = list(known)
    by_key = {alike(one): one for one in reversed(known)}
    typed = alike(name[:MOST]) if isinstance(name, str) else ""
    near = difflib.get_close_matches(typed, by_key, n=1)
    hint = f"did you mean {by_key[near[0]]!r}? " if near else ""
    return sentence(f"there is no {kind} {brief(name)}; {hint}known: {', '.join(known)}")
