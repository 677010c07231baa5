"""Links as mail, course pages and other programs hand them over."""

from html import escape
from urllib.parse import quote

import pytest
from widgets.standin import SETTINGS

from grokviz.widgets.lab.serialization import pasted_link, permalink
from grokviz.widgets.lab.serialization.permalink import LinkError

CONTENT = {"lab": "counting", "view": "Run", "settings": SETTINGS.defaults(), "compare": None,
           "panels": {}}
CODE = permalink.write(CONTENT)
TEXT = f"grokviz:{CODE}"
SHORT = "?lab=counting&scale=3&decay=off"
ADDRESS = f"https://x.org/voila/render/counting.ipynb{SHORT}"
WANTED = {"lab": "counting", "typed": {"scale": "3", "decay": "off"}}


def broken(text, every, by):
    return by.join(text[i:i + every] for i in range(0, len(text), every))


@pytest.mark.parametrize("around", [
    "{}.", "{},", "({})", "“{}”", "<{}>", "see {} and more", "see {}, please!", "**{}**",
    "[a lab]({})", "\u200b{}\u200b", "\ufeff{}", "\n\n> {}\n> Best", "{}\nBest regards", "“{}”,"])
def test_the_text_round_a_link_is_left_out(around):
    assert permalink.read(around.format(TEXT)) == CONTENT
    assert permalink.read(around.format(f"https://x.org/a.ipynb?grokviz={CODE}")) == CONTENT
    for short in (SHORT, ADDRESS):
        assert permalink.read(around.format(short)) == WANTED


@pytest.mark.parametrize("by", ["\n", " \n", "\r\n", "=\n", "\n> ", "\n>> ", "\n&gt; ", "\u00ad",
                                "\u200b", "&shy;", "&#8203;", "&#xAD;", " \n> "])
def test_what_was_put_into_a_whole_link_is_taken_out(by):
    assert permalink.read(broken(TEXT, 60, by)) == CONTENT


@pytest.mark.parametrize("text", [
    escape(SHORT), escape(escape(SHORT)), SHORT.replace("=", "\u00ad="), quote(SHORT, safe=""),
    SHORT.replace("&", " \n&"), SHORT.replace("&", "&\n"), f"> {SHORT}", SHORT.upper().replace(
        "OFF", "off").replace("COUNTING", "counting"), f"{SHORT}#top", f"{SHORT}&theme=dark",
    f"https://x.org/?urlpath={quote(f'voila/render/counting.ipynb{SHORT}', safe='')}"])
def test_so_it_is_with_a_short_one(text):
    found = permalink.read(text)
    meant = permalink.meant(found["typed"], SETTINGS)
    assert found["lab"] == "counting" and meant == {"settings": {"scale": "3", "decay": "off"}}


def test_a_plus_is_a_plus_and_in_places_a_space():
    from grokviz.recipes.modular_addition import SETTINGS as sums
    from grokviz.recipes.toy_addition import SETTINGS as plane

    for typed in ("l1+l2", "l1%2Bl2", "L1%20L2"):
        read = permalink.read(f"?penalty={typed}&steps=1e+5")
        found = permalink.meant(read["typed"], sums)["settings"]
        assert sums.check(found) == {"penalty": "l1+l2", "steps": 100_000}
    found = permalink.meant(permalink.read("?starts=4+0.2;3+0.1")["typed"], plane)["settings"]
    assert plane.check(found) == {"starts": "4 0.2; 3 0.1"}


def test_a_setting_is_named_once():
    from grokviz.recipes.teacher_student import SETTINGS as table

    for text, says in (("?alpha=1&init_scale=2", "alpha and init_scale are the same setting; name"),
                       ("?alpha=1&alpha=1", "alpha is named twice"),
                       ("?alpha=1&ALPHA=2", "ALPHA is named twice"), ("?lab=a&lab=b", "lab is")):
        with pytest.raises(LinkError, match=says):
            permalink.meant(permalink.read(text)["typed"], table)


def test_a_text_that_is_too_long_is_not_looked_at():
    with pytest.raises(LinkError, match="has 400,008 letters, and a link at most 100,000"):
        permalink.read("?alpha=%" + "25" * 200_000)
    with pytest.raises(LinkError, match="too long for a setting"):
        permalink.read("?alpha=" + "1" * 1000)
    assert len(pasted_link.cleaned("&amp;" * 20_000)) == 20_000


@pytest.mark.parametrize("wrong", [5, None, b"?alpha=2", ["?alpha=2"], {}])
def test_what_is_no_text_is_no_link(wrong):
    with pytest.raises(LinkError, match="is no link; paste one that begins with grokviz:"):
        permalink.read(wrong)
