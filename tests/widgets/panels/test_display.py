"""Language and motion, on the lab that counts."""

import pytest
from widgets.standin import lab

from grokviz import i18n
from grokviz.widgets import environment
from grokviz.widgets.lab import render_loop
from grokviz.widgets.panels.display import Display


@pytest.fixture
def page():
    made = lab(panels=(Display,))
    made.pages.turn_to("Display")
    yield made.panels[0]
    made.close()
    environment.reduced(False)
    i18n.language("en")


def test_less_motion_is_remembered_by_later_labs(page):
    assert page.lab.frames.fps == render_loop.FPS
    page.still.value = True
    assert page.lab.frames.fps == render_loop.STILL
    later = lab(panels=(Display,))
    assert later.frames.fps == render_loop.STILL and later.panels[0].still.value
    later.panels[0].still.value = False
    assert later.frames.fps == render_loop.FPS and not environment.reduced()
    later.close()


def test_the_language_holds_for_later_labs(page):
    page.language.value = "zh"
    assert i18n.language() == "zh" and "Run the cell again" in page.hint.value
    later = lab(panels=(Display,))
    assert later.panels[0].language.value == "zh"
    later.close()
