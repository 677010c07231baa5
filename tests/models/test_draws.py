"""Initial weights in both precisions."""

import numpy as np
import pytest
import torch

from grokviz import models, optim
from grokviz.engines.block import Block, Plan
from grokviz.models.draws import more_digits
from grokviz.sweep import grid
from grokviz.tasks.teacher_student import teacher_student

NETWORKS = {"mlp": models.mlp([5, 20, 5]), "embedded_mlp": models.embedded_mlp(11, 6, 20),
            "transformer": models.transformer(7, 8, 2, 8)}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_float64_run_begins_from_the_same_network_with_more_digits(name):
    init, sweep = NETWORKS[name].init, grid(init_scale=1.0, init_seed=[3, 4])
    plain, fine = init(sweep), init(sweep, torch.float64)
    assert list(plain) == list(fine)
    for leaf, value in plain.items():
        assert value.dtype == torch.float32 and fine[leaf].dtype == torch.float64
        assert torch.equal(fine[leaf].float(), value)
        assert (fine[leaf] != value.double())[value != 0].all()


@pytest.mark.parametrize("name", NETWORKS)
def test_a_float64_run_is_scaled_in_float64(name):
    init = NETWORKS[name].init
    one, other = (init(grid(init_scale=s, init_seed=3), torch.float64) for s in (1.0, 0.7))
    for leaf, value in one.items():
        np.testing.assert_array_equal(0.7 * value, other[leaf])


def test_the_digits_that_are_added_are_spread_over_the_gap_to_the_next_number():
    w = torch.linspace(0.5, 0.9, 4000)                  # where float32 is in steps of 2**-24
    added = (more_digits(w, torch.Generator().manual_seed(0)) - w.double()) * 2.0**24
    assert abs(float(added.mean())) < 0.02 and float(added.std()) == pytest.approx(
        12**-0.5, rel=0.05)


def test_an_engine_asks_for_the_precision_of_its_plan():
    sweep = grid(init_scale=0.7, init_seed=3, n_train=10, data_seed=0, teacher_seed=0)
    for dtype in (torch.float32, torch.float64):
        network = NETWORKS["mlp"]
        plan = Plan(teacher_student, network, optim.adam(), dtype=dtype)
        with plan.grad_mode():
            params = Block(plan, sweep).params
        for leaf, value in network.init(sweep, dtype).items():
            assert torch.equal(params[leaf], value)
