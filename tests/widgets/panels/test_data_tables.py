"""Sentences and tables of the pictures, on the lab that counts; less motion; the language."""

import ipywidgets
import pytest
from widgets.standin import lab

from grokviz import i18n
from grokviz.widgets.lab import render_loop
from grokviz.widgets.panels.data_tables import Numbers


@pytest.fixture
def page():
    made = lab(panels=(Numbers,))
    made.pages.turn_to("Numbers")
    yield made.panels[0]
    made.close()
    render_loop.reduced(False)
    i18n.language("en")


def first(page):
    page.lab.frames.flush()
    return page.tables.children[0].value


def test_it_says_and_lists_what_is_seen_at_the_moment_looked_at(page):
    assert first(page) == ""
    page.lab.run()
    assert "<p>21 points</p>" in first(page) and first(page).count("<tr") == 22
    assert '<tr class="grokviz-bold"><th scope="row">20</th><td>0.2707</td></tr>' in first(page)
    page.lab.go_to(3)
    assert "<p>4 points</p>" in first(page)
    assert '<tr class="grokviz-bold"><th scope="row">3</th><td>1.482</td></tr>' in first(page)


def test_each_view_has_its_own_tables(page):
    page.lab.run()
    page.lab.view = "Other"
    page.lab.frames.flush()
    seen = [table for table in page.tables.children if table.layout.display is None]
    assert [table.value for table in seen] == [""]
    page.lab.view = "Run"
    page.lab.frames.flush()
    assert "<p>21 points</p>" in first(page)


def test_less_motion_is_remembered_by_later_labs(page):
    assert page.lab.frames.fps == render_loop.FPS
    page.still.value = True
    assert page.lab.frames.fps == render_loop.STILL
    later = lab(panels=(Numbers,))
    assert later.frames.fps == render_loop.STILL and later.panels[0].still.value
    later.panels[0].still.value = False
    assert later.frames.fps == render_loop.FPS and not render_loop.reduced()
    later.close()


def test_the_language_holds_for_later_labs(page):
    page.language.value = "zh"
    assert i18n.language() == "zh" and "Run the cell again" in page.hint.value
    later = lab(panels=(Numbers,))
    assert later.panels[0].language.value == "zh"
    later.close()


def test_nothing_is_left_of_the_page():
    lab(panels=(Numbers,)).close()
    before = len(ipywidgets.widgets.widget._instances)
    made = lab(panels=(Numbers,))
    made.pages.turn_to("Numbers")
    made.run()
    made.view = "Other"
    made.frames.flush()
    made.close()
    assert len(ipywidgets.widgets.widget._instances) == before
