"""The perceptron on pairs: outputs and gradients beside the plain module, its draws, its runs."""

import pytest
import torch
from modular import check_against, gradients_of
from torch.testing import assert_close

from grokviz.bench.plain_modular import Perceptron
from grokviz.models import draw, embedded_mlp
from grokviz.models.lookup import CHUNK
from grokviz.sweep import grid

SWEEP = grid(init_scale=[0.5, 2.0], init_seed=[1, 2])


@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error"])
@pytest.mark.parametrize("p, d_model, width", [(11, 6, 20), (8, 5, 7)])
def test_outputs_and_gradients_are_those_of_the_plain_module(p, d_model, width, loss):
    check_against(embedded_mlp(p, d_model, width), lambda: Perceptron(p, d_model, width), p, loss)


def test_it_is_drawn_as_torch_draws_it_and_scaled_as_a_whole():
    params = embedded_mlp(11, 6, 20).init(SWEEP)
    generator = torch.Generator().manual_seed(2)
    W_E = torch.randn(11, 6, generator=generator) / 6**0.5
    W1, b1, W2, b2 = draw((12, 20, 11), generator)
    run = 3                                             # scale 2, seed 2
    plain = Perceptron(11, 6, 20)
    plain.take({k: v[run] for k, v in params.items()})
    for ours, wanted in zip(plain.parameters(), (W_E, W1, b1, W2, b2), strict=True):
        assert_close(ours.detach(), 2 * wanted, rtol=1e-6, atol=0)
    assert torch.equal(params["W1"][1] * 4, params["W1"][3])


def test_a_run_in_company_has_the_gradient_it_has_alone():
    model = embedded_mlp(11, 6, 20)
    both = gradients_of(model, 11, train_fraction=[0.6, 0.8], split_seed=[1, 2])
    alone = gradients_of(model, 11, train_fraction=0.8, split_seed=2)
    for name, found in alone.items():
        assert_close(both[name][3], found[0], rtol=1e-10, atol=1e-14)


def test_many_pairs_are_evaluated_in_parts_that_join():
    model, n = embedded_mlp(7, 4, 5), CHUNK + 10
    params = model.init(grid(init_scale=1.0, init_seed=1))
    pairs = torch.randint(7, (1, n, 2), generator=torch.Generator().manual_seed(0))
    whole = model.apply(params, pairs)
    assert whole.shape == (1, n, 7)
    assert_close(whole[:, -20:], model.apply(params, pairs[:, -20:]), rtol=1e-5, atol=1e-6)
