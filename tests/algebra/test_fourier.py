"""Powers and circles of embeddings whose frequencies are known; logits with some taken out."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from torch import from_numpy
from torch.nn.functional import cross_entropy

from grokviz.algebra import fourier

RNG = np.random.default_rng(0)


def circle(p, frequency, *, radius=1.0, features=7):
    """Residues on a circle in a random plane."""
    u, v = np.linalg.qr(RNG.normal(size=(features, 2)))[0].T
    angle = 2 * np.pi * frequency * np.arange(p)[:, None] / p
    return radius * (np.cos(angle) * u + np.sin(angle) * v)


@pytest.mark.parametrize("p", [7, 12, 31])
def test_power_sums_to_the_squared_norm_and_is_where_the_frequency_is(p):
    E = RNG.normal(size=(3, p, 5))
    power = fourier.power(E)
    assert power.shape == (3, p // 2 + 1)
    assert_allclose(power.sum(-1), (E**2).sum((-2, -1)), rtol=1e-12)
    assert_allclose(power[:, 0], p * (E.mean(-2) ** 2).sum(-1), rtol=1e-12)
    wanted = np.zeros(p // 2 + 1)
    wanted[2] = 9 * p                                   # p residues at radius 3
    assert_allclose(fourier.power(circle(p, 2, radius=3)), wanted, atol=1e-10)


def test_of_an_even_group_the_last_frequency_alternates():
    power = fourier.power(np.array([[1.0], [-1]] * 4))
    assert_allclose(power, [0, 0, 0, 0, 8], atol=1e-12)


def test_the_strongest_come_first_and_the_mean_does_not_count():
    E = circle(13, 4, radius=2) + circle(13, 1) + 100
    power = fourier.power(E)
    assert_array_equal(fourier.strongest(power, 2), [4, 1])
    assert_allclose(fourier.top_share(power, 1), 0.8, rtol=1e-10)
    assert_array_equal(fourier.strongest(np.stack([power, power])), [[4], [4]])


@pytest.mark.parametrize("frequency", [1, 3, 5])
def test_in_the_plane_of_its_frequency_a_circle_is_round_and_in_order(frequency):
    p = 11
    found = fourier.plane(circle(p, frequency, radius=2)[None], frequency)[0]
    assert_allclose(np.hypot(*found.T), 2, rtol=1e-12)
    order = fourier.round_the_circle(p, frequency)
    sides = np.linalg.norm(np.diff(found[np.append(order, order[0])], axis=0), axis=1)
    assert_allclose(sides, 4 * np.sin(np.pi / p), rtol=1e-9)


@pytest.mark.parametrize("frequency", [0, 6, -1])
def test_another_frequency_has_no_plane(frequency):
    with pytest.raises(ValueError, match=f"frequency is {frequency}; give one from 1 to 5"):
        fourier.plane(np.ones((12, 3)), frequency)


def test_a_frequency_that_is_taken_out_is_gone_and_the_others_stay():
    one, other = circle(9, 1), circle(9, 3)
    assert_allclose(fourier.without(one + other, [3]), one, atol=1e-12)


@pytest.mark.parametrize("sign", [1, -1])
def test_what_depends_on_the_sum_at_a_frequency_is_found_and_nothing_else(sign):
    p, w = 11, 2 * np.pi / 11
    a, b, c = np.meshgrid(*[np.arange(p)] * 3, indexing="ij")
    kept = np.cos(w * 3 * (a + sign * b - c))
    rest = np.cos(w * 2 * (a + sign * b - c)) + np.sin(w * 3 * a) + np.cos(w * 3 * (a - sign * b))
    found = fourier.by_sum(kept + rest + 5, [3], sign)
    total = np.arange(p)[:, None]
    assert_allclose(found, np.cos(w * 3 * (total - np.arange(p))), atol=1e-12)


def test_part_by_sum_is_a_projection_on_cosine_and_sine():
    p, logits = 7, RNG.normal(size=(7, 7, 4))
    a, b = np.meshgrid(np.arange(p), np.arange(p), indexing="ij")
    waves = np.stack([f(2 * np.pi * 2 * (a + b) / p).ravel() for f in (np.cos, np.sin)], 1)
    fit = waves @ np.linalg.lstsq(waves, logits.reshape(49, 4), rcond=None)[0]
    assert_allclose(fourier.by_sum(logits, [2])[(a + b) % p], fit.reshape(7, 7, 4), atol=1e-12)


def test_cross_entropy_is_torch_s():
    logits, classes = 50 * RNG.normal(size=(20, 5)), RNG.integers(0, 5, 20)
    wanted = cross_entropy(from_numpy(logits), from_numpy(classes), reduction="none")
    assert_allclose(fourier.cross_entropy(logits, classes), wanted, rtol=1e-12, atol=1e-14)


def test_powers_of_a_root_turn_products_into_sums():
    powers = fourier.powers_of_a_root(13)
    assert sorted(powers) == list(range(1, 13))
    k, m = np.meshgrid(np.arange(12), np.arange(12))
    assert_array_equal(powers[k] * powers[m] % 13, powers[(k + m) % 12])
    with pytest.raises(ValueError, match="modulus is 12, which is not a prime; give one"):
        fourier.powers_of_a_root(12)


def test_the_wave_of_a_row_is_the_one_it_was_made_of():
    p = 11
    c = np.arange(p)
    rows = np.stack([2 + np.cos(2 * np.pi * (3 * c / p + 0.1)), np.cos(2 * np.pi * 5 * c / p)
                     + 0.5 * np.sin(2 * np.pi * c / p), np.zeros(p)])
    frequency, phase, share = fourier.waves(rows)
    assert frequency[:2].tolist() == [3, 5] and share[2] == 0
    assert_allclose(phase[0], 0.1)
    assert_allclose(np.exp(2j * np.pi * phase[1]), 1)
    assert_allclose(share[:2], [1, 0.8])
