"""A tour that plays by itself in the large view: what a step says, and what it does when.

The browser keeps the time, so that a pause is one; it asks for a step, and for each act of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from grokviz.i18n import t
from grokviz.teaching.tour import targets
from grokviz.teaching.tour.steps import STATES, Step, pieces

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

WORDS, SIGNS = 2.5, 4.5         # English words, and Chinese characters, read in a second
LEAST = 5.0                     # seconds that a step stays in any case
START = ("start", None)

Act = tuple[str, Any]


def of_a_picture(steps: Iterable[Step]) -> list[Step]:
    """Those up to the first that turns to another view; without those only a hand can do."""
    here = takewhile(lambda step: not step.turns, steps)
    return [step for step in here if not callable(step.done)]


def told(steps: list[Step], number: int) -> dict[str, Any]:
    """The message about a step to the browser; empty for a step after the last."""
    if not 0 <= number < len(steps):
        return {"number": number, "of": len(steps), "words": "", "seconds": 0, "acts": 0,
                "waits": False}
    step = steps[number]
    words = re.sub(r"\*+", "", "".join(text for text, _ in pieces(t(step.words))))
    return {"number": number, "of": len(steps), "words": words, "seconds": seconds(words),
            "acts": len(acts(step)), "waits": _waits(step)}


def seconds(words: str) -> float:
    """Time to read words aloud."""
    signs = len(re.findall(r"[\u4e00-\u9fff]", words))
    return max(LEAST, 1 + len(re.findall(r"[^\W\u4e00-\u9fff]+", words)) / WORDS + signs / SIGNS)


def acts(step: Step) -> list[Act]:
    """The actions of a learner at a step, in order: those of its links, then the one that the step
    waits for, unless a link did it."""
    found, condition = step.targets(), step.condition()
    if condition == STATES["started"] and START not in found:
        found.append(START)
    elif condition is not None and condition[0] == "compare":
        name, sign, value = condition[1]
        if "=" in sign and not any(kind == "settings" for kind, _ in found):
            found.append(("settings", {name: value}))
    return found


def do(lab: Lab, act: Act) -> None:
    """Perform an act, on the painter's thread; a run follows if it changed settings."""
    kind, what = act
    if kind == "settings":
        lab.update(what, settle=False)
    if kind == "start" or kind == "settings" and lab.view_state.asked != lab.state.wanted():
        lab.time_control.go_to(None)
        lab.run_control.unless_waiting(lab.run_control.begin)
    elif kind == "moment" and lab.record is not None:
        with suppress(ValueError):              # it did not come in this run
            lab.go_to(targets.moment(lab.record, what))


def _waits(step: Step) -> bool:
    """True if a run has to reach an event before the next step can describe it."""
    kind, _ = step.condition() or ("", None)
    return kind in ("learnt", "ended")
