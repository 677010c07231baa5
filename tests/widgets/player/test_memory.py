"""When what was freed is given back."""

import ctypes
import threading
import weakref
from types import SimpleNamespace

import pytest
from widgets.waiting import PATIENCE, until

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


@pytest.mark.parametrize("steps, ends", [(100, "finished"), (100_000, "stopped")])
def test_a_run_that_ended_gives_back_what_it_freed(asked, steps, ends):
    player = Player(driver="thread")
    player.start(slide(steps=steps))
    if ends == "stopped":
        player.wait_for_first()
        player.stop()
    player.wait(PATIENCE)
    assert player.state == ends and asked == [0.0]


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


def test_the_library_is_asked_for_few_arenas_and_to_give_back_all_it_can(monkeypatch):
    asked = []
    monkeypatch.setattr(memory, "_library", lambda: SimpleNamespace(
        mallopt=lambda *what: asked.append(what), malloc_trim=asked.append))
    memory.few_arenas()
    memory._trim()
    assert asked == [(-8, 2), 0]                # M_ARENA_MAX of glibc's malloc.h; keep nothing


def test_nobody_waits_for_memory_to_be_given_back(monkeypatch):
    at = []
    memory._aside(lambda: at.append(threading.current_thread()))
    until(lambda: at)
    assert at[0] is not threading.current_thread() and at[0].daemon

    def none(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Timer, "start", none)     # as in a browser's Python
    memory._aside(lambda: at.append(threading.current_thread()))
    assert at[1] is threading.current_thread()


@pytest.mark.parametrize("error", [OSError, TypeError, None])
def test_without_glibc_there_is_nothing_to_ask(error, monkeypatch):
    def opened(name):
        if error is not None:
            raise error
        return object()                         # a library without these functions

    monkeypatch.setattr(ctypes, "CDLL", opened)
    assert memory._library.__wrapped__() is None
    monkeypatch.setattr(memory, "_library", memory._library.__wrapped__)
    memory.few_arenas(), memory._trim(), memory.after_a_run()


class Circle:
    pass
