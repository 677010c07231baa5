"""Every number in the text of a lesson was printed by a cell of that lesson, or is set by one.

A measured number that is typed goes stale: with other seeds, another processor, another version.
Exempt are numbers that name something (years, figures, lessons, exercises, minutes), inline code,
formulas, settings that the reader shall choose, and what the question of an exercise demands.
"""

import json
import re

import pytest

from grokviz.cli.lessons import asked, verdicts_of
from grokviz.i18n import say
from grokviz.labs.exercises import exercises
from grokviz.serving.jupyter import find_lessons

LESSONS = sorted(find_lessons().glob("*.ipynb"))
NUMBER = re.compile(r"(?<![\w.,])[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?(?!\w)%?")
POWER = re.compile(r"(\d(?:\.\d+)?)·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?<![\d·])10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
LEARNT = 0.95                   # of a set right: what "learnt" means
DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
ABOUT = re.compile(r"\b(?:about|some|nearly|almost|near)\b[^.;:]{0,20}$")
NAMES = (                       # what a number may name instead of measuring it
    r"\]\([^)]*\)",             # where a link leads
    r"`[^`]*`",                 # code
    r"\$\$.*?\$\$", r"\$[^$]*\$",                       # formulas
    r"arXiv:[\d.]+", r"(?:ICLR|ICML|NeurIPS|,) 20\d\d\b",
    r"(?:[αβεηκλ]|\*[Nmw]\*) = \d+(?:\.\d+)?(?:(?:, | and )\d+\.\d+)*",     # a setting
    r"\b(?:Figures?|Sections?|Table|Eq\.|Exercise|lessons?|Lessons?|Fig\.)"
    r" \d+(?:\.\d+)?[a-z]?(?:(?:, | and | to )\d+(?:\.\d+)?[a-z]?\b)*",
    r"about \d+ minutes",
    r"^\*About \d+ minutes:[^*]*\*$",                   # how long the parts take
    r"^\d+\. ",                                         # the first of a list, the second, ...
    r"preset \*[^*]*\*",
)


def plain(text):
    """The text without what only names something, and with powers of ten as Python writes them."""
    for name in NAMES:
        text = re.sub(name, " ", text, flags=re.MULTILINE | re.DOTALL)
    return powers(text)


def powers(text):
    return POWER.sub(lambda m: f"{m[1] or 1}e{(m[2] or m[3]).translate(DIGITS)}", text)


def value(digits):
    number = float(digits.replace(",", "").replace("−", "-").rstrip("%"))
    return number / 100 if digits.endswith("%") else number


def unit(digits, about):
    """Value of the last printed digit; of the last that is not 0 if the number is approximate."""
    mantissa, _, exponent = digits.rstrip("%").replace(",", "").lstrip("-−").partition("e")
    whole, _, decimals = mantissa.partition(".")
    place = -len(decimals)
    if about and not decimals:
        place = len(whole) - len(whole.rstrip("0"))
    return 10.0 ** (place + int(exponent or 0)) / (100 if digits.endswith("%") else 1)


def said_by(cell):
    """The texts of a code cell: its source, its outputs, the question of its exercise."""
    source = "".join(cell["source"])
    yield source.replace("_", "")               # 10_000
    for output in cell["outputs"]:
        yield "".join(output.get("text", output.get("data", {}).get("text/plain", "")))
    for exercise in re.findall(r'gv\.check\("(\w+)"', source):
        yield say("en", exercises()[exercise].question)


def printed(notebook):
    """The numbers that the cells of a lesson print, set or demand."""
    for cell in notebook["cells"]:
        for text in said_by(cell) if cell["cell_type"] == "code" else ():
            for found in NUMBER.finditer(powers(text)):
                yield value(found[0])


def unprinted(text, known):
    """The numbers of a text that none of the known ones is, rounded as they are."""
    text = plain(text)
    for found in NUMBER.finditer(text):
        digits, about = found[0], ABOUT.search(text[:found.start()])
        half = unit(digits, about) / 2 * (1 + 1e-9)
        if not any(abs(value(digits) - number) <= half for number in known):
            yield digits


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_number_of_the_text_is_printed_or_set_by_a_cell(path):
    notebook = load(path)
    known = {LEARNT, *printed(notebook)}
    told = {cell["id"]: list(unprinted("".join(cell["source"]), known))
            for cell in notebook["cells"] if cell["cell_type"] == "markdown"}
    assert {name: numbers for name, numbers in told.items() if numbers} == {}


@pytest.mark.parametrize(("lesson", "typed", "wrong"), [
    ("00", "the test set is learnt 43.1 times later", ["43.1"]),
    ("09", "9,813 steps, and 6,100 with more pairs", ["9,813", "6,100"]),
    ("04", "at step 117 instead of 433", ["117", "433"]),
    ("08", "found at 11,600, about 90,000 later", ["11,600", "90,000"]),
    ("01", "below 10⁻⁹ from there on, as Figure 7 of 2022 says", ["1e-9", "2022"]),
])
def test_a_typed_number_is_found(lesson, typed, wrong):
    (path,) = (path for path in LESSONS if path.stem.startswith(lesson))
    assert list(unprinted(typed, set(printed(load(path))))) == wrong


def test_most_numbers_would_be_found_if_they_were_wrong():
    """Those of three digits and more, each a seventh larger. The rest has many near it."""
    found = []
    for notebook in map(load, LESSONS):
        known = {LEARNT, *printed(notebook)}
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                for number in NUMBER.finditer(plain("".join(cell["source"]))):
                    if len(re.sub(r"\D", "", number[0]).strip("0")) >= 2:
                        wrong = re.sub(r"[1-8]", lambda m: str(int(m[0]) + 1), number[0], count=1)
                        found.append(bool(list(unprinted(wrong, known))))
    assert len(found) >= 20 and sum(found) > 0.5 * len(found)


def test_what_is_printed_may_be_rounded_and_what_only_names_is_no_number():
    known = {5657.0, 0.254, 1.3e-5}
    for said in ("5,657", "about 6,000", "25%", "25.4%", "0.25", "1.3·10⁻⁵", "Figures 2, 3 and 7",
                 "lesson 12", "`steps=77`", "$e^{-7s}$", "about 35 minutes", "[a](x=9)"):
        assert list(unprinted(said, known)) == [], said
    for said in ("5,656", "6,000", "about 5,000", "26%", "0.4", "1.4·10⁻⁵", "chapter 12"):
        assert len(list(unprinted(said, known))) == 1, said


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_stored_verdicts_of_a_lesson_are_those_of_the_ledger(path):
    """If they are not, type: grokviz lessons --verdicts"""
    shown = [cell for cell in load(path)["cells"] if asked(cell) is not None]
    assert shown
    for cell in shown:
        (output,) = cell["outputs"]
        assert output["data"] == verdicts_of(*asked(cell))["data"]
