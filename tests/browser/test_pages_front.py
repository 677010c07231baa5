"""The front page: a card for each lab in either language, both themes, and a way back."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from browser.lab import Visit, opens, screenshot
from browser.test_pages_addresses import CODED
from grokviz.i18n import say
from grokviz.labs import LABS

LANGUAGE = "() => document.documentElement.lang"
GROUND = "e => getComputedStyle(e).backgroundColor"
PAGE = "() => getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def front(chromium, pages):
    """`front(path, width)` opens it; no error may be on the console, no request may leave."""
    context = chromium.new_context(locale="en-GB", color_scheme="light")
    visit = Visit(pages, context, "front")

    def go(path="/", width=1366):
        page = context.new_page()
        visit.pages.append(page)
        page.set_viewport_size({"width": width, "height": 768})
        page.goto(pages.url + path)
        return page

    yield go
    visit.check()
    context.close()


def names(page):
    return [name.strip() for name in page.locator(".card h2").all_inner_texts()]


def test_a_card_opens_its_lab_in_the_language_that_was_chosen_and_there_is_a_way_back(front):
    page = front()
    wanted = {code: [say(code, f"front.{lab}.name") for lab in LABS] for code in ("en", "zh")}
    assert names(page) == wanted["en"]
    page.get_by_role("button", name="简体中文").click()
    assert names(page) == wanted["zh"]
    for lab, card in zip(LABS, page.locator(".card").all(), strict=True):
        address = urlsplit(card.get_attribute("href"))
        assert address.path.endswith(f"/{lab}.ipynb")
        assert parse_qs(address.query) == {"language": ["zh"]}
    page.get_by_role("button", name="浅色 / 深色").click()
    page.locator(".card", has_text=say("zh", "front.shell_toy.name")).click()
    opens(page)                                 # its animated picture comes first
    assert re.search("[一-鿿]", page.locator(".grokviz-title").inner_text())
    box = page.locator(".grokviz").bounding_box()
    assert box["y"] + box["height"] <= 768      # the way back costs no scrolling
    back = page.locator(".grokviz-back")
    assert back.inner_text().strip() == f"‹ {say('zh', 'front.back')}"
    screenshot(page, "front-lab")
    assert page.locator(".grokviz").first.evaluate(GROUND) == "rgb(15, 19, 24)"     # dark, as well
    assert page.evaluate("document.body.dataset.jpThemeLight") == "false"
    back.click()
    page.locator(".card").first.wait_for()
    assert page.evaluate(LANGUAGE) == "zh" and names(page) == wanted["zh"]      # it is kept


def test_both_themes_are_there_and_the_choice_is_kept(front):
    page = front()
    light = page.evaluate(PAGE)
    page.get_by_role("button", name="light / dark").click()
    dark = page.evaluate(PAGE)
    assert light == "rgb(255, 255, 255)" and dark != light
    screenshot(page, "front-dark")
    assert front().evaluate(PAGE) == dark


def test_nothing_of_the_address_or_of_a_damaged_memory_is_used(front):
    plain = front()
    before = plain.content()
    for query in (f"language={CODED}&theme={CODED}&dark={CODED}", "language=zh&dark=true#zh"):
        page = front(f"/?{query}")
        assert page.content() == before and page.evaluate("window.__pwned") is None
    for kept in ("constructor", "<img src=x>", ""):
        plain.evaluate("kept => localStorage.setItem('grokviz-language', kept)", kept)
        plain.reload()
        assert plain.content() == before


@pytest.mark.parametrize("width", [1366, 1093, 700, 400])
def test_cards_stand_beside_each_other_as_the_window_allows(front, width):
    page = front(width=width)
    boxes = [card.bounding_box() for card in page.locator(".card").all()]
    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    assert max(box["x"] + box["width"] for box in boxes) <= width
    columns = len({round(box["x"]) for box in boxes})
    assert columns == {1366: 5, 1093: 3, 700: 2, 400: 1}[width]
    if width == 1366:                           # eight at once, for a class to choose from
        assert max(box["y"] + box["height"] for box in boxes[:8]) <= 768
    inside = page.evaluate("""() => [...document.querySelectorAll('.card svg')].map(svg => {
        const frame = svg.viewBox.baseVal, all = [...svg.children].map(e => e.getBBox());
        return all.every(b => b.x >= 0 && b.y >= 0 && b.x + b.width <= frame.width
                              && b.y + b.height <= frame.height); })""")
    assert all(inside), inside                  # no drawing is cut off
