"""The stored record of `sparse_parity`."""

from grokviz.recipes import sparse_parity as recipes
from grokviz.recipes.stored import Stored

STORED = {
    "sparse_parity.grokking": Stored(
        lambda: recipes.grokking(**recipes.preset("grokking")),
        "Merrill et al. 2023, arXiv:2303.11873, Fig. 1, here with AdamW"),
}
