"""Experiments of claims, run together."""

from functools import partial

import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.claims.runs import by_value, ensembles_of, run, run_named, runs_of
from grokviz.recipes import teacher_student as recipes
from grokviz.recipes.shell_toy import slide
from grokviz.recording import record

SEEDS = tuple({"data_seed": i, "init_seed": i + 1} for i in range(3))


PART = partial(recipes.grokking, 2.0, width=10, n_train=20)
PARTS = partial(PART, [0, 0.3], steps=100), partial(PART, 0.1, steps=200)


@pytest.mark.parametrize("trained", [runs_of, ensembles_of])
def test_a_seed_s_runs_are_found_by_the_value_that_is_swept(trained):
    seeds = trained("weight_decay", *PARTS, seeds=SEEDS)
    assert len(seeds) == len(SEEDS) == 3
    for runs, seed in zip(seeds, SEEDS, strict=True):
        assert sorted(runs) == [0, 0.1, 0.3] and runs[0.1].steps[-1] == 200
        for decay, one in runs.items():
            assert one.runs == 1 and one.sweep["weight_decay"] == [decay]
            assert all(one.sweep[k] == [v] for k, v in seed.items())


def test_seeds_trained_as_one_ensemble_come_out_as_when_each_is_trained_alone():
    apart, together = (trained("weight_decay", *PARTS, seeds=SEEDS)
                       for trained in (runs_of, ensembles_of))
    for one, other in zip(apart, together, strict=True):
        for decay in one:       # single precision, and batches are summed in another order
            assert_allclose(other[decay].values["test_loss"], one[decay].values["test_loss"],
                            rtol=1e-3)


def test_named_experiments_keep_their_names_and_their_order():
    made = {"slow": slide(steps=200), "fast": slide(weight_decay=1.0, steps=100)}
    found = run_named(made)
    assert list(found) == ["slow", "fast"]
    for name, alone in zip(made, run(*made.values()), strict=True):
        assert_array_equal(found[name].steps, alone.steps)
        assert_array_equal(found[name].values["weights"],
                           record(made[name], progress=False).values["weights"])


def test_runs_go_by_the_value_that_is_swept():
    found = by_value("weight_decay", *run(slide(weight_decay=[0.1, 0.2], steps=100)))
    assert list(found) == [0.1, 0.2] and all(one.runs == 1 for one in found.values())
