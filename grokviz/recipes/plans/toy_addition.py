"""How maps and trajectories of the (w, m) plane are trained: settings -> plans, starts, checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from grokviz.arguments import instance
from grokviz.recipes.common import checks
from grokviz.run import Experiment, Record, State, Stream
from grokviz.settings import Places, Table
from grokviz.sweep import grid

STAGES = (5, 11, 21, 41)                 # points a side of a map, stage after stage


def scales(points: int) -> np.ndarray:
    """Norms of the map: from 0.5 to 5, evenly spaced in their logarithms; 11, 21, 41 include 1."""
    return 10 ** np.linspace(-0.3, 0.7, points)


def messinesses(points: int) -> np.ndarray:
    """Rows of the map: squares, so that half of them lie below 0.25, where the losses change."""
    return np.linspace(0, 1, points) ** 2


def full(settings: Mapping[str, Any], device: str, dtype) -> Any:
    """The plan of a full trajectory; all its runs share the draws of one data seed."""
    import torch

    from grokviz import engines, models, optim
    from grokviz.models.embedded import embedded, without_embedding
    from grokviz.optim.constraints import weight_norm
    from grokviz.tasks import toy_addition as task

    draws = task.draws(settings["data_seed"])
    decoder = models.mlp([2, settings["width"], settings["width"], 30], "leaky_relu")

    def start(sweep, dtype):
        return torch.stack([task.representation(draws, float(m), dtype)
                            for m in sweep["messiness"]])

    def probe(params, *_):
        m, residual = task.messiness_of(params["E"], draws)
        return {"messiness": m, "residual": residual, "embedding": params["E"].flatten(1),
                "decoder_norm": weight_norm(without_embedding(params))}

    return engines.Plan(
        task=task.symbol_counts, model=embedded(start, decoder), update=optim.adamw(),
        apart={"E": "rate_ratio"}, probe=probe, device=device, dtype=dtype)


def _with_unit(whole: Callable[[], State], unit: np.ndarray) -> State:
    return {**whole(), "unit": unit}


def on_the_plane(experiment: Experiment) -> Experiment:
    """The experiment with its norms as multiples of the norm at default init.

    That unit is the first norm over the init scale. A run that resumes from a saved state has no
    first norm, so the unit is saved in the state.
    """

    def start(hot: Mapping[str, Any], state: State | None = None) -> Stream:
        state = None if state is None else dict(state)
        unit = None if state is None else state.pop("unit")
        stream = experiment.start(hot) if state is None else experiment.start(hot, state)
        try:
            for snapshot in stream:
                if snapshot is not None:
                    norm, whole = snapshot.values["decoder_norm"], snapshot.state
                    unit = norm / experiment.sweep["init_scale"] if unit is None else unit
                    snapshot = replace(
                        snapshot, values={**snapshot.values, "decoder_norm": norm / unit},
                        state=whole and partial(_with_unit, whole, unit))
                yield snapshot
        finally:
            stream.close()

    return replace(experiment, start=start)


def landscape(name, settings, task, layers, activation, batch=16) -> Experiment:
    """A map of the plane: every cell is trained at its norm and messiness, coarse to fine."""
    from grokviz import engines, models, optim
    from grokviz.engines.scan import coarse_to_fine, scan
    from grokviz.landscapes.lu import cooling

    device, dtype = engines.device_and_dtype(settings["device"], settings["dtype"])
    steps, points = settings["steps"], settings["points"]
    plan = engines.Plan(
        task=task, model=models.mlp(layers, activation), update=optim.adam(betas=(0.9, 0.9)),
        constraint=optim.CONSTRAINTS["sphere"], schedule=cooling(steps), device=device, dtype=dtype)
    names = ("n_train", "data_seed", "init_seed", "learning_rate", "line_noise")
    columns = {k: settings[k] for k in names if k in settings}
    sweep = grid(init_scale=scales(points), messiness=messinesses(points), weight_decay=0.0,
                 **columns)
    return scan(
        lambda cells: engines.train(plan, name=name, settings={}, sweep=cells, steps=steps,
                                    records=np.linspace(0, steps, 6).astype(int)),
        name=name, settings=settings, sweep=sweep, steps=steps, batch=batch,
        stages=coarse_to_fine(points, STAGES))


def paths(
    settings: Mapping[str, Any], names: Iterable[str], starts: Places
) -> dict[str, np.ndarray]:
    """Columns of every combination of settings, from each start."""
    sweep = grid(**{k: settings[k] for k in names})
    more = starts.read(settings["starts"])
    runs = len(sweep["init_scale"])
    if not more:
        return sweep
    every = {k: np.tile(column, 1 + len(more)) for k, column in sweep.items()}
    for i, k in enumerate(("init_scale", "messiness")):
        every[k] = np.concatenate([sweep[k], np.repeat([place[i] for place in more], runs)])
    return {"path": np.repeat(np.arange(1, len(more) + 2), runs), **every}


def checked(
    table: Table, device: str, dtype: str, lists: Iterable[str] = (), **given: Any
) -> dict[str, Any]:
    """Checked settings, with device and dtype."""
    settings = table.check({k: given[k] for k in table if k in given}, lists=lists)
    return settings | checks.machine({"device": device, "dtype": dtype})


def check_plane(plane: Any) -> None:
    """TypeError or ValueError for anything but a map of the plane."""
    wanted = "the Record of a map, e.g. gv.load('stored:toy_addition.landscape_45')"
    plane = instance("plane", plane, Record, wanted)
    if not {"train_loss", "test_loss"} <= plane.values.keys() or "messiness" not in plane.sweep:
        raise ValueError(f"plane is the record {plane.name[:60]!r}; give {wanted}")
