"""The perceptron on pairs: outputs and gradients beside the plain module, its draws, its runs."""

import pytest
import torch
from modular import block_of, check_against, check_cores, gradients_of
from torch.testing import assert_close

from grokviz.bench.plain.modular_addition import Perceptron
from grokviz.models import draw, embedded_mlp, tiles
from grokviz.models.embedded_mlp import _program
from grokviz.sweep import grid
from grokviz.tasks.losses import cross_entropy, one_hot_error

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


def test_runs_and_examples_in_tiles_give_what_they_give_at_once(monkeypatch):
    model, sweep = embedded_mlp(11, 6, 20), dict(train_fraction=[0.6, 0.8], split_seed=1)
    whole = gradients_of(model, 11, **sweep)
    made = block_of(model, 11, **sweep)
    outputs = model.apply(made.params, made.task.test_inputs)
    monkeypatch.setattr(tiles, "ROOM", 300)             # numbers: 15 pairs of the 96 and the 121
    runs, parts = tiles.tiles(made.task.train_inputs, 20)
    assert runs == [slice(0, 1), slice(1, 2)]
    assert len(parts) == 7 and parts[0] == slice(0, 13) and parts[-1].stop == 96
    for name, found in gradients_of(model, 11, **sweep).items():
        assert_close(found, whole[name], rtol=1e-10, atol=1e-14)
    assert_close(model.apply(made.params, made.task.test_inputs), outputs, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("loss", [cross_entropy, one_hot_error])
def test_the_gradient_is_one_program_with_its_loss_inside(loss):
    """As Python it would wait for a painter at every operation."""
    assert isinstance(_program(loss.delta_), torch.jit.ScriptFunction)


def test_on_two_cores_the_gradient_is_the_same_bit_for_bit():
    check_cores(embedded_mlp(31, 64, 256), 31, 256)
