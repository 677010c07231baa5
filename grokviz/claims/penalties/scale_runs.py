"""Two networks, one memorises and one generalises, at every scale of one of their layers."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grokviz.claims.penalties.runs import GROUP
from grokviz.claims.seeds import SEEDS, Seeds, seeded
from grokviz.engines.streaming.threads import alone
from grokviz.metrics import Array
from grokviz.models import product_mlp
from grokviz.recipes import modular_addition
from grokviz.run import Record

SCALES = np.geomspace(0.01, 100, 41)
# The layer before a unit, the one after it, and the degree of what is between them: ReLU is of
# degree 1; the product of two embeddings, both of the same layer, of degree 2.
PAIRS = (("W1", "W2", 1), ("W_E", "W1", 2))
P, FEATURES, SHARE, STEPS = 31, 64, 0.4, 1000
NAMES = ("accuracy", "loss", "weight_norm", "first_norm", "second_norm")


@seeded
def rescaled(seeds: Seeds = SEEDS) -> list[Record]:
    """The product network after STEPS without a penalty, then under l2: two records of a seed."""
    return [_of_seed(seed) for seed in seeds]


def _of_seed(seed: int) -> Record:
    made = modular_addition.grokking(
        0, SHARE, penalty=["none", "l2"], penalty_strength=1e-3, steps=STEPS, records=[0, STEPS],
        split_seed=seed, init_seed=seed, modulus=P, **GROUP)
    state: Any = {}
    for snapshot in made.start({}):
        if snapshot is not None and snapshot.state is not None:
            state = snapshot.state()
    values = [alone(partial(_at_scales, state, run)) for run in range(made.runs)]
    scale = np.tile(SCALES, len(PAIRS))
    degree = np.repeat([q for *_, q in PAIRS], len(SCALES))
    return Record("rescaled", made.settings, {"scale": scale, "degree": degree},
                  np.arange(made.runs),
                  {name: np.stack([v[name] for v in values]) for name in NAMES})


def _at_scales(state: Any, run: int) -> dict[str, Array]:
    """Each pair of layers at each scale: share of all pairs right, their loss, norms; (runs,)."""
    leaves = {k.removeprefix("params/"): torch.as_tensor(v[run : run + 1]).double()
              for k, v in state.items() if k.startswith("params/")}
    network = product_mlp(P, FEATURES, GROUP["width"])
    pairs = torch.cartesian_prod(torch.arange(P), torch.arange(P))[None]
    answers = pairs.sum(2) % P

    def measured(params: dict[str, Tensor], first: str, second: str) -> list[float]:
        logits = network.apply(params, pairs)[0]
        loss = torch.nn.functional.cross_entropy(logits, answers[0])
        norms = {k: float(w.norm()) for k, w in params.items()}
        return [float((logits.argmax(1) == answers[0]).double().mean()), float(loss),
                float(np.linalg.norm(list(norms.values()))), norms[first], norms[second]]

    found = [measured(leaves | {a: leaves[a] * c, b: leaves[b] / c**q}, a, b)
             for a, b, q in PAIRS for c in SCALES]
    return dict(zip(NAMES, np.array(found).T, strict=True))
