"""A decoder on learnt embeddings: outputs beside the decoder alone, gradients beside autograd."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.models import mlp
from grokviz.models.embedded import embedded, without_embedding
from grokviz.sweep import grid
from grokviz.tasks.losses import mean_squared_error

SWEEP = grid(init_seed=[1, 2], init_scale=[0.5, 2.0])
RUNS, SYMBOLS, SIZE = 4, 6, 2


def start(sweep, dtype):
    generator = torch.Generator().manual_seed(4)
    return torch.randn(len(sweep["init_seed"]), SYMBOLS, SIZE, generator=generator).to(dtype)


@pytest.mark.parametrize("activation", ["leaky_relu", "tanh"])
def test_outputs_are_the_decoder_s_and_the_gradient_is_autograd_s(activation):
    decoder = mlp([SIZE, 9, 8, 3], activation)
    network = embedded(start, decoder)
    params = {k: v.double() for k, v in network.init(SWEEP).items()}
    generator = torch.Generator().manual_seed(5)
    counts = torch.randint(0, 3, (RUNS, 11, SYMBOLS), generator=generator).double()
    y = torch.randn(RUNS, 11, 3, generator=generator).double()
    sums = torch.stack([counts[r] @ params["E"][r] for r in range(RUNS)])
    assert_close(network.apply(params, counts), decoder.apply(without_embedding(params), sums))

    leaves = {k: v.clone().requires_grad_() for k, v in params.items()}
    loss = mean_squared_error.value(network.apply(leaves, counts), y).mean(1).sum()
    wanted = dict(zip(leaves, torch.autograd.grad(loss, leaves.values()), strict=True))
    found = {k: torch.full_like(v, torch.nan) for k, v in params.items()}
    weights = torch.full((RUNS, 1, 11), 1 / 11, dtype=torch.float64)
    targets = y.mT.contiguous()
    gradient = network.bind(params, found, counts,
                            lambda out: mean_squared_error.delta_(out, targets, weights))
    for _ in range(2):                          # the second call finds used buffers
        gradient()
        for name in params:
            assert_close(found[name], wanted[name], rtol=1e-10, atol=1e-12)


def test_without_the_embedding_the_decoder_is_what_it_was():
    params = embedded(start, mlp([SIZE, 5, 3])).init(SWEEP)
    alone = mlp([SIZE, 5, 3]).init(SWEEP)
    assert list(params) == ["E", *alone]
    assert all(torch.equal(without_embedding(params)[k], alone[k]) for k in alone)
    np.testing.assert_array_equal(params["E"].shape, (RUNS, SYMBOLS, SIZE))
