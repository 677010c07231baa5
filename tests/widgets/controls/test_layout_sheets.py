"""Views that are other pictures of the same run, and runs that are kept: on the lab that counts."""

import pytest
from widgets.standin import SETTINGS, Counting, Plot, counting, seen_on_stage

from grokviz.recording import record
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.panels.compare import Compare

KEPT = SETTINGS.defaults() | {"scale": 5.0}


def kept(wanted):
    return (record(counting(KEPT), progress=False), "kept here") if wanted == KEPT else None


@pytest.fixture
def lab():
    made = Counting(SETTINGS, {
        "Run": View(pictures=lambda: [Plot(), Plot()], experiment=counting, uses=tuple(SETTINGS),
                    words=lambda record, state: state, branch=("scale",), hot=("decay",),
                    more={"Close": lambda: [Plot()], "Far": lambda: [Plot()] * 1},
                    measures={"end": lambda record: record.values["value"][-1]}, apart="value",
                    kept=kept),
        "Other": View(pictures=lambda: [Plot()], experiment=lambda wanted: counting(
            {"decay": 0.0, "rate": 1e-3} | dict(wanted)), uses=("scale", "steps"),
            words=lambda record, state: state),
    }, seed="seed", panels=(Compare,))
    yield made
    made.close()


def test_a_view_more_is_a_button_and_other_pictures_of_the_same_run(lab):
    assert list(lab.transport.views) == ["Run", "Close", "Far", "Other"]
    run = lab.run()
    lab.view = "Close"
    lab.frames.flush()
    assert lab.record.steps[-1] == run.steps[-1] and len(lab.view_state.plots) == 1
    assert lab.view_state.plots[0].shown[-1] == 21
    assert seen_on_stage(lab) == [lab.view_state.box]
    lab.view = "Run"
    assert len(lab.view_state.plots) == 2 and lab.view_state is lab.view_states["Close"]


def test_only_the_pictures_in_front_are_drawn_and_the_others_when_they_come(lab):
    lab.view = "Close"
    close, first = lab.view_state.plots[0], lab.view_state.sheets[""].plots[0]
    lab.run()
    assert close.shown[-1] == 21 and not first.shown
    lab.view = "Run"
    lab.frames.flush()
    assert first.shown[-1] == 21


def test_pins_and_branches_are_drawn_in_every_view_of_the_run(lab):
    lab.run()
    lab.view = "Close"
    lab.pages.turn_to("Compare")
    lab.panels[0].pin_it.click()
    lab.run(decay=0.3)
    for name in ("Close", "Run"):
        lab.view = name
        assert "1" in lab.view_state.plots[0].names
        assert len(lab.panels[0]._mine()) == 1
    lab.view = "Other"
    assert lab.panels[0]._mine() == []


def test_a_link_leads_to_the_view_and_its_run(lab):
    lab.run(scale=3)
    lab.view = "Close"
    link = lab.link()
    lab.view, lab.scale = "Run", 2
    lab.open_link(link)
    assert lab.view == "Close" and lab.scale == 3


def test_a_kept_run_is_shown_instead_of_trained_and_says_where_it_is_from(lab):
    lab.run()
    lab.scale = 5
    lab.frames.flush()
    assert lab.badge == "recorded" and lab.record.values["value"][0] == 5
    assert lab.view_state.since() == "kept here" and lab.view_state.asked == lab.wanted
    assert len(lab.view_state.plots[0].ghosts) == 1          # the run before
    lab.start()
    assert lab.view_state.player.state != "recorded"
    lab.run(scale=4)
    assert lab.badge == "live" and lab.view_state.since() == "trained here, just now"
