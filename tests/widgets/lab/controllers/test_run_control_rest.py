"""Paused runs in the views of a lab: nobody works on them, and they can be gone on with."""

import pytest
from numpy.testing import assert_array_equal
from widgets.standin import counting, lab
from widgets.waiting import threads, until

from grokviz.recording import record
from grokviz.widgets.lab import render_loop
from grokviz.widgets.player.executors import Threads


@pytest.fixture
def made(monkeypatch):
    monkeypatch.delenv("GROKVIZ_HEADLESS", raising=False)
    monkeypatch.setattr(render_loop, "has_browser", lambda widget: True)
    monkeypatch.setattr(Threads, "rest", 0.02)
    made = lab(driver="thread", pace=None)
    yield made
    made.close()


def test_views_that_were_left_have_no_thread_and_go_on_to_the_same_end(made):
    alone = threads()                           # the painter is one
    for _ in range(5):
        for view in ("Run", "Other"):
            made.view = view
            made.step(2)
            until(lambda: made.view_state.player.state == "paused")
    players = [made.view_states[view].player for view in ("Run", "Other")]
    until(lambda: all(player.resting for player in players))
    until(lambda: threads() <= alone)
    assert all(len(player.record.steps) >= 10 for player in players)
    made.view = "Run"
    made.start()
    made.view_state.player.wait()
    want = record(counting(made.wanted), progress=False)
    assert_array_equal(made.record.values["value"], want.values["value"])
    assert_array_equal(made.record.steps, want.steps)
    assert made.record.changes == () and players[1].resting
