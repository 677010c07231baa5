"""Examples cut into tiles that stay in a core's cache.

A product of matrices is fastest, and what is done to its result entry by entry all but free,
while all three matrices fit there.
"""

from __future__ import annotations

from collections.abc import Iterable

from torch import Tensor

from grokviz.models.base import Part

ROOM = 2**18                    # numbers of a hidden layer: a megabyte, a core's own cache


def tiles(inputs: Tensor, width: int) -> tuple[list[slice], list[slice]]:
    """The runs worked on at once, and the examples; all of either beside a CPU.

    Parameters
    ----------
    inputs : tensor, shape (runs, examples, ...)
    width : int
        Numbers an example has in the widest layer.
    """
    runs, n = inputs.shape[:2]
    if inputs.device.type != "cpu":
        return [slice(None)], [slice(None)]
    count = max(1, -(-n * width // ROOM))
    cuts = [n * k // count for k in range(count + 1)]
    return ([slice(run, run + 1) for run in range(runs)],
            [slice(begin, end) for begin, end in zip(cuts, cuts[1:], strict=False)])


def joined(parts: Iterable[Part], inputs: Tensor) -> Tensor:
    """Outputs of all examples, from those of their tiles."""
    whole: Tensor | None = None
    for run, part, outputs in parts:
        if whole is None:
            whole = outputs.new_empty(*inputs.shape[:2], outputs.shape[2])
        whole[run, part] = outputs
    if whole is None:
        raise ValueError("there are no parts to join; give those of Model.in_parts")
    return whole
