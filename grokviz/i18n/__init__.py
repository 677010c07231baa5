"""What a lab says, in the reader's language: every sentence in one table, `zh.json`.

The English sentence is the key, and stands in the code where it is said. What a lab shows is said
in the language of the moment in which it is said: choose one before labs are made, else a lab
keeps its buttons in one language and describes its runs in another.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from grokviz.sentences import match
from grokviz.settings import AnySetting, Choice, Table

LANGUAGES = {"en": "English", "zh": "简体中文"}
_now = "en"


def language(code: str | None = None) -> str:
    """Choose the language of what is said from now on, "en" or "zh"; give back which it is."""
    global _now
    if code is not None:
        _now = match("language", code, LANGUAGES)
    return _now


def t(sentence: str, **numbers: Any) -> str:
    """A sentence in the present language, with numbers put where its braces stand."""
    said = table(_now).get(sentence, sentence) if _now != "en" else sentence
    return said.format(**numbers) if numbers else said


def spoken(settings: Table) -> Table:
    """The same settings, with symbols, labels and options in the present language."""
    return Table(*map(_spoken, settings.values()))


def _spoken(setting: AnySetting) -> AnySetting:
    if isinstance(setting, Choice):
        options = {name: t(words) for name, words in setting.options.items()}
        setting = replace(setting, options=options)
    return replace(setting, symbol=t(setting.symbol), label=t(setting.label))


@cache
def table(code: str) -> dict[str, str]:
    """English -> the language."""
    return json.loads(Path(__file__).with_name(f"{code}.json").read_text(encoding="utf-8"))
