"""The front page of a server of pages: what grokking is in two sentences, and a card for each lab.

It is one HTML document and asks for nothing else: text in all languages is inside, and the
browser chooses. Nothing of its address is used.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path

from grokviz.i18n import LANGUAGES, say
from grokviz.serving.drawings import drawing

HERE = Path(__file__).parent
NAMES = {
    "teacher_student": ("front.teacher_student.name", "front.teacher_student.about"),
    "shell_toy": ("front.shell_toy.name", "front.shell_toy.about"),
    "plane": ("front.plane.name", "front.plane.about"),
    "modular_addition": ("front.modular_addition.name", "front.modular_addition.about"),
    "norm_flow": ("front.norm_flow.name", "front.norm_flow.about"),
    "first_layer": ("front.first_layer.name", "front.first_layer.about"),
    "penalties": ("front.penalties.name", "front.penalties.about"),
    "sparse_parity": ("front.sparse_parity.name", "front.sparse_parity.about"),
    "reviews": ("front.reviews.name", "front.reviews.about"),
    "molecules": ("front.molecules.name", "front.molecules.about"),
    "digits": ("front.digits.name", "front.digits.about"),
    "density": ("front.density.name", "front.density.about"),
    "coordinates": ("front.coordinates.name", "front.coordinates.about"),
}


def front_page(addresses: Mapping[str, str], chinese: bool, dark: bool = False) -> str:
    """The whole document; `addresses` are those of the labs' pages, in the order to be shown.

    `chinese` and `dark` are how it is shown to a visitor who has not chosen.
    """
    cards = [_card(lab, address, first=not place)
             for place, (lab, address) in enumerate(addresses.items())]
    page = (HERE / "front_page.html").read_text(encoding="utf-8")
    texts = {"TITLE": "front.title", "ABOUT": "front.about", "THEME": "front.theme"}
    parts = {name: in_all_languages(key) for name, key in texts.items()} | {
        "CARDS": "".join(cards), "LANGUAGE": "zh" if chinese else "en",
        "SHADE": "dark" if dark else "",
        "NAMES": json.dumps(LANGUAGES)}
    for name, part in parts.items():
        page = page.replace(f"<!--{name}-->", part)
    return page


def _card(lab: str, address: str, first: bool) -> str:
    name, about = NAMES.get(lab, (lab, ""))
    start = f'<span class="first">{in_all_languages("front.first")}</span>' if first else ""
    return (f'<a class="card" href="{html.escape(address)}">{drawing(lab)}<div>{start}'
            f"<h2>{in_all_languages(name)}</h2><p>{in_all_languages(about)}</p></div></a>")


def in_all_languages(key: str) -> str:
    """A text in every language; the style sheet shows one."""
    return "".join(f'<span lang="{code}">{html.escape(say(code, key))}</span>'
                   for code in LANGUAGES)
