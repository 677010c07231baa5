"""What a run of modular arithmetic shows beside its losses: frequencies, circle, answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from torch import Tensor

from grokviz import fourier
from grokviz.engines.block import Probe
from grokviz.models import Params
from grokviz.tasks import Task

KEY = 5                         # frequencies that count as those the network uses
ROOM = 1.2e6                    # bytes of pictures in a record
SIGN = {"add": 1, "subtract": -1}


def probe(
    operation: str, modulus: int, runs: int, frequencies: Iterable[int] | None = None
) -> Probe:
    """A probe for `engines.Plan`.

    Parameters
    ----------
    operation : str
    modulus : int
    runs : int
        Of the ensemble. With more than one, only the power is looked at.
    frequencies : iterable of int, optional
        Those that the network uses; by default the five of most power at the time.

    Returns
    -------
    function
        Always fourier_power (runs, p // 2 + 1), float32; for products that over exponents, see
        `fourier.powers_of_a_root`, (runs, (p - 1) // 2 + 1). For one run also embedding (1, p,
        d_model), float16, and answers (1, p, p), uint8, where they are due in full; and for
        sums and differences restricted_loss, of the test set, and excluded_loss and
        excluded_accuracy, of the training set, (1,).
    """
    fixed = None if frequencies is None else [int(k) for k in frequencies]
    order = fourier.powers_of_a_root(modulus) if operation == "multiply" else None

    def look(params: Params, task: Task, outputs: Tensor, full: bool) -> dict[str, np.ndarray]:
        embedding = params["W_E"][:, :modulus].cpu().numpy()
        power = fourier.power(embedding if order is None else embedding[:, order])
        found = {"fourier_power": power.astype(np.float32)}
        if runs > 1:
            return found
        logits = _in_order(task.test_inputs, outputs, modulus).cpu().numpy()
        if full:
            found["embedding"] = embedding.astype(np.float16)
            found["answers"] = logits.argmax(-1).astype(np.uint8)[None]
        if operation in SIGN:
            key = fixed or fourier.strongest(power[0], KEY)
            found |= _by_frequency(task, outputs, logits, key, SIGN[operation])
        return found

    return look


def due(steps: Sequence[int], modulus: int, d_model: int) -> set[int]:
    """The steps of those recorded at which embedding and answers are taken anew.

    Each where they add up to no more than some 1.2 MB, else every second, third, ... of them;
    in between a record repeats the last, which costs a compressed file nothing.
    """
    size = modulus * (2 * d_model + modulus)
    every = max(1, -(-len(steps) * size // int(ROOM)))
    return {*steps[::every], *steps[-1:]}


def _in_order(inputs: Tensor, outputs: Tensor, modulus: int) -> Tensor:
    """The only run's logits by (a, b), (p, p, classes)."""
    table = outputs.new_empty(modulus, modulus, outputs.shape[-1])
    table[inputs[0, :, 0], inputs[0, :, 1]] = outputs[0]
    return table


def _by_frequency(
    task: Task, outputs: Tensor, logits: np.ndarray, key: Sequence[int], sign: int
) -> dict[str, np.ndarray]:
    answers, held_out = (
        t[0].cpu().numpy() for t in (task.test_targets[..., 0], task.test_weights)
    )
    n, p = int((held_out == 0).sum()), len(logits)      # the training pairs come first
    used = fourier.by_sum(logits, key, sign)            # the answer is the sum
    restricted = fourier.cross_entropy(used + logits.mean((0, 1)), np.arange(p))
    excluded = outputs[0, :n].cpu().numpy() - used[answers[:n]]
    return {
        "restricted_loss": restricted[answers[n:]].mean(keepdims=True),
        "excluded_loss": fourier.cross_entropy(excluded, answers[:n]).mean(keepdims=True),
        "excluded_accuracy": (excluded.argmax(-1) == answers[:n]).mean(keepdims=True),
    }
