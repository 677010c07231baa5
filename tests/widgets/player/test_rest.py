"""A run that stays paused rests: nothing is left of its stream, and it goes on to the same bits."""

import asyncio
import gc
import time
import weakref
from functools import partial

import numpy as np
import pytest
from widgets.waiting import PATIENCE, threads, until

from grokviz import recipes
from grokviz.recording import record
from grokviz.run import Experiment, Hot, Snapshot
from grokviz.widgets.player.branching import Segment, again
from grokviz.widgets.player.executors import Threads
from grokviz.widgets.player.player import Player

STEPS = 100


@pytest.fixture
def player(monkeypatch):
    monkeypatch.setattr(Threads, "rest", 0.02)
    player = Player()
    yield player
    player.stop()


def training(**settings):
    return recipes.teacher_student.grokking(steps=STEPS, **settings)


def addition(**settings):
    return recipes.modular_addition.grokking(steps=100, modulus=13, width=16, **settings)


def sliding():
    return recipes.shell_toy.slide(steps=200)


def same(mine, theirs):
    assert mine.changes == theirs.changes and mine.diverged == theirs.diverged
    np.testing.assert_array_equal(mine.steps, theirs.steps)
    assert mine.values.keys() == theirs.values.keys()
    for name, value in theirs.values.items():
        np.testing.assert_array_equal(mine.values[name], value, err_msg=name)


def rested(player, before):
    """Once nobody works on the run of a player any more."""
    until(lambda: player.resting and threads() == before)
    assert player.state == "paused"


@pytest.mark.parametrize("make", [training, addition, sliding])
def test_a_run_that_rested_is_the_run_that_never_did(player, make):
    whole, before = record(make(), progress=False), threads()
    player.start(make(), budget=4)
    for _ in range(3):
        rested(player, before)
        player.step(3)
    rested(player, before)
    player.resume()
    player.wait(PATIENCE)
    assert player.state == "finished" and threads() == before
    same(player.record, whole)


def test_what_was_turned_before_and_meanwhile_is_told_once(player):
    before = threads()
    player.start(training(), budget=4)
    rested(player, before)
    at = [int(player.record.steps[-1])]
    player.hot["weight_decay"] = 0.3
    player.step(5)
    rested(player, before)
    at.append(int(player.record.steps[-1]))
    player.hot["learning_rate"] = 1e-3
    player.resume()
    player.wait(PATIENCE)
    changes = player.record.changes
    assert [(c.step, c.name) for c in changes] == [
        (at[0], "weight_decay"), (at[1], "learning_rate")]
    same(player.record, record(training(), progress=False, hot=Hot({}, changes)))


def test_a_run_that_follows_a_script_rests_in_each_of_its_legs(player):
    def make(wanted):
        return training(**wanted)

    script = (Segment(0, {}), Segment(int(record(training(), progress=False).steps[8]),
                              {"weight_decay": 0.4, "learning_rate": 2e-3}))
    whole, before = record(again(script, make), progress=False), threads()
    assert {c.name for c in whole.changes} == {"weight_decay", "learning_rate"}
    player.start(again(script, make), budget=1)
    for n in (4, 4, 1, 4):                      # in the first, where the second leaves, in that
        rested(player, before)
        player.step(n)
    rested(player, before)
    player.resume()
    player.wait(PATIENCE)
    same(player.record, whole)


def test_it_stays_with_its_stream_until_what_was_turned_is_told(player):
    """It alone knows at which step it was."""
    def start(hot):
        for step in range(9):
            yield Snapshot(step, {"loss": np.zeros(1)}, (),
                               lambda step=step: {"step": np.array(step)})

    made = Experiment("still", {"steps": 8}, {"seed": np.zeros(1), "decay": np.zeros(1)}, start)
    player.start(made, {"decay": 1.0}, budget=2)
    until(lambda: player.state == "paused")
    time.sleep(0.2)
    assert not player.resting


def test_one_without_states_or_at_its_end_keeps_its_stream(player):
    for steps, state in ((8, None), (1, lambda: {"step": np.array(1)})):
        def start(hot, steps=steps, state=state):
            yield from (Snapshot(step, {"loss": np.zeros(1)}, (), state) for step in range(9))

        player.start(Experiment("still", {"steps": steps}, {"seed": np.zeros(1)}, start), budget=2)
        until(lambda: player.state == "paused")
        time.sleep(0.2)
        assert not player.resting


def test_one_that_goes_on_while_its_stream_is_being_closed_waits_for_that(player):
    """Two streams of one run at once would hold its tensors twice, and write into one history."""
    seen = []

    def start(hot, state=None):
        first = 0 if state is None else int(state["step"]) + 1
        seen.append("opened")
        try:
            for step in range(first, 9):
                yield Snapshot(step, {"loss": np.zeros(1)}, (),
                               lambda step=step: {"step": np.array(step)})
        finally:
            time.sleep(0.2)
            seen.append("closed")

    player.start(Experiment("slow", {"steps": 8}, {"seed": np.zeros(1)}, start), budget=2)
    until(lambda: player.resting)
    player.resume()
    player.wait(PATIENCE)
    assert seen == ["opened", "closed"] * 2 and player.record.steps.tolist() == list(range(9))


def test_a_run_that_rests_can_be_stopped_and_another_begun(player):
    before = threads()
    player.start(sliding(), budget=3)
    rested(player, before)
    player.stop()
    assert player.state == "stopped" and not player.resting and len(player.record.steps) == 3
    player.start(sliding(), paused=True)
    player.resume()
    player.wait(PATIENCE)
    assert player.state == "finished"


@pytest.mark.usefixtures("player")
def test_slices_of_an_event_loop_rest_too():
    async def until(condition):
        while not condition():
            await asyncio.sleep(0.002)

    async def work():
        player = Player(driver="asyncio")
        player.start(sliding(), budget=3)
        await until(lambda: player.resting)
        player.resume()
        await until(lambda: player.state == "finished")
        return player.record

    same(asyncio.run(asyncio.wait_for(work(), PATIENCE)), record(sliding(), progress=False))


def test_a_run_that_was_stopped_lets_go_of_its_tensors(player):
    """The state of its last snapshot is a function of the stream's own."""
    class Here:
        def __call__(self):
            return {"step": np.array(0)}

    kept = []

    def start(hot):
        for step in range(9):
            here = Here()
            kept.append(weakref.ref(here))
            yield Snapshot(step, {"loss": np.zeros(1)}, (), here)

    player.start(Experiment("still", {"steps": 8}, {"seed": np.zeros(1)}, start), budget=3)
    until(lambda: player.state == "paused")
    player.stop()
    gc.collect()
    assert len(kept) == 3 and [ref() for ref in kept] == [None] * 3


def test_who_waits_for_a_run_waits_while_it_rests(player):
    before = threads()
    player.start(sliding(), budget=3)
    rested(player, before)
    player._driver.later(player.resume, 0.1)
    player.wait(PATIENCE)
    assert player.state == "finished"


def test_a_state_that_is_asked_for_while_nothing_is_recorded_is_not_behind_the_record():
    """Between two records a run has no new state, and the state of the last record is too old."""
    player = Player(driver="here")
    start = partial(iter, ())
    job = player.start(Experiment("none", {"steps": 8}, {"seed": np.zeros(1)},
                                  lambda hot: (each for each in start())))
    job.take(Snapshot(2, {}, (), lambda: {"step": np.array(2)}))
    assert int(job.here()["step"]) == 2
    job.take(Snapshot(3, {}))
    assert job.here() is None
