"""A lab as text: its complete state, or only the settings that differ from their defaults.

The complete form is ``grokviz:1.CONTENT.CHECK``, or the same after ``?grokviz=`` in an address:
the version, JSON in base64url, and the first digits of its sha256. The check comes last, so that
a shortened link can be told from an edited one. The short form is easy to type:
``?lab=teacher_student&alpha=2&wd=0.1``.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from grokviz.i18n import t
from grokviz.sentences import alike, brief, match
from grokviz.settings import Places, Table
from grokviz.widgets.controls.schema import (
    anything,
    either,
    fields,
    flag,
    many,
    maybe,
    names,
    number,
    row,
    text,
    whole,
)
from grokviz.widgets.lab.serialization import pasted_link

VERSION = 1
WORDS = ("lab", "view", "compare", "runs", "step")      # keys of a short link, besides settings
PAGE = "voila/render/{folder}{lab}.ipynb"               # page of a lab on a Voila server
FOLDER = "pages/"                                       # folder of the pages on Binder
LONGEST = 300                                           # characters in a typed value
_CHECK = 8                                              # digits of the hash

# Types and sizes that a link may contain; the lab itself checks what the values mean.
VALUE = either(text(), flag, many(either(text(), number), 10_000), number)
CHANGE = row(whole(), text(), many(number, 10_000, 1))
WANTED = names(VALUE)                                   # the settings of a run
LEG = row(whole(), WANTED, many(CHANGE, 100_000))
LEGS = many(LEG, 100)
CONTENT = fields({"lab": text(), "settings": names(VALUE)}, {
    "view": maybe(text()), "compare": maybe(row(text(), whole(0, 1000))), "at": maybe(whole()),
    "run": LEGS, "panels": names(anything),
})


class LinkError(ValueError):
    """The link cannot be read, or the lab cannot do what it asks for."""


def write(content: Mapping[str, Any]) -> str:
    """The state of a lab -> ``1.CONTENT.CHECK``."""
    plain = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    body = base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
    return f"{VERSION}.{body}.{_check(body)}"


def formed(
    content: Mapping[str, Any], settings: Table, form: str,
    defaults: Mapping[str, Any] | None = None,
) -> str:
    """The state in the form that `Lab.link` names; `defaults` are the defaults of its view."""
    if form == "short":
        return f"?{write_short(content, settings, defaults)}"
    if form == "text":
        return f"grokviz:{write(content)}"
    page = PAGE.format(folder=FOLDER if form == "binder" else "", lab=content["lab"])
    page = f"{page}?grokviz={write(content)}"
    return page if form == "voila" else f"?urlpath={quote(page, safe='')}"


def write_short(
    content: Mapping[str, Any], settings: Table, defaults: Mapping[str, Any] | None = None
) -> str:
    """Short form: the lab, its view, the comparison, and settings that are not at their default."""
    defaults = settings.defaults() if defaults is None else defaults
    words = {"lab": content["lab"], "view": content["view"], "step": content.get("at")}
    if content["compare"]:
        name, runs = content["compare"]
        words |= {"compare": settings[name].short or name, "runs": runs}
    values = {
        settings[name].short or name: value if isinstance(value, str) else f"{value:.16g}"
        for name, value in content["settings"].items() if value != defaults[name]
    }
    words = {word: value for word, value in words.items() if value not in (None, "")}
    return urlencode(words | values, quote_via=quote)


def read(text: str, most: int = pasted_link.MOST) -> dict[str, Any]:
    """The content of a link in either form, alone, in an address or in a letter.

    The settings of a short link remain text, ``{"lab", "typed": {key: text}}``, because only a
    lab knows what they mean; see `meant`.

    Raises
    ------
    LinkError
        If the link was shortened or edited, comes from a newer grokviz, has content that no lab
        writes, is longer than `most` characters, or if there is no link.
    """
    if not isinstance(text, str):
        raise LinkError(_no_link(text))
    if len(text) > most:
        raise LinkError(t("link.too_long", letters=f"{len(text):,}", most=f"{most:,}"))
    plain = pasted_link.cleaned(text)
    code = pasted_link.whole(plain)
    if code is not None:
        return _read_whole(code)
    page, pairs = pasted_link.typed(plain)
    if not pairs:
        raise LinkError(_no_link(text))
    typed: dict[str, str] = {}
    for key, value in pairs:
        if len(key) > LONGEST or len(value) > LONGEST:
            raise LinkError(t("link.long_value", key=brief(key), value=brief(value)))
        if alike(key) in map(alike, typed):
            raise LinkError(t("link.twice", key=key))
        typed[key] = value
    lab = next((typed.pop(key) for key in list(typed) if alike(key) == "lab"), page)
    return {"lab": lab.removesuffix(".ipynb"), "typed": typed}


def meant(typed: Mapping[str, str], settings: Table) -> dict[str, Any]:
    """The typed settings of a short link as link content; the values are not checked yet."""
    known = {setting.short or name: name for name, setting in settings.items()}
    known |= {name: name for name in settings}
    content: dict[str, Any] = {"settings": {}}
    said: dict[str, str] = {}                           # setting -> the key that the user typed
    for typed_key, value in typed.items():
        key = _key(typed_key, known)
        if key in known:
            name = known[key]
            if name in said:
                raise LinkError(t("link.same_setting", one=said[name], other=typed_key))
            said[name] = typed_key
            spaced = isinstance(settings[name], Places)         # forms on a page write spaces
            content["settings"][name] = value.replace("+", " ") if spaced else value
        elif key == "view":
            content["view"] = value
        elif key == "step":
            content["at"] = _whole_number("step", value)
    words = {_key(key, known): value for key, value in typed.items()}
    if "compare" in words:
        compared = known[_key(words["compare"], known, known)]
        content["compare"] = [compared, _whole_number("runs", words.get("runs", "5"))]
    return content


def _key(typed: str, known: Mapping[str, str], words: Iterable[str] | None = None) -> str:
    try:
        return match("setting", typed, [*known, *(WORDS if words is None else ())])
    except ValueError as error:
        raise LinkError(str(error)) from None


def _no_link(given: Any) -> str:
    return t("link.not_a_link", text=brief(given))


def _read_whole(code: str) -> dict[str, Any]:
    version, _, rest = code.partition(".")
    if version.isdigit() and len(version) < 9 and int(version) > VERSION:
        raise LinkError(t("link.newer", theirs=int(version), ours=VERSION))
    body, dot, check = rest.partition(".")
    if len(check.rstrip(".")) < _CHECK and version in ("", str(VERSION)):
        raise LinkError(t("link.cut_off"))
    if version != str(VERSION) or check[:_CHECK] != _check(body):  # other text may follow the check
        raise LinkError(t("link.changed"))
    try:
        said = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        content: dict[str, Any] = json.loads(said)
        CONTENT(content, "")
    except (ValueError, RecursionError) as error:  # the hash may match content that is not JSON
        unread = t("link.unreadable")
        raise LinkError(str(error) if type(error) is ValueError else unread) from None
    return content


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:_CHECK]


def _whole_number(name: str, typed: str) -> int:
    number = typed.replace(",", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        raise LinkError(t("link.whole_number_wanted", name=name, typed=typed[:40]))
    return int(number)
