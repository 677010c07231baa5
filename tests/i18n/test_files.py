"""The language files against the code, and against each other."""

import json
import re
from pathlib import Path
from string import Formatter

import pytest

from grokviz import i18n
from grokviz.i18n import KEY, LANGUAGES
from grokviz.teaching.tour.steps import pieces, target
from tests.i18n import texts

ENGLISH, CHINESE = i18n.table("en"), i18n.table("zh")
OTHERS = sorted(LANGUAGES.keys() - {"en"})
WORD = re.compile(r"[A-Za-z]{2}")               # what has none, such as α, is the same everywhere
CODE = re.compile(r"(λ·)?[a-z]+_[a-z]+")       # a name that is the same everywhere, as t_train


def fields(sentence):
    """The names in braces; none for a sentence with literal braces."""
    if "{'" in sentence or "{0:" in sentence:
        return []
    return sorted((name, spec, how or "") for _, name, spec, how in Formatter().parse(sentence)
                  if name is not None)


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_file_is_sorted_one_sentence_a_line(code):
    text = Path(i18n.__file__).with_name(f"{code}.json").read_text(encoding="utf-8")
    tidy = json.dumps(i18n.table(code), ensure_ascii=False, indent=2, sort_keys=True)
    assert text == tidy + "\n"


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_the_same_keys(code):
    other = i18n.table(code)
    missing = {key: ENGLISH[key] for key in sorted(ENGLISH.keys() - other.keys())}
    assert not missing, f"to be translated in grokviz/i18n/{code}.json: {missing}"
    assert sorted(other.keys() - ENGLISH.keys()) == []


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_the_same_numbers_in_braces(code):
    other = i18n.table(code)
    assert [key for key, said in ENGLISH.items() if fields(said) != fields(other[key])] == []


def test_every_sentence_is_chinese():
    for key, english in ENGLISH.items():
        words = WORD.search(re.sub(r"{[^}]*}", "", english)) and not CODE.fullmatch(english)
        chinese = CHINESE[key]
        assert re.search(r"[\u4e00-\u9fff]", chinese) or chinese and not words, key


def test_what_is_said_where_it_stands_is_a_key_of_the_files():
    assert sorted((at, text) for at, text in texts.literals() if text not in ENGLISH) == []


def test_tables_of_sentences_hold_keys_of_the_files():
    said = {*texts.of_exercises(), *texts.of_tables(), *(step.words for step in texts.guides())}
    assert len(said) > 150
    assert sorted(said - ENGLISH.keys()) == []


def test_the_links_of_a_guide_mean_something_and_lead_to_the_same_places_in_every_language():
    for step in texts.guides():
        places = {code: sorted(to for _, to in pieces(i18n.say(code, step.words)) if to)
                  for code in LANGUAGES}
        for place in places["en"]:
            target(place)
        assert all(found == places["en"] for found in places.values()), step.words


def test_keys_are_plain():
    names = [key for key in ENGLISH if key.startswith("name.")]
    assert all(KEY.fullmatch(key) for key in ENGLISH.keys() - set(names))
    assert all(re.fullmatch(r"name\.\w+", key) for key in names)
