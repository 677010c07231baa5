"""The stored records of `modular_addition`."""

from grokviz.recipes import modular_addition as recipes
from grokviz.recipes.stored import Stored, few, only, under_l1

OMNIGROK = "Liu et al. 2022, arXiv:2210.01117"
CURVES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm")
STORED = {
    "modular_addition.grokking": Stored(
        lambda: recipes.grokking(**recipes.preset("grokking")),
        "Power et al. 2022, arXiv:2201.02177, Fig. 1"),
    "modular_addition.grokking_l1": under_l1(recipes),
    "modular_addition.paper_size": Stored(recipes.paper_size, f"{OMNIGROK}, Fig. 7a"),
    "modular_addition.law": Stored(recipes.law, f"{OMNIGROK}, Fig. 10a"),
    "modular_addition.law_transformer": Stored(
        lambda: only(recipes.law(**recipes.TRANSFORMER_LAW, init_seed=range(8),
                                 records=few(recipes.TRANSFORMER_LAW["steps"], 140)), CURVES),
        f"{OMNIGROK}, Fig. 10a"),
    "modular_addition.data_size": Stored(recipes.data_size, f"{OMNIGROK}, Sec. 3.4"),
    "modular_addition.l_and_u": Stored(
        recipes.l_and_u, f"{OMNIGROK}, Fig. 9, here an MLP", last_only=True),
    "modular_addition.phase_grid": Stored(
        recipes.phase_grid, "Liu et al. 2022, arXiv:2205.10343, Fig. 6", last_only=True,
        train=lambda: recipes.grokking(
            **recipes.PHASE_AXES, **recipes.PHASE_PACE, init_seed=recipes.SEEDS,
            records=few(recipes.PHASE_PACE["steps"], 60)),
        block=4 * len(recipes.SEEDS)),
    "modular_addition.phase_grid_fine": Stored(
        lambda: recipes.phase_grid(**recipes.PHASE_MAP),
        "Liu et al. 2022, arXiv:2205.10343, Fig. 6", last_only=True,
        train=lambda: recipes.grokking(
            **recipes.PHASE_MAP, records=few(recipes.PHASE_MAP["steps"], 60)),
        block=4 * len(recipes.PHASE_MAP["init_seed"])),
    "modular_addition.lu_curve": Stored(recipes.lu_curve, f"{OMNIGROK}, Fig. 9", last_only=True),
}
