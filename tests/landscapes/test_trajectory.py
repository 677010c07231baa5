"""Reduced trajectories beside a plain Euler loop, and their time beside closed forms."""

import numpy as np
import pytest
from landscapes import planes
from numpy.testing import assert_allclose

from grokviz.landscapes import trajectory
from grokviz.landscapes.trajectory import reduced_trajectory
from grokviz.landscapes.travel import border, goal, travel
from grokviz.recording import record
from grokviz.sweep import grid

RATE, DECAY = 0.01, 0.05


def paths(steps, surface=None, **columns):
    start = dict(init_scale=6.0, messiness=0.5, learning_rate=RATE, weight_decay=DECAY,
                 rate_ratio=0.5, flat=0.0) | columns
    return record(reduced_trajectory(surface or planes.surface(), grid(**start), steps, name="x",
                                     settings={}), progress=False)


def euler(w, m, steps, ratio, decay=DECAY):
    """Eq. 6 on the known loss, a step at a time."""
    for _ in range(steps):
        gap = max(planes.FOOT + planes.LEAN * m - np.log(w), 0)
        w, m = (w + RATE * (8 * gap / w - decay * w),
                np.clip(m - ratio * RATE * 8 * gap * planes.LEAN, 0, 1))
    return w, m


@pytest.mark.parametrize("start", [(6.0, 0.5), (6.0, 0.1), (0.7, 0.3), (1.2, 0.9)])
def test_a_path_is_that_of_a_plain_loop(start):
    found = paths(3000, init_scale=start[0], messiness=start[1])
    w, m = euler(*start, 3000, 0.5)
    assert_allclose(found.values["decoder_norm"][-1, 0], w, rtol=0.02)
    assert_allclose(found.values["messiness"][-1, 0], m, atol=0.01)


def test_in_the_flat_region_the_norm_falls_by_decay_alone():
    found = paths(400)
    assert_allclose(found.values["decoder_norm"][:, 0],
                    6 * np.exp(-RATE * DECAY * found.steps), rtol=1e-3)
    assert_allclose(found.values["messiness"][:, 0], 0.5, atol=1e-4)
    assert_allclose(found.values["test_loss"][:, 0], planes.test(1, 0.5), rtol=1e-2)


def test_without_decay_a_path_from_the_flat_region_stays():
    found = paths(2000, weight_decay=0.0)
    assert_allclose(found.values["decoder_norm"], 6, rtol=1e-4)
    assert travel(planes.surface(), found).time == np.inf


def test_paths_do_not_see_their_neighbours():
    both = paths(2000, messiness=[0.5, 0.2])
    alone = paths(2000, messiness=0.2)
    assert_allclose(both.values["messiness"][:, 1], alone.values["messiness"][:, 0], rtol=1e-12)


def test_what_counts_as_flat_has_no_slope_and_the_wall_keeps_its_own():
    """From a point with a loss of 0.04: with flat 0.4 hardly any pull, with 1e-4 the full one."""
    w = float(np.exp(planes.FOOT + planes.LEAN * 0.5 - 0.1))
    free, whole, none = (paths(1, init_scale=w, weight_decay=0.0, flat=f)
                         for f in (0.4, 1e-4, 0.0))
    moved = [p.values["messiness"][-1, 0] - 0.5 for p in (free, whole, none)]
    assert_allclose(moved[1], moved[2], rtol=1e-2)
    assert_allclose(moved[0] / moved[2], 0.04**2 / (0.04**2 + 0.4**2), rtol=0.2)


def test_the_border_is_where_the_gradient_takes_half_of_the_decay():
    m = np.array([0.1, 0.3, 0.6])
    w = border(planes.surface(), m, DECAY)
    gap = planes.FOOT + planes.LEAN * m - np.log(w)
    assert_allclose(gap, DECAY * w**2 / 16, atol=0.01)          # 8 gap / w = lambda w / 2


def test_the_goal_is_the_messiest_solved_point_of_the_border():
    w, m = goal(planes.surface(), DECAY)
    assert_allclose(m, (np.sqrt(0.1) - 0.1) / 2, atol=0.01)
    assert_allclose(np.log(w), planes.FOOT + planes.LEAN * m, atol=0.05)
    assert np.isnan(goal(planes.surface(), DECAY, solved=1e-3)).all()


@pytest.mark.parametrize("ratio", [0.02, 0.1, 1.0])
def test_the_time_is_that_of_the_formula(ratio):
    """(L + rho h tan theta)/(eta lambda), tan theta = 1/LEAN, whatever the two learning rates."""
    found = paths(12_000, messiness=0.4, rate_ratio=ratio)
    way = travel(planes.surface(), found)
    assert_allclose(np.tan(way.angle), 1 / planes.LEAN, rtol=0.1)
    assert_allclose(way.height, 0.4 - (np.sqrt(0.1) - 0.1) / 2, atol=0.02)
    wanted = (way.length + way.stiffness * way.height / planes.LEAN) / (RATE * DECAY)
    assert_allclose(way.time, wanted, rtol=0.1)
    assert_allclose(way.measured, way.time, rtol=0.15)
    assert_allclose(way.legs[0], np.log(6 / np.exp(planes.FOOT + planes.LEAN * 0.4)) /
                    (RATE * DECAY), rtol=0.1)


def test_a_path_that_does_not_arrive_has_no_measured_time_and_a_goal_that_is_not_no_prediction():
    short = travel(planes.surface(), paths(100))
    assert np.isnan(short.measured) and np.isfinite(short.time)
    assert np.isnan(travel(planes.surface(), paths(100), solved=1e-3).time)


def test_a_start_inside_the_solved_part_takes_no_time():
    assert travel(planes.surface(), paths(100, messiness=0.05)).measured == 0


def test_a_path_that_cannot_be_followed_ends_with_a_sentence(monkeypatch):
    monkeypatch.setattr(trajectory, "MOST", 5)
    with pytest.raises(ArithmeticError, match="too many steps; give a smaller rate_ratio"):
        paths(100)


@pytest.mark.parametrize("wrong", [{"init_scale": 9.0}, {"init_scale": 0.4}])
def test_a_start_off_the_map_is_refused(wrong):
    with pytest.raises(ValueError, match="is not on the map; give init_scale from 0.5 to 8 and"):
        paths(100, **wrong)
