"""Snapshots, records and replays, on experiments made by hand."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from grokviz.divergence import Diverged, Lost
from grokviz.recipes.teacher_student import grokking
from grokviz.recording import History, Interrupted, record, replay
from grokviz.run import Change, Experiment, Hot, Record, Snapshot, frozen

RUNS = 2


def counting(steps, *, fail=None, at=None, closed=None):
    """Sends (step, 10 step) as `x` for each step; fails before step `at`."""
    def start(hot):
        try:
            for step in range(steps + 1):
                if step == at:
                    raise fail
                yield None
                changes = (Change(step, "rate", (0.1, 0.2)),) if step == 3 else ()
                yield Snapshot(step, {"x": np.array([step, 10.0 * step])}, changes)
        finally:
            if closed is not None:
                closed.append(True)

    return Experiment("counting", {"steps": steps}, {"seed": np.arange(RUNS)}, start)


def made(train, test, steps=(0, 10, 20, 30), **settings):
    values = {"train_accuracy": np.array(train, float), "test_accuracy": np.array(test, float)}
    changes = (Change(0, "rate", (1.0, 2.0)), Change(20, "rate", (3.0, 4.0)))
    return Record("made", settings, {"seed": np.arange(2)}, np.array(steps), values, changes)


MADE = made([[0, 0], [1, 0.5], [1, 0.95], [1, 1]], [[0, 0], [0, 0], [0.94, 0], [0.95, 0.9]])


def assert_same(one, other):
    assert (one.name, one.settings, one.changes) == (other.name, other.settings, other.changes)
    assert_array_equal(one.steps, other.steps)
    for part in ("sweep", "values"):
        a, b = getattr(one, part), getattr(other, part)
        assert list(a) == list(b)
        for name in a:
            assert_array_equal(a[name], b[name])


def test_a_record_is_its_snapshots_stacked_however_many_there_are():
    history = record(counting(200), progress=False)
    assert_array_equal(history.steps, np.arange(201))
    assert_array_equal(history.values["x"], np.arange(201)[:, None] * [1, 10])
    assert history.changes == (Change(3, "rate", (0.1, 0.2)),) and history.runs == RUNS


def test_a_replay_gives_the_same_record_again_and_again():
    original = record(counting(9), progress=False)
    again = replay(original)
    assert_same(record(again, progress=False), original)
    assert_same(record(again, progress=False), original)
    assert_same(record(replay(MADE), progress=False), MADE)


def test_times_are_the_first_records_at_the_level_learnt():
    assert_array_equal(MADE.t_train, [10, 20])
    assert_array_equal(MADE.t_test, [30, np.nan])
    assert_array_equal(MADE.delay, [20, np.nan])
    lower = made(*(MADE.values[k] for k in ("train_accuracy", "test_accuracy")), learnt=0.5)
    assert_array_equal([lower.t_train, lower.t_test], [[10, 10], [20, 30]])


def test_the_true_step_lies_between_the_records_that_a_time_names():
    """Every step is recorded beside the records of the recipe's own choice."""
    settings = {"weight_decay": [0.3, 1.0], "width": 30, "steps": 600}
    every = record(grokking(**settings, records=range(601)), progress=False)
    some = record(grokking(**settings), progress=False)
    seen = 0
    for name in ("t_train", "t_test"):
        for true, time in zip(getattr(every, name), some.times(name), strict=True):
            if np.isfinite(time):
                assert time.after < true <= time or time.after == true == time
                seen += time.after < time
    assert seen                                         # some times are not known to the step


def test_a_record_says_when_each_run_learnt_its_sets():
    assert repr(MADE) == ("<Record of made: 2 runs, 4 records to step 30; "
                          "t_train 0–10, 10–20; t_test 20–30, never>")
    assert repr(record(counting(2), progress=False)) == (
        "<Record of counting: 2 runs, 3 records to step 2>")
    with pytest.raises(ValueError, match="no time 't_x'; give t_train or t_test"):
        MADE.times("t_x")


def test_a_time_may_be_that_of_any_value_on_any_clock():
    falling = replace(MADE, values={"loss": np.array([[4.0, 2], [2, 1], [1, 0.5], [0.5, 0.25]]),
                                    "clock": np.array([[0, 0], [0.1, 1], [0.2, 2], [0.3, 3]])})
    assert [str(time) for time in falling.times("loss", below=1.5)] == ["10–20", "0–10"]
    each = falling.times("loss", below=falling.values["loss"][0] / 3, clock="clock")
    assert [(time.after, float(time)) for time in each] == [(0.1, 0.2), (1, 2)]
    with pytest.raises(KeyError, match="holds no 'errors'"):
        falling.times("errors", below=1)


def test_a_record_without_accuracies_says_what_it_holds():
    with pytest.raises(KeyError, match=r"holds no 'train_accuracy'; it holds \['x'\]"):
        _ = record(counting(2), progress=False).t_train


def test_until_keeps_what_came_by_then():
    early = MADE.until(15)
    assert_array_equal(early.steps, [0, 10])
    assert early.values["test_accuracy"].shape == (2, 2) and len(early.changes) == 1
    assert len(MADE.until(20).steps) == 3 and len(MADE.until(-1).steps) == 0
    assert_same(MADE.until(1e9), MADE)


@pytest.mark.parametrize("which", [1, [1], slice(1, 2), np.array([False, True])])
def test_take_keeps_the_run_axis_in_values_sweep_and_changes(which):
    one = MADE.take(which)
    assert one.runs == 1 and one.sweep["seed"].tolist() == [1]
    assert_array_equal(one.values["train_accuracy"], MADE.values["train_accuracy"][:, 1:])
    assert [c.value for c in one.changes] == [(2.0,), (4.0,)]


def test_a_record_taken_on_the_way_stays_true_while_the_history_grows():
    history = History(counting(0))
    for step in range(70):
        history.append(Snapshot(step, {"x": np.full(2, step), "n": np.full((2, 3), step * 2.0)}))
        if step == 40:
            early = history.record()
    assert_array_equal(early.steps, np.arange(41))
    assert_array_equal(early.values["x"][:, 1], np.arange(41))
    assert history.record().values["n"].shape == (70, 2, 3) and len(history) == 70


def test_what_was_measured_stays_as_it_was_whatever_becomes_of_the_buffer():
    buffer, table = np.zeros(2), np.zeros((2, 2))
    snapshot = Snapshot(0, {"x": buffer, "view": table[:, 0]})
    buffer += 1
    table += 1
    assert_array_equal(snapshot.values["x"], [0, 0])
    assert_array_equal(snapshot.values["view"], [0, 0])
    with pytest.raises(ValueError, match="read-only"):
        snapshot.values["x"][0] = 5
    assert frozen(snapshot.values)["x"] is snapshot.values["x"]         # no need to copy again


def losing(until):
    """Of three runs number 2 is lost at step 2, number 0 at step 4."""
    def start(hot):
        for step in range(until + 1):
            gone = {2: 2, 4: 0}.get(step)
            lost = () if gone is None else (Lost(step, gone, np.inf),)
            yield Snapshot(step, {"x": np.full(3, step)}, diverged=lost)

    return Experiment("losing", {"steps": until}, {"seed": np.arange(3)}, start)


def test_a_record_names_the_runs_that_were_lost():
    made = record(losing(6), progress=False)
    assert [(lost.step, lost.run) for lost in made.diverged] == [(2, 2), (4, 0)]
    assert [lost.run for lost in made.until(3).diverged] == [2] and not made.until(1).diverged
    assert record(replay(made), progress=False).diverged == made.diverged
    history = History(losing(6))
    history.extend(made)
    assert history.record().diverged == made.diverged
    assert [(s.step, len(s.diverged)) for s in replay(made).start({}) if s.diverged] == [
        (2, 1), (4, 1)]


@pytest.mark.parametrize("which, runs", [
    ([2, 1], [0]), (0, [0]), (1, []), (slice(None), [2, 0]), (np.array([False, True, True]), [1]),
])
def test_take_numbers_the_lost_runs_anew(which, runs):
    taken = record(losing(6), progress=False).take(which)
    assert [lost.run for lost in taken.diverged] == runs


def test_what_a_snapshot_lacks_is_nan_in_the_record():
    history = History(counting(0))
    for step in range(200):
        values = {"x": np.zeros(2)} | ({"y": np.ones(2)} if step % 50 == 1 else {})
        history.append(Snapshot(step, values))
    y = history.record().values["y"][:, 0]
    assert_array_equal(np.flatnonzero(y == 1), [1, 51, 101, 151])
    assert np.isnan(y).sum() == 196


def test_a_divergence_keeps_what_came_before_and_closes_the_stream():
    closed = []
    lost = Diverged(5, 1, float("nan"), {"learning_rate": 0.5})
    with pytest.raises(Diverged) as error:
        record(counting(9, fail=lost, at=5, closed=closed), progress=False)
    assert_array_equal(error.value.record.steps, np.arange(5))
    assert closed == [True]


def test_an_interrupt_keeps_what_came_before():
    with pytest.raises(Interrupted, match="stopped at step 3; .* `record`") as error:
        record(counting(9, fail=KeyboardInterrupt(), at=4), progress=False)
    assert_array_equal(error.value.record.steps, np.arange(4))
    assert isinstance(error.value, KeyboardInterrupt)
    with pytest.raises(Interrupted, match="stopped at step no"):
        record(counting(9, fail=KeyboardInterrupt(), at=0), progress=False)


def test_any_other_failure_closes_the_stream_too():
    closed = []
    with pytest.raises(MemoryError):
        record(counting(9, fail=MemoryError(), at=2, closed=closed), progress=False)
    assert closed == [True]


def test_the_bar_counts_steps_and_is_on_the_error_stream(capfd):
    record(counting(9), progress=True)
    out, err = capfd.readouterr()
    assert out == "" and "counting" in err


def test_another_thread_may_ask_for_the_record_meanwhile():
    history, wrong, done = History(counting(0)), [], threading.Event()

    def look():
        while not done.is_set():
            seen = history.record()
            if seen.values and not (seen.values["x"][:, 0] == seen.steps).all():
                wrong.append(seen)

    history.append(Snapshot(0, {"x": np.zeros(1)}))
    looker = threading.Thread(target=look)
    looker.start()
    for step in range(1, 3000):
        history.append(Snapshot(step, {"x": np.full(1, float(step))}))
    done.set()
    looker.join()
    assert not wrong


def test_a_timetable_turns_what_is_due_and_says_when_the_next_is():
    hot = Hot(changes=[Change(9, "b", (1.0, 2.0)), Change(3, "a", (5.0,)), Change(3, "b", (0.0,))])
    assert hot.turn(2) == 3 and hot == {}
    assert hot.turn(3) == 9 and (hot["a"], hot["b"]) == (5.0, 0.0)
    assert hot.turn(20) == np.inf
    assert_array_equal(hot["b"], [1, 2])
