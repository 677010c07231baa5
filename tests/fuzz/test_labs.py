"""Strange values for every setting of every lab: the lab says what is wrong and stays as it was."""

import importlib
from pathlib import Path

import pytest
from fuzz.strange import QUIET, answer, nothing_left_behind, strange, within
from hypothesis import given, settings
from hypothesis import strategies as st

import grokviz as gv
from grokviz.labs import LABS

ROOT = Path(gv.__file__).parent


@pytest.fixture(scope="module", params=LABS)
def lab(request):
    kind = getattr(importlib.import_module(f"grokviz.labs.{request.param}.lab"),
                   LABS[request.param])
    made = kind(driver="here")
    yield made
    made.close()


def whole(lab):
    """True if all settings of the lab are within their bounds."""
    return lab.table.check(lab.settings) == lab.settings and lab.view in lab.view_states


@settings(QUIET, max_examples=30)
@given(data=st.data())
def test_a_setting_takes_what_its_table_takes_and_nothing_else(lab, data):
    name = data.draw(st.sampled_from(list(lab.table)))
    value = data.draw(st.one_of(within(lab.table[name]), strange))
    before = lab.settings
    with nothing_left_behind(ROOT):
        if answer(lambda: lab.update({name: value}) or True, list(lab.table)) is None:
            assert lab.settings == before
    assert whole(lab)


@settings(QUIET, max_examples=30)
@given(data=st.data())
def test_so_do_its_other_traits_and_calls(lab, data):
    value, names = data.draw(strange), list(lab.table)
    before = lab.settings, lab.view, lab.comparing, lab.runs
    calls = {
        "view": lambda: setattr(lab, "view", value), "runs": lambda: setattr(lab, "runs", value),
        "comparing": lambda: setattr(lab, "comparing", value),
        "pace": lambda: setattr(lab, "pace", value), "guess": lambda: setattr(lab, "guess", value),
        "settings": lambda: lab.update(value), "preset": lambda: lab.preset(value),
        "form": lambda: lab.link(value), "step": lambda: lab.go_to(value),
        "link": lambda: lab.open_link(value), "steps": lambda: gv.guide(lab, value),
    }
    name = data.draw(st.sampled_from(list(calls)))
    with nothing_left_behind(ROOT):
        said = [name, *names, "run", "a step", "setting", "guide"]
        if answer(lambda: calls[name]() or True, said) is None:
            assert (lab.settings, lab.view, lab.comparing, lab.runs) == before
    assert whole(lab)
