"""The written-out gradient of the graph network against autograd, with any padding."""

import pytest
import torch
from numpy.testing import assert_allclose

from grokviz.models.base import Delta
from grokviz.models.real_data.graph import graph_network
from grokviz.sweep import grid
from grokviz.tasks.losses import mean_squared_error
from grokviz.tasks.real_data.molecules import layout, molecules

ROOM = layout(100)


@pytest.mark.parametrize("seeds", [[0], [0, 1, 2]])
def test_it_is_the_gradient_that_autograd_finds(seeds):
    sweep = grid(n_train=[40], data_seed=[1], init_seed=seeds, init_scale=[2.0])
    task, model = molecules(sweep), graph_network(ROOM, 6)
    params = model.init(sweep, torch.float64)
    inputs, targets = task.train_inputs[:, :9].double(), task.train_targets[:, :9].double()
    weights = torch.rand(len(seeds), 9, dtype=torch.float64)
    leaves = {k: v.clone().requires_grad_() for k, v in params.items()}
    loss = (mean_squared_error.value(model.apply(leaves, inputs), targets) * weights).sum()
    wanted = torch.autograd.grad(loss, list(leaves.values()))
    found = {k: torch.full_like(v, torch.nan) for k, v in params.items()}
    with torch.inference_mode():
        delta = Delta(mean_squared_error.delta_, targets.mT, weights[:, None])
        model.bind(params, found, inputs.contiguous(), delta, 1)()
    for ours, theirs in zip(found.values(), wanted, strict=True):
        assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
