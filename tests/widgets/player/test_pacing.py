"""The pace against sums taken step by step."""

import time

import numpy as np
import pytest

from grokviz.widgets.player.pacing import Clock, in_words, time_between


def test_the_pace_is_even_over_decades_and_owes_nothing(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    clock = Clock()
    for step in range(11):
        assert clock.hold(step, 2.0) <= now[0]          # the first ten steps are free
    now[0] = clock.hold(100, 2.0)
    assert now[0] == pytest.approx(102, abs=0.11)
    now[0] += 1000                                      # a pause
    assert clock.hold(1000, 2.0) == pytest.approx(now[0] + 2, abs=0.11)
    assert clock.hold(10_000, None) < now[0] + 2.2      # full speed adds nothing


def test_time_left_takes_the_slower_of_machine_and_pace():
    assert time_between(0, 1000, 100, None) == pytest.approx(10)
    assert time_between(10, 1000, 1e9, 1.0) == pytest.approx(2)
    both = time_between(10, 10_000, 1000, 1.0)
    steps = np.arange(10, 10_000)
    assert both == pytest.approx(np.maximum(1e-3, np.log10((steps + 1) / steps)).sum(), rel=1e-3)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (42.3, "42 s"), (300, "5 min"), (9000, "2.5 h")]
)
def test_in_words(seconds, said):
    assert in_words(seconds) == said
