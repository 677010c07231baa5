"""A sweep in blocks: the same runs as alone, kept as asked, and refused in a sentence."""

import json
import time

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from small_sweeps import here, tiny

import grokviz as gv
from grokviz.engines.streaming.threads import at_most
from grokviz.jobs import folder as folders


def test_a_block_holds_what_its_runs_give_alone_on_one_core(tmp_path):
    experiment = tiny()
    job = here(experiment, tmp_path / "s", block=5, keep="curves")
    assert job.state == "done" and not job.missing and not job.failed
    assert job.sweep.blocks == 5 and job.sweep.slice(4) == slice(20, 24)
    part = {k: v[5:10] for k, v in experiment.sweep.items()}
    with at_most(1):
        alone = gv.record(experiment.part(part), progress=False)
    block = job.record(1)
    assert_array_equal(block.steps, alone.steps)
    assert_array_equal(block.values["test_loss"], alone.values["test_loss"].astype(np.float32))


def test_times_are_those_of_the_curves(tmp_path):
    curves = here(tiny(), tmp_path / "c", block=8, keep="curves").dataset()
    times = here(tiny(), tmp_path / "t", block=8, stop=False).dataset()
    right = curves.test_accuracy.values >= 0.95                 # (run, step)
    t_test = np.where(right.any(1), curves.step.values[right.argmax(1)], np.nan)
    assert_array_equal(times.t_test.values, t_test)
    assert np.isfinite(t_test).any() and np.isnan(t_test).any()
    assert (times.trained.values == 100).all()


def test_a_block_whose_runs_have_all_learnt_both_sets_is_stopped_and_no_time_moves(tmp_path):
    times = here(tiny(), tmp_path / "s", block=4).dataset()
    whole = here(tiny(), tmp_path / "w", block=4, stop=False).dataset()
    assert_array_equal(times.t_train, whole.t_train)
    assert_array_equal(times.t_test, whole.t_test)
    both = np.isfinite(times.t_test.values) & np.isfinite(times.t_train.values)
    assert (times.trained.values[both] < 100).any() and (times.trained.values[~both] == 100).all()
    last = np.fmax(times.t_test, times.t_train).values.reshape(6, 4).max(1)
    done = both.reshape(6, 4).all(1)
    assert_array_equal(times.trained.values.reshape(6, 4)[done], np.repeat(last[done], 4).reshape(
        -1, 4))
    curves = here(tiny(), tmp_path / "c", block=1, keep="curves", stop=True).dataset()
    ended = np.isnan(curves.test_loss.values[:, -1])
    assert_array_equal(ended, both & (np.fmax(times.t_test, times.t_train).values < 100))


def test_named_values_alone_are_kept(tmp_path):
    dataset = here(tiny(3), tmp_path / "s", block=4, keep=["test_loss", "leaf_norms"]).dataset()
    assert set(dataset.data_vars) == {"test_loss", "leaf_norms", "lost"}
    assert dataset.leaf_norms.dims == ("run", "step", "leaf_norms_0")
    assert dataset.sizes["run"] == 6 and dataset.sizes["step"] == 5


@pytest.mark.parametrize("keep", ["times", "curves"])
def test_a_diverged_run_is_data_even_if_its_block_has_no_other(tmp_path, keep):
    experiment = tiny(1, learning_rate=[0.02, 1.0], optimizer="sgd", init_scale=[1.0, 10.0],
                      n_train=10, width=50)
    job = here(experiment, tmp_path / "s", block=1, keep=keep)
    assert not job.failed and not job.missing
    dataset = job.dataset()
    assert dataset.lost.values.any() and not dataset.lost.values.all()
    value = dataset.t_test if keep == "times" else dataset.test_loss[:, -1]
    assert np.isnan(value.values[dataset.lost.values]).all()


def test_the_dataset_reads_a_block_when_it_is_needed_and_is_nan_where_there_is_none(tmp_path):
    job = here(tiny(), tmp_path / "s", block=8)
    job.sweep.file(1).unlink()
    dataset = gv.many(tmp_path / "s", look=True).dataset()
    assert dataset.t_train.chunks == ((8, 8, 8),)
    found = dataset.t_train.values
    assert np.isnan(found[8:16]).all() and np.isfinite(found[:8]).any()
    assert_array_equal(dataset.init_scale.values, tiny().sweep["init_scale"])
    assert dataset.penalty.attrs["names"] == ["none"] and dataset.penalty.dtype.kind == "i"


def test_a_folder_goes_on_where_it_was_and_trains_no_block_twice(tmp_path):
    job = here(tiny(), tmp_path / "s", block=4)
    job.sweep.file(2).unlink()
    kept = {block: job.sweep.file(block).stat().st_mtime_ns for block in (0, 1, 3, 4, 5)}
    again = here(str(tmp_path / "s"), None)
    assert again.state == "done" and not again.missing
    assert kept == {block: job.sweep.file(block).stat().st_mtime_ns for block in kept}
    assert here(tiny(), tmp_path / "s", block=4).state == "done"


@pytest.mark.parametrize("other, says", [
    (dict(experiment=lambda: tiny(width=6)), "width 5, and 6 came; give another folder"),
    (dict(experiment=lambda: tiny(13)), r"init_seed .* came"),
    (dict(experiment=lambda: gv.recipes.teacher_student.law(init_seed=[1, 2])),
     "recipe 'teacher_student.grokking', and 'teacher_student.law' came"),
    (dict(block=5), "block 4, and 5 came"), (dict(keep="curves"), "keep 'times', and 'curves'"),
    (dict(stop=False), "stop True, and False"),
])
def test_another_sweep_is_refused(tmp_path, other, says):
    here(tiny(), tmp_path / "s", block=4)
    experiment = other.pop("experiment", tiny)()
    with pytest.raises(gv.StoreError, match=says):
        gv.many(experiment, tmp_path / "s", **other)


def test_another_version_is_refused_by_the_job_and_by_a_worker(tmp_path, monkeypatch):
    job = here(tiny(), tmp_path / "s", block=4)
    job.sweep.file(0).unlink()
    monkeypatch.setattr(folders, "versions", lambda: {"grokviz": "9", "torch": "1", "numpy": "1"})
    with pytest.raises(gv.StoreError, match="was begun with grokviz .*, and this is grokviz 9; "
                                            "give another folder"):
        gv.many(tmp_path / "s")
    from grokviz.jobs.block import train_block

    assert "was begun with" in train_block(str(tmp_path / "s"), 0)["failed"]


def test_a_changed_or_foreign_file_is_refused(tmp_path):
    job = here(tiny(), tmp_path / "s", block=4)
    job.sweep.file(0).write_bytes(job.sweep.file(1).read_bytes())
    with pytest.raises(gv.StoreError, match="holds other runs"):
        job.record(0)
    place = tmp_path / "s" / "sweep.npz"
    place.write_bytes(place.read_bytes()[:-40])
    with pytest.raises(gv.StoreError):
        gv.many(tmp_path / "s")
    with pytest.raises(FileNotFoundError, match="there is no sweep in"):
        gv.many(tmp_path / "none")


@pytest.mark.parametrize("given, says", [
    (dict(experiment=lambda: gv.recipes.teacher_student.phase_grid()), "cannot be cut into runs"),
    (dict(keep="tims"), "keep is 'tims'; give 'times'"), (dict(keep=["tset_loss"]), "test_loss"),
    (dict(block=0), "block is 0; give a whole number"), (dict(executor=3), "executor is 3; give"),
    (dict(experiment=lambda: gv.recipes.norm_flow.hyperbola(steps=200)), "so no times"),
])
def test_what_cannot_be_is_refused_before_anything_is_trained(tmp_path, given, says):
    experiment = given.pop("experiment", tiny)()
    with pytest.raises((ValueError, TypeError), match=says):
        gv.many(experiment, tmp_path / "s", **given)


def test_an_experiment_that_its_recipe_does_not_give_is_refused(tmp_path):
    from dataclasses import replace

    with pytest.raises(ValueError, match="other settings than its recipe"):
        gv.many(replace(tiny(), settings={**tiny().settings, "mine": 1}), tmp_path / "s")
    with pytest.raises(ValueError, match="other settings than its recipe"):
        gv.many(gv.recipes.teacher_student.race({"none": 0, "l1": 1e-5}), tmp_path / "s")
    with pytest.raises(ValueError, match="workers make an experiment again"):
        gv.many(replace(tiny(), name="my.own"), tmp_path / "s")


def test_a_race_whose_columns_are_no_grid_is_trained_with_its_own(tmp_path):
    race = gv.recipes.teacher_student.race(width=5, n_train=10, steps=100, records=[0, 100])
    job = here(race, tmp_path / "s", block=3)
    assert_array_equal(job.dataset().penalty_strength.values, race.sweep["penalty_strength"])


def test_a_job_says_how_far_it_is_in_words_and_as_a_page(tmp_path):
    job = here(tiny(), tmp_path / "s", block=8)
    assert repr(job).startswith("<Job s (done): 3 of 3 blocks, 24 of 24 runs")
    data, _ = job._repr_mimebundle_()
    assert 'value="3"' in data["text/html"] and "24 of 24 runs" in data["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in data
    about = json.loads((tmp_path / "s" / "sweep.json").read_text())
    assert about["name"] == "teacher_student.grokking" and "torch" in about["versions"]


def test_a_stopped_job_keeps_its_blocks_and_says_how_to_go_on(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        job = gv.many(tiny(40), tmp_path / "s", block=2, executor=pool)
        while not len(job._done):
            assert job.state == "training" and not job.failed
            time.sleep(0.01)
        assert gv.many(tmp_path / "s") is job           # the cell is run again
        job.stop()
    with pytest.raises(RuntimeError, match="stopped; type gv.many"):
        job.wait()
    done = job.sweep.done()
    assert done and len(done) < job.sweep.blocks
    assert not here(str(tmp_path / "s"), None).missing
