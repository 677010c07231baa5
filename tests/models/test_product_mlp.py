"""The perceptron on products: outputs and gradients beside a plain module, and its draws."""

import pytest
import torch
from modular import check_against
from torch import nn
from torch.testing import assert_close

from grokviz.models import product_mlp
from grokviz.sweep import grid


class Plain(nn.Module):
    """The same network, example by example."""

    def __init__(self, modulus, d_model, width):
        super().__init__()
        self.embed = nn.Embedding(modulus, d_model)
        self.first = nn.Linear(d_model, width, bias=False)
        self.second = nn.Linear(width, modulus, bias=False)

    def forward(self, pairs):
        return self.second(torch.relu(self.first(self.embed(pairs).prod(1))))

    def take(self, leaves):
        ours = leaves["W_E"], leaves["W1"].mT, leaves["W2"]
        for theirs, leaf in zip(self.parameters(), ours, strict=True):
            theirs.data = leaf.detach().clone()


@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error"])
def test_outputs_and_gradients_are_those_of_the_plain_module(loss):
    check_against(product_mlp(11, 6, 20), lambda: Plain(11, 6, 20), 11, loss)


def test_each_matrix_has_the_spread_of_the_authors_code_and_the_scale_asked_for():
    params = product_mlp(31, 64, 128).init(grid(init_scale=[1.0, 2.0], init_seed=[1]))
    for name, outputs in {"W_E": 64, "W1": 128, "W2": 31}.items():
        assert params[name][0].std().item() == pytest.approx(outputs**-0.5, rel=0.05)
        assert_close(params[name][1], 2 * params[name][0])
