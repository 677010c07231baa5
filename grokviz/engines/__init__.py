"""Generators of snapshots."""

from grokviz.engines.block import Plan
from grokviz.engines.train import device_and_dtype, train

__all__ = ["Plan", "device_and_dtype", "train"]
