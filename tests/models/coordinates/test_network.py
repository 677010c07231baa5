"""Coordinate networks: how they are drawn, and the raw ones among them."""

import numpy as np
import torch
from torch.testing import assert_close

from grokviz.models.coordinates.network import coordinate_mlp
from grokviz.sweep import grid

SIZES = [40, 300, 50, 1]


def test_weights_have_variance_one_over_fan_in_times_the_scale_and_biases_are_zero():
    params = coordinate_mlp(SIZES, 2).init(grid(bandwidth=2.0, init_seed=7, init_scale=3.0))
    for name, fan_in in (("W1", 40), ("W2", 300)):
        assert abs(params[name].std() * np.sqrt(fan_in) / 3 - 1) < 0.03
    assert all(not params[f"b{k}"].any() for k in (1, 2, 3))
    assert params["W3"].shape == (1, 1, 50)


def test_a_raw_run_is_a_network_of_two_inputs():
    """Its padding has no weight and gets no gradient."""
    network = coordinate_mlp(SIZES, 2)
    params = network.init(grid(bandwidth=[0.0, 2.0], init_seed=7, init_scale=1.0))
    assert abs(params["W1"][0, :2].std() * np.sqrt(2) - 1) < 0.1
    assert not params["W1"][0, 2:].any() and params["W1"][1, 2:].any()
    x = torch.rand(1, 11, 2, generator=torch.Generator().manual_seed(0))
    padded = torch.nn.functional.pad(x, (0, 38))
    plain = torch.nn.Sequential(torch.nn.Linear(2, 300), torch.nn.ReLU(), torch.nn.Linear(300, 50),
                                torch.nn.ReLU(), torch.nn.Linear(50, 1))
    with torch.no_grad():
        for layer, name in zip(plain[::2], "123", strict=True):
            W = params[f"W{name}"][0]
            layer.weight.copy_(W if name == "3" else W[: layer.in_features].T)
            layer.bias.zero_()
        raw = {k: v[:1] for k, v in params.items()}
        assert_close(network.apply(raw, padded)[0], plain(x[0]), rtol=1e-5, atol=1e-6)
