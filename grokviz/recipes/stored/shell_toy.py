"""The stored record of `shell_toy`."""

from grokviz.recipes import shell_toy
from grokviz.recipes.stored import Stored

STORED = {
    "shell_toy.slide": Stored(shell_toy.slide, "Liu et al. 2022, arXiv:2210.01117, Fig. 1"),
}
