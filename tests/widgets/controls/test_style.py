"""The style sheet: what it takes from Python is there, and no other colour of the pictures is."""

import re

import pytest

from grokviz import i18n
from grokviz.widgets import theme
from grokviz.widgets.controls.style import GONE, SHEET, style


def test_each_variable_is_set_and_each_that_is_set_is_used():
    own = set(re.findall(r"(--gv-\w+):", style()))
    assert own == set(re.findall(r"var\((--gv-\w+)\)", SHEET))


def test_colours_of_the_pictures_are_written_in_the_theme_alone():
    looks = [value for value in vars(theme).values() if isinstance(value, theme.Look)]
    theirs = {look.colour.upper() for look in looks if look.colour.startswith("#")}
    theirs |= {*theme.PHASES, *theme.BRANCHES}
    assert not theirs - {"#666666"} & {c.upper() for c in re.findall(r"#\w{6}\b", SHEET)}
    assert f"--gv-test: {theme.TEST.colour};" in style()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_what_a_browser_says_of_a_gone_kernel_is_in_the_language_of_the_lab(language):
    before = i18n.language()
    try:
        i18n.language(language)
        assert f'--gv-gone: "{i18n.t(GONE)}";' in style()
    finally:
        i18n.language(before)


def test_every_brace_is_closed():
    assert SHEET.count("{") == SHEET.count("}") and "%s" not in SHEET
