"""Generators of snapshots."""

from grokviz.engines.block import Plan
from grokviz.engines.field import Field, follow
from grokviz.engines.flow import Descent, flow
from grokviz.engines.riemannian import riemannian
from grokviz.engines.train import device_and_dtype, train

__all__ = ["Descent", "Field", "Plan", "device_and_dtype", "flow", "follow", "riemannian", "train"]
