"""A real run, stopped, saved and gone on with, is the run it would have been."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import grokviz as gv
from grokviz import store
from grokviz.run import Change

PAIR = Path(__file__).parents[1] / "pairs" / "half.npz"

LABS = {
    "TeacherStudentLab": {"width": 10, "n_train": 20, "steps": 300},
    "ModularAdditionLab": {"modulus": 7, "d_model": 8, "width": 16, "steps": 300},
    "NormFlowLab": {"steps": 3000, "view": "Matrix"},
}

HALF = 9                # records


@pytest.mark.parametrize("name", LABS)
def test_it_is_the_same_bit_for_bit(name, tmp_path):
    lab = getattr(gv, name)(**LABS[name])
    lab.step(HALF)
    path = lab.save(tmp_path / "half.npz")
    other = gv.resume(path)
    records = []
    for each in (lab, other):
        each.start()
        each.view_state.player.wait()
        records.append(each.record)
        each.close()
    whole, again = records
    assert other.key == lab.key and len(whole.steps) > 2 * HALF
    assert_array_equal(again.steps, whole.steps)
    for key, value in whole.values.items():
        assert_array_equal(again.values[key][HALF:], value[HALF:].astype(
            again.values[key].dtype), err_msg=key)


def test_a_file_of_numbers_alone_is_refused(tmp_path):
    path = gv.save(gv.load("stored:shell_toy.slide"), tmp_path / "numbers.npz")
    with pytest.raises(gv.StoreError, match="no run that can go on"):
        gv.resume(path)
    with pytest.raises(gv.StoreError, match="no run that can go on"):
        gv.resume("stored:shell_toy.slide")


def test_a_run_goes_on_from_a_file_that_was_renamed_or_from_its_bytes(tmp_path):
    """At first from a pair of NPZ and JSON, as they were written once."""
    lab = gv.resume(PAIR)
    path = shutil.move(lab.save(tmp_path / "half.npz"), tmp_path / "renamed.npz")
    lab.close()
    with path.open("rb") as file:
        for source in (path, path.read_bytes(), file):
            other = gv.resume(source)
            assert other.width == 6 and other.record.steps.tolist() == list(range(9))
            if source is file:
                other.start()
                other.view_state.player.wait()
                assert other.record.steps[-1] == 300
            assert other.record.changes == (Change(4, "weight_decay", (0.2,)),)
            other.close()


def test_a_record_or_a_state_that_does_not_fit_its_settings_is_refused():
    saved, lab = store.read(PAIR), gv.TeacherStudentLab(width=6)
    record, state = saved.record, saved.state
    values = dict(record.values)
    del values["train_loss"]
    short = {k: v for k, v in state.items() if k != "params/W1"}
    for forged in (
        saved._replace(record=replace(record, values={})),
        saved._replace(record=replace(record, values=values)),
        saved._replace(record=replace(record, values=values | {"train_loss": np.ones((9, 1, 7))})),
        saved._replace(record=replace(record, sweep={"other": np.zeros(1)})),
        saved._replace(record=record.take([0, 0])),
        saved._replace(state=short),
        *(saved._replace(state=state | {"step": np.array(step)})
          for step in ([1, 2], -1, 10**9, 0.5, "8")),
        saved._replace(state=state | {"params/W1": np.zeros((3, 3), "f4")}),
        saved._replace(state=state | {"params/W1": np.array("x")}),
    ):
        with pytest.raises(gv.StoreError, match="a run that does not match its settings; save it"):
            lab.resume(forged)
    assert lab.badge == "recorded"
    lab.resume(saved)
    assert lab.record.steps.tolist() == list(range(9))
    lab.close()


def test_a_file_of_no_lab_or_of_none_that_there_is_is_refused(tmp_path):
    path, saved = tmp_path / "a.npz", store.read(PAIR)
    for more, error in (({"link": "grokviz:1.x.y"}, gv.LinkError), ({"link": 3}, gv.StoreError),
                        ({"run": [[0]]}, gv.StoreError), ({"link": "?lab=none"}, gv.LinkError)):
        about = {k: saved.about["made"][k] for k in ("link", "run", "view", "wanted")} | more
        store.save(saved.record, path, state=saved.state, **about)
        with pytest.raises(error) as said:
            gv.resume(path)
        assert 20 < len(str(said.value)) <= 300
