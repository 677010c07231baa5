"""The stored records of `first_layer`."""

from grokviz.recipes import first_layer as recipes
from grokviz.recipes.stored import Stored, few, only

MUSAT = "Musat 2025, arXiv:2511.01938"
STORED = {
    "first_layer.simulated": Stored(
        lambda: recipes.simulated(records=sorted({*few(1000, 25), *range(0, 1001, 20)})),
        f"{MUSAT}, Fig. 6"),
    "first_layer.trained": Stored(
        lambda: recipes.trained(records=few(33_000, 100)), f"{MUSAT}, Sec. 6.4"),
    "first_layer.isolated_trained": Stored(
        lambda: only(recipes.isolated(recipes.trained(), until=1.98), (
            "train_loss", "train_accuracy", "test_loss", "test_accuracy", "leaf_norms",
            "weight_norm", "slow_time")), f"{MUSAT}, Sec. 6.4"),
    "first_layer.compass": Stored(recipes.compass, f"{MUSAT}, Fig. 5"),
}
