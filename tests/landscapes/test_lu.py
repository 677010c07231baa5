"""The L and the U: how the stages come, and where they end, beside a plain loop."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from plain import one_thread, student
from torch.nn.functional import mse_loss

from grokviz.divergence import Diverged, Lost
from grokviz.engines.scan import VALUES
from grokviz.landscapes.lu import cooling, lu_curve
from grokviz.recipes import teacher_student
from grokviz.recording import record
from grokviz.run import Experiment, Snapshot
from grokviz.sweep import grid
from grokviz.tasks.teacher_student import teacher_student as task_of

SWEEP = grid(init_scale=np.arange(1.0, 8), init_seed=[1, 2])        # 14 cells, seed fastest


def stand_in(closed, *, lost=()):
    """Trains nothing: loss is scale + seed/10 + step/1000, recorded at steps 0, 5 and 10; cells
    with a scale of `lost` are lost at step 10, or at step 0 where there are others besides."""
    def train(cells):
        base = cells["init_scale"] + cells["init_seed"] / 10

        def start(hot):
            try:
                for step in (0, 5, 10):
                    yield None
                    gone = np.isin(cells["init_scale"], lost)
                    found = [Lost(step, int(run), np.nan) for run in np.flatnonzero(gone)]
                    if gone.all() and step == 10:
                        raise Diverged.of(found)
                    loss = np.where(gone & ~gone.all(), np.nan, base + step / 1000)
                    told = tuple(found) if step == 0 and not gone.all() else ()
                    yield Snapshot(step, {k: loss for k in VALUES} | {"other": base},
                                   diverged=told)
            finally:
                closed.append(len(base))

        return Experiment("cells", {"steps": 10}, cells, start)

    return train


def curve(names=VALUES, **options):
    closed = []
    train = stand_in(closed, **options)
    return lu_curve(train, name="lu", settings={"a": 1}, sweep=SWEEP, steps=10, names=names), closed


def test_coarse_norms_come_first_then_all_norms_then_the_other_seeds():
    experiment, closed = curve()
    history = record(experiment, progress=False)
    known = ~np.isnan(history.values["test_loss"])
    first, few = SWEEP["init_seed"] == 1, np.isin(SWEEP["init_scale"], [1, 4, 7])
    assert_array_equal(history.steps, [0, 15, 30, 50, 70, 105, 140])
    stages = [np.zeros(14, bool), first & few, first, np.ones(14, bool)]
    assert_array_equal(known, np.repeat(stages, [1, 2, 2, 2], axis=0))
    assert closed == [3, 4, 7]


def test_steps_count_model_steps_and_end_at_the_total():
    experiment, _ = curve()
    assert experiment.settings == {"a": 1, "steps": 140}
    assert record(experiment, progress=False).steps[-1] == 140


def test_every_cell_ends_with_its_own_values_and_a_finished_one_keeps_them():
    history = record(curve()[0], progress=False)
    wanted = SWEEP["init_scale"] + SWEEP["init_seed"] / 10 + 0.01
    for name in VALUES:
        assert_allclose(history.values[name][-1], wanted, rtol=1e-12)
        assert_allclose(history.values[name][2:, 0], wanted[0], rtol=1e-12)
    assert set(history.values) == set(VALUES)


def test_other_values_are_kept_where_they_are_named():
    history = record(curve(names=("other", "test_loss"))[0], progress=False)
    assert set(history.values) == {"other", "test_loss"}
    assert_allclose(history.values["other"][-1], SWEEP["init_scale"] + SWEEP["init_seed"] / 10)


def test_a_snapshot_already_sent_is_not_written_again():
    snapshots = [s for s in curve()[0].start({}) if s is not None]
    assert np.isnan(snapshots[0].values["train_loss"]).all()
    assert np.isnan(snapshots[1].values["train_loss"]).sum() == 11


def test_a_stop_closes_the_stage_that_runs():
    experiment, closed = curve()
    stream = experiment.start({})
    while (snapshot := next(stream)) is None or snapshot.step < 15:
        pass
    stream.close()
    assert closed == [3]


def test_lost_cells_are_nan_and_the_others_are_trained_all_the_same():
    experiment, closed = curve(lost=[4, 5])
    history = record(experiment, progress=False)
    gone = np.isin(SWEEP["init_scale"], [4, 5])
    assert sorted(lost.run for lost in history.diverged) == np.flatnonzero(gone).tolist()
    assert [lost.step for lost in history.diverged] == [15, 50, 105, 105]      # of the scan
    assert_array_equal(np.isnan(history.values["test_loss"][-1]), gone)
    assert closed == [3, 4, 7]


def test_a_stage_that_is_lost_as_a_whole_leaves_the_others():
    history = record(curve(lost=[1, 4, 7])[0], progress=False)
    gone = np.isin(SWEEP["init_scale"], [1, 4, 7])
    assert_array_equal(np.isnan(history.values["test_loss"][-1]), gone)
    assert {lost.run for lost in history.diverged} == set(np.flatnonzero(gone))
    assert (np.diff(history.steps) > 0).all()


def test_where_every_cell_is_lost_it_says_so():
    experiment, closed = curve(lost=np.arange(8))
    with pytest.raises(Diverged, match="all 14 runs diverged") as error:
        record(experiment, progress=False)
    assert closed == [3, 4, 7] and len(error.value.lost) == 14


def test_cooling_is_half_a_cosine():
    factor = cooling(100)
    assert (factor(0), factor(100)) == (1, 0)
    assert_allclose([factor(t) for t in (25, 50, 75)], [0.5 + 0.125**0.5, 0.5, 0.5 - 0.125**0.5])


@one_thread()
def plain_cell(scale, seed, steps, rate, *, width=20, n=40, sphere=True):
    """Adam (beta2 0.99) on the sphere, the rate falling along half a cosine; one network."""
    task = task_of(grid(n_train=n, data_seed=0, teacher_seed=0))
    x, y, test_x, test_y = (t[0].double() for t in (task.train_inputs, task.train_targets,
                                                    task.test_inputs, task.test_targets))
    network = student([5, width, width, 5], seed, scale).double()
    parameters = list(network.parameters())
    norm = torch.sqrt(sum(p.square().sum() for p in parameters)).item()
    optimizer = torch.optim.Adam(parameters, lr=rate / scale**0.5, betas=(0.9, 0.99))
    half_cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        optimizer.zero_grad()
        mse_loss(network(x), y).backward()
        if sphere:
            radial = sum((p.detach() * p.grad).sum() for p in parameters) / norm**2
            for p in parameters:
                p.grad -= radial * p.detach()
        optimizer.step()
        half_cosine.step()
        with torch.no_grad():
            factor = norm / torch.sqrt(sum(p.square().sum() for p in parameters))
            for p in parameters:
                p.mul_(factor)
    with torch.no_grad():
        return *(mse_loss(network(a), b).item() for a, b in ((x, y), (test_x, test_y))), norm


@pytest.mark.parametrize("constraint", ["sphere", "fixed_norm"])
def test_cells_end_where_a_plain_loop_on_the_sphere_ends(constraint):
    history = record(teacher_student.lu_curve(
        [0.5, 2.0], [1, 2], n_train=40, width=20, steps=200, constraint=constraint,
        learning_rate=5e-3, dtype="float64",
    ), progress=False)
    for cell in (0, 3):
        scale, seed = history.sweep["init_scale"][cell], int(history.sweep["init_seed"][cell])
        wanted = plain_cell(scale, seed, 200, 5e-3, sphere=constraint == "sphere")
        found = [history.values[k][-1, cell] for k in ("train_loss", "test_loss", "weight_norm")]
        assert_allclose(found, wanted, rtol=1e-6)
