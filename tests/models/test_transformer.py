"""The factored transformer beside a plain one with all three positions."""

import pytest
import torch
from modular import check_against, check_cores, gradients_of
from torch.testing import assert_close

from grokviz.bench.plain.modular_addition import Transformer
from grokviz.models import transformer
from grokviz.models.transformer import _program
from grokviz.sweep import grid
from grokviz.tasks.losses import cross_entropy, one_hot_error


@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error"])
@pytest.mark.parametrize("sizes", [(11, 8, 2, 24), (8, 6, 1, 5), (7, 12, 4, 9)])
def test_outputs_and_gradients_are_those_of_the_plain_module(sizes, loss):
    check_against(transformer(*sizes), lambda: Transformer(*sizes), sizes[0], loss)


def test_in_float32_they_agree_to_a_hundred_thousandth():
    sizes = (23, 32, 4, 64)
    check_against(transformer(*sizes), lambda: Transformer(*sizes), 23, "cross_entropy",
                  torch.float32, 1e-5)


def test_a_run_in_company_has_the_gradient_it_has_alone():
    model = transformer(11, 8, 2, 24)
    both = gradients_of(model, 11, train_fraction=[0.6, 0.8], split_seed=[1, 2])
    alone = gradients_of(model, 11, train_fraction=0.8, split_seed=2)
    for name, found in alone.items():
        assert_close(both[name][3], found[0], rtol=1e-10, atol=1e-14)


def test_on_two_cores_the_gradient_is_the_same_bit_for_bit():
    check_cores(transformer(31, 32, 4, 256), 31, 256)


@pytest.mark.parametrize("loss", [cross_entropy, one_hot_error])
def test_the_gradient_is_one_program_with_its_loss_inside(loss):
    assert isinstance(_program(loss.delta_), torch.jit.ScriptFunction)


def test_at_the_paper_s_size_the_norm_at_init_is_the_paper_s():
    """Omnigrok, Fig. 7a: it begins at 42 to 43; each matrix has a variance of one over its size."""
    params = transformer(113, 128, 4, 512).init(grid(init_scale=[1.0, 0.8], init_seed=0))
    squares = sum(leaf.square().flatten(1).sum(1) for leaf in params.values())
    assert abs(squares[0].sqrt().item() - 42.2) < 0.5
    assert_close(squares[1], 0.64 * squares[0], rtol=1e-5, atol=0)
    assert not params["b_in"].any() and not params["b_out"].any()
    assert abs(params["W_U"].square().sum((1, 2))[0].item() / 128 - 1) < 0.05
    assert len(params["W_E"][0]) == 114


def test_heads_that_do_not_divide_the_stream_are_refused():
    with pytest.raises(ValueError, match="d_model is 10 and n_heads 4, .*; give d_model 8"):
        transformer(7, 10, 4, 8)


def test_drawing_leaves_the_global_stream_alone():
    state = torch.get_rng_state()
    transformer(7, 8, 2, 8).init(grid(init_scale=1.0, init_seed=5))
    assert torch.equal(torch.get_rng_state(), state)
