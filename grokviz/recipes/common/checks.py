"""Checks that several recipes share; an error says what came, what is wanted and what to type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from grokviz.arguments import Bound, instance, mapping
from grokviz.run import Experiment, Record
from grokviz.sentences import brief, match
from grokviz.settings import Choice, Setting, Table
from grokviz.sweep import grid


def decay(sweep: Mapping[str, np.ndarray]) -> None:
    """ValueError where learning_rate * weight_decay is 1 or more in a run."""
    product = sweep["learning_rate"] * sweep["weight_decay"]
    if (product >= 1).any():
        run = int(product.argmax())
        rate, decay = float(sweep["learning_rate"][run]), float(sweep["weight_decay"][run])
        raise Bound(
            f"learning_rate * weight_decay is {rate:g} * {decay:g} = {rate * decay:g}, which takes "
            f"away all of the weights in one step; give weight_decay below {1 / rate:g}",
            "weight_decay", decay, high=float(f"{0.5 / rate:.2g}"),     # well below
        )


def decay_of(settings: Mapping[str, Any]) -> None:
    """`decay` for settings that may be lists; every combination of their values is a run."""
    decay(grid(**{name: settings[name] for name in ("learning_rate", "weight_decay")}))


def named(settings: Mapping[str, Any], **kinds: Iterable[str]) -> dict[str, str]:
    """Settings by their known names, case ignored; ValueError with the nearest name for others."""
    return {kind: match(kind, settings[kind], known) for kind, known in kinds.items()}


def machine(given: Mapping[str, Any]) -> dict[str, str]:
    """The names of device and dtype, checked, as settings keep them."""
    from grokviz import engines

    read = {"device": engines.device_name, "dtype": engines.dtype_name}
    names = {k: check(given[k]) for k, check in read.items() if k in given}
    engines.device_and_dtype(**names)               # fails where there is no GPU
    return names


def preset(presets: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, Any]:
    """A copy of a named preset; ValueError with the known names for any other."""
    return dict(presets[match("preset", name, presets)])


def preset_of(
    presets: Mapping[str, Mapping[str, Any]], kind: str, of: str, name: str
) -> dict[str, Any]:
    """A copy of a named preset from the table `of`; an error calls the tables by their `kind`."""
    return preset(presets[match(kind, of, presets)], name)


def strengths(given: Any, penalty: Choice, strength: Setting) -> dict[str, float]:
    """The given mapping of penalty to strength, both checked."""
    given = mapping("strengths", given, "{'none': 0, 'l1': 1e-5}")
    if not given:
        raise ValueError("strengths is empty; give at least one penalty, e.g. {'l1': 1e-5}")
    return {penalty.check(name): strength.check(value) for name, value in given.items()}


def two_lists(run: Experiment, columns: Iterable[str], example: str) -> list[str]:
    """The two settings, besides seeds, that are lists; ValueError for more or fewer."""
    axes = [k for k in columns if not k.endswith("_seed") and np.size(run.settings[k]) > 1]
    if len(axes) != 2:
        raise ValueError(f"{len(axes)} settings have several values; give two of them a list, "
                         f"e.g. {example}")
    return axes


def of_area(
    run: Any, area: str, example: str, *needs: str, name: str = "run",
) -> Experiment | Record:
    """The run, if it is an Experiment or a Record with all settings in `needs`.

    Otherwise TypeError or ValueError. `name` is the name of the argument.
    """
    run = instance(name, run, (Experiment, Record), f"an Experiment of {area}, e.g. {example}()")
    missing = [need for need in needs if need not in run.settings and need not in run.sweep]
    if missing:
        raise ValueError(f"{name} is {brief(run.name)}, which has no {missing[0]}; give an "
                         f"Experiment of {area}, e.g. {example}()")
    return run


def batch(size: int, sweep: Mapping[str, np.ndarray]) -> None:
    """Bound where a minibatch has more examples than a training set."""
    few = int(np.min(sweep["n_train"]))
    if size > few:
        raise Bound(f"batch_size is {size}, but a training set has {few} examples; give {few} or "
                    "less, or 0 for all", "batch_size", size, high=few)


def folder(given: Any, files: str) -> str | None:
    """The name of a folder that exists; FileNotFoundError or TypeError otherwise."""
    if given is None:
        return None
    name = str(instance("folder", given, (str, Path), f"the folder of {files}"))
    if len(name) > 1000 or "\0" in name or not Path(name).is_dir():
        raise FileNotFoundError(f"folder is {brief(name)}, which is no folder; give one with "
                                f"{files}, or leave it out")
    return name


def with_more(settings: Table, given: Any, most: int) -> Table:
    """The settings; with a folder N may be as large as `most`."""
    if given is None:
        return settings
    more = replace(settings.number("n_train"), high=most)
    return Table(*(more if name == "n_train" else settings[name] for name in settings))


def enough(sweep: Mapping[str, np.ndarray], there: int, test: int, what: str) -> None:
    """Bound where a training set and a test set need more examples than there are."""
    most, n = there - test, int(np.max(sweep["n_train"]))
    if n > most:
        raise Bound(f"n_train is {n:,}, but of {there:,} {what} {test:,} are for testing; give "
                    f"{max(most, 0):,} or less, or a folder with more", "n_train", float(n),
                    high=most)
