"""Columns with one entry a run."""

import itertools

import numpy as np
import pytest

from grokviz.sweep import grid, pairs


def test_every_combination_comes_once_and_the_last_name_varies_fastest():
    columns = grid(init_scale=[0.5, 2.0], n_train=[10, 20, 30], init_seed=7)
    rows = list(zip(*(c.tolist() for c in columns.values()), strict=True))
    assert rows == list(itertools.product([0.5, 2.0], [10, 20, 30], [7]))


def test_whole_numbers_stay_whole_and_one_run_is_an_ensemble_of_one():
    columns = grid(seed=np.arange(3), scale=1.5)
    assert columns["seed"].dtype.kind == "i" and columns["scale"].dtype.kind == "f"
    assert {c.shape for c in grid(seed=1, scale=1.5).values()} == {(1,)}


def test_an_empty_list_is_refused_by_name():
    with pytest.raises(ValueError, match="init_seed is an empty list; give at least one value"):
        grid(init_scale=[1, 2], init_seed=[])


def test_pairs_are_one_run_a_place_and_a_scalar_is_the_same_in_all():
    columns = pairs(init_scale=[1.0, 2.0, 3.0], seed=[7, 8, 9], width=5)
    assert {k: v.tolist() for k, v in columns.items()} == {
        "init_scale": [1, 2, 3], "seed": [7, 8, 9], "width": [5, 5, 5]}
    with pytest.raises(ValueError, match="seed has 2 values and another list has 3; give as many"):
        pairs(init_scale=[1, 2, 3], seed=[7, 8])
