"""States of a run, and runs that go on from them."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from grokviz.engines import Plan, train
from grokviz.models import mlp
from grokviz.optim import adam, adamw, sgd
from grokviz.run import Change, Hot
from grokviz.sweep import grid
from grokviz.tasks.teacher_student import teacher_student

SWEEP = grid(init_scale=2.0, weight_decay=[0, 0.1, 0.3], learning_rate=3e-3, n_train=60,
             init_seed=1, data_seed=0, teacher_seed=0)


def experiment(
    update=adamw, blocks=2, width=20, sweep=SWEEP, records=range(0, 61, 10), steps=60, **more
):
    plan = Plan(teacher_student, mlp([5, width, width, 5]), update(), **more)
    return train(plan, name="t", settings={}, sweep=sweep, steps=steps, blocks=blocks,
                 records=records)


def snapshots(experiment, state=None):
    """(snapshot, its state) of the whole stream."""
    stream = experiment.start({}, state) if state else experiment.start({})
    return [(s, s.state()) for s in stream if s is not None]


@pytest.mark.parametrize("update", [adamw, adam, sgd])
def test_going_on_with_nothing_changed_is_the_same_run_bit_for_bit(update):
    whole = snapshots(experiment(update))
    rest = snapshots(experiment(update), whole[3][1])
    assert [s.step for s, _ in rest] == [40, 50, 60]
    for (mine, state), (theirs, other) in zip(rest, whole[4:], strict=True):
        for name, value in (mine.values | dict(state)).items():
            want = (theirs.values | dict(other))[name]
            np.testing.assert_array_equal(value, want, err_msg=name)


def test_a_schedule_goes_on_where_it_was():
    cooling = dict(schedule=lambda step: 1 / (1 + step))
    whole = snapshots(experiment(**cooling))
    rest = snapshots(experiment(**cooling), whole[3][1])
    np.testing.assert_array_equal(rest[-1][0].values["test_loss"],
                                  whole[-1][0].values["test_loss"])


def test_a_state_has_the_run_axis_first_however_the_ensemble_is_cut():
    one, two = (snapshots(experiment(blocks=n))[2][1] for n in (1, 2))
    assert set(one) == set(two) and int(one["step"]) == 20
    assert {v.shape[0] for k, v in one.items() if k != "step"} == {3}
    for name in one:
        np.testing.assert_allclose(one[name], two[name], rtol=1e-4, atol=1e-6)


def test_at_another_init_scale_the_weights_are_scaled():
    state = snapshots(experiment())[2][1]
    slow = SWEEP | {"init_scale": np.full(3, 1.0), "learning_rate": np.full(3, 1e-9)}
    after = snapshots(experiment(sweep=slow), state)[0][1]
    np.testing.assert_allclose(after["params/W2"], state["params/W2"] / 2, atol=1e-6)


def test_a_state_of_another_width_is_refused():
    state = snapshots(experiment(width=20))[2][1]
    with pytest.raises(ValueError, match="go on with the sizes the state was made with"):
        snapshots(experiment(width=30), state)


def test_hot_settings_that_were_turned_turn_again_at_the_same_steps_bit_for_bit():
    hot, first = {}, []
    for snapshot in experiment().start(hot):
        if snapshot is None:
            continue
        first.append(snapshot)
        if snapshot.step == 20:
            hot |= {"weight_decay": [0.2, 0.4, 0.0], "learning_rate": 1e-2}
        if snapshot.step == 40:
            hot["weight_decay"] = 1.0
    changes = [change for snapshot in first for change in snapshot.changes]
    assert [(c.step, c.name) for c in changes] == [
        (20, "learning_rate"), (20, "weight_decay"), (40, "weight_decay")]
    again = [s for s in experiment().start(Hot({}, changes)) if s]
    for mine, theirs in zip(again, first, strict=True):
        assert mine.changes == theirs.changes
        np.testing.assert_array_equal(mine.values["test_loss"], theirs.values["test_loss"])
    between = [*changes, Change(33, "learning_rate", (0.0, 0.0, 0.0))]  # two records are 10 apart
    still = [s for s in experiment().start(Hot({}, between)) if s]
    assert [c.step for c in still[4].changes] == [33]
    norms = [s.values["weight_norm"] for s in still]
    assert (norms[4] == norms[6]).all() and (norms[3] != norms[4]).all()


def test_records_a_hair_apart_are_made_in_one_go_and_the_last_has_a_state():
    near = [500, 502, 504]
    found = {s.step: s for s in experiment(
        records=[0, 1, 2, 3, *near, 600], steps=600).start({}) if s}
    assert list(found) == [0, 1, 2, 3, *near, 600]
    assert all(found[step].state for step in (0, 1, 2, 3, 600))
    one_by_one = {step: next(
        s for s in experiment(records=[step], steps=600).start({}) if s and s.step == step)
        for step in near}
    for step in near:
        for name, value in one_by_one[step].values.items():
            assert_array_equal(found[step].values[name], value)
    assert found[near[-1]].state


def test_a_state_is_that_of_where_the_stream_stands_when_it_is_asked():
    def made():
        return experiment(records=[0, 300], steps=300)

    whole, stream = snapshots(made()), made().start({})
    first = next(s for s in stream if s)
    assert next(stream) is None and next(stream) is None
    state = first.state()
    stream.close()
    assert 0 < int(state["step"]) < 300
    ((end, after),) = snapshots(made(), state)
    for name, value in (end.values | dict(after)).items():
        assert_array_equal(value, (whole[-1][0].values | dict(whole[-1][1]))[name], err_msg=name)
