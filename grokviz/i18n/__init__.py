"""What a lab says, in the reader's language: plain keys in the code, sentences in `en.json`.

Beside `en.json` stands one file for each other language, with the same keys. Whoever teaches may
edit any of them: no code has to be touched, and no other language. Names that code goes by too, of
views, pictures, axes, settings, presets, stay as they are in the code, and in links and files;
how they are shown is said under "name.", see `name_key`.

What a lab shows is said in the language of the moment in which it is said: choose one before labs
are made, else a lab keeps its buttons in one language and describes its runs in another.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from grokviz.arguments import Refused
from grokviz.sentences import match
from grokviz.settings import AnySetting, Choice, Table

LANGUAGES = {"en": "English", "zh": "简体中文"}
STRICT = "GROKVIZ_STRICT_TEXT"          # set in tests: a key that is in no file is an error
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
REFUSED = {"beyond": "refused.beyond", "not_whole": "refused.not_whole",
           "not_a_number": "refused.not_a_number", "nan": "refused.nan"}
_now = "en"


def language(code: str | None = None) -> str:
    """Choose the language of what is said from now on, "en" or "zh"; give back which it is."""
    global _now
    if code is not None:
        _now = match("language", code, LANGUAGES)
    return _now


def t(text: str, /, **numbers: Any) -> str:
    """What a key or a name stands for in the present language.

    Parameters
    ----------
    text : str
        A key, such as "status.fitting"; or a name, such as "Loss". What is neither, such as the
        title of a user's own picture, is said as it is.
    **numbers
        Are put where the sentence has their names in braces.

    Raises
    ------
    KeyError
        In tests, for a key that is in no file. Elsewhere a lab shows the key, and goes on.
    """
    return say(_now, text, **numbers)


def say(code: str, text: str, /, **numbers: Any) -> str:
    """The same in some other language than the present one."""
    said = _found(code, text)
    if not numbers:
        return said
    try:
        return said.format(**numbers)
    except (LookupError, ValueError, TypeError, AttributeError):    # braces of an edited file
        if STRICT in os.environ:
            raise
        return said


def name_key(name: str) -> str:
    """The key of how a name is shown: "L and U" -> "name.L_and_U"."""
    spelt = name.replace("+", " plus ").replace("|", " abs ")
    return "name." + re.sub(r"\W+", "_", spelt).strip("_")


def spoken(settings: Table) -> Table:
    """The same settings, with symbols, labels and options in the present language."""
    return Table(*map(_spoken, settings.values()))


def explain(error: BaseException) -> str:
    """What an error says, in the present language where it is of a setting."""
    if not isinstance(error, Refused):
        return str(error)
    wanted = t("refused.wanted_or_off" if error.or_off else "refused.wanted", **error.parts)
    return t(REFUSED[error.kind], wanted=wanted, **error.parts)


def _spoken(setting: AnySetting) -> AnySetting:
    if isinstance(setting, Choice):
        options = {name: t(words) for name, words in setting.options.items()}
        setting = replace(setting, options=options)
    return replace(setting, symbol=t(setting.symbol), label=t(setting.label))


@lru_cache(maxsize=8192)                # pictures ask for the same words many times a second
def _found(code: str, text: str) -> str:
    keys = (text,) if "{" in text else (text, name_key(text))       # a name has no numbers in it
    for known in (table(code), table("en")):
        for key in keys:
            if key in known:
                return known[key]
    if STRICT in os.environ and KEY.fullmatch(text):
        raise KeyError(f"{text} is in no language file; add it to grokviz/i18n/en.json")
    return text


@cache
def table(code: str) -> dict[str, str]:
    """Key -> sentence, of a language."""
    return json.loads(Path(__file__).with_name(f"{code}.json").read_text(encoding="utf-8"))
