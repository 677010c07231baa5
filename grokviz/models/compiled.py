"""A gradient as one call: the functions of a model compiled, where this torch can.

A compiled function holds Python's lock only at its beginning and end, so a thread that paints
pictures beside it does not hold it up at every operation.
"""

import functools
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import torch

LITTLE = 2**22                  # multiplications of a layer that no second core is worth waking for
PATIENCE = 5                    # seconds

Function = TypeVar("Function", bound=Callable[..., Any])
_holding, _meeting = threading.Lock(), threading.Barrier(1)


def forks_are_alone() -> bool:
    """See to it that `torch.jit.fork` runs on threads with no further ones of torch's beside them.

    Returns
    -------
    bool
        Whether it does; not, where this torch or this Python cannot compile.
    """
    with _holding:
        return _held()


@functools.cache
def _held() -> bool:
    """Once. A thread takes over the count that was set last anywhere, unless it has set its own.
    So as many forks as there are such threads are sent to a meeting that begins when all are
    there: each is on another thread then, and sets that one's."""
    global _meeting
    invite, n = compiled(_invite), torch.get_num_interop_threads()
    if invite is _invite:
        return False
    _meeting = threading.Barrier(n, timeout=PATIENCE)

    def hold() -> bool:
        before = torch.get_num_threads()                # what a new thread takes over
        try:
            return invite(n) == [1] * n
        except RuntimeError:                            # a thread did not come
            return False
        finally:
            torch.set_num_threads(before)

    with ThreadPoolExecutor(1) as new:
        return new.submit(hold).result()


@torch.jit.ignore
def _attend(place: int) -> int:
    torch.set_num_threads(1)
    _meeting.wait()
    return torch.get_num_threads()


def _one(place: int) -> int:                            # what is forked is compiled
    return _attend(place)


def _invite(n: int) -> list[int]:
    forks = [torch.jit.fork(_one, place) for place in range(n)]
    return [torch.jit.wait(fork) for fork in forks]


_compiling = threading.Lock()
_compiled: dict[Callable[..., Any], Any] = {}


def compiled(function: Function) -> Function:
    """The same function as a TorchScript program; itself where that fails."""
    with _compiling:
        if function not in _compiled:
            _compiled[function] = _compile(function)
        program: Function = _compiled[function]
        return program


def _compile(function: Function) -> Function:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")             # that TorchScript is in maintenance only
            program: Function = torch.jit.script(function)
            return program
    except Exception:                                   # then one operation at a time
        return function
