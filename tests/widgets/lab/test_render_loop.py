"""The painter: its thread, its timing, its reports of errors. The browser's part is played here."""

import threading
import time

import pytest
from widgets.waiting import PATIENCE, threads, until

from grokviz.widgets.lab import render_loop
from grokviz.widgets.lab.render_loop import RenderLoop


@pytest.fixture
def make(monkeypatch):
    made = []
    monkeypatch.setenv("GROKVIZ_HEADLESS", "")

    def make(paint=lambda: None, report=lambda error: None, browser=True):
        monkeypatch.setattr(render_loop, "has_browser", lambda widget: browser)
        made.append(RenderLoop(paint, report, "thread"))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_without_a_kernel_work_is_done_at_once_and_nothing_is_painted_unasked(make):
    painted, done = [], []
    painter = make(lambda: painted.append(1), browser=False)
    painter.post(lambda: done.append(threading.current_thread()))
    painter.wake()
    assert done == [threading.current_thread()] and not painted
    painter.flush()
    assert painted == [1] and painter.here


def test_one_thread_does_all_the_work_and_the_painting(make):
    who = set()
    painter = make(lambda: who.add(threading.current_thread()))
    painter.post(lambda: who.add(threading.current_thread()))
    assert painter.call(lambda: 7) == 7
    until(lambda: painter.sent.value >= 1)
    assert len(who) == 1 and threading.current_thread() not in who and not painter.here


def test_it_paints_no_more_than_two_frames_ahead_of_the_browser(make):
    painted = []
    painter = make(lambda: painted.append(1))

    def news(n):
        for _ in range(n):
            painter.wake()
            time.sleep(1.2 / render_loop.FPS)

    news(6)
    assert len(painted) == render_loop.AHEAD
    painter.seen.value = painter.sent.value             # the browser answers
    until(lambda: len(painted) == render_loop.AHEAD + 1)     # the newest of what was missed
    assert painter.answers == 1


def test_the_browser_is_asked_now_and_then_and_not_at_every_frame(make, monkeypatch):
    monkeypatch.setattr(render_loop, "ASK", 1e9)
    painted = []
    painter = make(lambda: painted.append(1))
    painter.sent.observe(lambda change: setattr(painter.seen, "value", change.new), "value")
    for _ in range(5):
        painter.flush()
    assert len(painted) == 5 and painter.sent.value == painter.answers == 1
    monkeypatch.setattr(render_loop, "ASK", 0.0)
    for _ in range(3):
        painter.flush()
    assert painter.sent.value == painter.answers == 4


def test_work_is_done_even_if_nobody_looks(make):
    done, painter = [], make()
    for _ in range(5):
        painter.flush()
    painter.post(lambda: done.append(1))
    until(lambda: done)


def test_of_work_with_one_key_the_newest_is_done(make):
    done, hold = [], threading.Event()
    painter = make()
    painter.post(lambda: hold.wait(PATIENCE))
    for i in range(5):
        painter.post(lambda i=i: done.append(i), key="slider")
    painter.post(lambda: done.append("other"))
    hold.set()
    until(lambda: len(done) == 2)
    assert done == [4, "other"]


def test_errors_are_reported_and_the_painter_lives_on(make):
    told, broken = [], [True]

    def paint():
        if broken.pop():
            raise ZeroDivisionError("paint")

    painter = make(paint, told.append)
    painter.post(lambda: 1 / 0)
    until(lambda: len(told) == 2)
    assert {type(e) for e in told} == {ZeroDivisionError}
    broken.append(False)
    assert painter.call(lambda: "alive") == "alive"
    with pytest.raises(KeyError):
        painter.call(lambda: {}["missing"])


def test_a_closed_painter_leaves_no_thread(make):
    before = threads()
    painter = make()
    painter.close()
    assert threads() == before
    assert painter.call(lambda: 3) == 3
