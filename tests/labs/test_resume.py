"""A real run, stopped, saved and gone on with, is the run it would have been."""

import pytest
from numpy.testing import assert_array_equal

import grokviz as gv

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
        each.scene.player.wait()
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
    with pytest.raises(gv.StoreError, match="no run to go on with"):
        gv.resume(path)
