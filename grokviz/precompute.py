"""Stored results, each made again by one command: `grokviz precompute NAME`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from grokviz import datasets, store
from grokviz.recipes import (
    first_layer,
    modular_addition,
    norm_flow,
    norm_flow_forecast,
    penalties,
    penalty_forecast,
    shell_toy,
    teacher_student,
    toy_addition,
)
from grokviz.recording import record
from grokviz.run import Experiment, Record
from grokviz.sentences import unknown

Recipe = Callable[..., Experiment]


class Stored(NamedTuple):
    """What a stored record is made from."""

    make: Callable[[], Experiment]
    source: str                                 # the figure it goes back to
    last_only: bool = False                     # of a landscape, only where it ended


def _few(steps: int, points: int) -> list[int]:
    """0, then log-spaced steps: enough for a picture that is large at each."""
    return [0, *dict.fromkeys(int(s) for s in np.geomspace(1, steps, points).round())]


def _both(steps: int, points: int) -> list[int]:
    """So many log-spaced steps, and as many evenly spaced: for either axis."""
    return sorted({*_few(steps, points), *(round(k * steps / points) for k in range(points))})


def _of_task(what: Callable[[Experiment], Experiment], task: str) -> Experiment:
    """Something known before a run of a task, with its default settings."""
    return what(getattr(norm_flow, task)())


def _only(experiment: Experiment, names: Sequence[str]) -> Experiment:
    """The same, of which only some values are kept."""
    def start(hot, *state):
        for snapshot in experiment.start(hot, *state):
            yield snapshot and replace(snapshot, values={k: snapshot.values[k] for k in names})

    return replace(experiment, start=start)


def _single(experiment: Experiment) -> Experiment:
    """The same with fewer digits, which are plenty for pictures."""
    def start(hot, *state):
        for snapshot in experiment.start(hot, *state):
            yield snapshot and replace(snapshot, values={
                k: np.asarray(v, np.float16 if k == "product" else np.float32)
                for k, v in snapshot.values.items()})

    return replace(experiment, start=start)


_OF_NETWORKS = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm",
                "l1_norm", "nuclear_norm", "effective_sparsity", "effective_rank")
# what makes it, to which step, about how many records
_PENALISED: dict[str, tuple[Recipe, int, int]] = {
    "sparse_recovery": (penalties.sparse_recovery, 12_000, 50),
    "matrix_sensing": (penalties.matrix_sensing, 10_000, 36),
    "matrix_completion": (penalties.matrix_completion, 4000, 32),
    "sparse_recovery_deep": (partial(penalties.sparse_recovery, "l2", 1e-2, depth=2, init_scale=1.0,
                     learning_rate=0.05), 20_000, 42),
    "race_sparse_recovery": (penalties.race, 12_000, 40),
}


def _penalised(make: Recipe, steps: int, points: int) -> Experiment:
    return _single(make(steps=steps, records=_both(steps, points)))


def _given(make: Recipe, steps: int) -> Experiment:
    return penalty_forecast.given(make(steps=steps))


def _network_under_l1(grokking: Recipe, under_l1: Mapping[str, Any]) -> Experiment:
    records = _few(under_l1["steps"], 120)
    return _single(_only(grokking(**under_l1, records=records), _OF_NETWORKS))


_START = {k: v for k, v in toy_addition.preset("grokking").items() if k != "n_train"}
_MAPS = {n: partial(toy_addition.landscape, n) for n in toy_addition.SIZES} | {
    f"45_seed_{seed}": partial(toy_addition.landscape, 45, seed, points=11)
    for seed in toy_addition.SEEDS[1:]}
STORED = {
    "teacher_student.grokking": Stored(
        lambda: teacher_student.grokking(**teacher_student.preset("grokking")),
        "Liu et al. 2022, arXiv:2210.01117, Fig. 2b",
    ),
    "teacher_student.lu_curve": Stored(
        lambda: teacher_student.lu_curve(learning_rate=1e-3, steps=10_000),
        "Liu et al. 2022, arXiv:2210.01117, Fig. 2a", last_only=True,
    ),
    "teacher_student.law": Stored(
        teacher_student.law, "Liu et al. 2022, arXiv:2210.01117, Fig. 2c",
    ),
    "shell_toy.slide": Stored(shell_toy.slide, "Liu et al. 2022, arXiv:2210.01117, Fig. 1"),
    "teacher_student.phase_grid": Stored(
        teacher_student.phase_grid, "Liu et al. 2022, arXiv:2205.10343, Fig. 6 for teacher and "
        "student", last_only=True,
    ),
    **{
        f"norm_flow.{task}": Stored(
            getattr(norm_flow, task), f"Boursier et al. 2025, arXiv:2505.20172, {figure}"
        )
        for task, figure in (
            ("hyperbola", "Sec. 3"), ("cross", "Sec. 3"), ("linear_regression", "App., Eq. 23"),
            ("diagonal_network", "Fig. 1"), ("matrix_completion", "Sec. 5"),
            ("relu_network", "Fig. 3"),
        )
    },
    **{
        f"norm_flow.slow_flow_{task}": Stored(
            partial(_of_task, norm_flow_forecast.slow_path, task),
            "Boursier et al. 2025, arXiv:2505.20172, Prop. 2",
        )
        for task in norm_flow.SETTINGS if task != "relu_network"
    },
    **{
        f"norm_flow.given_{task}": Stored(
            partial(_of_task, norm_flow_forecast.given, task),
            "Boursier et al. 2025, arXiv:2505.20172, Sec. 5", last_only=True,
        )
        for task in ("diagonal_network", "linear_regression", "relu_network")
    },
    "norm_flow.slide": Stored(
        norm_flow_forecast.slide, "Boursier et al. 2025, arXiv:2505.20172, Sec. 5",
    ),
    "first_layer.simulated": Stored(
        lambda: first_layer.simulated(records=sorted({*_few(1000, 25), *range(0, 1001, 20)})),
        "Musat 2025, arXiv:2511.01938, Fig. 6",
    ),
    "first_layer.trained": Stored(
        lambda: first_layer.trained(records=_few(33_000, 100)),
        "Musat 2025, arXiv:2511.01938, Sec. 6.4",
    ),
    "first_layer.isolated_trained": Stored(
        lambda: _only(first_layer.isolated(first_layer.trained(), until=1.98), (
            "train_loss", "train_accuracy", "test_loss", "test_accuracy", "leaf_norms",
            "weight_norm", "slow_time")),
        "Musat 2025, arXiv:2511.01938, Sec. 6.4",
    ),
    "first_layer.compass": Stored(
        first_layer.compass, "Musat 2025, arXiv:2511.01938, Fig. 5",
    ),
    **{
        f"penalties.{name}": Stored(
            partial(_penalised, make, steps, points),
            "Notsawo et al. 2025, arXiv:2506.05718, Sec. 3",
        )
        for name, (make, steps, points) in _PENALISED.items()
    },
    **{
        f"penalties.given_{name}": Stored(
            partial(_given, make, steps),
            "Notsawo et al. 2025, arXiv:2506.05718, Sec. 3", last_only=True,
        )
        for name, (make, steps, _) in _PENALISED.items()
    },
    **{
        f"{name}.grokking_l1": Stored(
            partial(_network_under_l1, grokking, under_l1),
            "Notsawo et al. 2025, arXiv:2506.05718, networks",
        )
        for name, grokking, under_l1 in (
            ("teacher_student", teacher_student.grokking, teacher_student.UNDER_L1),
            ("modular_addition", modular_addition.grokking, modular_addition.UNDER_L1))
    },
    "penalties.law": Stored(
        lambda: _single(_only(penalties.law(), (
            "train_loss", "test_loss", "train_error", "test_error", "weight_norm", "slow_time"))),
        "Notsawo et al. 2025, arXiv:2506.05718, Sec. 3",
    ),
    **{f"toy_addition.landscape_{name}": Stored(
        make, "Liu et al. 2022, arXiv:2210.01117, Fig. 6", last_only=True,
    ) for name, make in _MAPS.items()},
    "toy_addition.reduced_trajectory": Stored(
        lambda: toy_addition.reduced_trajectory(
            store.stored("toy_addition.landscape_45"), **_START),
        "Liu et al. 2022, arXiv:2210.01117, Fig. 6",
    ),
    "toy_addition.full_trajectory": Stored(
        lambda: toy_addition.full_trajectory(**_START),
        "Liu et al. 2022, arXiv:2210.01117, Table 1",
    ),
    "toy_addition.mnist_landscape": Stored(
        partial(toy_addition.mnist_landscape, points=7),
        "Liu et al. 2022, arXiv:2210.01117, Fig. 8", last_only=True,
    ),
    "modular_addition.grokking": Stored(
        lambda: modular_addition.grokking(**modular_addition.preset("grokking")),
        "Power et al. 2022, arXiv:2201.02177, Fig. 1",
    ),
    "modular_addition.paper_size": Stored(
        modular_addition.paper_size, "Liu et al. 2022, arXiv:2210.01117, Fig. 7a",
    ),
    "modular_addition.law": Stored(
        modular_addition.law, "Liu et al. 2022, arXiv:2210.01117, Fig. 10a",
    ),
    "modular_addition.data_size": Stored(
        modular_addition.data_size, "Liu et al. 2022, arXiv:2210.01117, Sec. 3.4",
    ),
    "modular_addition.l_and_u": Stored(
        modular_addition.l_and_u, "Liu et al. 2022, arXiv:2210.01117, Fig. 9, here an MLP",
        last_only=True,
    ),
    "modular_addition.lu_curve": Stored(
        modular_addition.lu_curve, "Liu et al. 2022, arXiv:2210.01117, Fig. 9", last_only=True,
    ),
}
DATASETS = {"mnist": datasets.mnist}              # from elsewhere; each says what it did


def precompute(name: str) -> str:
    """Make one stored record or data set again; a sentence says what was done."""
    if name in DATASETS:
        return DATASETS[name]()
    if name not in STORED:
        raise ValueError(unknown("stored record", name, [*STORED, *DATASETS]))
    stored, began = STORED[name], time.perf_counter()
    result = record(stored.make())
    seconds = max(round(time.perf_counter() - began, 1), 0.1)
    if stored.last_only:
        result = _last(result)
    path = store.write_stored(
        result, name, recipe=name, source=stored.source, seconds=seconds,
        command=f"grokviz precompute {name}",
    )
    return f"{name}: {result.runs} runs in {seconds} s, {path.stat().st_size / 1e3:.0f} kB"


def _last(record: Record) -> Record:
    values = {k: v[-1:] for k, v in record.values.items()}
    return replace(record, steps=record.steps[-1:], values=values)


def main(argv: Sequence[str] | None = None) -> int:
    """`grokviz precompute [NAME ...]`; without a name, all records."""
    parser = argparse.ArgumentParser(prog="grokviz precompute", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*STORED, *DATASETS]))
    args = parser.parse_args(argv)
    try:
        for name in args.names or STORED:
            print(precompute(name), flush=True)
    except ValueError as error:
        parser.exit(2, f"grokviz precompute: {error}\n")
    return 0
