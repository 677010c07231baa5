"""The stored records of `modular_addition`."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from grokviz.recipes import modular_addition as recipes
from grokviz.recipes.common.seeds import ensemble
from grokviz.recipes.stored import Stored, few, in_turn, only, under_l1
from grokviz.run import Experiment

OMNIGROK = "Liu et al. 2022, arXiv:2210.01117"
CURVES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "weight_norm")
EIGHT = range(8)                        # seeds; one of these experiments takes over 20 s a seed
HELD = 0.8                              # multiple of the initial norm, as in the paper
FRACTIONS, NEAR_BEST = (0.2, 0.3), (0.7, 0.8, 0.9)      # shares; norms near the best for p = 59
STEPS_OF_S5 = 800


def of_seed(seed: int) -> dict[str, int]:
    """Seeds of split and network."""
    return {"split_seed": seed, "init_seed": seed}


def perceptron(seeds: Iterable[int] = EIGHT) -> Experiment:
    """The perceptron modulo 113."""
    given: dict[str, Any] = {"modulus": 113, "train_fraction": 0.35, "learning_rate": 1e-2,
                             "steps": 900, "records": few(900, 140)}
    return only(ensemble(partial(recipes.grokking, **given), [of_seed(seed) for seed in seeds]),
                (*CURVES, "fourier_power"))


def held_norm(seeds: Iterable[int] = EIGHT) -> Experiment:
    """The paper's transformer with its norm held."""
    given: dict[str, Any] = recipes.PAPER | {
        "model": "transformer", "weight_decay": 0.0, "steps": 500, "records": range(0, 501, 20)}
    return only(ensemble(partial(recipes.held_norm, HELD, **given),
                         [of_seed(seed) for seed in seeds]), CURVES)


def near_best(seeds: Iterable[int] = EIGHT) -> Experiment:
    """The norm of a transformer held near its best value, at two shares."""
    return in_turn([recipes.lu_curve(NEAR_BEST, FRACTIONS, [seed], split_seed=seed)
                    for seed in seeds], split_seed=list(seeds), init_seed=list(seeds))


def compositions(seeds: Iterable[int] = EIGHT) -> Experiment:
    """a ∘ b in S5."""
    given: dict[str, Any] = recipes.preset("permutations") | {"steps": STEPS_OF_S5}
    return only(ensemble(partial(recipes.grokking, **given), [of_seed(seed) for seed in seeds]),
                (*CURVES, "fourier_power"))


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
    "modular_addition.grokking_113": Stored(
        perceptron, f"{OMNIGROK}, Fig. 7a, here an MLP"),
    "modular_addition.held_norm_seeds": Stored(held_norm, f"{OMNIGROK}, Fig. 7b"),
    "modular_addition.lu_curve_near_best": Stored(near_best, f"{OMNIGROK}, Fig. 9", last_only=True),
    "modular_addition.grokking_s5": Stored(
        compositions, "Power et al. 2022, arXiv:2201.02177, Fig. 1, here an MLP"),
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
