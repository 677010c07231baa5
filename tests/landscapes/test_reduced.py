"""The surface beside the known losses of a made-up plane."""

import numpy as np
import pytest
from landscapes import planes
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.engines.scan import coarse_to_fine
from grokviz.landscapes.reduced import Surface, of_cells, surface
from grokviz.sweep import grid

W, M = np.array([0.7, 1.1, 1.5, 2.5, 6.0]), np.array([0.02, 0.1, 0.3, 0.6, 0.9])


def test_cells_in_any_order_make_the_surface():
    found, wanted = surface(planes.record()), planes.surface()
    assert_array_equal(found.train, wanted.train)
    assert_array_equal(found.test, wanted.test)
    assert_array_equal(found.scale, planes.SCALE)


def test_losses_between_the_points_are_the_known_ones():
    found = planes.surface()
    assert_allclose(found.train_loss(W, M), planes.train(W, M), atol=3e-3)
    assert_allclose(found.test_loss(W, M), planes.test(W, M), rtol=1e-3)
    again = found.train_loss(*(a.ravel() for a in np.meshgrid(
        found.scale, found.messiness, indexing="ij")))
    assert_allclose(again.reshape(found.ball.shape), found.ball, atol=1e-9)


def test_the_gradient_is_the_known_one_and_that_of_small_differences():
    found, (w, m) = planes.surface(), (np.array([0.6, 0.9, 1.3]), np.array([0.1, 0.3, 0.8]))
    by_w, by_m = found.gradient(w, m)
    gap = planes.FOOT + planes.LEAN * m - np.log(w)
    assert_allclose(by_w, -8 * gap / w, rtol=2e-2)
    assert_allclose(by_m, 8 * gap * planes.LEAN, rtol=2e-2)
    d = 1e-5
    assert_allclose(by_w, (found.train_loss(w + d, m) - found.train_loss(w - d, m)) / (2 * d),
                    rtol=1e-4)
    assert_allclose(by_m, (found.train_loss(w, m + d) - found.train_loss(w, m - d)) / (2 * d),
                    rtol=1e-4)


def test_the_boundary_is_the_line_where_the_loss_is_on_the_level():
    (line,) = planes.surface().boundary(0.04)               # 2 d = 0.2
    assert_allclose(np.log(line[:, 0]), planes.FOOT + planes.LEAN * line[:, 1] - 0.1, atol=0.02)
    assert line[:, 1].min() == 0 and line[:, 1].max() > 0.7


def test_regions_and_star():
    found = planes.surface()
    inside = planes.train(planes.SCALE[:, None], planes.MESSINESS[None]) <= 0.05
    assert_array_equal(found.region() == 2, inside)
    w, m = found.star
    assert m == 0 and found.train_loss(w, m) <= 0.05
    nowhere = Surface(found.scale, found.messiness, found.train + 1, found.test)
    assert np.isnan(nowhere.star).all()


def test_a_rise_to_the_right_is_the_optimiser_s_and_does_not_count():
    found = planes.surface()
    risen = Surface(found.scale, found.messiness,
                    found.train + 0.3 * (found.scale[:, None] > 6), found.test)
    flat = found.messiness < 0.6                            # at w 6 already, that is
    assert_allclose(risen.ball[:, flat], found.ball[:, flat], atol=1e-12)


@pytest.mark.parametrize("begun, size", [(1, 5), (2, 11), (3, 21)])
def test_a_stage_of_a_map_makes_the_grid_that_it_completed(begun, size):
    sweep = grid(init_scale=np.geomspace(0.5, 8, 21), messiness=np.linspace(0, 1, 21) ** 2)
    known = np.concatenate(coarse_to_fine(21, (5, 11, 21))[:begun])
    loss = np.full(441, np.nan)
    loss[known] = planes.train(sweep["init_scale"], sweep["messiness"])[known]
    found = of_cells(sweep, {"train_loss": loss, "test_loss": loss})
    assert found.train.shape == (size, size) and np.isfinite(found.train).all()


def test_too_few_cells_are_refused():
    sweep = grid(init_scale=[1.0, 2, 3, 4], messiness=[0, 0.1, 0.2, 1])
    loss = np.where(np.arange(16) < 12, 0.1, np.nan)
    with pytest.raises(ValueError, match="12 of 16 cells .*contain no grid of 4 by 4"):
        of_cells(sweep, {"train_loss": loss, "test_loss": loss})
