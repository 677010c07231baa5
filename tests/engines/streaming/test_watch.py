"""A run of an ensemble that diverges ends alone, in every engine."""

import warnings

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from grokviz.divergence import Diverged
from grokviz.engines.streaming.watch import Watch
from grokviz.recipes import first_layer, modular_addition, norm_flow, penalties, teacher_student
from grokviz.recording import record
from grokviz.run import Change, Hot

STEPS = [0, 1, 2, 3, 5, 10, 20, 50, 100, 200]
FEW = dict(steps=200, records=STEPS)
SMALL = dict(modulus=7, d_model=8, width=16, n_heads=2, optimizer="sgd", weight_decay=0, **FEW)


def look(losses, watch=None, step=3):
    watch = watch or Watch(len(losses))
    values = {"train_loss": np.array(losses, float), "n": np.arange(len(losses)),
              "each": np.ones((len(losses), 2), np.float16)}
    return watch, values, watch.look(step, values, {"learning_rate": np.arange(len(losses))})


def test_what_is_lost_becomes_nan_and_is_told_once():
    watch, values, lost = look([1.0, np.nan, 2e6, 0.0])
    assert [(each.step, each.run) for each in lost] == [(3, 1), (3, 2)]
    assert lost[1].loss == 2e6 and lost[1].settings == {"learning_rate": 2.0}
    assert_array_equal(values["train_loss"], [1, np.nan, np.nan, 0])
    assert_array_equal(np.isnan(values["each"]).all(1), [False, True, True, False])
    assert_array_equal(values["n"], [0, 0, 0, 3])
    _, values, lost = look([1.0, 0.5, 0.5, 1e9], watch, 4)      # it does not come back
    assert [each.run for each in lost] == [3]
    assert_array_equal(values["train_loss"], [1, np.nan, np.nan, np.nan])
    with pytest.raises(Diverged, match="all 4 runs diverged; first, the loss of run 1") as error:
        look([np.inf, 0, 0, 0], watch, 5)
    assert [each.run for each in error.value.lost] == [1, 2, 3, 0]


def test_a_state_says_who_is_lost():
    watch, *_ = look([1.0, np.nan])
    state = watch.mark({"step": np.array(3)})
    again = Watch(2, state)
    assert_array_equal(again.gone, [False, True])
    with pytest.raises(Diverged, match="the loss of run 0"):
        look([np.nan, 1.0], again)
    assert not Watch(2, {"step": np.array(3)}).gone.any()


# name -> the experiment with these learning rates, two that are fine and one that is not
ENGINES = {
    "train": (lambda rates: teacher_student.grokking(
        learning_rate=rates, optimizer="sgd", init_scale=10, width=60, **FEW), (0.01, 0.02, 1.0)),
    "train, nuclear": (lambda rates: teacher_student.grokking(
        learning_rate=rates, optimizer="sgd", init_scale=10, width=60, penalty="nuclear",
        penalty_strength=1e-4, **FEW), (0.01, 0.02, 1.0)),
    "train, transformer": (lambda rates: modular_addition.grokking(
        learning_rate=rates, model="transformer", init_scale=3, **SMALL), (1e-3, 2e-3, 1.0)),
    "train, embedded": (lambda rates: modular_addition.grokking(
        learning_rate=rates, loss="mean_squared_error", init_scale=4, **SMALL), (1e-3, 2e-3, 1.0)),
    "flow": (lambda rates: norm_flow.matrix_completion(learning_rate=rates, **FEW),
             (0.005, 0.01, 0.5)),
    "flow by autograd": (lambda rates: norm_flow.relu_network(learning_rate=rates, **FEW),
                         (1e-3, 2e-3, 0.5)),
    "two layers": (lambda rates: first_layer.trained(
        modulus=7, hidden=32, learning_rate=rates, **FEW), (0.1, 0.2, 5.0)),
    "proximal": (lambda rates: penalties.matrix_sensing(
        learning_rate=rates, penalty="nuclear", depth=2, init_scale=1.0, **FEW),
        (0.01, 0.02, 1.0)),
    "subgradient": (lambda rates: penalties.matrix_completion(
        learning_rate=rates, method="subgradient", depth=3, init_scale=2.0, **FEW),
        (0.01, 0.02, 1.0)),
}


def fine(one, two):
    """Another rate: where all runs of a block have the same, its steps are rounded otherwise."""
    return (one + two) / 2


@pytest.mark.parametrize("engine", ENGINES)
def test_the_others_go_on_as_they_would_have_bit_for_bit(engine):
    make, (one, two, bad) = ENGINES[engine]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = record(make([one, bad, two]), progress=False)
    (lost,) = found.diverged
    assert lost.run == 1 and lost.step in STEPS[1:-1] and lost.settings["learning_rate"] == bad
    assert_array_equal(found.steps, STEPS)
    late = found.steps >= lost.step
    company = record(make([one, fine(one, two), two]), progress=False)
    for name, values in found.values.items():
        assert_array_equal(values[:, [0, 2]], company.values[name][:, [0, 2]], err_msg=name)
        told = ~np.isfinite(values[late, 1]) if values.dtype.kind == "f" else values[late, 1] == 0
        assert told.all() and np.isfinite(values[~late, 1]).all(), name
    assert company.diverged == ()
    with pytest.raises(Diverged) as error:
        record(make([bad]), progress=False)
    assert error.value.step == lost.step and error.value.lost[0].bound == lost.bound
    assert (lost.bound is None) == engine.startswith("train")


def test_going_on_from_a_state_the_lost_stay_lost_at_any_rate():
    make, (one, two, bad) = ENGINES["flow"]
    snapshots = [s for s in make([one, bad, two]).start({}) if s is not None]
    whole = {s.step: s for s in snapshots}
    state = next(s.state() for s in make([one, bad, two]).start({}) if s and s.step == 20)
    assert_array_equal(state["lost"], [False, True, False])
    rest = [s for s in make([one, bad, two]).start({}, state) if s is not None]
    assert [s.step for s in rest] == [50, 100, 200] and not any(s.diverged for s in rest)
    for snapshot in rest:
        for name, value in snapshot.values.items():
            assert_array_equal(value, whole[snapshot.step].values[name], err_msg=name)
    mended = [s for s in make([one, one, two]).start({}, state) if s is not None]
    assert np.isnan(mended[-1].values["train_loss"]).tolist() == [False, True, False]


def test_a_run_lost_by_a_hot_setting_leaves_the_others_and_their_clocks_alone():
    make, (one, two, bad) = ENGINES["flow"]
    hot = Hot(changes=[Change(30, "learning_rate", (one, bad, two))])
    found = record(make([one, one, two]), hot=hot, progress=False)
    still = record(make([one, one, two]), progress=False)
    assert [(lost.step, lost.run) for lost in found.diverged] == [(50, 1)]
    for name, values in found.values.items():
        assert_array_equal(values[:, [0, 2]], still.values[name][:, [0, 2]], err_msg=name)


def test_numbers_read_off_a_lost_run_are_nan():
    make, rates = ENGINES["train"]
    found = record(make(list(rates)), progress=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan([found.t_train[2], found.t_test[2], found.delay[2]]).all()
