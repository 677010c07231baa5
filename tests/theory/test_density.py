"""Infinite width: orthants in closed form, Gaussians drawn and rejected, and wide networks."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.models.random_networks import RandomNetworks
from grokviz.tasks.guessing import on_the_circle
from grokviz.theory.density import arc_cosine_kernel, infinite_width

POINTS = np.array([[1.0, 0.0, 1.0], [0.3, 0.95, 1.0], [-0.8, 0.6, 1.0], [-0.1, -1.0, 1.0]])


def of(problem, depth=1, **options):
    parts = (problem.inputs, problem.labels, problem.test_inputs, problem.test_labels)
    return infinite_width(*(part.numpy() for part in parts), 0.9, depth=depth, **options)


@pytest.mark.parametrize("depth", [1, 2])
def test_the_kernel_is_the_covariance_of_wide_random_networks(depth):
    wide = RandomNetworks(3, 256, depth)
    kernel = arc_cosine_kernel(POINTS, depth)
    drawn = _outputs(wide, 1500, POINTS)
    ratio = np.trace(kernel) / np.trace(drawn)          # the law of the weights may be scaled
    assert_allclose(drawn * ratio, kernel, atol=0.15)


def _outputs(networks, count, inputs):
    import torch

    draws, total = np.random.default_rng(0), 0.0
    for _ in range(10):
        weights = networks.draw(draws, count // 10)
        y = networks.outputs(weights, torch.as_tensor(inputs, dtype=torch.float32)).double().numpy()
        total = total + y @ y.T / count
    return total


@pytest.mark.parametrize("signs", [(1, 1), (1, -1)])
def test_two_labels_have_the_share_of_a_quadrant(signs):
    """P = 1/4 + asin(ρ) / 2π, with ρ the correlation of the two outputs times their signs."""
    kernel = arc_cosine_kernel(POINTS[:2])
    rho = kernel[0, 1] / np.sqrt(kernel[0, 0] * kernel[1, 1]) * np.prod(signs)
    found = infinite_width(POINTS[:2], np.array(signs), POINTS[2:], np.ones(2), 0.5)
    assert_allclose(found.fit, 0.25 + np.arcsin(rho) / (2 * np.pi), rtol=0.02)


def test_the_shares_are_those_of_gaussians_that_are_drawn_and_rejected():
    problem = on_the_circle("teacher", 5, 1)
    found = of(problem, samples=20_000)
    inputs = np.concatenate([problem.inputs, problem.test_inputs])
    values, vectors = np.linalg.eigh(arc_cosine_kernel(inputs))
    draws = np.random.default_rng(1).standard_normal((30_000, len(inputs)))
    outputs = draws[:, values > 1e-9] @ (vectors * np.sqrt(np.maximum(values, 0)))[:, values > 1e-9
                                                                                 ].T
    fits = (outputs[:, :5] * problem.labels.numpy() > 0).all(1)
    accuracy = (outputs[fits, 5:] * problem.test_labels.numpy() > 0).mean(1)
    assert_allclose(found.fit, fits.mean(), rtol=0.06)
    assert_allclose(found.right, accuracy.mean(), atol=0.01)
    assert_allclose(found.good, (accuracy >= 0.9).mean(), atol=0.04)
    assert found.error < 0.02 * found.fit


def test_it_repeats_and_sees_what_is_too_rare_to_be_drawn():
    rare = on_the_circle("random", 14, 0)
    assert of(rare, samples=2000) == of(rare, samples=2000)
    assert 0 < of(rare, samples=2000).fit < 1e-4


@pytest.mark.parametrize("change, said", [
    (dict(labels=np.array([1, 0])), "give .1 or -1"),
    (dict(labels=np.ones(3)), "give a label for each"),
    (dict(inputs=np.zeros((2, 3))), "zeros only"),
    (dict(enough=1.5), "enough"), (dict(samples=0), "samples"), (dict(depth=0), "depth")])
def test_what_does_not_fit_is_refused(change, said):
    given = dict(inputs=POINTS[:2], labels=np.ones(2), test_inputs=POINTS[2:],
                 test_labels=np.ones(2), enough=0.5)
    with pytest.raises(ValueError, match=said):
        infinite_width(**(given | change))
