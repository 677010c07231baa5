"""Optimiser steps beside those of torch.optim, on the same stream of gradients."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.optim import UPDATES, Flat, adam

THEIRS = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam, "sgd": torch.optim.SGD}
RUNS = 3
SAME = {"learning_rate": [0.01] * RUNS, "weight_decay": [0.3] * RUNS}
CASES = [
    SAME,
    SAME | {"weight_decay": [0.0] * RUNS},
    SAME | {"learning_rate": [0.001, 0.01, 0.03]},
    SAME | {"weight_decay": [0.0, 0.1, 2.0]},
    {"learning_rate": [0.001, 0.01, 0.03], "weight_decay": [2.0, 0.0, 0.5]},
]


def column(values):
    return torch.as_tensor(np.asarray(values, float))


def both(name, columns, steps=1000, dtype=torch.float32, turn=None):
    """Ours and theirs after some steps from the same start; `turn`: (step, new columns)."""
    generator = torch.Generator().manual_seed(5)
    start, centre = torch.randn(2, RUNS, 2, 3, generator=generator, dtype=torch.float64).to(dtype)
    noises = torch.randn(steps, *start.shape, generator=generator, dtype=torch.float64).to(dtype)
    flat = Flat({"w": start})
    ours, slope = flat.views(flat.params)["w"], flat.views(flat.gradient)["w"]
    update, theirs = UPDATES[name]()(flat), [w.clone() for w in start]
    optimizer = THEIRS[name]([{"params": [w]} for w in theirs], lr=1.0)

    def set_both(columns):
        rate, decay = columns["learning_rate"], columns["weight_decay"]
        update.set(column(rate), column(decay))
        for run, group in enumerate(optimizer.param_groups):
            group.update(lr=rate[run], weight_decay=decay[run])

    set_both(columns)
    for step, noise in enumerate(noises):
        if turn and step == turn[0]:
            set_both(turn[1])
        slope.copy_(ours - centre + noise)
        for w, g in zip(theirs, torch.stack(theirs) - centre + noise, strict=True):
            w.grad = g
        update.step()
        optimizer.step()
    return ours, torch.stack(theirs)


@pytest.mark.parametrize("columns", [CASES[0], CASES[-1]])
@pytest.mark.parametrize("name", UPDATES)
def test_a_thousand_steps_on_a_noisy_quadratic_are_torch_s(name, columns):
    ours, theirs = both(name, columns)
    assert_close(ours, theirs, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("columns", CASES)
@pytest.mark.parametrize("name", UPDATES)
def test_in_float64_they_are_torch_s_to_thirteen_digits(name, columns):
    ours, theirs = both(name, columns, steps=100, dtype=torch.float64)
    assert_close(ours, theirs, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", UPDATES)
def test_settings_turned_on_the_way_keep_the_moments(name):
    """From the same in all runs to different ones: the two code paths share their state."""
    ours, theirs = both(name, CASES[0], steps=100, dtype=torch.float64, turn=(50, CASES[-1]))
    assert_close(ours, theirs, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("columns", [CASES[0], CASES[-1]])
@pytest.mark.parametrize("name", ["sgd", "adamw"])
def test_without_a_gradient_decay_alone_shrinks_the_weights(name, columns):
    """w = w0 (1 - lr wd)^t, exactly."""
    flat = Flat({"w": torch.ones(RUNS, 4, dtype=torch.float64)})
    update = UPDATES[name]()(flat)
    rate, decay = column(columns["learning_rate"]), column(columns["weight_decay"])
    update.set(rate, decay)
    for _ in range(300):
        update.step()
    wanted = ((1 - rate * decay) ** 300)[:, None].expand(RUNS, 4)
    assert_close(flat.views(flat.params)["w"], wanted, rtol=1e-12, atol=0)


@pytest.mark.parametrize("columns", [CASES[0], CASES[-1]])
@pytest.mark.parametrize("name", UPDATES)
def test_a_factor_on_the_step_is_a_factor_on_the_learning_rate(name, columns):
    flats = [Flat({"w": torch.linspace(-1, 1, 4 * RUNS, dtype=torch.float64).view(RUNS, 4)})
             for _ in range(2)]
    updates = [UPDATES[name]()(flat) for flat in flats]
    rate, decay = column(columns["learning_rate"]), column(columns["weight_decay"])
    for step in range(20):
        factor = 0.5 + step / 20
        for flat in flats:
            flat.gradient.copy_(flat.params * 3 - step)
        updates[0].set(rate, decay)
        updates[0].step(factor)
        updates[1].set(rate * factor, decay)
        updates[1].step()
    assert_close(flats[0].params, flats[1].params, rtol=1e-12, atol=1e-14)


def test_the_moments_memory_can_be_chosen():
    """The first two Adam steps at lr 1 written out, with beta 0.5 and 0.75."""
    flat = Flat({"w": torch.zeros(1, 1, dtype=torch.float64)})
    update = adam(betas=(0.5, 0.75), eps=0.0)(flat)
    update.set(column([1.0]), column([0.0]))
    for g in (2.0, 4.0):
        flat.gradient.fill_(g)
        update.step()
    m = (0.5 * 0.5 * 2 + 0.5 * 4) / (1 - 0.5**2)
    v = (0.75 * 0.25 * 4 + 0.25 * 16) / (1 - 0.75**2)
    assert_close(flat.params.item(), -1 - m / v**0.5, rtol=1e-12, atol=0)


@pytest.mark.parametrize("name", UPDATES)
def test_a_leaf_apart_has_its_own_rate_and_no_decay(name):
    """Beside torch's parameter groups, one for the leaf apart."""
    generator = torch.Generator().manual_seed(7)
    start = {k: torch.randn(2, 3, generator=generator) for k in ("E", "W")}
    flat = Flat({k: v.clone() for k, v in start.items()})
    update = UPDATES[name]()(flat)
    update.apart = {"E": torch.tensor([0.1, 3.0])}
    update.set(column([0.01, 0.01]), column([0.5, 0.5]))
    views, gradients = flat.views(flat.params), flat.views(flat.gradient)
    theirs = []
    for run, factor in enumerate((0.1, 3.0)):
        leaves = [torch.nn.Parameter(start[k][run].clone()) for k in ("E", "W")]
        groups = [{"params": leaves[:1], "lr": 0.01 * factor, "weight_decay": 0.0},
                  {"params": leaves[1:], "lr": 0.01, "weight_decay": 0.5}]
        theirs.append((leaves, THEIRS[name](groups)))
    for _ in range(50):
        for k in views:
            gradients[k].copy_(views[k] * 0.3 + 1)
        for leaves, optimizer in theirs:
            for leaf in leaves:
                leaf.grad = leaf.detach() * 0.3 + 1
            optimizer.step()
        update.step()
    for run, (leaves, _) in enumerate(theirs):
        for k, leaf in zip(("E", "W"), leaves, strict=True):
            assert_close(views[k][run], leaf.detach(), rtol=1e-4, atol=1e-5)
