"""The Fourier read-out on embeddings whose circles are known."""

import math

import torch
from torch.testing import assert_close

from grokviz.tasks.circles import read_out

P, HIDDEN = 11, 20


def circles(squash=1.0):
    """Each frequency k on its own four units, as cos and sin at two phases."""
    j, E = torch.arange(P).double(), torch.zeros(P, HIDDEN).double()
    for k in range(1, 6):
        angle = 2 * math.pi * k * j / P
        E[:, 4 * k - 4 : 4 * k] = torch.stack(
            [angle.cos(), squash * angle.sin(), -angle.cos(), -squash * angle.sin()], 1)
    return E[None] + 3.0                        # a constant that the read-out leaves out


def test_perfect_circles_are_round_and_each_has_units_of_its_own():
    found = read_out(circles())
    one, zero = torch.ones(1, 5).double(), torch.zeros(1, 5).double()
    assert_close(found["aspect"], one)
    assert_close(found["skew"], zero, atol=1e-12, rtol=0)
    assert_close(found["unit_share"], torch.ones(1, HIDDEN).double())
    wanted = torch.arange(1, 6).repeat_interleave(4)[None]
    assert torch.equal(found["unit_frequency"], wanted)
    assert_close(found["specialisation"], torch.ones(1).double())
    assert found["overlap"].abs().max() < 1e-12


def test_the_symbols_stand_on_the_circle_in_the_order_of_the_frequency():
    plane = read_out(circles() - 3.0)["circles"][0]                 # (frequencies, symbols, 2)
    assert_close(plane.norm(dim=-1), torch.full((5, P), math.sqrt(2)).double())
    for k in range(5):
        x, y = plane[k].T
        turn = torch.atan2(y, x).diff().cos()           # from each symbol to the next
        assert_close(turn, torch.full_like(turn, math.cos(2 * math.pi * (k + 1) / P)))


def test_a_squashed_circle_has_its_aspect():
    assert_close(read_out(circles(0.5))["aspect"], torch.full((1, 5), 0.5).double())


def test_an_embedding_at_random_shares_its_units_among_all_frequencies():
    E = torch.randn(2, P, 2000, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    found = read_out(E)
    assert (found["overlap"] > 0.7).all() and (found["specialisation"] < 0.6).all()
    alone = read_out(E[1:])
    for name in found:
        assert_close(found[name][1:], alone[name])
