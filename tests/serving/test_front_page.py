"""The front page: a card for each lab, in every language, and nothing from elsewhere."""

import html
import re

import pytest

from grokviz.i18n import LANGUAGES, say
from grokviz.labs import LABS
from grokviz.serving.drawings import DRAWINGS
from grokviz.serving.front_page import front_page

ADDRESSES = {lab: f"/voila/render/{lab}.ipynb" for lab in LABS}


def test_every_lab_has_a_card_with_a_picture_and_its_words():
    page = front_page(ADDRESSES, chinese=False)
    assert re.findall(r'class="card" href="([^"]+)"', page) == list(ADDRESSES.values())
    assert set(DRAWINGS) == set(LABS) and page.count('<span class="first">') == 1
    for lab in LABS:
        for code in LANGUAGES:
            for part in ("name", "about"):
                said = html.escape(say(code, f"front.{lab}.{part}"))
                assert f'<span lang="{code}">{said}</span>' in page


@pytest.mark.parametrize(("chinese", "code"), [(False, "en"), (True, "zh")])
def test_it_opens_in_the_language_of_the_browser(chinese, code):
    assert f'<html lang="{code}" class="">' in front_page(ADDRESSES, chinese)
    assert f'<html lang="{code}" class="dark">' in front_page(ADDRESSES, chinese, dark=True)


def test_it_asks_for_nothing_else():
    page = front_page(ADDRESSES, chinese=False)
    assert not re.search(r'(src|href)="(?!/voila/render/)|url\(|https?:', page)
    assert "<!--" not in page


def test_an_address_is_escaped():
    assert '"><script>' not in front_page({"plane": '"><script>alert(1)</script>'}, chinese=False)
