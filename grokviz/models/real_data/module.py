"""Any `torch.nn.Module` as a network with a run axis: run after run, through autograd.

The run axis is ours alone. A module is written as always, for a batch of examples; each run calls
it with its own parameters (`torch.func.functional_call`). So dropout, batch norm, tied weights and
recurrent layers work as they do in a loop of one's own.

All trainable parameters are leaves: α scales each of them, and the weight norm counts each of them
once. A tied weight is one parameter. Buffers, such as the running means of batch norm, belong to
a run but are neither scaled nor counted.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn

from grokviz.models.base import Model, Params

RANDOM, BUFFER = "random/", "buffer/"   # before the names of what a run keeps beside its weights
Make = Callable[[], nn.Module]
_LOCK = threading.RLock()       # torch has one generator for all threads


def module(make: Make, shape: tuple[int, ...], draws: bool) -> Model:
    """A network for all runs from a module for one.

    Parameters
    ----------
    make : function
        Returns a new module. Its weights are drawn with the seed of each run.
    shape : tuple of int
        Of an example. Inputs are (runs, examples, features); a module gets (examples, *shape).
    draws : bool
        The module draws random numbers while it trains, as dropout does; see `is_random`.

    Notes
    -----
    Leaves are (runs, rows, columns): a kernel (out, in, 3, 3) is a matrix (out, 9 in), a vector a
    row. The output of a module, (examples, ...), is flattened to features.
    """
    own, shapes = _copies(make), {}
    with torch.inference_mode(False), seeded(0):
        shapes = {name: p.shape for name, p in _trained(make()).items()}

    def init(sweep: Mapping[str, np.ndarray], dtype: torch.dtype = torch.float32) -> Params:
        runs = []
        for network, scale in zip(_drawn(make, sweep), sweep["init_scale"], strict=True):
            runs.append({name: _matrix(p.detach().to(dtype)) * float(scale)
                         for name, p in _trained(network).items()})
        return {name: torch.stack([run[name] for run in runs]) for name in shapes}

    def memory(sweep: Mapping[str, np.ndarray], dtype: torch.dtype = torch.float32) -> Params:
        runs = [{BUFFER + name: b.detach().clone() for name, b in _kept(network).items()}
                for network in _drawn(make, sweep)]
        kept = {name: torch.stack([run[name] for run in runs]) for name in runs[0]}
        kept = {k: v.to(dtype) if v.is_floating_point() else v for k, v in kept.items()}
        if "n_train" in sweep:
            kept[RANDOM + "n_train"] = torch.as_tensor(np.array(sweep["n_train"], np.int64))
        if draws:
            seeds = torch.as_tensor(np.array(sweep["init_seed"], np.int64))
            kept[RANDOM + "seed"], kept[RANDOM + "drawn"] = seeds, torch.zeros_like(seeds)
        return kept

    def call(params: Params, inputs: Tensor, run: int, network: nn.Module) -> Tensor:
        named = {name: params[name][run].view(shape) for name, shape in shapes.items()}
        named |= {name.removeprefix(BUFFER): value[run] for name, value in params.items()
                  if name.startswith(BUFFER)}
        x = inputs.reshape(len(inputs), *shape)
        outputs = torch.func.functional_call(network, named, (x,))
        return outputs.reshape(len(inputs), -1)

    def apply(params: Params, inputs: Tensor) -> Tensor:
        network = own().eval()
        return torch.stack([call(params, x, run, network) for run, x in enumerate(inputs)])

    def training(params: Params, inputs: Tensor) -> Tensor:
        network, outputs = own().train(), []
        for run, x in enumerate(inputs):
            # Examples beyond a run's own N have no weight, but batch norm would still see them.
            n = int(params[RANDOM + "n_train"][run]) if RANDOM + "n_train" in params else len(x)
            with _random(params, run):
                y = call(params, x[:n], run, network)
            outputs.append(y if n >= len(x) else nn.functional.pad(y, (0, 0, 0, len(x) - n)))
        return torch.stack(outputs)

    return Model(init, apply, memory=memory, training=training)


def is_random(network: nn.Module, inputs: Tensor) -> bool:
    """True if the module draws random numbers while it trains; a few inputs are enough."""
    with seeded(0), torch.no_grad():
        before = torch.get_rng_state()
        network.train()(inputs)
        return not torch.equal(before, torch.get_rng_state())


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Torch's one generator, seeded for a while and then put back; one thread at a time."""
    with _LOCK:
        before = torch.get_rng_state()
        torch.default_generator.manual_seed(seed)
        try:
            yield
        finally:
            torch.set_rng_state(before)


@contextmanager
def _random(params: Params, run: int) -> Iterator[None]:
    """The numbers that a run draws depend on its seed and its step, not on its neighbours."""
    if RANDOM + "seed" not in params:
        yield
        return
    seed, drawn = params[RANDOM + "seed"][run], params[RANDOM + "drawn"][run]
    with seeded((int(seed) << 32) + int(drawn) + 1):
        yield
    drawn.add_(1)


def _copies(make: Make) -> Callable[[], nn.Module]:
    """A module for each thread: a call puts the parameters of a run into it for a moment."""
    here = threading.local()

    def own() -> nn.Module:
        if not hasattr(here, "network"):
            with torch.inference_mode(False), seeded(0):
                here.network = copy.deepcopy(make())
        network: nn.Module = here.network
        return network

    return own


def _drawn(make: Make, sweep: Mapping[str, np.ndarray]) -> Iterator[nn.Module]:
    for seed in sweep["init_seed"]:
        with torch.inference_mode(False), seeded(int(seed)):
            network = make()
        yield network


def _trained(network: nn.Module) -> dict[str, Tensor]:
    return {name: p for name, p in network.named_parameters() if p.requires_grad}


def _kept(network: nn.Module) -> dict[str, Tensor]:
    frozen = {name: p for name, p in network.named_parameters() if not p.requires_grad}
    return frozen | dict(network.named_buffers())


def _matrix(p: Tensor) -> Tensor:
    return p.reshape(1, -1) if p.ndim < 2 else p.reshape(len(p), -1)
