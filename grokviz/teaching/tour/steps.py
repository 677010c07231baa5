"""Guided steps as plain data: the words, the target, and the condition of a step.

The words may hold links, ``[word](target)``, which become buttons that show the target in the
lab. A target or a condition is a few words:

    target      start, t_train, plateau, t_test, end    a moment of the run in front
                step 300                                the record at or before a step
                weight_decay=0.3                        settings, with commas between them
                Start                                   presses Start
                view The law                            another view
    done        started, ended                          a run has begun, or is over, since then
                t_train, t_test                         a set is learnt in a run trained here
                at plateau                              the time machine stands there
                weight_decay >= 0.3                     (or >, <, <=, =)
                operation = multiply                    an option is chosen
                view The law
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from grokviz.arguments import instance, items
from grokviz.i18n import KEY, t

MOMENTS = ("start", "t_train", "plateau", "t_test", "end")
STATES = {"started": ("begun", None), "ended": ("ended", None),
          "t_train": ("learnt", "t_train"), "t_test": ("learnt", "t_test")}
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_COMPARED = re.compile(r"(\w+)\s*(>=|<=|=|>|<)\s*([-+.\deE]+)")
_CHOSEN = re.compile(r"(\w+)\s*=\s*([A-Za-z]\w+)")
_SETTINGS = re.compile(r"\w+\s*=\s*[^,=]+(,\s*\w+\s*=\s*[^,=]+)*")
_STEP = re.compile(r"step ([\d,]+)")


@dataclass(frozen=True)
class Step:
    """One step of a guide.

    Attributes
    ----------
    words : str
        The text, with ``**bold**``, ``*slanted*`` and links as above; or its key in the language
        files.
    done : str or function
        The condition, as above, or ``done(lab) -> bool``; without it the step is only read.
    point : str
        The target: the name of a setting, the title of a picture, a view, a button
        ("Start", "Step", "Reset", "New seed", "speed") or "time machine". In an animated picture
        "Start" is its button Play, and "time machine" the strip under it. A picture of another
        view brings that view to the front.
    show : tuple of str
        Settings that are shown under the words.

    Raises
    ------
    ValueError
        If a target or a condition is not valid. Names of a lab are checked when the lab opens the
        guide.
    """

    words: str
    done: str | Callable[[Any], bool] = ""
    point: str = ""
    show: tuple[str, ...] = ()

    def __post_init__(self):
        instance("words", self.words, str, "text, e.g. 'Press [Start](Start).'")
        instance("point", self.point, str, "the name of a setting or of a button, e.g. 'Start'")
        if not callable(self.done):
            instance("done", self.done, str, "a condition, e.g. 't_test', or a function")
        show = (self.show,) if isinstance(self.show, str) else self.show
        none = isinstance(show, list | tuple) and not show
        show = () if none else tuple(items("show", show, 100, "['weight_decay']"))
        for name in show:
            instance("show", name, str, "names of settings, e.g. ['weight_decay']")
        object.__setattr__(self, "show", show)
        if not KEY.fullmatch(self.words):       # what stands in a language file is tested there
            self.targets()
        self.condition()

    def targets(self) -> list[tuple[str, Any]]:
        """The targets of its links, each a (kind, what)."""
        return [target(text) for _, text in pieces(t(self.words)) if text is not None]

    @property
    def turns(self) -> bool:
        """True if it asks the learner to open another view."""
        asked = (*self.targets(), *filter(None, [self.condition()]))
        return any(kind == "view" for kind, _ in asked)

    def condition(self) -> tuple[str, Any] | None:
        """The condition as (kind, what); None if the step is only read."""
        if callable(self.done):
            return "function", self.done
        return condition(self.done) if self.done else None


def pieces(words: str) -> Iterator[tuple[str, str | None]]:
    """The words cut at their links: (text, None), or (word, target)."""
    end = 0
    for link in _LINK.finditer(words):
        if link.start() > end:
            yield words[end : link.start()], None
        yield link.group(1), link.group(2).strip()
        end = link.end()
    if end < len(words):
        yield words[end:], None


def target(text: str) -> tuple[str, Any]:
    """The target of a link: "moment", "settings", "view" or "start", and which."""
    if text == "Start":
        return "start", None
    if text in MOMENTS:
        return "moment", text
    if step := _STEP.fullmatch(text):
        return "moment", float(step.group(1).replace(",", ""))
    if text.startswith("view "):
        return "view", text.removeprefix("view ")
    if _SETTINGS.fullmatch(text):
        pairs = (part.split("=") for part in text.split(","))
        return "settings", {name.strip(): value.strip() for name, value in pairs}
    raise ValueError(t("guide.link_leads_give_moment", text=text[:60], moments=", ".join(MOMENTS)))


def condition(text: str) -> tuple[str, Any]:
    """The condition: "begun", "ended", "learnt", "at", "compare" or "view", and which."""
    if text in STATES:
        return STATES[text]
    if text.startswith("at ") and text.removeprefix("at ") in MOMENTS:
        return "at", text.removeprefix("at ")
    if text.startswith("view "):
        return "view", text.removeprefix("view ")
    if compared := _COMPARED.fullmatch(text):
        name, sign, number = compared.groups()
        return "compare", (name, sign, _number(number))
    if chosen := _CHOSEN.fullmatch(text):
        return "compare", (chosen.group(1), "=", chosen.group(2))
    raise ValueError(t("guide.done_give_plateau_weight",
                       text=text[:60], states=", ".join(map(repr, STATES))))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(t("guide.done_give_plateau_weight",
                           text=text[:60], states=", ".join(map(repr, STATES)))) from None
