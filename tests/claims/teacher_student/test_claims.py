"""The claims about teacher and student: what experiments hand to rules, and one for real."""

from functools import partial

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from plain import one_thread
from torch import nn

from grokviz.claims import ledger
from grokviz.claims.teacher_student import published, published_runs, rules
from grokviz.claims.teacher_student import runs as experiments
from grokviz.claims.teacher_student.claims import CLAIMS
from grokviz.recipes import teacher_student as recipes
from grokviz.recording import record
from grokviz.run import Record


def by_id(name):
    return next(c for c in CLAIMS if c.id == name)


def test_one_real_claim_at_a_small_price():
    """A small init at the lab's learning rate, without decay and with."""
    train = partial(recipes.grokking, 0.5, [0, 0.1], steps=300)
    judged = ledger.Claim(
        id="cheap", area="here", paper="", figure="", statement="", wanted="",
        test=lambda: experiments.runs_of((0, 1, 2), "weight_decay", train),
        rule=ledger.each_seed(rules.at_once((0, 0.1), 3000)),
    ).judge()
    assert judged.holds and judged.measured.startswith("3 of 3 seeds (29% to 100%): t_test ")
    assert judged.seconds > 0


@pytest.mark.parametrize("step", [3, 150])
@one_thread()                   # torch's own threads wait for each other on a busy machine
def test_the_notebook_s_landscape_equals_a_plain_loop(step, monkeypatch):
    """Forward, rescale with the first matrix counted twice, backward, step."""
    monkeypatch.setattr(published_runs, "LANDSCAPE_STEPS", (0, step))
    history = record(published_runs.landscape(), progress=False)
    cell = 2                                            # a small norm, far from interpolation
    torch.manual_seed(0)
    teacher = _net()
    x, test_x = torch.randn(100, 5), torch.randn(100, 5)
    with torch.no_grad():
        y, test_y = teacher(x), teacher(test_x)
    torch.manual_seed(1)
    student = _net()
    leaves = list(student.parameters())
    for p in leaves:
        p.data *= published_runs.SCALES[cell]
    target, adam = _squared(leaves), torch.optim.Adam(leaves, lr=3e-4)
    for _ in range(step):
        adam.zero_grad()
        loss = (student(x) - y).square().mean()
        factor = (target / _squared(leaves)).sqrt()
        for p in leaves:
            p.data = p.data * factor
        loss.backward()
        adam.step()
    with torch.no_grad():
        losses = [(student(a) - b).square().mean().item() for a, b in ((x, y), (test_x, test_y))]
    found = [history.values[f"{part}_loss"][-1, cell] for part in ("train", "test")]
    assert_allclose(found, losses, rtol=1e-3)
    assert_allclose(published_runs.squared_norm(history)[-1, cell], _squared(leaves), rtol=1e-4)


def _net():
    return nn.Sequential(nn.Linear(5, 100), nn.Tanh(), nn.Linear(100, 100), nn.Tanh(),
                         nn.Linear(100, 5))


def _squared(leaves):
    return sum(p.data.square().sum() for p in leaves) + leaves[0].data.square().sum()


def landscape(**change):
    """A record that ends, and stood at step 4000, where the notebook did."""
    train, test = (np.nan_to_num(a, nan=1e-6) for a in (published_runs.TRAIN, published_runs.TEST))
    early = test.copy()
    early[list(published_runs.ADRIFT)] = published_runs.EARLY_TEST
    values = {"train_loss": np.stack([train] * 3),
              "test_loss": np.stack([published_runs.START_TEST, early, test])}
    for name, (at, cell, factor) in change.items():
        values[name][at, cell] *= factor
    return Record("made up", {}, {}, np.array(published_runs.LANDSCAPE_STEPS), values)


@pytest.mark.parametrize(("name", "change", "holds"), [
    ("stored_start", {}, True),
    ("stored_start", {"test_loss": (0, 10, 1.01)}, False),
    ("stored_landscape", {}, True),
    ("stored_landscape", {"test_loss": (2, 9, 1.04)}, True),
    ("stored_landscape", {"test_loss": (2, 9, 1.06)}, False),
    ("stored_landscape", {"train_loss": (2, 0, 0.94)}, False),
    ("stored_landscape", {"test_loss": (2, 2, 2.0)}, True),         # judged elsewhere
    ("stored_landscape", {"test_loss": (2, 4, 2.0)}, True),         # below 1e-4
    ("stored_landscape_early", {}, True),
    ("stored_landscape_early", {"test_loss": (1, 3, 1.06)}, False),
    ("stored_landscape_late", {}, True),
    ("stored_landscape_late", {"test_loss": (2, 2, 1.06)}, False),
])
def test_the_stored_landscape_is_compared_cell_by_cell(name, change, holds):
    assert by_id(name).rule(landscape(**change)).holds == holds


def dynamics():
    steps = np.array([0, 200, 400, 600, 800, 1000, 4200, 15_000, 19_000, 20_000])

    def at(stored):
        return np.array([stored.get(s, 0.5) for s in steps.tolist()], float)[:, None]

    square = at(published_runs.SQUARED_NORM)   # as if half of it were the first matrix's
    return Record("made up", {}, {}, steps, {
        "weight_norm": np.sqrt(square / 2), "leaf_norms": np.sqrt(square / 2)[..., None],
        "test_loss": at(published_runs.TEST_LOSS),
        "train_accuracy": at(published_runs.TRAIN_ACCURACY),
        "test_accuracy": at(published_runs.TEST_ACCURACY),
    })


@pytest.mark.parametrize(("name", "value", "step", "factor"), [
    ("stored_norm", "weight_norm", 4200, 1.002), ("stored_norm", "leaf_norms", 0, 1.002),
    ("stored_test_loss", "test_loss", 19_000, 1.06),
    ("stored_accuracy", "train_accuracy", 400, 1.02),
    ("stored_accuracy", "test_accuracy", 15_000, 0.98),
])
def test_the_stored_dynamics_are_compared_step_by_step(name, value, step, factor):
    right, wrong = dynamics(), dynamics()
    assert by_id(name).rule(right).holds
    wrong.values[value][np.flatnonzero(wrong.steps == step)] *= factor
    assert not by_id(name).rule(wrong).holds
    assert f"step {step}" in by_id(name).rule(wrong).measured


def test_the_seeds_of_the_stored_log_come_first():
    assert experiments.of_seed(0) == published_runs.SEEDS
    assert_array_equal(published._SETTLED, [0, 1, 4, 5, 6, 7, 8, 9, 10])
