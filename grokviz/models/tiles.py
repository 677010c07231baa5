"""Examples cut into tiles that fit into a core's cache.

A matrix product is fastest while all three matrices are in the cache, and operations on each
entry of its result then cost almost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from torch import Tensor

from grokviz.models.base import Part

ROOM = 2**18                    # numbers in a hidden layer: 1 MB, the cache of one core


def tiles(inputs: Tensor, width: int) -> tuple[list[slice], list[slice]]:
    """Slices of the runs, and slices of the examples, to be worked on one at a time.

    Outside a CPU there is one slice of each, since a GPU is fastest on large tensors.

    Parameters
    ----------
    inputs : tensor, shape (runs, examples, ...)
    width : int
        Numbers an example has in the widest layer.
    """
    runs, n = inputs.shape[:2]
    if inputs.device.type != "cpu":
        return [slice(None)], [slice(None)]
    # Rounded up; the cuts make all tiles of about the same size.
    count = max(1, -(-n * width // ROOM))
    cuts = [n * k // count for k in range(count + 1)]
    return ([slice(run, run + 1) for run in range(runs)],
            [slice(begin, end) for begin, end in zip(cuts, cuts[1:], strict=False)])


def joined(parts: Iterable[Part], inputs: Tensor) -> Tensor:
    """The outputs of all examples, (runs, examples, features), from those of their tiles."""
    whole: Tensor | None = None
    for run, part, outputs in parts:
        if whole is None:
            whole = outputs.new_empty(*inputs.shape[:2], outputs.shape[2])
        whole[run, part] = outputs
    if whole is None:
        raise ValueError("there are no parts to join; give those of Model.in_parts")
    return whole
