"""Networks with a run axis: init, apply and, where it pays, an analytic gradient."""

from grokviz.models.base import Model, Params
from grokviz.models.mlp import draw, mlp

__all__ = ["Model", "Params", "draw", "mlp"]
