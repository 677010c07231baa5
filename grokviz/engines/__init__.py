"""Generators of snapshots."""

from grokviz.engines.train import train

__all__ = ["train"]
