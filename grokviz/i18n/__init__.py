"""Interface text in the reader's language: plain keys in the code, sentences in `en.json`.

Each other language has a file beside `en.json`, with the same keys; a new file is a new language.
A teacher may edit any of these files. Neither the code nor the other languages have to change.
Names of views, pictures, axes, settings and presets also identify them in code, links and files, so
they stay in English there. The text that is shown for a name has a key that begins with "name.",
see `name_key`.

A text is looked up when it is shown, in the language chosen at that moment. Choose the language
before you make a lab: its buttons are made once, and keep the language they were made in.
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

STRICT = "GROKVIZ_STRICT_TEXT"          # set in tests: a key that is in no file is an error
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
REFUSED = {"beyond": "refused.beyond", "not_whole": "refused.not_whole",
           "not_a_number": "refused.not_a_number", "nan": "refused.nan"}
FOLDER = Path(__file__).parent
_now = "en"


def language(code: str | None = None) -> str:
    """Choose the language of all text from now on, "en" or "zh"; return the present one."""
    global _now
    if code is not None:
        _now = match("language", code, LANGUAGES)
    return _now


def t(text: str, /, **numbers: Any) -> str:
    """The text of a key or a name in the present language.

    Parameters
    ----------
    text : str
        A key, such as "status.fitting"; or a name, such as "Loss". Any other text, such as the
        title of a user's own picture, is returned unchanged.
    **numbers
        Values for the names that the sentence has in braces.

    Raises
    ------
    KeyError
        In tests, for a key that is in no file. Elsewhere a lab shows the key, and goes on.
    """
    return say(_now, text, **numbers)


def say(code: str, text: str, /, **numbers: Any) -> str:
    """The text of a key or a name in a given language."""
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
    """The text of an error; in the present language if a setting refused its value."""
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
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))


@cache
def _claims(code: str) -> dict[str, str]:
    path = FOLDER / "claims" / f"{code}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def claim(text: str) -> str:
    """A claim, its rule in words, or the reason why it fails, in the present language.

    Claims are English sentences beside their rules, so these sentences are their own keys: one
    that changes has no translation, until `claims/CODE.json` has the new one.
    """
    return _claims(_now).get(text, text)


def languages(folder: Path = FOLDER) -> dict[str, str]:
    """Code -> name of every language that has a file, English first."""
    others = sorted({path.stem for path in folder.glob("*.json")} - {"en"})
    files = {code: folder / f"{code}.json" for code in ("en", *others)}
    return {code: json.loads(file.read_text(encoding="utf-8"))["language.name"]
            for code, file in files.items()}


LANGUAGES = languages()
