"""A gradient as one call: the functions of a model compiled, where this torch can.

A compiled function holds Python's lock only at its beginning and end, so a thread that paints
pictures beside it does not hold it up at every operation.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable

import torch

_compiling = threading.Lock()
_compiled: dict[Callable, Callable] = {}


def compiled(function: Callable) -> Callable:
    """The same function as a TorchScript program; itself where that fails."""
    with _compiling:
        if function not in _compiled:
            _compiled[function] = _compile(function)
        return _compiled[function]


def _compile(function: Callable) -> Callable:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")             # that TorchScript is in maintenance only
            return torch.jit.script(function)
    except Exception:                                   # then one operation at a time
        return function
