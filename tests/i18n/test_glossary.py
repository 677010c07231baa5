"""The terms: one text for the page of words and for the labs, found in sentences of both."""

import re
from html import unescape

import pytest

from grokviz import i18n
from grokviz.cli.translations import worded
from grokviz.i18n import glossary
from grokviz.serving.jupyter import find_lessons


@pytest.fixture
def chinese():
    i18n.language("zh")
    yield
    i18n.language("en")


def test_the_page_of_words_holds_the_texts_of_the_labs():
    for path, text in worded(find_lessons(None)):
        assert path.read_text(encoding="utf-8") == text, "type: grokviz lessons --translations"


@pytest.mark.parametrize("code", i18n.LANGUAGES)
def test_a_term_has_forms_of_its_own_and_the_labs_say_most_of_them(code):
    terms = glossary.terms(code)
    forms = [form.lower() for term in terms for form in term.forms]
    assert len(terms) == 20 and len(forms) == len(set(forms))
    said = " ".join(v for k, v in i18n.table(code).items() if not k.startswith("term."))
    found = {glossary.meanings(code)[form.lower()]
             for form in re.findall(glossary.pattern(code), said, re.I | re.A)}
    assert len(terms) - len(found) <= 3


def test_the_first_place_of_a_term_is_marked_and_tags_and_parts_of_words_are_not():
    said = glossary.marked('<p class="seed">The seed and the seed of a seeded loss &amp; more</p>')
    spans = re.findall(r'tabindex="0" data-says="(.*?)">(.*?)</span>', said)
    assert [word for _, word in spans] == ["seed", "loss"]
    assert unescape(spans[0][0]).startswith("Seed: The number from which")
    assert said.startswith('<p class="seed">') and "&amp; more" in said and "seeded" in said
    assert glossary.marked("Nothing here.") == "Nothing here."


def test_terms_are_marked_in_chinese_without_spaces_between_words(chinese):
    said = glossary.marked("权重衰减推动它沿着零损失滑行")
    assert re.findall(r'">(.*?)</span>', said) == ["权重衰减", "损失", "滑行"]
