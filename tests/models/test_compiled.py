"""A function compiled once, or itself where that cannot be."""

import threading
from concurrent.futures import ThreadPoolExecutor

import torch

from grokviz.models.compiled import compiled, once


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


def test_a_second_thread_waits_for_what_the_first_one_makes():
    made, began, go_on = [], threading.Event(), threading.Event()

    @once
    def program(name):
        made.append(name)
        began.set()
        go_on.wait(10)
        return object()

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(program, "a")
        assert began.wait(10)
        second = threads.submit(program, "a")
        second_began = not second.done()
        go_on.set()
        assert second_began and first.result() is second.result() and made == ["a"]
