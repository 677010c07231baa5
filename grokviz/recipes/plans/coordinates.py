"""How coordinate networks are trained: settings -> task, network, update, probe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grokviz import engines, optim
from grokviz.engines.block import Probe
from grokviz.landscapes.lu import cooling
from grokviz.memory import check_memory
from grokviz.models import Model, Params
from grokviz.models.coordinates.jets import ORDERS, jet_mlp
from grokviz.models.coordinates.network import coordinate_mlp
from grokviz.recipes.common import checks
from grokviz.recipes.settings.coordinates import OWN
from grokviz.run import Experiment
from grokviz.tasks import Task
from grokviz.tasks.coordinates import drawings, equations
from grokviz.tasks.coordinates import samples as coordinates
from grokviz.tasks.coordinates.centred import centred

LOOKED_AT = 8           # runs at most of which pictures are recorded
EVERY = 2               # of the 400 points of a solution, those that are recorded
Sweep = Mapping[str, np.ndarray]


def training(
    case: str, name: str, settings: Mapping[str, Any], picture: Any = None, *,
    schedule: Callable[[int], float] | None = None, records: Iterable[int] | None = None,
    looks: bool = True,
) -> Callable[[Sweep], Experiment]:
    """Columns -> the Experiment that trains them. The settings are checked at once.

    With `looks`, a few runs of one data seed also record what they have learnt.
    """
    settings = {**settings, **checks.machine(settings),
                **checks.named(settings, optimizer=optim.UPDATES, constraint=optim.CONSTRAINTS)}
    settings["features"] += settings["features"] % 2            # a sine and a cosine each
    device, dtype = engines.device_and_dtype(settings["device"], settings["dtype"])
    signal = None if case == "equation" else _signal(case, settings, picture)
    network = _network(case, settings)
    betas = {"betas": (0.9, 0.99)} if schedule else {}          # settles sooner at a fixed norm
    plan = engines.Plan(
        task=lambda sweep: _task(case, settings, signal, network, sweep), model=network,
        update=optim.UPDATES[settings["optimizer"]](**betas), schedule=schedule,
        constraint=optim.CONSTRAINTS[settings["constraint"]], device=device, dtype=dtype)

    def train(sweep: Sweep) -> Experiment:
        runs = len(sweep["data_seed"])
        count = _numbers(case, settings, sweep, signal) * dtype.itemsize
        check_memory(count, f"{runs} runs of width {settings['width']}", device)
        few = looks and runs <= LOOKED_AT and len(np.unique(sweep["data_seed"])) == 1
        seed = int(sweep["data_seed"][0])
        seen = _residuals(settings) if case == "equation" else None
        if few:
            seen = (_solutions(settings, seed) if case == "equation"
                    else _signals(signal, seed, _shape(case, settings, picture)))
        return engines.train(plan._replace(probe=seen), name=name, settings=settings, sweep=sweep,
                             steps=settings["steps"], records=records)

    return train


def held(
    case: str, name: str, settings: Mapping[str, Any], picture: Any = None,
    records: Iterable[int] | None = None,
) -> Callable[[Sweep], Experiment]:
    """The same at fixed norm: Adam, at a rate that falls to zero."""
    return training(case, name, {**settings, "optimizer": "adam"}, picture, records=records,
                    schedule=cooling(settings["steps"]), looks=False)


def _signal(case: str, settings: Mapping[str, Any], picture: Any) -> Tensor:
    if case == "sound":
        found = drawings.sound()
    elif settings["target"] == OWN:
        found = drawings.standard(np.asarray(picture, float))
    else:
        found = drawings.picture(settings["target"])
    return torch.as_tensor(found, dtype=torch.float32)


def _shape(case: str, settings: Mapping[str, Any], picture: Any) -> tuple[int, int]:
    if case == "sound":
        return 1, drawings.SOUND
    return np.shape(picture) if settings["target"] == OWN else (drawings.SIDE, drawings.SIDE)


def _network(case: str, settings: Mapping[str, Any]) -> Model:
    sizes = [settings["features"], settings["width"], settings["width"], 1]
    return jet_mlp(sizes) if case == "equation" else coordinate_mlp(sizes, 1 + (case == "image"))


def _task(
    case: str, settings: Mapping[str, Any], signal: Tensor | None, network: Model, sweep: Sweep,
) -> Task:
    about = {k: settings[k] for k in ("features", "threshold")}
    if signal is None:
        named = {k: settings[k] for k in ("equation", "points")}
        return centred(equations.collocation(sweep, **named, **about), network, sweep,
                       equations.shifted)
    places = coordinates.line(len(signal)) if case == "sound" else coordinates.grid(*signal.shape)
    return centred(coordinates.samples(sweep, places, signal.flatten(), **about), network, sweep)


def _signals(signal: Tensor | None, seed: int, shape: tuple[int, int]) -> Probe:
    """A probe of runs that share a data seed.

    Returns
    -------
    function
        signal and truth (runs, samples), float16: what the network says, and the truth; shown
        (runs, samples), bool; shape (runs, 2): rows and columns.
    """
    assert signal is not None
    truth = signal.flatten()
    order = coordinates.order(len(truth), seed)
    back = order.argsort()

    def look(params: Params, task: Task, outputs: Tensor, full: bool) -> dict[str, np.ndarray]:
        assert task.test_weights is not None
        now = _subtracted(task, outputs)[:, back.to(outputs.device), 0]
        return {"signal": _half(now), "truth": _half(truth.expand_as(now)),
                "shown": (task.test_weights[:, back] == 0).cpu().numpy(),
                "shape": np.tile(np.array(shape, np.int16), (len(now), 1))}

    return look


def _residuals(settings: Mapping[str, Any]) -> Probe:
    """A probe that measures dense_residual (runs,), the mean squared residual at all points."""
    def look(params: Params, task: Task, outputs: Tensor, full: bool) -> dict[str, np.ndarray]:
        found = equations.residuals(settings["equation"], _subtracted(task, outputs))
        return {"dense_residual": found.double().square().mean(1).cpu().numpy()}

    return look


def _solutions(settings: Mapping[str, Any], seed: int) -> Probe:
    """As `_residuals`, of runs that share a data seed: also signal, truth and places.

    signal and truth (runs, 200), float16, are u and the solution; residual (runs, 200) is that of
    the equation; places (runs, N) are the collocation points.
    """
    measured = _residuals(settings)
    truth = equations.solution(settings["equation"])[::EVERY]

    def look(params: Params, task: Task, outputs: Tensor, full: bool) -> dict[str, np.ndarray]:
        jets = _subtracted(task, outputs)
        now, left = jets[:, ::EVERY, 0], equations.residuals(settings["equation"], jets)
        counts = (task.train_weights > 0).sum(1) - 2
        places = [equations.places(int(n), seed, settings["points"], int(counts.max()))
                  for n in counts]
        return measured(params, task, outputs, full) | {
            "signal": _half(now), "truth": _half(truth.expand_as(now)),
            "residual": _half(left[:, ::EVERY]), "places": torch.stack(places).numpy()}

    return look


def _subtracted(task: Task, outputs: Tensor) -> Tensor:
    """The outputs without the initial network, where that is subtracted."""
    return outputs if task.started is None else outputs - task.started


def _half(values: Tensor) -> np.ndarray:
    return values.float().clamp(-6e4, 6e4).cpu().numpy().astype(np.float16)


def _numbers(
    case: str, settings: Mapping[str, Any], sweep: Sweep, signal: Tensor | None
) -> float:
    """About how many numbers are held at most: six for each weight, and the activations."""
    features, width = settings["features"], settings["width"]
    orders = ORDERS if case == "equation" else 1
    samples = float(sweep["n_train"].max()) + (
        equations.TEST_POINTS if signal is None else signal.numel())
    return len(sweep["init_seed"]) * (6 * (features + width + 2) * width
                                      + samples * orders * (features + 5 * width))
