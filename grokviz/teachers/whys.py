"""The questions after a run of each lab, whose wrong choices are known misconceptions."""

from __future__ import annotations

import importlib.util
import re

from grokviz.i18n import t
from grokviz.teaching.predictions.follow_up import Answer, Why
from grokviz.teaching.predictions.hand_in import WHY


def whys(lab: str) -> list[Why]:
    """All questions after a run of a lab, in the order of its source."""
    found: list[Why] = []
    for name in ("questions", "predictions"):
        if importlib.util.find_spec(f"grokviz.labs.{lab}.{name}") is None:
            continue
        for value in vars(importlib.import_module(f"grokviz.labs.{lab}.{name}")).values():
            some = value if isinstance(value, tuple | list) else (value,)
            found += [why for why in some if isinstance(why, Why) and why not in found]
    return found


def chosen(lab: str, choice: str) -> tuple[Why, Answer] | None:
    """The question and the answer of a choice as it is handed in, "slide.2"; None for another."""
    for why in whys(lab):
        for answer in why.choices:
            name = WHY.search(answer.answer)
            if name and f"{name[1]}.{name[2]}" == choice:
                return why, answer
    return None


def without_numbers(key: str) -> str:
    """A text in which numbers of a run would stand, with their names instead."""
    return re.sub(r"{(\w+)[^}]*}", r"[\1]", t(key))
