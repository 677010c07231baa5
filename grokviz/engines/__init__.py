"""Generators of snapshots."""

from grokviz.engines.block import Plan
from grokviz.engines.compass import compass
from grokviz.engines.devices import device_and_dtype, device_name, dtype_name
from grokviz.engines.field import Field, Parts, follow
from grokviz.engines.flow import Descent, flow
from grokviz.engines.proximal import Penalised
from grokviz.engines.riemannian import least_curvature, riemannian
from grokviz.engines.train import train

__all__ = [
    "Descent", "Field", "Parts", "Penalised", "Plan", "compass", "device_and_dtype", "device_name",
    "dtype_name", "flow", "follow", "least_curvature", "riemannian", "train",
]
