"""How much memory is left, so that what would not fit is refused before it is built."""

from __future__ import annotations

from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")                 # the limit of a container, where Linux keeps it


def check_memory(needed: float, what: str, device: str = "cpu") -> None:
    """Refuse what would not fit.

    Parameters
    ----------
    needed : float
        [bytes]
    what : str
        Named in the error, e.g. "8 runs at modulus 113".
    device : str
        For a GPU its own memory counts.

    Raises
    ------
    ValueError
        With the bytes that are needed and the bytes that are free.
    """
    free = available(device)
    if free is not None and needed > free:
        raise ValueError(
            f"{what} need {needed:,.0f} bytes of memory and there are {free:,.0f}; "
            "give fewer runs at once, or a smaller modulus or width"
        )


def available(device: str = "cpu") -> int | None:
    """Bytes that are free; None where the system does not say.

    A container, such as Binder's, sees the memory of its host but may use only its own limit, so
    the smaller number counts.
    """
    if device != "cpu":
        import torch

        return torch.cuda.mem_get_info(device)[0]
    return min((n for n in (_of_system(), _of_container()) if n is not None), default=None)


def _of_system() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if "MemAvailable" in line)
    except (OSError, StopIteration):            # not Linux
        try:
            import psutil
        except ImportError:
            return None
        return int(psutil.virtual_memory().available)


def _of_container() -> int | None:
    try:
        most, now = ((CGROUP / f"memory.{k}").read_text().strip() for k in ("max", "current"))
        return None if most == "max" else int(most) - int(now)
    except (OSError, ValueError):               # no container, or one that does not say
        return None
