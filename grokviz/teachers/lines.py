"""A line that was handed in, read: the settings checked, and what the learner saw and guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grokviz.i18n import explain, t
from grokviz.sentences import brief
from grokviz.teachers.planes import ClassPlane
from grokviz.teaching.predictions.question import NEVER
from grokviz.widgets.lab.serialization import permalink

SEAT = re.compile(r"\bseat\s*[:#]?\s*(\d{1,5})\b", re.IGNORECASE)
LINK = re.compile(r"\S*(?:\?\S*=|grokviz[:=])\S*")
WORD = re.compile(r"(?<![\w?&])(train|test|guess|why)=(\S+)")
NAME = re.compile(r"[a-z_]{1,40}\.\d{1,2}")


@dataclass(frozen=True)
class HandedIn:
    """The line that one seat handed in.

    Attributes
    ----------
    seat : int
    settings : mapping
        All of the lab's.
    t_train, t_test : float
        As the learner's line says [optimiser steps]; nan for never.
    guess : float or None
        Of t_test; infinite for never.
    why : str
        The choice after the run, "slide.2"; empty without one.
    where : str
        File and line, for sentences.
    """

    seat: int
    settings: Mapping[str, Any]
    t_train: float
    t_test: float
    guess: float | None
    why: str
    where: str


def concerns(text: str) -> bool:
    """True if a line of a chat is meant to be handed in."""
    return bool(SEAT.search(text) or LINK.search(text))


def read(text: str, plane: ClassPlane, where: str = "") -> HandedIn:
    """The line; ValueError with a sentence for its author if it is not complete."""
    number, link = SEAT.search(text), LINK.search(text)
    if number is None:
        raise ValueError(t("class.no_seat"))
    if link is None:
        raise ValueError(t("class.no_link"))
    settings = _settings(link[0], plane)
    words = dict(WORD.findall(text))
    if not {"train", "test"} <= words.keys():
        raise ValueError(t("class.cut"))
    guess = _step("guess", words["guess"]) if "guess" in words else None
    why = words.get("why", "")
    return HandedIn(
        int(number[1]), settings, _step("train", words["train"]), _step("test", words["test"]),
        NEVER if guess is not None and np.isnan(guess) else guess,
        why if NAME.fullmatch(why) else "", where)


def _settings(link: str, plane: ClassPlane) -> dict[str, Any]:
    content = permalink.read(link)
    if (content["lab"] or plane.lab) != plane.lab:
        raise ValueError(t("class.other_lab", lab=brief(content["lab"]), wanted=plane.lab))
    if "typed" in content:
        content |= permalink.meant(content["typed"], plane.settings)
    return complete(content["settings"], plane)


def complete(given: Mapping[str, Any], plane: ClassPlane) -> dict[str, Any]:
    """All settings of a run, checked; ValueError says what is wrong."""
    try:
        settings = plane.settings.defaults() | plane.settings.check(given)
        plane.checked(settings)
    except ValueError as error:
        raise ValueError(explain(error)) from None
    return settings


def _step(name: str, typed: str) -> float:
    """A step; nan for never."""
    if typed.lower() in ("never", t("guess.never")):
        return np.nan
    plain = typed.replace(",", "").rstrip(".;")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 12):
        raise ValueError(t("class.wrong_step", name=name, typed=brief(typed)))
    return float(plain)
