"""A link in the text that was pasted: mail and course pages put things into it and round it.

Out come the code of a whole link, or what was typed in a short one. The work grows with the
length of the text and no faster, whatever it is.
"""

from __future__ import annotations

import html
import re
from pathlib import PurePosixPath
from urllib.parse import unquote

MOST = 100_000          # letters of a link
ROUNDS = 4              # how often an address can be inside an address
SERVERS = ("theme", "template", "token", "voila-theme", "voila-template")    # no business of a lab
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|shy|zwnj|zwj|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_QUOTED = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)      # lines that a letter cites
_WHOLE = re.compile(r"grokviz[:=]([A-Za-z0-9_.-]*)")
_BEFORE, _AFTER = "\"'`<([{“‘«*_", "\"'`>)]}”’»*_.,;:!…"


def cleaned(text: str) -> str:
    """Without what cannot be seen, and the signs of a citation; entities of HTML are read."""
    for _ in range(ROUNDS):
        if not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return _QUOTED.sub("", _UNSEEN.sub("", text))


def whole(text: str) -> str | None:
    """The code of a whole link in a cleaned text, and what follows it; None without one.

    It may be broken over lines, and its address escaped.
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
    """The name of a page, and (key, value) as they were typed, out of a cleaned text."""
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
    """The link without the sentence round it; pieces of it that a line's end has parted."""
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
