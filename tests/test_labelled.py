"""A record as a Dataset and back, with Parquet and Zarr in between."""

import warnings

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from small_sweeps import here, tiny

import grokviz as gv
from grokviz.divergence import Lost
from grokviz.run import Change, Record


def made():
    return Record(
        "a.b", {"steps": 20, "wd": [0.1, 0.2], "learnt": 0.9}, {
            "penalty": np.array(["l1", "none"]), "seed": np.array([3, 4])},
        np.array([0, 10, 20]), {
            "train_accuracy": np.array([[0, 0], [1, 0.5], [1, 1.0]]),
            "test_accuracy": np.array([[0, 0], [0.2, 0.5], [1, np.nan]]),
            "leaf_norms": np.arange(12.0).reshape(3, 2, 2)},
        (Change(10, "wd", (0.3, 0.4)),), (Lost(20, 1, float("inf"), {"wd": 0.4}),))


def same(one, other):
    assert (one.name, one.settings, one.changes, one.diverged) == (
        other.name, other.settings, other.changes, other.diverged)
    assert_array_equal(one.steps, other.steps)
    for name in one.sweep:
        assert_array_equal(one.sweep[name], other.sweep[name])
    for name, value in one.values.items():
        assert_array_equal(value, other.values[name])


def test_a_record_comes_back_from_its_dataset():
    dataset = made().to_xarray()
    assert dataset.test_accuracy.dims == ("step", "run")
    assert dataset.leaf_norms.dims == ("step", "run", "leaf_norms_0")
    assert dataset.t_test.values[0] == 20 and dataset.delay.values[0] == 10
    assert dataset.penalty.values.tolist() == [0, 1]
    assert dataset.penalty.attrs["names"] == ["l1", "none"]
    assert dataset.attrs["steps"] == 20
    back = gv.from_xarray(dataset)
    assert set(made().values) <= set(back.values) | {"t_train"}
    same(made(), back)


def test_zarr_and_parquet_hold_it_without_a_warning(tmp_path):
    import pandas
    import xarray

    dataset = made().to_xarray()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dataset.to_zarr(tmp_path / "a.zarr", consolidated=False)
        same(made(), gv.from_xarray(xarray.open_zarr(tmp_path / "a.zarr", consolidated=False)))
        table = dataset[["test_accuracy"]].to_dataframe()
        table.to_parquet(tmp_path / "a.parquet")
    assert_array_equal(pandas.read_parquet(tmp_path / "a.parquet").seed, [3, 4] * 3)


def test_the_dataset_of_a_sweep_is_a_record_too_and_zarr_and_parquet_hold_it(tmp_path):
    import pandas
    import xarray

    dataset = here(tiny(3), tmp_path / "s", block=4, keep="curves").dataset()
    record = gv.from_xarray(dataset)
    assert record.runs == 6 and record.name == "teacher_student.grokking"
    assert record.t_train.shape == (6,)
    times = here(tiny(3), tmp_path / "t", block=4).dataset()
    back = gv.from_xarray(times)
    assert back.values["t_test"].shape == (1, 6) and back.steps.tolist() == [100]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        times.to_zarr(tmp_path / "t.zarr", consolidated=False)
        times.to_dataframe().to_parquet(tmp_path / "t.parquet")
    zarr = xarray.open_zarr(tmp_path / "t.zarr", consolidated=False)
    same(back, gv.from_xarray(zarr))
    assert zarr.penalty.attrs["names"] == ["none"]
    table = pandas.read_parquet(tmp_path / "t.parquet")
    assert_array_equal(table.t_test, back.values["t_test"][0])
    assert_array_equal(table.init_scale, tiny(3).sweep["init_scale"])


def test_another_dataset_is_refused():
    import xarray

    with pytest.raises(ValueError, match="the dataset is none of a record"):
        gv.from_xarray(xarray.Dataset({"a": ("x", [1])}))
