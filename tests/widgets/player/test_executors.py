"""The same player and the same lab under each driver, and how one is chosen."""

import asyncio
import importlib.util
import sys

import numpy as np
import pytest
from widgets.standin import SETTINGS, counting, lab
from widgets.waiting import PATIENCE, threads

from grokviz.recording import record
from grokviz.widgets.lab import render_loop
from grokviz.widgets.player import executors
from grokviz.widgets.player.player import Player


def in_a_loop(work):
    """Run a coroutine function, as a cell of a kernel is: with its event loop running."""
    asyncio.run(asyncio.wait_for(work(), PATIENCE))


async def until(condition):
    while not condition():
        await asyncio.sleep(0.002)


def wanted(**settings):
    return SETTINGS.defaults() | settings


def test_slices_give_the_record_that_a_thread_gives():
    async def work():
        player, before = Player(driver="asyncio"), threads()
        player.start(counting(wanted()))
        assert player.state == "running" and threads() == before
        await until(lambda: player.state == "finished")
        want = record(counting(wanted()), progress=False)
        np.testing.assert_array_equal(player.record.values["value"], want.values["value"])

    in_a_loop(work)


def test_slices_pause_and_go_on_and_stop():
    async def work():
        player = Player(driver="asyncio")
        player.start(counting(wanted(steps=1000), beats=500), budget=3)
        await until(lambda: player.state == "paused")
        assert len(player.record.steps) == 3
        player.resume()
        await until(lambda: len(player.record.steps) > 5)
        player.stop()
        assert player.state == "stopped" and len(player.record.steps) < 1001

    in_a_loop(work)


def test_the_loop_answers_while_slices_work():
    async def work():
        player, answers = Player(driver="asyncio"), []
        player.start(counting(wanted(steps=1000), beats=200))
        while player.state == "running":
            await asyncio.sleep(0)
            answers.append(len(player.record.steps) if player.record else 0)
        assert len(set(answers)) > 3            # seen at several moments, not only at the end

    in_a_loop(work)


def test_whoever_waits_for_slices_does_what_is_left():
    async def work():
        player = Player(driver="asyncio")
        player.start(counting(wanted()))
        player.wait_for_first()
        assert len(player.record.steps) >= 1
        player.wait()
        assert player.state == "finished"

    in_a_loop(work)


def test_a_lab_in_slices_trains_and_paints(monkeypatch):
    monkeypatch.setenv("GROKVIZ_HEADLESS", "")
    monkeypatch.setattr(render_loop, "has_browser", lambda widget: True)

    async def work():
        before = threads()
        made = lab(driver="asyncio", pace=None)
        made.frames.sent.observe(lambda c: setattr(made.frames.seen, "value", c.new), "value")
        made.frames.seen.value = made.frames.sent.value
        await until(lambda: made.view_state.player.state == "paused")        # at step 0, by itself
        made.transport.go.click()
        await until(lambda: made.view_state.player.state == "finished")
        await until(lambda: made.view_state.plots[0].shown[-1:] == [21])
        assert threads() == before
        assert made.run(scale=3).sweep["scale"][0] == 3         # a cell that waits
        made.close()

    in_a_loop(work)


def test_replay_plays_what_is_recorded_and_trains_nothing(monkeypatch):
    monkeypatch.setenv("GROKVIZ_HEADLESS", "")
    monkeypatch.setattr(render_loop, "has_browser", lambda widget: True)
    stored = record(counting(wanted()), progress=False)
    made = lab(stored=lambda: stored, driver="replay", pace=None)
    made.frames.sent.observe(lambda c: setattr(made.frames.seen, "value", c.new), "value")
    made.start()
    made.view_state.player.wait(PATIENCE)
    made.frames.flush()
    assert made.badge == "recorded" and made.view_state.player.state == "finished"
    np.testing.assert_array_equal(made.record.values["value"], stored.values["value"])
    made.scale = 3                              # can be set, but not trained
    made.frames.flush()
    assert "Install torch" in made.status
    np.testing.assert_array_equal(made.record.values["value"], stored.values["value"])
    made.close()


@pytest.mark.parametrize(("asked", "browser", "modules", "torch", "chosen"), [
    ("auto", True, [], True, "thread"),
    ("auto", False, [], True, "here"),
    ("auto", True, ["google.colab"], True, "asyncio"),
    ("auto", True, [], False, "replay"),
    ("replay", True, [], True, "replay"),
    ("asyncio", False, [], True, "here"),
])
def test_a_driver_is_chosen_by_what_there_is(monkeypatch, asked, browser, modules, torch, chosen):
    monkeypatch.setenv("GROKVIZ_HEADLESS", "0")
    for name in modules:
        monkeypatch.setitem(sys.modules, name, sys)
    if not torch:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert executors.choose(asked, browser) == chosen


def test_headless_is_here_whatever_is_asked(monkeypatch):
    monkeypatch.setenv("GROKVIZ_HEADLESS", "1")
    assert executors.choose("thread", True) == "here"


def test_an_unknown_driver_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="no driver 'tread'; did you mean 'thread'"):
        executors.choose("tread", True)


def test_the_interpreter_changes_hands_quickly_while_something_trains_and_no_longer():
    usual, seen = sys.getswitchinterval(), []
    both = [Player(lambda: seen.append(sys.getswitchinterval())) for _ in range(2)]
    for player in both:
        player.start(counting(SETTINGS.defaults()))
    for player in both:
        player.wait()
    assert min(seen) == pytest.approx(executors.BRISK) and min(seen) < usual
    assert sys.getswitchinterval() == usual
