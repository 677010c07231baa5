"""Work aside: one torch thread there, nothing changed here."""

import threading

import pytest
import torch

from grokviz.engines.streaming.threads import alone, aside, one_torch_thread


def names():
    return [t.name for t in threading.enumerate() if t.name.startswith("grokviz-block")]


def test_torch_has_one_thread_there_and_as_many_as_before_here():
    before = torch.get_num_threads()
    assert alone(torch.get_num_threads) == 1 and torch.get_num_threads() == before
    pools = one_torch_thread(2)
    assert [p.submit(torch.get_num_threads).result() for p in pools] == [1, 1]
    for pool in pools:
        pool.shutdown()
    assert names() == []


def test_denormals_are_zero_there_and_stay_what_they_are_here():
    def tiny():
        return float(torch.tensor([1e-30]) * torch.tensor([1e-10]))

    assert alone(tiny) == 0 and tiny() > 0


def test_a_failure_comes_through_and_the_thread_ends():
    with pytest.raises(ZeroDivisionError):
        alone(lambda: 1 / 0)
    assert names() == []


def test_a_stream_aside_is_the_stream_and_closing_it_closes_both():
    closed = []

    def count():
        try:
            for i in range(10):
                yield i, threading.current_thread().name
        finally:
            closed.append(True)

    got = list(aside(count()))
    assert [i for i, _ in got] == list(range(10)) and "grokviz-block" in got[0][1]
    stream = aside(count())
    next(stream)
    stream.close()
    assert closed == [True, True] and names() == []
