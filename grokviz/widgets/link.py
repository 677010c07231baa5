"""A lab as a piece of text: all of it, or only the settings that differ from their defaults.

All of it is ``grokviz:1.CONTENT.CHECK``, or the same behind ``?grokviz=`` in an address: the
version, JSON in base64url, and the first figures of its sha256. These are at the end, so that a
link that was cut can be told from one that was edited. Settings alone are fit to be typed:
``?lab=teacher_student&alpha=2&wd=0.1``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from grokviz.settings import Table, unknown
from grokviz.widgets.strings import t

VERSION = 1
WORDS = ("lab", "view", "compare", "runs", "step")      # of a short link, besides settings
PAGE = "voila/render/{folder}{lab}.ipynb"               # where Voila has the page of a lab
FOLDER = "pages/"                                       # of the pages on Binder
_CHECK = 8                                              # figures of the hash
_WHOLE = re.compile(r"grokviz[:=]([^&#]*)")


class LinkError(ValueError):
    """A link cannot be read, or what it asks for cannot be done."""


def write(content: Mapping[str, Any]) -> str:
    """A lab's state -> ``1.CONTENT.CHECK``."""
    plain = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    body = base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
    return f"{VERSION}.{body}.{_check(body)}"


def formed(
    content: Mapping[str, Any], settings: Table, form: str,
    defaults: Mapping[str, Any] | None = None,
) -> str:
    """A state in the form that `Lab.link` names; `defaults` are those of its view."""
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
    """The lab, its view, what is compared, and the settings that are not their defaults."""
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


def read(text: str) -> dict[str, Any]:
    """The content of a link of either form, alone or in an address.

    Of a short one, settings stay as they were typed: ``{"lab", "typed": {key: text}}``, for
    only a lab knows what they mean, see `meant`.

    Raises
    ------
    LinkError
        Where it was cut, edited, made by a newer grokviz, or is no link at all.
    """
    plain = "".join(str(text).split()).strip("\"'`<>")
    while "%" in plain and unquote(plain) != plain:     # an address inside an address
        plain = unquote(plain)
    whole = _WHOLE.search(plain)
    if whole:
        return _read_whole(whole[1])
    before, mark, query = plain.rpartition("?")
    query = query if mark else plain
    typed = dict(parse_qsl(query, keep_blank_values=True)) if "=" in query else {}
    if not typed:
        raise LinkError(t("{text!r} is no link; paste one that begins with grokviz: or type one "
                          "such as ?alpha=2&wd=0.1", text=str(text)[:40]))
    page = PurePosixPath(before).name if before.endswith(".ipynb") else ""
    return {"lab": typed.pop("lab", page.removesuffix(".ipynb")), "typed": typed}


def meant(typed: Mapping[str, str], settings: Table) -> dict[str, Any]:
    """What was typed in a short link, as the content of a link; values are not checked yet."""
    names = {setting.short or name: name for name, setting in settings.items()}
    names |= {name: name for name in settings}
    for key in typed:
        if key not in names and key not in WORDS:
            raise LinkError(unknown("setting", key, [*dict.fromkeys(names), *WORDS]))
    content = {"settings": {names[k]: v for k, v in typed.items() if k in names}}
    content |= {k: typed[k] for k in ("view",) if k in typed}
    if "compare" in typed:
        compared = names.get(typed["compare"], typed["compare"])
        content["compare"] = [compared, _whole_number("runs", typed.get("runs", "5"))]
    if "step" in typed:
        content["at"] = _whole_number("step", typed["step"])
    return content


def _read_whole(code: str) -> dict[str, Any]:
    version, _, rest = code.partition(".")
    if version.isdigit() and int(version) > VERSION:
        raise LinkError(t("this link was made by a newer grokviz (version {theirs}, this one reads "
                          "up to {ours}); type: pip install --upgrade grokviz",
                          theirs=int(version), ours=VERSION))
    body, dot, check = rest.partition(".")
    if len(check) < _CHECK and version in ("", str(VERSION)):
        raise LinkError(t("this link is cut off; copy it again, to its last letter"))
    if version != str(VERSION) or check != _check(body):
        raise LinkError(t("this link was changed on its way: its check does not fit; copy it "
                          "again, or type the settings, such as ?alpha=2&wd=0.1"))
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:_CHECK]


def _whole_number(name: str, typed: str) -> int:
    try:
        return int(typed)
    except ValueError:
        raise LinkError(t("{name} is {typed!r}; give a whole number, e.g. {name}=5",
                          name=name, typed=typed)) from None
