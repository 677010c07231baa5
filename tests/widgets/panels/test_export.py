"""The page to share and to keep, on the lab that counts."""

import html
import re
from datetime import UTC, datetime

import pytest
from widgets.standin import lab

from grokviz.widgets.environment import SERVED
from grokviz.widgets.panels import export
from grokviz.widgets.panels.export import FORMS, Share


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
    return page.link.link


def test_it_shows_the_link_in_every_form_and_keeps_it_true(made, page):
    for name, form in FORMS.items():
        page.form.label = name
        assert shown(page) == (export.PAGES if form == "voila" else "") + made.link(form)
    page.form.value = "short"
    made.scale = 3
    made.frames.flush()
    assert shown(page) == "?lab=counting&scale=3"
    assert page.link.words["name"] == "link"


def test_what_has_not_changed_is_not_sent_again(made, page):
    sent = []
    page.link.observe(sent.append, "link")
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
    assert re.search(r"the folder /\S+/wall ", html.unescape(page.said.value))
    page.path.value = ""
    page.buttons["png"].click()
    assert f"Written: {tmp_path}/counting.png" in html.unescape(page.said.value)


def test_one_file_at_a_time(made, page, monkeypatch):
    waiting = []
    monkeypatch.setattr(made.frames, "aside", waiting.append)
    made.run(steps=4)
    page.buttons["csv"].click()
    assert "Writing counting.csv" in page.said.value and "<progress>" in page.said.value
    page.buttons["png"].click()
    assert "still being written" in page.said.value
    waiting.pop()()
    assert "Written" in page.said.value and not waiting
    assert "<progress>" not in page.said.value


def test_on_a_binder_the_link_is_the_address_that_starts_it(monkeypatch):
    monkeypatch.setenv("BINDER_LAUNCH_HOST", "https://binder.example/")
    monkeypatch.setenv("BINDER_PERSISTENT_REQUEST", "v2/gh/them/that/abc")
    made = lab(panels=(Share,))
    (page,) = made.panels
    page.show()
    assert shown(page) == "https://binder.example/v2/gh/them/that/abc" + made.link("binder")
    made.close()


# ---- on a served page ---------------------------------------------------------------------------

@pytest.fixture
def visited(made, monkeypatch):
    """The page of a lab that a stranger looks at."""
    monkeypatch.setenv(SERVED, "1")
    made = lab(panels=(Share,))
    (page,) = made.panels
    made.pages.tabs["Share"].click()
    made.frames.flush()
    yield page
    made.close()


def test_a_visitor_names_no_file_and_gets_all_as_downloads(visited, tmp_path):
    assert shown(visited) == visited.lab.link("voila")  # the browser puts its address before it
    assert not any("save as" in getattr(w, "description", "") for w in visited.box.children)
    visited.lab.run(steps=4)
    for kind in ("csv", "npz", "svg"):
        visited.buttons[kind].click()
        assert f'download="counting.{kind}"' in visited.said.value
        assert "/tmp" not in visited.said.value and str(tmp_path) not in visited.said.value
    assert not list(tmp_path.iterdir())


def test_a_path_of_a_visitor_is_never_looked_up(visited, tmp_path, monkeypatch):
    monkeypatch.setattr(type(visited.lab), "resume",
                        lambda self, path: pytest.fail("was looked up"))
    monkeypatch.setattr(type(visited.lab), "save", lambda self, path: pytest.fail("was written"))
    visited.given.value = str(tmp_path / "x.npz")
    assert "is no link" in visited.said.value and 'role="alert"' in visited.said.value


def test_a_visitor_uploads_a_run(visited, monkeypatch):
    read = []
    monkeypatch.setattr(type(visited.lab), "resume",
                        lambda self, path: read.append(path.read_bytes()))
    file = {"name": "x.npz", "type": "", "size": 1, "content": b"n",
            "last_modified": datetime(2026, 1, 1, tzinfo=UTC)}
    visited.upload.value = (file,)
    assert read == [b"n"] and "Opened; Start goes on" in visited.said.value
    assert visited.upload.value == ()
    visited.upload.value = (file | {"name": "x.csv"},)
    assert "choose one file" in visited.said.value and len(read) == 1
