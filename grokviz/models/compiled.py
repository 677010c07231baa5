"""Functions compiled by TorchScript, and parts of them that run side by side on two cores.

Python runs one thread at a time: a thread that executes Python code holds a lock, the GIL. A
training step calls some thirty small torch operations, and before each of them the thread has to
take the lock again. Beside a thread that draws plots it then waits thirty times a step, and
training becomes about a hundred times slower. A compiled function takes the lock at its beginning
and at its end only, so training and drawing hardly notice each other.
"""

import functools
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

import torch

LITTLE = 2**22          # multiplications in a layer below which a second core does not pay off
PATIENCE = 5            # seconds

P = ParamSpec("P")
Result = TypeVar("Result")
Function = TypeVar("Function", bound=Callable[..., Any])
_lock, _meeting = threading.RLock(), threading.Barrier(1)


def once(make: Callable[P, Result]) -> Callable[P, Result]:
    """`functools.cache` for threads: the second one waits for what the first one compiles.

    Without the lock every block of runs would compile the same function at its start, and
    TorchScript's compiler is not safe to use from two threads at once.
    """
    made: Any = functools.cache(make)

    @functools.wraps(make)
    def locked(*args: P.args, **kwargs: P.kwargs) -> Result:
        with _lock:
            found: Result = made(*args, **kwargs)
            return found

    return locked


def compiled(function: Function) -> Function:
    """The function as a TorchScript program; the function itself where it cannot be compiled."""
    program: Function = _compiled(function)
    return program


@once
def _compiled(function: Any) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")     # TorchScript warns that it gets no new features
            return torch.jit.script(function)
    except Exception:                           # this torch or this Python has no TorchScript
        return function


@once
def forks_are_alone() -> bool:
    """Limit each thread of `torch.jit.fork` to one torch thread; whether that worked.

    Otherwise every fork would start torch's own threads as well, and more threads than cores
    would compete. Where this returns False, nothing may be forked.

    Torch keeps this number per thread, and the pool gives no access to its threads. So we start
    as many forks as the pool has threads, and each waits at a barrier until all have arrived. No
    thread can then take two of them, and each fork sets the number for its own thread. It does so
    after the barrier: a fork that comes when the others have given up must not set anything, for
    nobody would set it back.
    """
    global _meeting
    invite, n = compiled(_invite), torch.get_num_interop_threads()
    if invite is _invite:
        return False
    _meeting = threading.Barrier(n, timeout=PATIENCE)

    def hold() -> bool:
        before = torch.get_num_threads()        # threads that start later inherit this number
        try:
            return invite(n) == [1] * n
        except RuntimeError:                    # a thread of the pool did not arrive in time
            return False
        finally:
            torch.set_num_threads(before)

    with ThreadPoolExecutor(1) as new:
        return new.submit(hold).result()


@torch.jit.ignore
def _attend(place: int) -> int:
    _meeting.wait()
    torch.set_num_threads(1)
    return torch.get_num_threads()


def _one(place: int) -> int:                    # TorchScript forks compiled functions only
    return _attend(place)


def _invite(n: int) -> list[int]:
    forks = [torch.jit.fork(_one, place) for place in range(n)]
    return [torch.jit.wait(fork) for fork in forks]
