"""Seeds of a recipe as one ensemble."""

from functools import partial

import pytest

from grokviz.recipes import teacher_student as recipes
from grokviz.recipes.common.seeds import ensemble

RECIPE = partial(recipes.grokking, 2.0, [0, 0.3], width=10, n_train=20, steps=100)
SEEDS = [{"data_seed": k, "teacher_seed": k, "init_seed": k + 1} for k in (0, 1, 4)]


@pytest.mark.parametrize("seeds", [SEEDS, SEEDS[1:], SEEDS[2:]])
def test_the_runs_of_each_seed_follow_those_of_the_one_before(seeds):
    made = ensemble(RECIPE, seeds)
    assert made.runs == 2 * len(seeds) and made.settings["steps"] == 100
    for k, seed in enumerate(seeds):
        runs = slice(2 * k, 2 * k + 2)
        assert made.sweep["weight_decay"][runs].tolist() == [0, 0.3]
        assert all((made.sweep[name][runs] == value).all() for name, value in seed.items())
