"""Mutations of what an experiment found: a rule that tests its sentence has to notice them.

A claim that holds on the data also holds, if its rule is blind, on data that were spoilt. Each
rule lists the mutations that its sentence excludes (`grokviz.claims.rules.excludes`); the verdict
has to flip under each. A mutation that does not change what a rule reads says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from grokviz.claims.ledger import Claim
from grokviz.claims.seeds import SEEDS, Seeds
from grokviz.run import Array, Record

SIDES = {"train_loss": "test_loss", "train_accuracy": "test_accuracy",
         "train_error": "test_error"}


def swapped(record: Record) -> Record:
    """Training and test curves exchanged."""
    return _renamed(record, SIDES | {test: train for train, test in SIDES.items()})


def equal(record: Record) -> Record:
    """Test curves as the training curves."""
    return _renamed(record, {test: train for train, test in SIDES.items()})


def _renamed(record: Record, other: Mapping[str, str]) -> Record:
    """Each value from the one of another name, where that is there."""
    return replace(record, values={
        name: record.values.get(other.get(name, name), value)
        for name, value in record.values.items()})


def reversed_(record: Record) -> Record:
    """Time runs backwards: the newest record first."""
    return replace(record, values={name: value[::-1] for name, value in record.values.items()})


def frozen(record: Record) -> Record:
    """Nothing was trained: each record is the first."""
    return replace(record, values={
        name: np.repeat(value[:1], len(value), 0) for name, value in record.values.items()})


def permuted(record: Record) -> Record:
    """Each run has the results of the next one."""
    return replace(record, values={
        name: np.roll(value, 1, 1) for name, value in record.values.items()})


def scaled(factor: float) -> Callable[[Record], Record]:
    """All that was measured times a factor."""
    def change(record: Record) -> Record:
        return replace(record, values={
            name: value * factor for name, value in record.values.items()})

    return change


def shuffled(record: Record) -> Record:
    """The runs, such as the cells of a map, with each other's results, each record in its own
    order."""
    order = ORDERS.permutation(record.runs)
    return replace(record, values={name: value[:, order] for name, value in record.values.items()})


def constant(record: Record) -> Record:
    """Every run, such as a cell of a map, has the mean of all."""
    return replace(record, values={
        name: np.broadcast_to(np.mean(value, 1, keepdims=True), value.shape)
        for name, value in record.values.items()})


ORDERS = np.random.default_rng(0)
MUTATIONS: dict[str, Callable[[Record], Record]] = {
    "swapped": swapped, "equal": equal, "reversed": reversed_, "frozen": frozen,
    "permuted": permuted, "shuffled": shuffled, "constant": constant, "x0.1": scaled(0.1),
    "x0.5": scaled(0.5), "x1.3": scaled(1.3)}


def mutated(found: Any, name: str) -> Any:
    """What an experiment found, with this mutation in each record.

    Records may stand in sequences and mappings. "permuted" also exchanges the values of a mapping
    whose keys are values of a setting.
    """
    if isinstance(found, Record):
        return MUTATIONS[name](found)
    if isinstance(found, Mapping):
        values = [mutated(value, name) for value in found.values()]
        numbers = all(isinstance(key, int | float) for key in found)
        if name == "permuted" and numbers and len(values) > 1:
            values = values[1:] + values[:1]
        return dict(zip(found, values, strict=True))
    if isinstance(found, Sequence) and not isinstance(found, str):
        parts = [mutated(part, name) for part in found]
        return tuple(parts) if isinstance(found, tuple) else parts
    if isinstance(found, Array) and name.startswith("x"):
        return found * float(name[1:])
    if isinstance(found, Array) and name == "frozen" and found.ndim:
        return np.repeat(found[:1], len(found), 0)
    return found


class Tried(NamedTuple):
    """Which of the mutations that a claim excludes its rule notices, and which not."""

    noticed: tuple[str, ...]
    missed: tuple[str, ...]


def tried(claim: Claim, seeds: Seeds = SEEDS) -> Tried | None:
    """Apply each mutation that the claim excludes; None where it does not hold anyway."""
    found = claim.run(seeds)
    if not claim.verdict(found).holds:
        return None
    names = sorted(getattr(claim.rule, "excludes", ()))
    missed = tuple(name for name in names if _survives(claim, mutated(found, name)))
    return Tried(tuple(name for name in names if name not in missed), missed)


def survived(claim: Claim, seeds: Seeds = SEEDS) -> list[str]:
    """Of all mutations those that a claim holds under."""
    found = claim.run(seeds)
    return [name for name in MUTATIONS if _survives(claim, mutated(found, name))]


def _survives(claim: Claim, found: Any) -> bool:
    try:
        return bool(claim.verdict(found).holds)
    except (ValueError, IndexError, KeyError, FloatingPointError):
        return False                    # the rule cannot read it, so it does not hold
