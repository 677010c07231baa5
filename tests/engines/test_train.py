"""The engine's stream, beside plain loops and itself alone, and what it leaves untouched."""

import gc
import threading
import warnings

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from plain import one_thread, student
from torch import nn

from grokviz.divergence import Diverged
from grokviz.engines import Plan, device_and_dtype, train
from grokviz.engines.train import record_steps
from grokviz.models import mlp
from grokviz.optim import adamw, sgd
from grokviz.recording import Interrupted, record
from grokviz.run import Change, Hot
from grokviz.sweep import grid
from grokviz.tasks.teacher_student import teacher_student

DEFAULTS = dict(init_scale=1.5, weight_decay=0.3, learning_rate=3e-3, n_train=60, init_seed=1,
                data_seed=0, teacher_seed=0)
WIDTH = 20
PLAN = Plan(teacher_student, mlp([5, WIDTH, WIDTH, 5]), adamw())
DOUBLE = PLAN._replace(dtype=torch.float64, norms=True)
CURVES = ("train_loss", "test_loss", "weight_norm")


def experiment(plan=PLAN, steps=120, records=None, blocks=None, **settings):
    sweep = settings.pop("sweep", None) or grid(**DEFAULTS | settings)
    return train(plan, name="t", settings={}, sweep=sweep, steps=steps, blocks=blocks,
                 records=records or range(0, steps + 1, 10))


def run(*args, **kwargs):
    return record(experiment(*args, **kwargs), progress=False)


@one_thread()
def plain_loop(phases, records, *, seed=1, scale=1.5, n=60, penalty=0.0):
    """nn.Sequential, AdamW and autograd; `phases` are (until step, learning rate, decay) and,
    where it is turned too, the strength of l1."""
    task = teacher_student(grid(**DEFAULTS | {"n_train": n}))
    x, y, test_x, test_y = (t[0] for t in (task.train_inputs, task.train_targets,
                                           task.test_inputs, task.test_targets))
    network = student([5, WIDTH, WIDTH, 5], seed, scale)
    optimizer, loss_of, rows = torch.optim.AdamW(network.parameters()), nn.MSELoss(), []

    def measure():
        with torch.no_grad():
            square = sum(p.square().sum() for p in network.parameters())
            rows.append([loss_of(network(x), y), loss_of(network(test_x), test_y), square.sqrt()])

    measure()
    for step in range(1, phases[-1][0] + 1):
        until, rate, decay, *turned = next(p for p in phases if step <= p[0])
        beta = turned[0] if turned else penalty
        optimizer.param_groups[0].update(lr=rate, weight_decay=decay)
        optimizer.zero_grad()
        loss = loss_of(network(x), y)
        (loss + beta * sum(p.abs().sum() for p in network.parameters())).backward()
        optimizer.step()
        if step in records:
            measure()
    return np.array(rows, float)


def test_a_run_is_the_loop_a_researcher_would_write():
    found = run(steps=300, records=[0, 50, 150, 300])
    wanted = plain_loop([(300, 3e-3, 0.3)], [50, 150, 300])
    assert_allclose(np.stack([found.values[k][:, 0] for k in CURVES], 1), wanted, rtol=2e-4)


def test_accuracies_are_exact_fractions_of_the_examples():
    """Counted, not averaged in float32: 95 of 100 is 0.95, and so learnt."""
    found = run(steps=400, n_train=[60, 100], init_scale=0.5, learning_rate=1e-2)
    for name, n in (("train_accuracy", [60, 100]), ("test_accuracy", [100, 100])):
        counts = np.round(found.values[name] * n)
        assert_array_equal(found.values[name], counts / n)
        assert len(np.unique(counts)) > 5


def test_leaf_norms_add_up_to_the_weight_norm():
    found = run(steps=20, init_scale=[1, 2])
    assert found.values["leaf_norms"].shape == (len(found.steps), 2, 6)
    assert_allclose(np.linalg.norm(found.values["leaf_norms"], axis=2), found.values["weight_norm"],
                    rtol=1e-6)


@pytest.mark.parametrize("plan", [PLAN, PLAN._replace(update=sgd()), DOUBLE])
def test_the_third_of_eight_equals_the_same_run_made_alone(plan):
    """Everything that may differ does; both blocks and company are different then."""
    columns = dict(
        init_scale=np.linspace(0.5, 2, 8), weight_decay=np.geomspace(0.01, 3, 8),
        learning_rate=np.geomspace(1e-3, 1e-2, 8), init_seed=np.arange(8),
        n_train=np.array([10, 20, 33, 60, 61, 80, 90, 100]), data_seed=np.arange(8) % 3,
        teacher_seed=np.arange(8) % 2,
    )
    if plan is DOUBLE:                          # in single precision l1 makes rounding errors grow
        columns |= dict(
            penalty=np.array(["none", "l2", "l1", "nuclear", "none", "l1", "l1+l2", "nuclear"]),
            penalty_strength=np.geomspace(1e-4, 1e-2, 8),
        )
    company = run(plan, sweep=columns)
    for which in (2, 7):
        alone = run(plan, sweep={k: v[which : which + 1] for k, v in columns.items()})
        for name, value in alone.values.items():
            assert_allclose(company.values[name][:, which], value[:, 0], rtol=2e-4, atol=1e-7)


def test_blocks_do_not_change_what_is_computed():
    one, three, ten = (run(blocks=n, init_seed=range(10)) for n in (1, 3, 10))
    for name in CURVES:
        assert_allclose(one.values[name], three.values[name], rtol=1e-4)
        assert_allclose(one.values[name], ten.values[name], rtol=1e-4)


def test_blocks_are_of_eight_runs_at_most_and_as_many_for_each_thread():
    sizes = []

    def task(sweep):
        sizes.append(len(sweep["init_seed"]))
        return teacher_student(sweep)

    for runs, wanted in ((16, [8, 8]), (20, [5, 5, 5, 5]), (17, [4, 4, 4, 5])):
        sizes.clear()
        run(PLAN._replace(task=task), steps=1, records=[1], blocks=2, init_seed=range(runs))
        assert sorted(sizes) == wanted


def test_a_thread_that_is_held_up_leaves_the_other_blocks_to_the_other_thread():
    ready, done = threading.Event(), []

    def task(sweep):
        if 0 in sweep["init_seed"]:
            assert ready.wait(10)               # until the three other blocks are built
        else:
            done.append(threading.current_thread().name)
            if len(done) == 3:
                ready.set()
        return teacher_student(sweep)

    run(PLAN._replace(task=task), steps=1, records=[1], blocks=2, init_seed=range(20))
    assert len(done) == 3 and len(set(done)) == 1


def test_the_same_seeds_give_the_same_run_bit_for_bit():
    again = experiment(init_seed=[1, 2, 3])
    first, second = (record(again, progress=False) for _ in range(2))
    for name, value in first.values.items():
        assert_array_equal(value, second.values[name])
    assert not np.array_equal(first.values["train_loss"][:, 0], first.values["train_loss"][:, 1])


@pytest.mark.parametrize("dtype, rtol", [(torch.float32, 1e-4), (torch.float64, 1e-10)])
def test_a_model_without_a_written_out_gradient_goes_through_autograd_to_the_same(dtype, rtol):
    plan = PLAN._replace(dtype=dtype)
    by_hand = run(plan, n_train=[30, 60])
    by_torch = run(plan._replace(model=PLAN.model._replace(bind=None)), n_train=[30, 60])
    for name in CURVES:
        assert_allclose(by_hand.values[name], by_torch.values[name], rtol=rtol)


@pytest.mark.parametrize("model", [PLAN.model, PLAN.model._replace(bind=None)])
def test_a_penalty_is_added_to_the_loss_times_its_strength(model):
    found = run(PLAN._replace(model=model), records=[0, 40, 120], penalty=["none", "l1"],
                penalty_strength=1e-3)
    for which, strength in enumerate([0.0, 1e-3]):
        wanted = plain_loop([(120, 3e-3, 0.3)], [40, 120], penalty=strength)
        assert_allclose(np.stack([found.values[k][:, which] for k in CURVES], 1), wanted, rtol=1e-3)


def test_the_strength_of_a_penalty_is_hot_and_bends_the_run_from_its_step_on():
    """Turned up at step 37, off at 111; of a run without a penalty it changes nothing."""
    changes = (Change(37, "penalty_strength", (1e-2, 1e-2)),
               Change(111, "penalty_strength", (0.0, 0.0)))
    found = record(experiment(penalty=["none", "l1"], penalty_strength=1e-3, steps=150,
                              records=[0, 30, 90, 150]), progress=False, hot=Hot(changes=changes))
    assert found.changes == changes
    for which, strengths in enumerate([(0, 0, 0), (1e-3, 1e-2, 0)]):
        phases = [(until, 3e-3, 0.3, beta)
                  for until, beta in zip((37, 111, 150), strengths, strict=True)]
        assert_allclose(np.stack([found.values[k][:, which] for k in CURVES], 1),
                        plain_loop(phases, [30, 90, 150]), rtol=1e-3)


def test_a_run_lost_under_the_nuclear_norm_is_named_by_its_loss():
    with pytest.raises(Diverged, match="the loss of run 0"):
        run(PLAN._replace(update=sgd(), norms=True), steps=600, records=range(0, 600, 20),
            learning_rate=1e3, penalty="nuclear", penalty_strength=1e-3)


@pytest.mark.parametrize("turn", [{"weight_decay": 8.0}, {"learning_rate": 1e-3},
                                  {"weight_decay": 1.0, "learning_rate": 1e-2}])
def test_a_hot_setting_turned_on_the_way_gives_the_plain_loop_in_two_phases(turn):
    hot, rows, changes = {}, [], []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for snapshot in experiment(records=[0, 30, 60, 90, 150], steps=150).start(hot):
            if snapshot is not None:
                rows.append([snapshot.values[k][0] for k in CURVES])
                changes.append(snapshot.changes)
                if snapshot.step == 60:
                    hot.update(turn)
    then = {"learning_rate": 3e-3, "weight_decay": 0.3} | turn
    phases = [(60, 3e-3, 0.3), (150, then["learning_rate"], then["weight_decay"])]
    assert_allclose(rows, plain_loop(phases, [30, 60, 90, 150]), rtol=3e-4)
    assert changes[:3] == [(), (), ()] and changes[4] == ()
    assert set(changes[3]) == {Change(60, name, (value,)) for name, value in turn.items()}


def test_a_timetable_turns_at_the_very_step_it_says_between_two_records():
    changes = (Change(37, "weight_decay", (2.0,)), Change(111, "learning_rate", (1e-3,)))
    found = record(experiment(records=[0, 30, 90, 150], steps=150), progress=False,
                   hot=Hot(changes=changes))
    phases = [(37, 3e-3, 0.3), (111, 3e-3, 2.0), (150, 1e-3, 2.0)]
    rows = np.stack([found.values[k][:, 0] for k in CURVES], axis=1)
    assert_allclose(rows, plain_loop(phases, [30, 90, 150]), rtol=3e-4)
    assert found.changes == changes


def test_a_hot_setting_may_be_one_a_run_and_the_record_keeps_the_change():
    hot = {"weight_decay": [0.0, 2.0]}
    found = record(experiment(init_seed=[1, 1]), progress=False, hot=hot)
    assert found.changes == (Change(0, "weight_decay", (0.0, 2.0)),)
    for which, decay in enumerate((0.0, 2.0)):
        alone = run(weight_decay=decay)
        assert_allclose(found.values["test_loss"][:, which], alone.values["test_loss"][:, 0],
                        rtol=2e-4)


def test_a_schedule_is_a_factor_on_the_learning_rate_at_each_step():
    halved = run(PLAN._replace(schedule=lambda step: 1.0 if step < 40 else 0.5), steps=80)
    wanted = plain_loop([(40, 3e-3, 0.3), (80, 1.5e-3, 0.3)], [80])[-1]
    assert_allclose([halved.values[k][-1, 0] for k in CURVES], wanted, rtol=3e-4)


def test_where_all_are_lost_the_first_is_named_and_what_came_before_is_kept():
    with pytest.raises(Diverged) as error:
        run(PLAN._replace(update=sgd()), steps=2000, records=range(0, 2000, 5),
            learning_rate=[40.0, 30.0], init_scale=3.0)
    lost = error.value
    assert "all 2 runs diverged; first, the loss of run" in str(lost)
    assert f"learning rate {lost.settings['learning_rate']:g}; try" in str(lost)
    assert len(lost.record.steps) and lost.record.steps[-1] == lost.step - 5
    assert np.isfinite(lost.record.values["train_loss"][0]).all()
    assert blocks() == []


def test_an_interrupt_while_it_trains_keeps_the_history(monkeypatch):
    class Impatient(dict):
        asked = 0

        def get(self, *args):
            self.asked += 1
            if self.asked > 20:
                raise KeyboardInterrupt
            return super().get(*args)

    with pytest.raises(Interrupted) as error:
        record(experiment(steps=10_000, records=range(10_000)), progress=False, hot=Impatient())
    kept = error.value.record
    assert 0 < len(kept.steps) < 30 and np.isfinite(kept.values["test_loss"]).all()
    assert blocks() == []


def blocks():
    return [t.name for t in threading.enumerate() if t.name.startswith("grokviz-block")]


def test_closing_a_stream_ends_its_threads_and_so_does_its_end():
    before = len(blocks())
    stream = experiment(init_seed=[1, 2], blocks=2, steps=100_000).start({})
    assert next(stream).step == 0 and len(blocks()) == before + 2
    next(stream)
    stream.close()
    assert blocks() == []
    list(experiment(steps=10).start({}))
    assert blocks() == []


def test_a_run_that_is_over_gives_its_tensors_back_at_once():
    """They are referred to in circles, which Python's collector finds some other time."""
    def held():
        return sum(type(each) is torch.Tensor for each in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = held()
        stream = experiment(init_seed=[1, 2], blocks=2, steps=100_000).start({})
        next(stream)
        assert held() > before + 10
        stream.close()
        assert held() <= before + 2
    finally:
        gc.enable()


def test_a_failure_while_the_blocks_are_built_ends_their_threads_too():
    def none(sweep):
        raise RuntimeError("no examples")

    with pytest.raises(RuntimeError, match="no examples") as error:
        run(PLAN._replace(task=none), init_seed=[1, 2])
    assert error.value and blocks() == []


def test_nothing_global_is_changed_behind_the_user_s_back():
    torch.manual_seed(5)
    np.random.seed(5)
    threads, state, numbers = torch.get_num_threads(), torch.get_rng_state(), np.random.get_state()
    stream = experiment(init_seed=[1, 2], steps=50).start({})
    next(stream)

    def now():
        assert torch.get_num_threads() == threads
        assert torch.get_default_dtype() == torch.float32
        assert torch.equal(torch.get_rng_state(), state)
        assert_array_equal(np.random.get_state()[1], numbers[1])
        assert torch.is_grad_enabled() and not torch.is_inference_mode_enabled()

    now()                                       # in the midst of a run
    list(stream)
    now()
    found = []
    other = threading.Thread(target=lambda: found.append(torch.get_num_threads()))
    other.start()
    other.join()
    assert found == [threads]


def test_it_can_be_started_from_any_thread_with_the_same_result():
    found, wanted = [], run()
    thread = threading.Thread(target=lambda: found.append(run()))
    thread.start()
    thread.join()
    assert_array_equal(found[0].values["test_loss"], wanted.values["test_loss"])


@pytest.mark.parametrize("steps", [1, 7, 100, 12_345, 100_000])
def test_steps_to_record_are_every_scale_s_and_reach_both_ends(steps):
    due = record_steps(steps)
    assert due[0] == 0 and due[-1] == steps and (np.diff(due) > 0).all()
    assert np.diff(due).max() <= max(1, min(50, steps // 200))
    early = due[(due >= 1) & (due <= 30)]
    assert (early[1:] / early[:-1]).max(initial=1) <= 2
    assert len(due) < 2500


def test_only_known_devices_and_dtypes_are_taken(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert device_and_dtype("auto", "float64") == ("cpu", torch.float64)
    for given, says in ((("tpu", "float32"), "device is 'tpu'; give 'cpu', 'cuda' or 'auto'"),
                        (("cuda", "float32"), "torch finds no GPU here"),
                        (("cpu", "float16"), "dtype is 'float16'; give 'float32' or 'float64'")):
        with pytest.raises(ValueError, match=says):
            device_and_dtype(*given)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert device_and_dtype("auto")[0] == "cuda"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU")
@pytest.mark.parametrize("name", ["learning_rate", "init_seed"])
def test_a_gpu_sends_the_same_stream(name):
    columns = {"learning_rate": [1e-3, 3e-3], "init_seed": [1, 2]}[name]
    cpu, gpu = (run(PLAN._replace(device=d), **{name: columns}) for d in ("cpu", "cuda"))
    assert_array_equal(cpu.steps, gpu.steps)
    for curve in CURVES:
        assert_allclose(gpu.values[curve], cpu.values[curve], rtol=1e-3)
