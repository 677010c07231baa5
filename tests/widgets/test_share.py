"""The page to share and to keep, on the lab that counts."""

import html
import re

import pytest
from widgets.standin import lab

from grokviz.widgets.share import FORMS, Share


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = lab(panels=(Share,))
    yield made
    made.close()


@pytest.fixture
def page(made):
    (page,) = made.panels
    made.pages.tabs["Share"].click()
    made.frames.flush()
    return page


def shown(page):
    return html.unescape(re.search(r"<textarea[^>]*>(.*)</textarea>", page.link.value)[1])


def test_it_shows_the_link_in_every_form_and_keeps_it_true(made, page):
    for name, form in FORMS.items():
        page.form.label = name
        assert shown(page) == made.link(form)
    page.form.value = "short"
    made.scale = 3
    made.frames.flush()
    assert shown(page) == "?lab=counting&scale=3"
    assert 'readonly' in page.link.value and 'aria-label="link"' in page.link.value


def test_what_has_not_changed_is_not_sent_again(made, page):
    sent = []
    page.link.observe(sent.append, "value")
    page.show()
    page.show()
    assert sent == []


def test_a_link_that_is_put_in_is_opened_and_a_bad_one_is_answered(made, page):
    page.given.value = "?scale=4&steps=7"
    assert made.scale == 4 and made.steps == 7 and page.given.value == ""
    assert "Opened." in page.said.value
    page.given.value = "?scale=400"
    assert 'role="alert"' in page.said.value and "from 0.1 to 10" in page.said.value
    assert made.scale == 4
    page.given.value = "grokviz:1.abc.d"
    assert "is cut off" in page.said.value


def test_the_buttons_write_files_and_say_where(made, page, tmp_path):
    page.buttons["csv"].click()
    assert "nothing to save yet" in page.said.value and 'role="alert"' in page.said.value
    made.run(steps=4)
    page.path.value = "mine/run 1"
    for kind in ("csv", "npz", "png", "svg", "gif"):
        page.buttons[kind].click()
        path = tmp_path / "mine" / f"run 1.{kind}"
        assert path.exists() and f"Written: {path}" in html.unescape(page.said.value)


def test_a_folder_that_cannot_be_written_is_named_and_the_next_file_can_be(made, page, tmp_path):
    made.run(steps=4)
    (tmp_path / "wall").touch()
    page.path.value = "wall/a"
    page.buttons["png"].click()
    assert f"the folder {tmp_path}/wall" in html.unescape(page.said.value)
    page.path.value = ""
    page.buttons["png"].click()
    assert f"Written: {tmp_path}/counting.png" in html.unescape(page.said.value)


def test_one_file_at_a_time(made, page, monkeypatch):
    waiting = []
    monkeypatch.setattr(made.frames, "aside", waiting.append)
    made.run(steps=4)
    page.buttons["csv"].click()
    assert "Writing counting.csv" in page.said.value
    page.buttons["png"].click()
    assert "One file at a time" in page.said.value
    waiting.pop()()
    assert "Written" in page.said.value and not waiting
