"""Visitors of pages, with a kernel manager that only keeps count; real ones are in browser/."""

import asyncio
from types import SimpleNamespace

import pytest

visitors = pytest.importorskip(
    "grokviz.serving.visitors", reason="no server of pages without [lab]")


class Kernels(dict):
    """Name -> connections; the order in which kernels were ended."""

    def __init__(self, **connections):
        super().__init__(connections)
        self.ended = []

    def kernel_model(self, name):
        return {"connections": self[name]}

    async def shutdown_kernel(self, name, now):
        assert now
        del self[name]
        self.ended.append(name)


@pytest.fixture
def clock(monkeypatch):
    """Seconds that only pass when they are waited for."""
    now = [100.0]

    async def sleep(seconds):
        now[0] += seconds

    monkeypatch.setattr(visitors.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(visitors.asyncio, "sleep", sleep)
    monkeypatch.setattr(
        visitors, "PeriodicCallback", lambda *_: SimpleNamespace(start=lambda: None))
    return now


def enter(here, kernel, sent=True):
    visit = asyncio.run(here.enter())
    visit.kernel = kernel
    if sent:
        here.sent(visit)
    return visit


def test_a_kernel_ends_when_nobody_has_been_connected_for_a_while(clock):
    kernels = Kernels(a=1, b=0, c=0)
    here = visitors.Visitors(kernels, 9)
    for name in kernels:
        enter(here, name)
    clock[0] += visitors.GRACE - 1
    asyncio.run(here.look())
    assert not kernels.ended
    kernels["c"] = 1                                    # back in time
    clock[0] += 2
    asyncio.run(here.look())
    assert kernels.ended == ["b"] and [v.kernel for v in here.visits] == ["a", "c"]
    assert visitors.GRACE + visitors.LOOK < 30


def test_a_page_that_is_still_being_made_is_left_alone(clock):
    here = visitors.Visitors(Kernels(a=0), 9)
    visit = enter(here, "a", sent=False)
    clock[0] += 10 * visitors.GRACE
    asyncio.run(here.look())
    assert here.visits == [visit] and "a" in here.kernels


def test_there_is_a_greatest_number_and_a_place_that_is_left_is_free_at_once(clock):
    here = visitors.Visitors(Kernels(a=1, b=1), 2)
    enter(here, "a"), enter(here, "b")
    began = clock[0]
    assert asyncio.run(here.enter()) is None and clock[0] - began < 5
    assert asyncio.run(here.end("a")) and here.kernels.ended == ["a"]
    assert not asyncio.run(here.end("a"))               # nor twice, nor a kernel of somebody else
    assert asyncio.run(here.enter()) is not None


def test_connections_are_looked_at_by_themselves_from_the_first_visitor_on(clock, monkeypatch):
    begun = []
    monkeypatch.setattr(visitors, "PeriodicCallback", lambda work, milliseconds: SimpleNamespace(
        start=lambda: begun.append((work, milliseconds))))
    here = visitors.Visitors(Kernels(a=0, b=0), 9)
    assert begun == []
    enter(here, "a"), enter(here, "b")
    assert begun == [(here.look, 1000 * visitors.LOOK)]         # once for all of them


def test_who_waits_gets_a_place_that_is_left_meanwhile(clock, monkeypatch):
    """A page that is loaded again leaves its place just before it asks for one."""
    here = visitors.Visitors(Kernels(a=1), 1)
    enter(here, "a")

    async def sleep(seconds):
        clock[0] += seconds
        await here.end("a")

    monkeypatch.setattr(visitors.asyncio, "sleep", sleep)
    assert asyncio.run(here.enter()) is not None and len(here.visits) == 1


def test_who_waits_gets_the_place_of_who_has_been_gone_for_some_seconds(clock):
    here = visitors.Visitors(Kernels(a=0), 1)
    enter(here, "a")
    clock[0] += visitors.YIELDS + 1
    assert asyncio.run(here.enter()) is not None and here.kernels.ended == ["a"]


def test_a_page_whose_kernel_never_started_leaves_its_place(clock):
    here = visitors.Visitors(Kernels(), 1)
    enter(here, "")
    assert asyncio.run(here.enter()) is not None


@pytest.mark.parametrize("free, wanted", [
    (3_100_000_000, 10), (700_000_000, 2), (1, 1), (None, 1)])
def test_the_greatest_number_comes_from_the_free_memory(free, wanted, monkeypatch):
    monkeypatch.setattr(visitors.memory, "available", lambda: free)
    assert visitors.greatest_number() == wanted
