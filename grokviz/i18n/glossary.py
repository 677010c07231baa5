"""The terms of the course: one text for the page of words and for the tooltips of the labs.

A term has three keys in the language files: ``term.NAME`` as it is written on the page,
``term.NAME.forms`` as it may stand in a sentence, and ``term.NAME.text``, what it means.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import NamedTuple

from grokviz import i18n

TAG = re.compile(r"(<[^>]*>)")


class Term(NamedTuple):
    name: str
    forms: tuple[str, ...]
    text: str

    @property
    def said(self) -> str:
        """Name and meaning as plain text, for a tooltip."""
        return f"{self.name}: {self.text.replace('*', '')}"


@cache
def terms(code: str) -> tuple[Term, ...]:
    """The terms in a language, in the order of the English names."""
    known = i18n.table(code)
    names = [key for key in i18n.table("en") if re.fullmatch(r"term\.[a-z_]+", key)]
    return tuple(Term(known[key], tuple(known[f"{key}.forms"].split(", ")), known[f"{key}.text"])
                 for key in sorted(names))


def on_page(page: str, code: str) -> str:
    """The page of words with these terms in the place of its paragraphs in bold."""
    stop = "。" if code == "zh" else "."
    parts = page.split("\n\n")
    at = next(i for i, part in enumerate(parts) if part.startswith("**"))
    kept = [part for part in parts if not part.startswith("**")]
    said = [f"**{term.name}{stop}** {term.text}" for term in terms(code)]
    return "\n\n".join([*kept[:at], *said, *kept[at:]])


@cache
def pattern(code: str) -> str:
    """A regular expression, in Python and in JavaScript, that finds every form of every term."""
    forms = sorted({form for term in terms(code) for form in term.forms}, key=len, reverse=True)
    return "|".join(rf"\b{re.escape(form)}\b" if form.isascii() else form for form in forms)


@cache
def meanings(code: str) -> dict[str, str]:
    """Form in lower case -> name and meaning."""
    return {form.lower(): term.said for term in terms(code) for form in term.forms}


def marked(text: str) -> str:
    """HTML in which each term is marked where it comes first; a tooltip tells its meaning."""
    code = i18n.language()
    seen: set[str] = set()

    def mark(found: re.Match[str]) -> str:
        said = meanings(code)[found[0].lower()]
        if said in seen:
            return found[0]
        seen.add(said)
        return (f'<span class="grokviz-term" tabindex="0" data-says="'
                f'{html.escape(said, quote=True)}">{found[0]}</span>')

    return "".join(part if part.startswith("<") else re.sub(pattern(code), mark, part,
                                                         flags=re.I | re.A)
                   for part in TAG.split(text))
