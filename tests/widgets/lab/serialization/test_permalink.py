"""Links as text: what is written is read, and what was damaged is refused with a sentence."""

import base64
import json
from urllib.parse import quote

import pytest
from widgets.standin import SETTINGS

from grokviz.widgets.lab.serialization import permalink
from grokviz.widgets.lab.serialization.permalink import LinkError

CONTENT = {
    "lab": "counting", "view": "Run", "settings": SETTINGS.defaults() | {"scale": 1 / 3},
    "compare": ["decay", 4], "panels": {"guess": {"t_test": 1e4, "why": "λ is ‘small’"}},
    "run": [[0, {"scale": 2.0, "decay": [0.0, 0.1]}, [[3, "decay", [0.2, 0.4]]]]], "at": 7,
}
CODE = permalink.write(CONTENT)


def test_the_middle_of_a_link_is_json_in_base64url():
    version, body, check = CODE.split(".")
    assert version == "1" and len(check) == 8
    assert json.loads(base64.urlsafe_b64decode(body + "===")) == CONTENT
    assert set(CODE) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@pytest.mark.parametrize("form", ["text", "voila", "binder"])
@pytest.mark.parametrize("around", ["{}", "  {}\n", '"{}"', "<{}>"])
def test_every_form_reads_back_the_same(form, around):
    assert permalink.read(around.format(permalink.formed(CONTENT, SETTINGS, form))) == CONTENT


def test_it_is_found_in_addresses_and_over_the_lines_of_a_letter():
    host = "https://hub.example/user/me/"
    page = f"{host}voila/render/counting.ipynb?theme=dark&grokviz={CODE}#x"
    assert permalink.read(page) == CONTENT
    binder = permalink.formed(CONTENT, SETTINGS, "binder")
    assert permalink.read(f"{host}v2/gh/who/what/HEAD{binder}") == CONTENT
    cut = "\n> ".join([CODE[:50], CODE[50:]]).replace(">", "")
    assert permalink.read(f"grokviz:{cut}") == CONTENT


@pytest.mark.parametrize("keep", [0, 1, 2, 3, 40, len(CODE) - 9, len(CODE) - 8, len(CODE) - 1])
def test_a_link_that_was_cut_says_so(keep):
    with pytest.raises(LinkError, match="is cut off; copy it again"):
        permalink.read(f"grokviz:{CODE[:keep]}")


@pytest.mark.parametrize("at", [2, 30, len(CODE) - 3])
def test_a_link_that_was_edited_says_so(at):
    edited = CODE[:at] + ("A" if CODE[at] != "A" else "B") + CODE[at + 1:]
    with pytest.raises(LinkError, match="was changed after it was copied"):
        permalink.read(f"grokviz:{edited}")


def test_a_link_without_its_beginning_was_changed():
    for text in (CODE.replace("1.", "", 1), "one" + CODE[1:]):
        with pytest.raises(LinkError, match="was changed after it was copied"):
            permalink.read(f"grokviz:{text}")


def test_a_link_of_a_newer_version_says_what_to_type():
    for newer in (f"2{CODE[1:]}", "12.a-new.layout.altogether", "2"):
        with pytest.raises(LinkError, match="newer grokviz .* pip install --upgrade grokviz"):
            permalink.read(f"grokviz:{newer}")


@pytest.mark.parametrize("text", ["", "  ", "hello", "https://example.org/", "?"])
def test_what_is_no_link_says_how_one_looks(text):
    with pytest.raises(LinkError, match=r"is no link; .*\?alpha=2&wd=0.1"):
        permalink.read(text)


def test_a_short_link_says_only_what_is_not_its_default():
    text = permalink.write_short(CONTENT | {"at": None}, SETTINGS)
    assert text == "lab=counting&view=Run&compare=decay&runs=4&scale=0.3333333333333333"
    found = permalink.read(f"?{text}&step=7")
    assert found.pop("lab") == "counting"
    meant = permalink.meant(found["typed"], SETTINGS)
    assert float(meant.pop("settings")["scale"]) == 1 / 3
    assert meant == {"view": "Run", "compare": ["decay", 4], "at": 7}


@pytest.mark.parametrize("text", [
    "scale=3&decay=off", "?scale=3&decay=off", "https://x.org/voila/render/counting.ipynb?"
    "scale=3&decay=off", "?urlpath=" + quote("voila/render/counting.ipynb?scale=3&decay=off", ""),
])
def test_a_short_link_is_typed_alone_or_behind_an_address(text):
    found = permalink.read(text)
    assert found["typed"] == {"scale": "3", "decay": "off"}
    assert found["lab"] == ("counting" if "counting" in text else "")


@pytest.mark.parametrize("typed, sentence", [
    ({"scael": "2"}, "no setting 'scael'; did you mean 'scale'"),
    ({"step": "late"}, "step is 'late'; give a whole number"),
    ({"compare": "scale", "runs": "few"}, "runs is 'few'; give a whole number"),
])
def test_what_a_short_link_may_not_say_gets_a_sentence(typed, sentence):
    with pytest.raises(LinkError, match=sentence):
        permalink.meant(typed, SETTINGS)
