"""Tables, splits, and what cannot be learnt or tested."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.sweep import grid
from grokviz.tasks.modular_addition import check, modular_addition, table

WITNESS = {"add": lambda a, b: a + b, "subtract": lambda a, b: a - b,
           "multiply": lambda a, b: a * b, "divide": lambda a, b: a * pow(b, -1, 11),
           "squares": lambda a, b: a**2 + b**2, "quadratic": lambda a, b: a**2 + a * b + b**2}


def task_of(modulus=7, operation="add", loss="cross_entropy", **sweep):
    return modular_addition(grid(**{"train_fraction": 0.5, "split_seed": 1} | sweep),
                            modulus=modulus, operation=operation, loss=loss)


@pytest.mark.parametrize("operation", WITNESS)
def test_every_pair_is_there_once_with_its_answer(operation):
    task = task_of(11, operation, train_fraction=0.97, split_seed=[1, 2])
    for pairs, classes in zip(task.test_inputs, task.test_targets, strict=True):
        assert sorted(map(tuple, pairs.tolist())) == [
            (a, b) for a in range(11) for b in range(11) if b or operation != "divide"]
        assert [WITNESS[operation](a, b) % 11 for a, b in pairs.tolist()] == classes[:, 0].tolist()


def test_the_training_pairs_come_first_and_the_others_are_tested():
    task = task_of(7, train_fraction=[0.5, 0.9], split_seed=3)
    n = np.array([24, 44])                              # the whole part of the share of 49
    assert task.train_inputs.shape == (2, 44, 2) and task.test_inputs.shape == (2, 49, 2)
    assert torch.equal(task.train_inputs[0], task.test_inputs[0, :44])
    assert torch.equal(task.train_inputs[0], task.train_inputs[1])          # nested
    for run, size in enumerate(n):
        assert_close(task.train_weights[run, :size], torch.full((size,), 1 / size).double())
        assert not task.train_weights[run, size:].any() and not task.test_weights[run, :size].any()
    assert_close(task.test_weights.sum(1), torch.ones(2).double(), rtol=1e-14, atol=0)


def test_the_paper_s_share_has_the_paper_s_number_of_pairs():
    task = task_of(113, train_fraction=0.3)
    assert (task.train_weights > 0).sum().item() == 3830


def test_a_share_of_quotients_is_a_share_of_those_that_there_are():
    task = task_of(11, "divide", train_fraction=0.6)
    assert task.test_inputs.shape[1] == 110 and (task.train_weights > 0).sum() == 66
    assert_close(task.test_weights.sum(1), torch.ones(1).double(), rtol=1e-14, atol=0)
    with pytest.raises(ValueError, match="leaves 110 of 110 pairs"):
        task_of(11, "divide", train_fraction=1)


def test_each_run_has_a_split_of_its_own_seed():
    both, alone = task_of(split_seed=[1, 4]), task_of(split_seed=4)
    assert not torch.equal(both.train_inputs[0], both.train_inputs[1])
    assert torch.equal(both.train_inputs[1], alone.train_inputs[0])


def test_a_random_table_is_one_of_its_seed_and_has_no_rule():
    one, other = table(31, "random", 1), table(31, "random", 2)
    assert torch.equal(one, table(31, "random", 1)) and not torch.equal(one, other)
    assert (one != one.T).double().mean() > 0.9 and one.unique().numel() == 31
    sums = table(31, "add")
    shared = torch.stack([one[sums == s].bincount(minlength=31).max() for s in range(31)])
    assert shared.max() < 10                            # of 31 pairs with one sum


def test_right_is_the_class_of_the_largest_output():
    task = task_of()
    outputs = torch.tensor([[[0.0, 2, 1], [5, 0, 0], [0, 0, 1]]])
    assert task.correct(outputs, torch.tensor([[[1], [0], [0]]])).tolist() == [[True, True, False]]


@pytest.mark.parametrize("wrong, says", [
    ({"modulus": 1}, "modulus is 1; give 2 or more"),
    ({"train_fraction": 0}, "train_fraction is 0, which leaves 0 of 49 pairs for training; give"),
    ({"train_fraction": 1}, "train_fraction is 1, which leaves 49 of 49 pairs for training; give"),
    ({"train_fraction": 0.01}, "leaves 0 of 49"),
    ({"modulus": 15, "operation": "multiply"}, r"modulus is 15 = 3 \* 5, .* a prime.* e.g. 13"),
    ({"modulus": 21, "operation": "divide"}, r"modulus is 21 = 3 \* 7, and a/b needs a prime.* 19"),
    ({"modulus": 31, "operation": "s5"},
     "modulus is 31, but S5 has 120 permutations; leave modulus out, or give 120"),
])
def test_what_cannot_be_is_refused_with_what_to_type_instead(wrong, says):
    with pytest.raises(ValueError, match=says):
        task_of(**wrong)


@pytest.mark.parametrize("operation, modulus, fraction", [("add", 11, 0.1), ("multiply", 7, 0.15)])
def test_a_class_without_a_training_example_is_named_with_the_smallest_share_that_works(
    operation, modulus, fraction
):
    sweep = {"train_fraction": np.array([0.9, fraction]), "split_seed": np.array([1, 1])}
    with pytest.raises(ValueError, match="no training example has the answer") as error:
        check(sweep, modulus=modulus, operation=operation)
    said = str(error.value)
    missing = int(said.split("the answer ")[1].split(",")[0])
    least = float(said.split("give train_fraction ")[1].split(" ")[0])
    wide = task_of(modulus, operation, train_fraction=0.99)
    n = int(fraction * modulus**2)
    assert missing not in wide.test_targets[0, :n]
    sweep = {"train_fraction": np.array([least]), "split_seed": np.array([1])}
    check(sweep, modulus=modulus, operation=operation)
    with pytest.raises(ValueError):
        check(sweep | {"train_fraction": np.array([least - 1 / modulus**2])}, modulus=modulus,
              operation=operation)


def test_where_the_last_pair_of_all_has_the_missing_class_no_share_helps():
    """a² + b² is 0 modulo 7 at (0, 0) alone."""
    last = next(s for s in range(2000) if (table(7, "squares") == 0).flatten()[
        torch.randperm(49, generator=torch.Generator().manual_seed(s))[-1]])
    with pytest.raises(ValueError, match="answer 0, that of 1 of the 49 pairs; no train_fraction"):
        task_of(7, "squares", train_fraction=0.9, split_seed=last)


def test_drawing_leaves_the_global_stream_alone():
    state = torch.get_rng_state()
    task_of(13, "random", split_seed=321)
    assert torch.equal(torch.get_rng_state(), state)
