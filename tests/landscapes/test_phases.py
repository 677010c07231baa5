"""The map of phases: which cells come first, and that leaving out decided runs changes nothing."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from grokviz.divergence import Diverged, Lost
from grokviz.landscapes.phases import phase_grid, stages
from grokviz.recording import record
from grokviz.run import Experiment, Snapshot
from grokviz.sweep import grid

SWEEP = grid(a=np.arange(9.0), b=np.arange(9.0), seed=[1, 2])       # 162 runs
STEPS = 40


def times(sweep):
    """When a made-up run learns its sets: the training set at a, the test set at a·b + seed."""
    return sweep["a"], sweep["a"] * sweep["b"] + sweep["seed"]


def stand_in(log=None, lost=None):
    """Trains nothing, but can go on from a state; runs with a = `lost` diverge at step 10."""
    def train(columns):
        t_train, t_test = times(columns)

        def start(hot, state=None):
            first = 0 if state is None else int(state["step"]) + 1
            if state is not None:
                assert_array_equal(state["a"], columns["a"])        # the runs that are left
            log is not None and log.append((first, len(t_train)))
            for step in range(first, STEPS + 1):
                gone = (columns["a"] == lost) & (step >= 10)
                found = tuple(Lost(10, int(i), np.inf) for i in np.flatnonzero(gone))
                if gone.all():
                    raise Diverged.of(found)
                values = {f"{part}_accuracy": np.where(gone, np.nan, 1.0 * (step >= due))
                          for part, due in (("train", t_train), ("test", t_test))}
                kept = {"step": np.array(step), "a": columns["a"]}
                yield None
                yield Snapshot(step, values, (), (lambda kept=kept: kept) if step % 2 else None,
                               found if step == 10 else ())

        return Experiment("cells", {}, columns, start)

    return train


def history(**options):
    experiment = phase_grid(stand_in(**options), name="map", settings={}, sweep=SWEEP,
                            axes=["a", "b"], steps=STEPS)
    return record(experiment, progress=False)


def test_three_by_three_comes_first_then_five_by_five_then_all():
    first, second, third = stages(SWEEP, ["a", "b"])
    for cells, size in ((first, 3), (np.union1d(first, second), 5)):
        wanted = np.linspace(0, 8, size)
        assert_array_equal(np.unique(SWEEP["a"][cells]), wanted)
        assert len(cells) == size * size * 2
    assert_array_equal(np.sort(np.concatenate([first, second, third])), np.arange(162))
    assert [len(s) for s in stages(grid(a=[1, 2, 3], b=[1, 2]), ["a", "b"])] == [6]


def test_without_axes_all_runs_are_one_stage():
    assert [stage.tolist() for stage in stages(grid(a=[1, 2, 3]), [])] == [[0, 1, 2]]


def test_every_run_learns_when_it_would_alone_and_rests_once_it_is_decided():
    log = []
    seen = history(log=log)
    t_train, t_test = times(SWEEP)
    want_train = np.where(t_train <= STEPS, t_train, np.nan)
    want_test = np.where(t_test <= STEPS, t_test, np.nan)
    assert_array_equal(seen.values["t_train"][-1], want_train)
    assert_array_equal(seen.values["t_test"][-1], want_test)
    undecided = np.isnan(want_train + want_test)
    assert (seen.values["trained"][-1][undecided] == STEPS).all()
    assert seen.settings == {"steps": STEPS * 162, "budget": STEPS}
    assert seen.steps[-1] < 0.8 * STEPS * 162 and (np.diff(seen.steps) >= 0).all()
    assert [first for first, _ in log].count(0) == 3 and len(log) > 6


def test_the_steps_are_those_that_were_taken():
    seen = history()
    taken = np.diff(seen.values["trained"], axis=0)
    assert seen.steps[-1] == np.maximum(taken, 0).sum()


def test_a_run_that_diverges_has_used_up_its_budget_and_the_others_go_on():
    seen, want = history(lost=8.0), history()
    lost = SWEEP["a"] == 8
    for name in ("t_train", "t_test"):
        assert_array_equal(seen.values[name][-1][~lost], want.values[name][-1][~lost])
    late = lost & (times(SWEEP)[1] >= 10)     # the others are decided by then
    assert np.isnan(seen.values["t_test"][-1][late]).all()
    assert (seen.values["trained"][-1][late] == STEPS).all()
    assert {each.run for each in seen.diverged} == set(np.flatnonzero(late))
    assert all(each.step in seen.steps for each in seen.diverged)


def test_what_counts_as_learnt_is_a_setting_and_a_stop_closes_the_training():
    closed = []

    def train(columns):
        experiment = stand_in()(columns)

        def start(hot, state=None):
            try:
                yield from experiment.start(hot, *([] if state is None else [state]))
            finally:
                closed.append(True)

        return replace(experiment, start=start)

    experiment = phase_grid(train, name="map", settings={"learnt": 1.1}, sweep=SWEEP,
                            axes=["a", "b"], steps=STEPS)
    stream = experiment.start({})
    shown = [next(s for s in stream if s is not None) for _ in range(5)]
    assert np.isnan(shown[-1].values["t_train"]).all()
    stream.close()
    assert closed


@pytest.mark.parametrize("name", ["t_train", "t_test", "trained"])
def test_a_snapshot_stays_as_it_was(name):
    stream = phase_grid(stand_in(), name="map", settings={}, sweep=SWEEP, axes=["a", "b"],
                        steps=STEPS).start({})
    before = next(s for s in stream if s is not None).values[name]
    copy = before.copy()
    for _ in range(20):
        next(stream)
    assert_array_equal(before, copy)
    stream.close()
