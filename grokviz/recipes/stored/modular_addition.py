"""The stored records of `modular_addition`."""

from grokviz.recipes import modular_addition
from grokviz.recipes.stored import Stored, under_l1

STORED = {
    "modular_addition.grokking": Stored(
        lambda: modular_addition.grokking(**modular_addition.preset("grokking")),
        "Power et al. 2022, arXiv:2201.02177, Fig. 1",
    ),
    "modular_addition.grokking_l1": under_l1(modular_addition),
    "modular_addition.paper_size": Stored(
        modular_addition.paper_size, "Liu et al. 2022, arXiv:2210.01117, Fig. 7a",
    ),
    "modular_addition.law": Stored(
        modular_addition.law, "Liu et al. 2022, arXiv:2210.01117, Fig. 10a",
    ),
    "modular_addition.data_size": Stored(
        modular_addition.data_size, "Liu et al. 2022, arXiv:2210.01117, Sec. 3.4",
    ),
    "modular_addition.l_and_u": Stored(
        modular_addition.l_and_u, "Liu et al. 2022, arXiv:2210.01117, Fig. 9, here an MLP",
        last_only=True,
    ),
    "modular_addition.lu_curve": Stored(
        modular_addition.lu_curve, "Liu et al. 2022, arXiv:2210.01117, Fig. 9", last_only=True,
    ),
}
