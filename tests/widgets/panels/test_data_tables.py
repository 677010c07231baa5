"""Sentences and tables of the pictures, on the lab that counts."""

import ipywidgets
import pytest
from widgets.standin import lab

from grokviz.widgets.panels.data_tables import Numbers


@pytest.fixture
def page():
    made = lab(panels=(Numbers,))
    made.pages.turn_to("Numbers")
    yield made.panels[0]
    made.close()


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
