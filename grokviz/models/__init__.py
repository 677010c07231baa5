"""Networks with a run axis: init, apply and, where it pays off, a written-out gradient."""

from grokviz.models.base import Delta, Loopable, Model, Params, Part
from grokviz.models.embedded_mlp import embedded_mlp
from grokviz.models.mlp import draw, mlp
from grokviz.models.norms import norms, singular_values
from grokviz.models.product_mlp import product_mlp
from grokviz.models.tiles import joined
from grokviz.models.transformer import transformer

__all__ = ["Delta", "Loopable", "Model", "Params", "Part", "draw", "embedded_mlp", "joined", "mlp",
           "norms", "product_mlp", "singular_values", "transformer"]
