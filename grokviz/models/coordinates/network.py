"""Coordinate networks: a perceptron from a place to a value, drawn as N(0, 1/fan_in).

Source: Tancik et al. (2020), arXiv:2006.10739. The Fourier features of a place do not change, so a
task computes them once (`tasks.coordinates.samples`); here they are the inputs. With bandwidth 0 it
has the raw coordinates as its first inputs, and zeros as the others. Its weights from those zeros
are zero and stay zero, so it is the same network as one that has no such inputs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from grokviz.models.base import Model, Params
from grokviz.models.draws import drawn
from grokviz.models.mlp import mlp


def coordinate_mlp(sizes: Sequence[int], axes: int, activation: str = "relu") -> Model:
    """A perceptron on the Fourier features of places with this number of `axes`.

    Parameters
    ----------
    sizes : sequence of int
        Units in each layer; the first is the number of features.
    axes : int
        Coordinates of a place: inputs of a run with ``sweep["bandwidth"]`` 0.
    activation : {"relu", "tanh", "leaky_relu"}

    Notes
    -----
    Leaves as in `models.mlp`; weights are N(0, 1/fan_in) times the initial scale, biases 0.
    """
    return mlp(sizes, activation)._replace(init=_Normal(tuple(sizes), axes))


class _Normal:
    """The `init` of a coordinate network."""

    def __init__(self, sizes: Sequence[int], axes: int):
        self.sizes, self.axes = sizes, axes

    def __call__(
        self, sweep: Mapping[str, np.ndarray], dtype: torch.dtype = torch.float32
    ) -> Params:
        params = drawn(sweep, self._draw, dtype)
        raw = torch.as_tensor(np.asarray(sweep["bandwidth"]) == 0)
        first = params["W1"]                            # (runs, features, units)
        first[raw, :self.axes] *= math.sqrt(self.sizes[0] / self.axes)
        first[raw, self.axes:] = 0
        return params

    def _draw(self, generator: torch.Generator) -> Params:
        params: Params = {}
        layers = list(zip(self.sizes, self.sizes[1:], strict=False))
        for k, (fan_in, fan_out) in enumerate(layers, 1):
            W: Tensor = torch.randn(fan_in, fan_out, generator=generator, dtype=torch.float32)
            W /= math.sqrt(fan_in)
            last = k == len(layers)
            params[f"W{k}"] = W.mT if last else W
            params[f"b{k}"] = torch.zeros((fan_out, 1) if last else (1, fan_out))
        return params
