"""All parameters of an ensemble in one buffer: an optimiser's step is one pass over memory."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor


class Flat:
    """Lays the leaves, each (runs, ...), end to end; every leaf stays contiguous."""

    def __init__(self, leaves: dict[str, Tensor]):
        self.shapes = {name: leaf.shape for name, leaf in leaves.items()}
        # Leaf after leaf, each with all runs, so that a leaf is one view of the buffer.
        self.params = torch.cat([leaf.reshape(-1) for leaf in leaves.values()])
        self.gradient = torch.zeros_like(self.params)

    def views(self, buffer: Tensor) -> dict[str, Tensor]:
        """The leaves as views of a buffer with this layout."""
        parts = buffer.split([shape.numel() for shape in self.shapes.values()])
        return {
            name: part.view(shape)
            for (name, shape), part in zip(self.shapes.items(), parts, strict=True)
        }

    def spread(self, column: Tensor, factors: Mapping[str, Tensor | float] = {}) -> Tensor:
        """A number for each run, times a factor for each leaf, spread to all parameters."""
        column = column.to(self.params)
        return torch.cat([
            (column * factors.get(name, 1)).repeat_interleave(shape.numel() // shape[0])
            for name, shape in self.shapes.items()
        ])
