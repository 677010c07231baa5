"""The training loop of a perceptron as one TorchScript program: many steps in a single call.

A loop written in Python waits for Python's lock at each of some thirty operations a step, see
`models.compiled`. The compiled loop takes the lock once for a whole chunk of steps. It is built
from the very functions that `Block.advance` calls one by one, so the results are equal bit for
bit; a test compares them.
"""

from collections.abc import Callable

from torch import Tensor

from grokviz.engines.minibatches import load_
from grokviz.models.compiled import compiled
from grokviz.models.mlp import Buffers, backward, forward
from grokviz.optim.constraints import Bind, fixed_norm, free, rescale_, sphere, tangent_
from grokviz.optim.subgradients import Terms, add
from grokviz.optim.updates import AdamParts, adam_
from grokviz.tasks import Loss
from grokviz.tasks.losses import cross_entropy, cross_entropy_delta_, mean_squared_error

KINDS: dict[Bind, int] = {free: 0, fixed_norm: 1, sphere: 2}
LOSSES: dict[Loss, int] = {mean_squared_error: 0, cross_entropy: 1}


def compiled_steps() -> Callable[..., None] | None:
    """`_steps` compiled; None where this torch or this Python cannot compile it."""
    program = compiled(_steps)
    return None if program is _steps else program


def _steps(
    factors: list[float], rows: Tensor | None, batch: list[Tensor], network: Buffers,
    loss: int, target: Tensor, weights: Tensor, adam: AdamParts, terms: Terms, p: list[Tensor],
    g: list[Tensor], constraint: int, norm: Tensor,
) -> None:
    """One step for each factor on the learning rate.

    `rows` are those of each step's minibatch, None for steps on all examples; `batch` is where
    they go, see `engines.minibatches`.
    `loss` is one of `LOSSES`, and `weights` are those of the examples. `p` and `g` are the leaves
    and their gradients.
    """
    per_error = weights * (2 / network.y.shape[1])      # an error times this is the derivative
    for i, factor in enumerate(factors):
        if rows is not None:
            load_(batch, rows[i])
        forward(network)
        if loss == 1:
            cross_entropy_delta_(network.y, target, weights)
        else:
            network.y.sub_(target).mul_(per_error)
        backward(network)
        add(adam.p[0], adam.g[0], terms)
        if constraint == 2:
            tangent_(p, g, norm)
        adam_(adam, factor)
        if constraint != 0:
            rescale_(p, norm)
