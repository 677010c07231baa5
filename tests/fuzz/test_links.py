"""Links that were changed, and signed again: the lab they ask for, or a LinkError and no change."""

import copy
import html
from urllib.parse import quote

import pytest
from fuzz.strange import QUIET, answer, soon
from hypothesis import given, settings
from hypothesis import strategies as st

from grokviz.labs.shell_toy.lab import ShellToy
from grokviz.labs.teacher_student.lab import TeacherStudentLab
from grokviz.widgets.lab.serialization import permalink
from grokviz.widgets.lab.serialization.pasted_link import MOST
from grokviz.widgets.lab.serialization.permalink import LinkError

plain = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 300), st.floats(allow_nan=False,
              allow_infinity=False), st.text(max_size=8), st.sampled_from(
                  [10**15, 10**400, -1, 1e308, "x" * 5000, "weight_decay", "steps"])),
    lambda inner: st.one_of(st.lists(inner, max_size=4),
                            st.dictionaries(st.text(max_size=5), inner, max_size=3)), max_leaves=6)


@pytest.fixture(scope="module", params=[ShellToy, TeacherStudentLab])
def lab(request):
    made = request.param(driver="here")
    made.start_of = full(made)
    yield made
    made.close()


def full(lab):
    """Content with all that a link can hold."""
    wanted = {name: lab.settings[name] for name in lab.view_state.view.uses}
    segment = [0, wanted, [[3, "weight_decay", [0.2]], [7, "weight_decay", [0.1]]]]
    content = permalink.read(lab.link())
    question = next((guess.key for guess in lab.view_state.view.guesses), None)
    panels = {"guess": {"first": False, "key": question, "guess": "never"},
              "compare": [[lab.view, [segment]]], "guide": 1}
    has = [panel.key for panel in lab.panels]
    return content | {"run": [segment], "at": 5, "compare": ["weight_decay", 3], "panels": {
        key: kept for key, kept in panels.items() if key in has}}


def places(value, path=()):
    """Every place in nested content."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(
        value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def changed(content, path, how, value):
    content = copy.deepcopy(content)
    if not path:
        return value
    *way, last = path
    inside = content
    for key in way:
        inside = inside[key]
    if how == "drop":
        del inside[last]
    elif how == "twice" and isinstance(inside, list):
        inside.append(copy.deepcopy(inside[last]))
    elif how == "more" and isinstance(inside, dict):
        inside["more"] = value
    else:
        inside[last] = value
    return content


def state(lab):
    return lab.settings, lab.view, lab.comparing, lab.runs


def test_the_whole_of_it_is_read(lab):
    lab.open_link(f"grokviz:{permalink.write(lab.start_of)}")
    assert lab.comparing == "weight_decay"
    assert len(lab.view_state.runner._script.segments[0].changes) == 2
    lab.comparing = None


@settings(QUIET, max_examples=100)
@given(data=st.data())
def test_content_that_is_signed_again_is_checked(lab, data):
    path = data.draw(st.sampled_from(list(places(lab.start_of))))
    how = data.draw(st.sampled_from(["put", "put", "drop", "twice", "more"]))
    content = changed(lab.start_of, path, how, data.draw(plain))
    before = state(lab)
    if answer(lambda: lab.open_link(f"grokviz:{permalink.write(content)}") or True) is None:
        assert state(lab) == before
    assert lab.table.check(lab.settings) == lab.settings


@settings(QUIET, max_examples=80)
@given(body=st.one_of(st.binary(max_size=40), st.text(max_size=40).map(str.encode),
                      st.sampled_from([b"[" * 70_000, b'{"a":' * 9000, b"1" * 6000, b"NaN", b"5",
                                       b"[]", b'"x"', b"null", b"\xff", b'{"lab": 5}'])))
def test_whatever_is_signed_is_refused_as_a_link(body):
    import base64
    text = base64.urlsafe_b64encode(body).decode().rstrip("=")
    with soon(), pytest.raises(LinkError):
        permalink.read(f"grokviz:1.{text}.{permalink._check(text)}")


@settings(QUIET, max_examples=100)
@given(data=st.data())
def test_any_text_is_read_or_refused(lab, data):
    code = f"grokviz:{permalink.write(lab.start_of)}"
    short = "?alpha=2&wd=0.3&seed=1"
    pieces = st.one_of(st.text(max_size=6), st.sampled_from(
        [code, short, "%25" * 9, "&amp;", "&#173;", "\u00ad", "\n> ", "=", "?", "&", "grokviz:",
         "%", "urlpath=", quote(code, safe=""), html.escape(short), "1.", "lab=", "view=",
         "step=9"]))
    text = "".join(data.draw(st.lists(pieces, max_size=5)))
    answer(lambda: lab.open_link(text) or True)


@pytest.mark.parametrize("text", [
    "?alpha=%" + "25" * 200_000, "%" * MOST, "&amp;" * (MOST // 5), "> " * (MOST // 2),
    "?" + "a=1&" * (MOST // 4), "grokviz:" + "1" * (MOST - 8), "=" * MOST,
    "?urlpath=" + "%3Furlpath%3D" * 6000, " " * MOST, "a= " * (MOST // 3),
    "&#x26;" * (MOST // 6), "\n>" * (MOST // 2)])
def test_a_long_text_is_answered_at_once(text):
    with soon(2), pytest.raises(LinkError):
        permalink.read(text)
