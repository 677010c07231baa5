"""Whether an ensemble fits into memory, asked before it is built."""

from __future__ import annotations

import os
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")                 # the limit of a container


def check_memory(needed: float, what: str, device: str = "cpu") -> None:
    """Refuse what would not fit.

    Parameters
    ----------
    needed : float
        [bytes]
    what : str
        Named in the error, e.g. "8 runs at modulus 113".
    device : str
        On a GPU it is that one's memory.

    Raises
    ------
    ValueError
        With the bytes that are needed and those there are.
    """
    there = available(device)
    if there is not None and needed > there:
        raise ValueError(
            f"{what} need {needed:,.0f} bytes of memory and there are {there:,.0f}; "
            "give fewer runs at once, or a smaller modulus or width"
        )


def available(device: str = "cpu") -> int | None:
    """Bytes that can still be taken; None where the system does not say."""
    if device != "cpu":
        import torch

        return torch.cuda.mem_get_info(device)[0]
    found = [n for n in (_of_system(), _of_container()) if n is not None]
    return min(found, default=None)


def _of_system() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if "MemAvailable" in line)
    except (OSError, StopIteration):
        names = getattr(os, "sysconf_names", {})
        if "SC_PHYS_PAGES" not in names:
            return None
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _of_container() -> int | None:
    try:
        most, now = ((CGROUP / f"memory.{k}").read_text().strip() for k in ("max", "current"))
        return None if most == "max" else int(most) - int(now)
    except (OSError, ValueError):
        return None
