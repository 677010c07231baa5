"""Work aside: one torch thread there, nothing changed here."""

import threading

import numpy as np
import pytest
import torch
from numpy.testing import assert_array_equal

from grokviz.engines.streaming.threads import alone, aside, one_torch_thread
from grokviz.recipes.digits import grokking


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


def test_without_denormals_a_run_ends_at_the_same_weights(monkeypatch):
    """Units without a gradient leave denormals in Adam's memory; nothing above 1e-30 differs."""
    def end():
        run = grokking(n_train=60, width=12, batch_size=20, steps=1200, records=[1200],
                       learning_rate=0.03)
        *_, state = (s.state() for s in run.start({}) if s is not None)
        return {k: v for k, v in state.items() if k[:2] in ("pa", "m/", "v/")}

    flushed = end()
    monkeypatch.setattr(torch, "set_flush_denormal", lambda on: None)
    kept = end()
    small = {k: (v != 0) & (abs(v) < np.finfo(np.float32).tiny) for k, v in kept.items()}
    assert small["m/W1"].sum() > 100 and not any(v.any() for k, v in small.items() if k[0] == "p")
    for name, value in kept.items():            # processors differ in when they reach a denormal
        seen = np.maximum(abs(value), abs(flushed[name])) > 1e-30
        assert seen.any() or name[0] == "v"
        assert_array_equal(flushed[name][seen], value[seen], err_msg=name)


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
