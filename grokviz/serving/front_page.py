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

HERE = Path(__file__).parent
# Drawings, not data: each shows what its lab asks about, and no answer. 120 x 72.
CARDS = {
    "teacher_student": '<path class="u" d="M8 26C34 62 46 62 62 56S96 20 112 10"/>'
                       '<path class="l" d="M8 20C20 58 26 62 36 62H112"/>'
                       '<circle class="ball" cx="98" cy="13" r="7"/>',
    "shell_toy": '<circle class="road" cx="60" cy="36" r="26"/><circle class="ball" cx="100" '
                 'cy="14" r="6"/><path class="ink" d="M92 18L76 26"/>',
    "plane": '<path class="ink" d="M8 36H112"/>' + "".join(
        f'<circle class="dot" cx="{12 + 10.6 * i:.0f}" cy="{36 + y}" r="4.5"/>'
        for i, y in enumerate((-3, 5, 9, -12, 6, 0, -8, 7, 10, -2))),
    "modular_addition": "".join(
        f'<circle class="dot" cx="{x}" cy="{y}" r="4.5"/>' for x, y in (
            (24, 20), (52, 44), (70, 12), (92, 30), (38, 60), (84, 58), (60, 30), (30, 40),
            (98, 14), (70, 62), (46, 14), (100, 46))),
    "norm_flow": '<path class="road" d="M18 6C22 44 40 58 112 64"/>'
                 '<circle class="ball" cx="84" cy="24" r="6"/>',
    "first_layer": '<circle class="road" cx="60" cy="36" r="26"/>' + "".join(
        f'<circle class="dot" cx="{x}" cy="{y}" r="4.5"/>' for x, y in (
            (60, 18), (82, 20), (74, 40), (86, 56), (56, 64), (40, 44), (44, 24))),
    "penalties": "".join(
        f'<path class="lane" d="M10 {y}H110"/><circle class="{kind}" cx="18" cy="{y}" r="5"/>'
        for y, kind in ((14, "dot"), (29, "ball"), (44, "dot"), (59, "ball")))
        + '<path class="ink" d="M102 6V66"/>',
}

NAMES = {
    "teacher_student": ("front.teacher_student.name", "front.teacher_student.about"),
    "shell_toy": ("front.shell_toy.name", "front.shell_toy.about"),
    "plane": ("front.plane.name", "front.plane.about"),
    "modular_addition": ("front.modular_addition.name", "front.modular_addition.about"),
    "norm_flow": ("front.norm_flow.name", "front.norm_flow.about"),
    "first_layer": ("front.first_layer.name", "front.first_layer.about"),
    "penalties": ("front.penalties.name", "front.penalties.about"),
}


def front_page(addresses: Mapping[str, str], chinese: bool) -> str:
    """The whole document; `addresses` are those of the labs' pages."""
    cards = "".join(
        f'<a class="card" href="{html.escape(address)}"><svg viewBox="0 0 120 72" aria-hidden='
        f'"true">{CARDS.get(lab, "")}</svg><div><h2>{_both(name)}</h2><p>{_both(about)}</p>'
        "</div></a>" for lab, address in addresses.items()
        for name, about in [NAMES.get(lab, (lab, ""))])
    page = (HERE / "front_page.html").read_text(encoding="utf-8")
    parts = {"CARDS": cards, "TITLE": _both("front.title"), "ABOUT": _both("front.about"),
             "LANGUAGE": "zh" if chinese else "en", "NAMES": json.dumps(LANGUAGES),
             "THEME": _both("front.theme")}
    for name, part in parts.items():
        page = page.replace(f"<!--{name}-->", part)
    return page


def _both(key: str) -> str:
    """A text in every language; the style sheet shows one."""
    return "".join(f'<span lang="{code}">{html.escape(say(code, key))}</span>'
                   for code in LANGUAGES)
