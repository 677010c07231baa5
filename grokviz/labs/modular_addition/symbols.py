"""The symbols of an operation, and the plane on which they are drawn.

Numbers are drawn on the plane of one frequency; for products and quotients it is a frequency of
their exponents (see `grokviz.algebra.operations`), in whose order the circle turns evenly.
Permutations have no circle. They are drawn on the plane of two functions in one representation of
S5.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grokviz.algebra import fourier, operations, representations
from grokviz.algebra.operations import OPERATIONS, s5
from grokviz.i18n import t
from grokviz.run import Record

BETWEEN = {"add": "+", "subtract": "−", "multiply": "×", "divide": "÷", "squares": "+",
           "quadratic": "+", "s5": "∘", "random": "∘"}
WRITTEN = {"squares": "{a}² + {b}²", "quadratic": "{a}² + {a}·{b} + {b}²"}
SAYS = {
    "numbers": "animation.clock.numbers", "numbers_about": "animation.clock.numbers_about",
    "title": "animation.clock.title", "frequency": "animation.clock.frequency",
    "plain": "animation.clock.plain", "round": "animation.clock.round",
    "right": "animation.clock.right", "wrong": "animation.clock.wrong",
    "miss": "animation.clock.miss", "none": "animation.clock.none",
    "several": "animation.clock.several", "hands": "animation.clock.hands",
    "zero": "animation.clock.zero",
}
OTHER: dict[str, dict[str, str]] = {            # words that differ from those of sums, by kind
    "exponents": {
        "numbers_about": "animation.clock.exponents_about",
        "frequency": "animation.clock.exponents_frequency",
        "hands": "animation.clock.exponents_hands",
    },
    "no hands": {"hands": "animation.clock.answer"},
    "permutations": {
        "numbers": "animation.clock.permutations",
        "numbers_about": "animation.clock.permutations_about",
        "frequency": "animation.clock.representation",
        "plain": "animation.clock.permutations_plain",
        "round": "animation.clock.permutations_plain",
        "none": "animation.clock.permutations_none",
        "several": "animation.clock.representations", "hands": "animation.clock.answer",
    },
}


def kind(operation: str) -> str:
    """"numbers", "exponents", "permutations", or "no hands" for numbers that no circle adds up."""
    if operation == "s5":
        return "permutations"
    if OPERATIONS[operation].exponents:
        return "exponents"
    return "numbers" if OPERATIONS[operation].sign else "no hands"


def order(record: Record) -> np.ndarray:
    """The symbols in the order in which their circle turns evenly; permutations in their own."""
    symbols = record.values["embedding"].shape[-2]
    return operations.order(symbols, str(record.settings["operation"]))


def plane(record: Record, embedding: np.ndarray, k: int) -> np.ndarray:
    """The embedded symbols, (..., p, features), in their `order` on the plane of `k`.

    k is a frequency, or the number of a representation.
    """
    if record.settings["operation"] == "s5":
        return representations.plane(embedding, k)
    return fourier.plane(embedding[..., order(record), :], k)


def names(record: Record) -> list[str]:
    """The symbols in their order; a permutation is where it sends 1 to 5, e.g. 21345."""
    if record.settings["operation"] == "s5":
        return permutations()
    return [str(number) for number in order(record)]


def permutations() -> list[str]:
    """The permutations by where they send 1 to 5."""
    return ["".join(str(place + 1) for place in each) for each in s5()]


def answers(record: Record) -> list[str]:
    """The name of each answer, by its number."""
    if record.settings["operation"] == "s5":
        return permutations()
    return [str(number) for number in range(record.settings["modulus"])]


def question(record: Record, a: int, b: int) -> str:
    """The pair as it is asked, e.g. "7 + 13"; empty where the operation has no answer."""
    operation, named = str(record.settings["operation"]), answers(record)
    table = operations.table(record.settings["modulus"], operation)
    if table is not None and table[a, b] == operations.NONE:
        return ""
    written = WRITTEN.get(operation, f"{{a}} {BETWEEN[operation]} {{b}}")
    return written.format(a=named[a], b=named[b])


def plane_said(record: Record, k: int) -> str:
    """The name of a plane."""
    of = kind(str(record.settings["operation"]))
    if of == "permutations":
        return t("modular_addition.representation", k=representations.NAMES[k])
    return t("modular_addition.frequency_of_exponents" if of == "exponents"
             else "modular_addition.frequency", k=k)


def bars(record: Record) -> list[str] | None:
    """The names of the bars of the embedding's power, if they are not frequencies."""
    return list(representations.NAMES[1:]) if record.settings["operation"] == "s5" else None


def named(operation: str) -> dict[str, Any]:
    """For the animated picture: names of permutations and of their planes; else nothing."""
    if operation != "s5":
        return {}
    return {"names": permutations(), "kinds": list(representations.NAMES)}


def says(operation: str) -> dict[str, Any]:
    """The words of the animated picture."""
    words = {name: t(key) for name, key in (SAYS | OTHER.get(kind(operation), {})).items()}
    return words | {
        "legend": [t("animation.clock.legend"), t("animation.clock.grey")],
        "sign": BETWEEN[operation], "square": "²" if operation in ("squares", "quadratic") else "",
        "product": operation == "quadratic"}
