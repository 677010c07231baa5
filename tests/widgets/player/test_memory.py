"""When what was freed is given back."""

import weakref

import pytest
from widgets.waiting import until

from grokviz.recipes.shell_toy import slide
from grokviz.widgets.player import memory
from grokviz.widgets.player.executors import Threads
from grokviz.widgets.player.player import Player


@pytest.fixture
def asked(monkeypatch):
    """Seconds after which memory is to be given back, of each time that this was asked for."""
    waits = []
    monkeypatch.setattr(memory, "_library", lambda: object())
    monkeypatch.setattr(memory, "_aside", lambda work, wait=0.0: waits.append(wait))
    monkeypatch.setattr(memory, "_trimmed", -memory.OFTEN)
    return waits


def test_the_last_run_of_a_drag_is_given_back_too(asked, monkeypatch):
    for now, wanted in ((100.0, [0.0]), (101.0, [0.0, memory.OFTEN - 1]),
                        (102.0, [0.0, memory.OFTEN - 1]),               # that one does for both
                        (100 + 3 * memory.OFTEN, [0.0, memory.OFTEN - 1, 0.0])):
        monkeypatch.setattr(memory.time, "monotonic", lambda now=now: now)
        memory.after_a_run()
        assert asked == wanted


def test_a_run_that_is_paused_gives_back_what_it_freed(asked):
    Player(lambda: None, "here").pause()
    assert asked == [0.0]


def test_what_a_run_that_rests_leaves_in_circles_is_found_too(monkeypatch):
    works = []
    monkeypatch.setattr(memory, "_aside", lambda work, wait=0.0: works.append(work))
    monkeypatch.setattr(memory, "after_a_run", lambda: None)
    monkeypatch.setattr(Threads, "rest", 0.01)
    player = Player()
    player.start(slide(steps=200), budget=2)
    until(lambda: works)
    assert player.resting
    circle = Circle()
    circle.self, gone = circle, weakref.ref(circle)
    del circle
    works[0]()
    assert gone() is None
    player.stop()


class Circle:
    pass
