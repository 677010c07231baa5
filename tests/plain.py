"""Witnesses that several tests share: networks as torch builds them, on one torch thread."""

from contextlib import contextmanager
from functools import partial

import torch
from torch import nn

ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU, "leaky_relu": partial(nn.LeakyReLU, 0.2)}


def student(sizes, seed, scale, activation="tanh"):
    """The model of the paper's notebook: seed, construct, multiply every parameter."""
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    layers = []
    for fan_in, fan_out in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(fan_in, fan_out), ACTIVATIONS[activation]()]
    torch.set_rng_state(state)
    network = nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for p in network.parameters():
            p.mul_(scale)
    return network


@contextmanager
def one_thread():
    """torch's own threads are slow on small tensors, and very slow on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
