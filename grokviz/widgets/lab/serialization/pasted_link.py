"""Finds a link in pasted text, which mail programs and course pages may have changed.

The result is the code of a full link, or the typed values of a short link. The work is linear in
the length of the text, whatever it contains.
"""

from __future__ import annotations

import html
import re
from pathlib import PurePosixPath
from urllib.parse import unquote

MOST = 100_000          # characters in a link
ROUNDS = 4              # nesting depth of addresses inside addresses
SERVERS = ("theme", "template", "token", "voila-theme", "voila-template")    # the server's own keys
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|shy|zwnj|zwj|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_QUOTED = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)      # quoted lines of a mail
_WHOLE = re.compile(r"grokviz[:=]([A-Za-z0-9_.-]*)")
_BEFORE, _AFTER = "\"'`<([{“‘«*_", "\"'`>)]}”’»*_.,;:!…"


def cleaned(text: str) -> str:
    """The text without invisible characters and quotation marks of mails, entities decoded."""
    for _ in range(ROUNDS):
        if not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return _QUOTED.sub("", _UNSEEN.sub("", text))


def whole(text: str) -> str | None:
    """The code of a full link in a cleaned text, with the text after it; None without a link.

    Line breaks inside the link and percent-encoding are allowed.
    """
    plain = "".join(re.sub("=\r?\n", "", text).split())
    found = _WHOLE.search(plain)
    for _ in range(ROUNDS):
        if found or "%" not in plain:
            break
        plain = unquote(plain)
        found = _WHOLE.search(plain)
    return found[1] if found else None


def typed(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The name of a page, and the typed (key, value) pairs, from a cleaned text."""
    link = _alone(text)
    for _ in range(ROUNDS):
        before, mark, query = link.rpartition("?")
        if not mark:
            before, query = "", link
        query = query.partition("#")[0]
        pairs = [part.partition("=")[::2] for part in query.split("&") if part]
        inner = next((value for key, value in pairs if key == "urlpath"), None)
        if inner is not None:
            link = unquote(inner)
        elif "=" not in query and "%" in link:
            link = unquote(link)
        else:
            break
    page = PurePosixPath(before).name if before.endswith(".ipynb") else ""
    if "=" not in query:
        return page, []
    pairs = [(unquote(key).strip(), _unquoted(value).strip()) for key, value in pairs]
    return page, [(key, value) for key, value in pairs if key.lower() not in SERVERS]


def _alone(text: str) -> str:
    """The link without the sentence around it; parts that line breaks separated are joined."""
    pieces = text.split()
    first = next((i for i, piece in enumerate(pieces) if "=" in piece or "%3d" in piece.lower()),
                 None)
    if first is None:
        return ""
    link = pieces[first].lstrip(_BEFORE)
    for piece in pieces[first + 1:]:
        if link[-1:] not in ("&", "=", "?", "%") and not {"&", "="} & set(piece):
            break
        link += piece
    return link.rstrip(_AFTER)


def _unquoted(value: str) -> str:
    for _ in range(ROUNDS):
        if "%" not in value:
            break
        value = unquote(value)
    return value
