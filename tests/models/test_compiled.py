"""A function compiled once, or itself where that cannot be."""

import torch

from grokviz.models.compiled import compiled


def twice(x: torch.Tensor) -> torch.Tensor:
    return 2 * x


def not_for_it(x):
    return [*x, lambda: x]


def test_a_function_is_compiled_once_and_does_the_same():
    program = compiled(twice)
    assert program is compiled(twice) and isinstance(program, torch.jit.ScriptFunction)
    assert program(torch.ones(2)).tolist() == [2, 2]


def test_what_cannot_be_compiled_is_left_as_it_is():
    assert compiled(not_for_it) is not_for_it
