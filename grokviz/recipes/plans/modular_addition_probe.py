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
TAKEN = 10                      # frequencies that are taken out of the logits, one by one
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
        `fourier.powers_of_a_root`, (runs, (p - 1) // 2 + 1). For one run also, where they are
        due in full, embedding (1, p, d_model), float16, answers (1, p, p), uint8, and of the same
        shape whether they are right and whether the pair is trained on. For sums and differences
        restricted_loss, of the test set, excluded_loss and excluded_accuracy, of the training
        set, (1,); in full also logit_power (1, p // 2 + 1), that of the logits as a function of
        the sum, and ablated_accuracy (1, n), on the test set with none, one, ... of the strongest
        of these frequencies taken out.
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
        held_out = _held_out(task)
        if full:
            found["embedding"] = embedding.astype(np.float16)
            found |= _answered(task, held_out, logits)
        if operation in SIGN:
            key = fixed or fourier.strongest(power[0], KEY)
            found |= _by_frequency(task, held_out, outputs, logits, key, SIGN[operation])
            if full:
                found |= _ablated(logits, found["right"], found["trained"], SIGN[operation])
        return found

    return look


def due(steps: Sequence[int], modulus: int, d_model: int) -> set[int]:
    """The steps of those recorded at which embedding and answers are taken anew.

    Each where they add up to no more than some 1.2 MB, else every second, third, ... of them;
    in between a record repeats the last, which costs a compressed file nothing.
    """
    size = modulus * (2 * d_model + 2 * modulus)        # `trained` never changes
    every = max(1, -(-len(steps) * size // int(ROOM)))
    return {*steps[::every], *steps[-1:]}


def _held_out(task: Task) -> np.ndarray:
    """Whether the only run is tested on each pair, the training pairs first."""
    if task.test_weights is None:
        raise ValueError("the task has no test_weights; give one of tasks.modular_addition")
    held_out: np.ndarray = (task.test_weights[0] > 0).cpu().numpy()
    return held_out


def _answered(task: Task, held_out: np.ndarray, logits: np.ndarray) -> dict[str, np.ndarray]:
    """The class given to each pair, whether it is right, and whether it is trained on."""
    a, b = task.test_inputs[0].cpu().numpy().T
    answers, asked, trained = (np.empty(logits.shape[:2], np.uint8) for _ in range(3))
    answers[...] = logits.argmax(-1)
    asked[a, b] = task.test_targets[0, :, 0].cpu().numpy()
    trained[a, b] = ~held_out
    right = (answers == asked).astype(np.uint8)
    return {"answers": answers[None], "right": right[None], "trained": trained[None]}


def _ablated(
    logits: np.ndarray, right: np.ndarray, trained: np.ndarray, sign: int
) -> dict[str, np.ndarray]:
    """The logits' power by frequency of the sum, and what is right without the strongest."""
    p = len(logits)
    a, b = np.arange(p)[:, None], np.arange(p)
    asked, held_out = (a + sign * b) % p, trained[0] == 0
    power = fourier.power(fourier.by_sum(logits, range(p // 2 + 1), sign))
    accuracy, left = [right[0][held_out].mean()], logits[held_out].copy()
    for k in fourier.strongest(power, min(TAKEN, p // 2)):
        left -= fourier.by_sum(logits, [k], sign)[asked[held_out]]
        accuracy.append((left.argmax(-1) == asked[held_out]).mean())
    return {"logit_power": power[None].astype(np.float32),
            "ablated_accuracy": np.array([accuracy], np.float32)}


def _in_order(inputs: Tensor, outputs: Tensor, modulus: int) -> Tensor:
    """The only run's logits by (a, b), (p, p, classes)."""
    table = outputs.new_empty(modulus, modulus, outputs.shape[-1])
    table[inputs[0, :, 0], inputs[0, :, 1]] = outputs[0]
    return table


def _by_frequency(
    task: Task, held_out: np.ndarray, outputs: Tensor, logits: np.ndarray, key: Iterable[int],
    sign: int,
) -> dict[str, np.ndarray]:
    answers = task.test_targets[0, :, 0].cpu().numpy()
    n, p = int((~held_out).sum()), len(logits)          # the training pairs come first
    used = fourier.by_sum(logits, key, sign)            # the answer is the sum
    restricted = fourier.cross_entropy(used + logits.mean((0, 1)), np.arange(p))
    excluded = outputs[0, :n].cpu().numpy() - used[answers[:n]]
    return {
        "restricted_loss": restricted[answers[n:]].mean(keepdims=True),
        "excluded_loss": fourier.cross_entropy(excluded, answers[:n]).mean(keepdims=True),
        "excluded_accuracy": (excluded.argmax(-1) == answers[:n]).mean(keepdims=True),
    }
