"""Lessons in other languages: the same cells, numbers and links as the English ones."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from grokviz.cli import lessons
from grokviz.cli.translations import LANGUAGES, built, read, renamed, translated, with_heads
from grokviz.serving.jupyter import find_lessons
from grokviz.storage.files import StoreError

SOURCE = find_lessons()
LESSONS = sorted(SOURCE.glob("*.ipynb"))
BUILT = {path: json.loads(text) for path, text in built(SOURCE)}
PAGES = sorted(SOURCE.glob("pages/*.md"))
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?%?")
LINK = re.compile(r"\]\(([^)\s]+)\)")
CHINESE = re.compile("[\u4e00-\u9fff]")


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def pairs(path, notebook):
    """(id, English cell, translated cell)"""
    english = load(SOURCE / path.name)["cells"]
    assert [c["id"] for c in english] == [c["id"] for c in notebook["cells"]]
    return [(c["id"], "".join(c["source"]), "".join(d["source"]), c["cell_type"])
            for c, d in zip(english, notebook["cells"], strict=True)]


@pytest.fixture(params=BUILT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def lesson(request):
    return request.param, BUILT[request.param]


def test_a_translation_is_built_from_the_lesson_as_it_is_now(lesson):
    """If it is not, type: grokviz lessons --translations"""
    path, notebook = lesson
    assert load(path) == notebook
    nbformat.validate(nbformat.from_dict(notebook))


def test_a_translation_has_the_numbers_and_links_of_its_lesson(lesson):
    for name, english, other, kind in pairs(*lesson):
        if kind == "markdown":
            assert sorted(NUMBER.findall(english)) == sorted(NUMBER.findall(other)), name
            assert LINK.findall(english) == LINK.findall(other), name
            assert sorted(re.findall(r"`[^`]+`|\$\$?[^$]+\$\$?", english)) == sorted(
                re.findall(r"`[^`]+`|\$\$?[^$]+\$\$?", other)), name
            assert english.count("\n#") == other.count("\n#"), name
            assert CHINESE.search(other), name


def bare(code):
    """The code without the heads of tables, and without the choice of a language."""
    return re.sub(r'"[^"\n]*  [^"\n]*"', '""', code).replace('\ngv.language("zh")', "", 1)


def test_its_code_is_that_of_the_lesson_but_for_the_language_and_heads_of_tables(lesson):
    codes = [(a, b) for _, a, b, kind in pairs(*lesson) if kind == "code"]
    assert [bare(b) for _, b in codes] == [bare(a) for a, _ in codes]
    assert 'gv.language("zh")' in codes[0][1]
    for _, code in codes:
        compile(code, "cell", "exec")


def test_a_printed_number_stays_in_its_place(lesson):
    english = load(SOURCE / lesson[0].name)["cells"]
    for one, other in zip(english, lesson[1]["cells"], strict=True):
        said = ["".join(o["text"]) for o in one.get("outputs", ()) if o["output_type"] == "stream"]
        again = ["".join(o["text"]) for o in other.get("outputs", ())]
        assert [NUMBER.findall(text) for text in said] == [NUMBER.findall(text) for text in again]


def test_heads_of_tables_are_renamed_and_end_where_they_ended():
    heads = {"fits at": "拟合于", "off": "偏差", "seed": "种子"}
    assert renamed("seed   fits at   off", heads) == "种子    拟合于  偏差"
    assert renamed("0.60     18   never", heads) == "0.60     18   never"
    code = 'print("seed   fits at")\nx = {"seed": 1, "fits at": f"{y}   seed   off"}\n'
    assert with_heads(code, heads) == code.replace('"seed   fits at"', '"种子    拟合于"')


def test_its_links_lead_somewhere(lesson):
    path, notebook = lesson
    texts = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    for text in texts:
        for link in LINK.findall(text):
            assert link.startswith("https://") or (path.parent / link).is_file(), link


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_next_lesson_is_named_by_its_question_in_the_language(language):
    asked = {path.stem[:2]: "".join(book["cells"][0]["source"]).splitlines()[0][2:]
             for path, book in BUILT.items() if path.parent.name == language}
    for path, book in BUILT.items():
        for question, number in re.findall(r"下一课：\[(.*?)\]\(\S+\)（第 (\d\d) 课）",
                                           "".join(book["cells"][-1]["source"])):
            assert path.parent.name != language or asked.get(number, question) == question


def test_every_lesson_is_there_in_every_language():
    for language in LANGUAGES:
        assert {path.name for path in BUILT if path.parent.name == language} == {
            path.name for path in LESSONS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_the_same_numbers_links_and_headings(page, language):
    english = page.read_text(encoding="utf-8")
    other = (SOURCE / language / "pages" / page.name).read_text(encoding="utf-8")
    assert sorted(NUMBER.findall(english)) == sorted(NUMBER.findall(other))
    assert LINK.findall(english) == LINK.findall(other)
    for mark in ("\n#", "\n**", "\n|"):
        assert english.count(mark) == other.count(mark)
    for link in LINK.findall(english):
        assert link.startswith("https://") or (page.parent / link).is_file()


def test_the_glossary_has_twenty_terms_in_order():
    terms = re.findall(r"^\*\*(.*?)\.\*\*", (SOURCE / "pages/words.md").read_text("utf-8"), re.M)
    assert len(terms) >= 20 and terms == sorted(terms, key=str.lower)


def test_a_cell_in_one_language_alone_is_named():
    notebook = load(LESSONS[0])
    texts = read(Path(next(iter(BUILT))).with_suffix(".md"))
    with pytest.raises(StoreError, match="one language alone: cell-0, extra"):
        translated(notebook, {k: v for k, v in texts.items() if k != "cell-0"} | {"extra": ""},
                   "zh", {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_course_in_a_language_is_a_folder_of_lessons_of_its_own(language):
    """As in: grokviz lab --lessons lessons/zh"""
    assert find_lessons(SOURCE / language) == SOURCE / language


def test_notebooks_that_are_up_to_date_are_left_alone(capsys):
    assert lessons.main(["--translations"]) == 0
    assert capsys.readouterr().out == ""


def test_bold_words_end_where_markdown_ends_them():
    """A sign of punctuation before the closing stars has to be followed by another or a space."""
    for path in [*SOURCE.glob("zh/*.md"), *SOURCE.glob("zh/pages/*.md")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            for found in re.finditer(r"\*\*.+?\*\*", line):
                after = line[found.end():found.end() + 1]
                assert found[0][-3] not in "，。：；！？、）" or not after.isalnum(), found[0]
