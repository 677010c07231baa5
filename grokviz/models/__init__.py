"""Networks with a run axis: init, apply and, where it pays, an analytic gradient."""

from grokviz.models.base import Model, Params
from grokviz.models.embedded_mlp import embedded_mlp
from grokviz.models.mlp import draw, mlp
from grokviz.models.norms import norms
from grokviz.models.transformer import transformer

__all__ = ["Model", "Params", "draw", "embedded_mlp", "mlp", "norms", "transformer"]
