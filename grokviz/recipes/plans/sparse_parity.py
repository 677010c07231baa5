"""How networks learn sparse parities: settings -> task, network, update, probe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from torch import Tensor

from grokviz import engines, models, optim
from grokviz.engines.block import Probe
from grokviz.memory import check_memory
from grokviz.models import Params
from grokviz.recipes.common import checks
from grokviz.recipes.common.penalty_menu import penalised
from grokviz.run import Experiment
from grokviz.tasks import Task, sparse_parity


def training(
    name: str, settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray], *,
    records: Iterable[int] | None = None,
) -> Experiment:
    """The ensemble with these settings and columns, which are checked at once."""
    settings = {**settings, **checks.machine(settings), **checks.named(
        settings, loss=sparse_parity.LOSSES, optimizer=optim.UPDATES,
        constraint=optim.CONSTRAINTS)}
    device, dtype = engines.device_and_dtype(settings["device"], settings["dtype"])
    bits, width = settings["bits"], settings["width"]
    about = {k: settings[k] for k in ("bits", "relevant", "loss")}

    def fits(part: Mapping[str, np.ndarray]) -> None:
        runs = len(part["init_seed"])
        check_memory(_numbers(settings, part) * dtype.itemsize, f"{runs} runs of {width} units",
                     device)

    fits({k: v[:1] for k, v in sweep.items()})          # all of them are checked as they start
    plan = engines.Plan(
        task=lambda part: sparse_parity.sparse_parity(part, **about),
        model=models.mlp([bits, width, 1], "relu"),
        update=optim.UPDATES[settings["optimizer"]](),
        constraint=optim.CONSTRAINTS[settings["constraint"]],
        probe=probe(settings["relevant"]), norms=penalised(settings), device=device, dtype=dtype)
    return engines.train(plan, name=name, settings=settings, sweep=sweep,
                         steps=settings["steps"], records=records, fits=fits)


def probe(relevant: int) -> Probe:
    """A probe for `engines.Plan`: how much of the first layer reads which bit.

    Returns
    -------
    function
        bit_share (runs, bits), float32: the share of each bit in the squared norm of the weights
        from all bits to the hidden units. relevant_share (runs,): that of the relevant bits.
    """
    def look(params: Params, task: Task, outputs: Tensor, full: bool) -> dict[str, np.ndarray]:
        power = params["W1"].double().square().sum(2).cpu().numpy()
        share = power / power.sum(1, keepdims=True)
        return {"bit_share": share.astype(np.float32),
                "relevant_share": share[:, :relevant].sum(1)}

    return look


def _numbers(settings: Mapping[str, Any], sweep: Mapping[str, np.ndarray]) -> float:
    """About how many numbers are held at most: six for each weight, and the activations."""
    bits, width = settings["bits"], settings["width"]
    examples = float(sweep["n_train"].max()) + sparse_parity.N_TEST
    return len(sweep["init_seed"]) * (6 * (bits + 2) * width + examples * (2 * bits + 3 * width))
