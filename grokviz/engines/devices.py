"""Names of devices and number formats, and the torch values they stand for."""

from __future__ import annotations

import re
from typing import Any

import torch

from grokviz.sentences import alike, brief, sentence

DTYPES = ("float32", "float64")
_DEVICE = re.compile(r"cpu|auto|cuda(:\d{1,2})?")


def device_name(device: Any) -> str:
    """ "cpu", "cuda", "cuda:1" or "auto", also from a ``torch.device``; else ValueError."""
    name = str(device) if isinstance(device, torch.device) else device
    name = name.strip().lower() if isinstance(name, str) else ""
    if not _DEVICE.fullmatch(name):
        raise ValueError(sentence(f"device is {brief(device)}; give 'cpu', 'cuda' or 'auto'"))
    return name


def dtype_name(dtype: Any) -> str:
    """ "float32" or "float64", also from the types of torch and numpy; else ValueError."""
    named = {torch.float32: "float32", torch.float64: "float64"}
    name = named.get(dtype, "") if isinstance(dtype, torch.dtype) else getattr(
        dtype, "__name__", dtype) if isinstance(dtype, type) else dtype
    if isinstance(name, str) and alike(name) in DTYPES:
        return alike(name)
    if str(getattr(dtype, "name", "")) in DTYPES:
        return str(dtype.name)
    raise ValueError(sentence(f"dtype is {brief(dtype)}; give 'float32' or 'float64'"))


def device_and_dtype(device: Any = "cpu", dtype: Any = "float32") -> tuple[str, torch.dtype]:
    """Torch's device and dtype for these names; ``auto`` is the GPU if there is one."""
    gpu, name = torch.cuda.is_available(), device_name(device)
    if name == "auto":
        name = "cuda" if gpu else "cpu"
    if name != "cpu" and not gpu:
        raise ValueError(f"device is {name!r}, but torch finds no GPU here; give 'cpu' or 'auto'")
    if ":" in name and int(name.split(":")[1]) >= torch.cuda.device_count():
        raise ValueError(f"device is {name!r}, and torch finds {torch.cuda.device_count()} GPUs; "
                         "give 'cuda' for the first")
    return name, getattr(torch, dtype_name(dtype))
