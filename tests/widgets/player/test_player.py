"""The player on experiments that count: no training, no widgets."""

import threading
import time

import numpy as np
import pytest
from widgets.waiting import PATIENCE, threads, until

from grokviz.divergence import Diverged
from grokviz.recording import Interrupted, record, replay
from grokviz.run import Change, Experiment, Snapshot
from grokviz.widgets.player.player import Player


def counting(steps=20, runs=2, gate=None, fail=None, beats=1):
    """Snapshots 0..steps with value = step; `gate` is asked before each, `fail` raised at the end.

    `closed` tells whether the stream was closed.
    """
    closed = threading.Event()

    def start(hot):
        try:
            for step in range(steps + 1):
                for _ in range(beats):
                    yield None
                if gate is not None:
                    assert gate.acquire(timeout=PATIENCE)
                changes = (Change(step, "decay", (hot["decay"],) * runs),) if "decay" in hot else ()
                yield Snapshot(step, {"loss": np.full(runs, float(step))}, changes)
            if fail:
                raise fail
        finally:
            closed.set()

    experiment = Experiment("count", {"steps": steps}, {"seed": np.arange(runs)}, start)
    object.__setattr__(experiment, "closed", closed)
    return experiment


@pytest.fixture
def player():
    player = Player()
    yield player
    player.stop()


def test_a_run_is_the_record_that_record_makes(player):
    player.start(counting())
    player.wait(PATIENCE)
    want = record(counting(), progress=False)
    assert player.state == "finished" and player.seconds_left is None
    np.testing.assert_array_equal(player.record.steps, want.steps)
    np.testing.assert_array_equal(player.record.values["loss"], want.values["loss"])


def test_empty_then_recorded_then_live(player):
    assert player.state == "empty" and player.record is None
    stored = record(counting(2), progress=False)
    player.load(stored)
    assert player.state == "recorded" and player.record is stored
    player.start(replay(stored))
    player.wait(PATIENCE)
    assert player.state == "finished" and list(player.record.steps) == [0, 1, 2]


def test_pause_asks_for_nothing_and_resume_goes_on(player):
    gate = threading.Semaphore(3)
    player.start(counting(gate=gate))
    until(lambda: player.record is not None and len(player.record.steps) == 3)
    player.pause()
    gate.release(1)                         # the one that was already asked for
    until(lambda: len(player.record.steps) == 4)
    gate.release(100)
    time.sleep(0.05)
    assert player.state == "paused" and len(player.record.steps) == 4
    player.resume()
    player.wait(PATIENCE)
    assert player.state == "finished" and len(player.record.steps) == 21


def test_step_takes_n_snapshots_and_pauses(player):
    player.start(counting(), budget=1)
    until(lambda: player.state == "paused")
    assert list(player.record.steps) == [0]
    player.step(3)
    until(lambda: player.state == "paused")
    assert list(player.record.steps) == [0, 1, 2, 3]
    player.step(10**6)
    player.wait(PATIENCE)
    assert player.state == "finished"


def test_stop_keeps_the_history_and_closes_the_stream(player):
    experiment = counting(steps=10**6, beats=0)
    player.pace = None
    player.start(experiment)
    until(lambda: player.record is not None)
    player.stop()
    n = len(player.record.steps)
    assert player.state == "stopped" and n > 0 and experiment.closed.is_set()
    time.sleep(0.02)
    assert len(player.record.steps) == n


def test_a_paused_run_can_be_stopped_and_a_new_start_stops_the_former(player):
    first = counting()
    player.start(first, budget=2)
    until(lambda: player.state == "paused")
    player.start(counting(steps=4))
    assert first.closed.is_set()
    player.wait(PATIENCE)
    assert player.record.steps[-1] == 4


@pytest.mark.parametrize("error", [ValueError("no"), Diverged(7, 0, np.nan, {})])
def test_a_failure_keeps_the_history_and_can_be_raised(player, error):
    player.start(counting(3, fail=error))
    player.wait(PATIENCE, raise_error=False)
    assert player.state == "failed" and player.error is error
    assert list(player.record.steps) == [0, 1, 2, 3]
    with pytest.raises(type(error)):
        player.wait()
    if isinstance(error, Diverged):
        assert list(error.record.steps) == [0, 1, 2, 3]
    player.start(counting(1))
    player.wait(PATIENCE)
    assert player.state == "finished" and player.error is None


def test_here_runs_in_this_thread_and_wait_raises():
    player, before = Player(driver="here"), threads()
    player.start(counting(3))
    assert player.state == "finished" and threads() == before
    player.start(counting(3, fail=ValueError("no")))
    with pytest.raises(ValueError, match="no"):
        player.wait()
    with pytest.raises(Interrupted) as caught:
        player.start(counting(3, fail=KeyboardInterrupt()))
    assert len(caught.value.record.steps) == 4 and player.state == "stopped"


def test_here_goes_as_far_as_it_is_told():
    player = Player(driver="here")
    player.start(counting(5), budget=2)
    assert player.state == "paused" and list(player.record.steps) == [0, 1]
    player.step()
    assert player.state == "paused" and list(player.record.steps) == [0, 1, 2]
    player.resume()
    assert player.state == "finished" and len(player.record.steps) == 6


def test_hot_settings_reach_the_stream(player):
    player.start(counting(4), {"decay": 1.0}, budget=2)
    until(lambda: player.state == "paused")
    player.hot["decay"] = 2.0
    player.resume()
    player.wait(PATIENCE)
    assert [c.value[0] for c in player.record.changes] == [1, 1, 2, 2, 2]


def test_observers_hear_of_every_snapshot_and_of_the_end():
    heard = []
    player = Player(lambda: heard.append(player.state))
    player.start(counting(5))
    player.wait(PATIENCE)
    assert heard.count("running") >= 7 and heard[-1] == "finished"


def test_the_rate_counts_every_run(player):
    player.start(counting(steps=50, runs=8, beats=0), budget=30)
    until(lambda: player.state == "paused")
    job = player._job
    assert player.rate == pytest.approx(8 * job.rate) and player.seconds_left > 0
