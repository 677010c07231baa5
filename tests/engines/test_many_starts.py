"""Many starts at once: gradients of autograd, steps of torch, walks that stay on spheres."""

import pytest
import torch
from torch.testing import assert_close

from grokviz.engines.many_starts import Minima, descend, directions, gradient, squared, start
from grokviz.tasks.guessing import on_the_circle

PROBLEM = on_the_circle("teacher", 7, 2)


def loss(at):
    return torch.log1p(torch.exp(-PROBLEM.labels * at.outputs(PROBLEM.inputs))).mean(1).sum()


def test_the_gradient_is_that_of_autograd():
    at = Minima(*(w.requires_grad_() for w in start(5, 3, 6, seed=1)))
    for ours, theirs in zip(gradient(at, PROBLEM.inputs, PROBLEM.labels),
                            torch.autograd.grad(loss(at), at), strict=True):
        assert_close(ours, theirs)


def test_the_steps_are_those_of_torch_and_starts_do_not_mix():
    ours = descend(start(3, 3, 4, seed=1), PROBLEM.inputs, PROBLEM.labels, 0.01)
    at = Minima(*(w.requires_grad_() for w in start(3, 3, 4, seed=1)))
    adam = torch.optim.Adam(at, lr=0.01)
    for _ in range(20):
        now = next(ours)
        adam.zero_grad()
        loss(at).backward()
        adam.step()
    assert_close(now, Minima(*(w.detach() for w in at)), rtol=1e-3, atol=1e-5)


def test_the_gradient_of_the_squared_error_is_that_of_autograd():
    at = Minima(*(w.requires_grad_() for w in start(5, 3, 6, seed=1)))
    error = (at.outputs(PROBLEM.inputs) - PROBLEM.labels).square().mean(1).sum()
    for ours, theirs in zip(gradient(at, PROBLEM.inputs, PROBLEM.labels, squared),
                            torch.autograd.grad(error, at), strict=True):
        assert_close(ours, theirs)


def test_held_layers_keep_their_norms_and_a_schedule_of_zero_keeps_the_weights():
    at = start(4, 3, 9, seed=0)
    for options in ({}, {"held": True}, {"schedule": lambda step: 0.0}):
        path = descend(at, PROBLEM.inputs, PROBLEM.labels, 0.1, squared, **options)
        now = [next(path) for _ in range(5)][-1]
        same = all(torch.allclose(a, b) for a, b in zip(now.norms(), at.norms(), strict=True))
        assert same == bool(options) and torch.equal(now.first, at.first) == ("schedule" in options)


def test_a_walk_stays_on_the_spheres_and_leads_away_by_its_angle():
    at = start(4, 3, 9, seed=0).normalised()
    there = directions(at, seed=5)
    moved = at.moved(there, 60.0)
    for here, now in zip(at, moved, strict=True):
        axes = tuple(range(1, here.ndim))
        assert_close(now.square().sum(axes), torch.ones(4))
        assert_close((now * here).sum(axes), torch.full((4,), 0.5))
    assert_close(at.moved(there, 0.0), at)
    signs = start(4, 3, 9, seed=0).outputs(PROBLEM.inputs).sign()
    assert_close(at.outputs(PROBLEM.inputs).sign(), signs)
    assert at.first.square().sum((1, 2)) == pytest.approx(torch.ones(4))
