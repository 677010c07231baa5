"""Measurements of a run of modular arithmetic beside its losses: frequencies, circle, answers.

Source: Nanda et al. (2023), arXiv:2301.05217, for the restricted and the excluded loss: the loss
with only the key frequencies of the logits, and the loss without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
from torch import Tensor

from grokviz.algebra import fourier, operations, representations
from grokviz.engines.block import Probe
from grokviz.models import Params
from grokviz.tasks import Task

KEY = 5                         # the strongest frequencies, which count as those the network uses
TAKEN = 10                      # frequencies that are removed from the logits, one after another
ROOM = 1.2e6                    # bytes for the pictures of a run
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
        Of the ensemble. With more than one, only the power is measured.
    frequencies : iterable of int, optional
        Those that the network uses; by default the five strongest of each record.

    Returns
    -------
    function
        Its values, always: fourier_power (runs, p // 2 + 1), float32. For products and quotients
        this power is over exponents, (runs, (p - 1) // 2 + 1), see `operations.order`. For S5 it is
        over representations, (runs, 7), see `representations.power`.

        For one run, where pictures are due: embedding (1, p, d_model), float16; answers, right,
        trained and sureness (1, p, p), uint8: the answer to each pair, 1 where it is right, 1 where
        the pair is in the training set, and the probability of the answer [percent]. For all
        operations but S5 also neurons (1, width, 3), uint8, of the wave that each hidden unit adds
        to the logits: frequency, phase [1/256 turns], share of the unit's power [percent].

        For one run of sums or differences: restricted_loss of the test set, excluded_loss and
        excluded_accuracy of the training set, (1,). Where pictures are due: logit_power
        (1, p // 2 + 1), the power of the logits as a function of the sum; ablated_accuracy (1, n),
        on the test set with none, one, ... of its strongest frequencies removed.
    """
    fixed = None if frequencies is None else [int(k) for k in frequencies]
    measured = representations.power if operation == "s5" else partial(
        _by_place, operations.order(modulus, operation))

    def look(params: Params, task: Task, outputs: Tensor, full: bool) -> dict[str, np.ndarray]:
        embedding = params["W_E"][:, :modulus].cpu().numpy()
        power = measured(embedding)
        found = {"fourier_power": power.astype(np.float32)}
        if runs > 1:        # the rest is for pictures, which show one run
            return found
        logits = _in_order(task.test_inputs, outputs, modulus).cpu().numpy()
        held_out = _held_out(task)
        if full:
            found["embedding"] = embedding.astype(np.float16)
            found |= _answered(task, held_out, logits)
            if operation != "s5":
                found["neurons"] = _neurons(params, operations.order(modulus, operation))
        if operation in SIGN:
            key = fixed or fourier.strongest(power[0], KEY)
            found |= _by_frequency(task, held_out, outputs, logits, key, SIGN[operation])
            if full:
                found |= _ablated(logits, found["right"], found["trained"], SIGN[operation])
        return found

    return look


def _by_place(order: np.ndarray, embedding: np.ndarray) -> np.ndarray:
    return fourier.power(embedding[:, order])


def _neurons(params: Params, order: np.ndarray) -> np.ndarray:
    """The wave over the answers, in their order round the circle, that each hidden unit adds."""
    adds = params["W2"].mT if "W2" in params else params["W_out"] @ params["W_U"]
    frequency, phase, share = fourier.waves(adds[..., order].cpu().numpy())
    turned = np.round(256 * phase) % 256
    return np.stack([frequency, turned, np.round(100 * share)], -1).astype(np.uint8)


def due(steps: Sequence[int], modulus: int, d_model: int) -> set[int]:
    """The recorded steps at which embedding and answers are measured again.

    All of them if they need no more than about 1.2 MB, else every second, third, ... step. Between
    them a record repeats the last pictures, which costs almost nothing in a compressed file.
    """
    size = modulus * (2 * d_model + 2 * modulus)        # `trained` never changes
    every = max(1, -(-len(steps) * size // int(ROOM)))
    return {*steps[::every], *steps[-1:]}


def _held_out(task: Task) -> np.ndarray:
    """True for each pair of the only run's test set, in the task's order: training pairs first."""
    if task.test_weights is None:
        raise ValueError("the task has no test_weights; give one of tasks.modular_addition")
    held_out: np.ndarray = (task.test_weights[0] > 0).cpu().numpy()
    return held_out


def _answered(task: Task, held_out: np.ndarray, logits: np.ndarray) -> dict[str, np.ndarray]:
    """For each pair: the answer, 1 where it is right, 1 where it was trained on, and how sure.

    How sure is the probability of the answer [percent]. All are 0 for a pair that has no answer.
    """
    a, b = task.test_inputs[0].cpu().numpy().T
    answers, right, trained, sure = (np.zeros(logits.shape[:2], np.uint8) for _ in range(4))
    answers[a, b] = logits[a, b].argmax(-1)
    right[a, b] = answers[a, b] == task.test_targets[0, :, 0].cpu().numpy()
    trained[a, b] = ~held_out
    above = np.exp(logits[a, b] - logits[a, b].max(-1, keepdims=True))      # 1 for the answer
    sure[a, b] = np.round(100 / above.sum(-1))
    return {"answers": answers[None], "right": right[None], "trained": trained[None],
            "sureness": sure[None]}


def _ablated(
    logits: np.ndarray, right: np.ndarray, trained: np.ndarray, sign: int
) -> dict[str, np.ndarray]:
    """The logits' power over frequencies of the sum, and the accuracy without the strongest."""
    p = len(logits)
    a, b = np.arange(p)[:, None], np.arange(p)
    asked, held_out = (a + sign * b) % p, trained[0] == 0
    power = fourier.power(fourier.by_sum(logits, range(p // 2 + 1), sign))
    accuracy, left = [right[0][held_out].mean()], logits[held_out].copy()
    # If the network adds by a few waves, the first removals already destroy its accuracy.
    for k in fourier.strongest(power, min(TAKEN, p // 2)):
        left -= fourier.by_sum(logits, [k], sign)[asked[held_out]]
        accuracy.append((left.argmax(-1) == asked[held_out]).mean())
    return {"logit_power": power[None].astype(np.float32),
            "ablated_accuracy": np.array([accuracy], np.float32)}


def _in_order(inputs: Tensor, outputs: Tensor, modulus: int) -> Tensor:
    """The only run's logits by (a, b), (p, p, classes); 0 for a pair that has no answer."""
    table = outputs.new_zeros(modulus, modulus, outputs.shape[-1])
    table[inputs[0, :, 0], inputs[0, :, 1]] = outputs[0]
    return table


def _by_frequency(
    task: Task, held_out: np.ndarray, outputs: Tensor, logits: np.ndarray, key: Iterable[int],
    sign: int,
) -> dict[str, np.ndarray]:
    """Restricted and excluded loss, with the key frequencies of the logits alone and without."""
    answers = task.test_targets[0, :, 0].cpu().numpy()
    n, p = int((~held_out).sum()), len(logits)          # the training pairs come first
    # Nanda et al. write the logits as waves in a + b, one for each frequency. `used` is the part of
    # the key frequencies, by the sum. Restricted keeps this part and the mean; excluded removes it.
    used = fourier.by_sum(logits, key, sign)            # the answer is the sum
    restricted = fourier.cross_entropy(used + logits.mean((0, 1)), np.arange(p))
    excluded = outputs[0, :n].cpu().numpy() - used[answers[:n]]
    return {
        "restricted_loss": restricted[answers[n:]].mean(keepdims=True),
        "excluded_loss": fourier.cross_entropy(excluded, answers[:n]).mean(keepdims=True),
        "excluded_accuracy": (excluded.argmax(-1) == answers[:n]).mean(keepdims=True),
    }
