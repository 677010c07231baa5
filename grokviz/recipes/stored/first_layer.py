"""The stored records of `first_layer`."""

from grokviz.recipes import first_layer
from grokviz.recipes.stored import Stored, few, only

STORED = {
    "first_layer.simulated": Stored(
        lambda: first_layer.simulated(records=sorted({*few(1000, 25), *range(0, 1001, 20)})),
        "Musat 2025, arXiv:2511.01938, Fig. 6",
    ),
    "first_layer.trained": Stored(
        lambda: first_layer.trained(records=few(33_000, 100)),
        "Musat 2025, arXiv:2511.01938, Sec. 6.4",
    ),
    "first_layer.isolated_trained": Stored(
        lambda: only(first_layer.isolated(first_layer.trained(), until=1.98), (
            "train_loss", "train_accuracy", "test_loss", "test_accuracy", "leaf_norms",
            "weight_norm", "slow_time")),
        "Musat 2025, arXiv:2511.01938, Sec. 6.4",
    ),
    "first_layer.compass": Stored(
        first_layer.compass, "Musat 2025, arXiv:2511.01938, Fig. 5",
    ),
}
