"""A cell that is run again closes the labs it made before, so that they do not pile up."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Hashable
from typing import Any

_MADE: dict[Hashable, tuple[Any, list[weakref.ref]]] = {}     # cell -> execution, its labs


def enter(lab: Any, cell: tuple[Hashable, Any] | None = None) -> None:
    """Note that the present execution of the present cell made `lab`; close those of earlier ones.

    `cell` is (cell, execution), by default that of the running kernel; outside one nothing is
    noted.
    """
    cell = cell or _present()
    if cell is None:
        return
    name, execution = cell
    former, labs = _MADE.get(name, (execution, []))
    if former != execution:
        for made in labs:
            if (old := made()) is not None:
                old.close()
        labs = []
    _MADE[name] = execution, [*labs, weakref.ref(lab)]


def _present() -> tuple[Hashable, Any] | None:
    if "IPython" not in sys.modules:
        return None
    shell = sys.modules["IPython"].get_ipython()
    if not hasattr(shell, "get_parent"):
        return None
    parent = shell.get_parent()
    cell = parent.get("metadata", {}).get("cellId")
    return (cell, parent.get("header", {}).get("msg_id")) if cell else None
