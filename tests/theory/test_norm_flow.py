"""The closed forms beside integrated flows, long descents and plain linear algebra."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.run import Change, Record
from grokviz.theory import norm_flow as theory

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(4, 7)), RNG.normal(size=4)


def integrated(f, w, until, steps=4000):
    """Runge-Kutta of fourth order."""
    h = until / steps
    for _ in range(steps):
        a = f(w)
        b = f(w + h / 2 * a)
        c = f(w + h / 2 * b)
        w = w + h / 6 * (a + 2 * b + 2 * c + f(w + h * c))
    return w


@pytest.mark.parametrize("start", [(0.3, 2.5), (2.5, 0.3), (-0.5, -2.5), (-2.0, 3.0)])
def test_the_hyperbola_begins_where_the_fast_flow_ends_and_then_follows_the_slow_one(start):
    def fast(w):
        return -(w[0] * w[1] - 1) * w[::-1]

    def slow(w):
        normal = w[::-1] / np.linalg.norm(w)
        return -(w - normal * (normal @ w))

    path = theory.hyperbola([start], [0.0, 1.0])[:, 0]
    assert_allclose(path[0], integrated(fast, np.array(start), 60.0), rtol=1e-5)
    assert_allclose(path[1], integrated(slow, path[0], 1.0), rtol=1e-6)


def test_the_hyperbola_takes_runs_at_once():
    both = theory.hyperbola([[0.3, 2.5], [2.0, 0.1]], [0.1, 3.0])
    assert both.shape == (2, 2, 2)
    assert_allclose(both[:, 1:], theory.hyperbola([[2.0, 0.1]], [0.1, 3.0]))


def test_the_diagonal_network_begins_where_the_fast_flow_ends():
    start = RNG.normal(size=14)

    def fast(w):
        u, v = w[:7], w[7:]
        g = X.T @ (X @ (u * v) - Y)
        return -np.concatenate([g * v, g * u])

    found = theory.diagonal(X, Y, start, [0.0])[0]
    assert_allclose(found, integrated(fast, start, 60.0, 20_000), rtol=1e-6, atol=1e-8)


def test_and_its_slow_flow_is_norm_minimisation():
    start = theory.diagonal(X, Y, RNG.normal(size=14), [0.0])[0]

    def slow(w):
        J = np.concatenate([X * w[7:], X * w[:7]], 1)
        return -(w - J.T @ np.linalg.solve(J @ J.T, J @ w))

    found = theory.diagonal(X, Y, start, [0.0, 0.5])
    assert_allclose(found[0], start, rtol=1e-8, atol=1e-10)
    assert_allclose(found[1], integrated(slow, start, 0.5, 500), rtol=1e-6, atol=1e-8)
    beta = found[:, :7] * found[:, 7:]
    assert_allclose(beta @ X.T, np.broadcast_to(Y, (2, 4)), rtol=1e-9)


def test_newton_holds_over_long_times_and_many_starts():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        X, beta = rng.normal(size=(5, 12)), np.zeros(12)
        beta[:2] = 1, -0.7
        path = theory.diagonal(X, X @ beta, 2 * rng.normal(size=24), np.linspace(0, 8, 40))
        misfit = X @ (path[:, :12] * path[:, 12:]).T - (X @ beta)[:, None]
        assert np.abs(misfit).max() < 1e-8


def test_regression_s_slow_flow_shrinks_what_no_example_sees():
    start = RNG.normal(size=7)
    path = theory.regression(X, Y, start, [0.0, 1.0, 50.0])
    assert_allclose(path @ X.T, np.broadcast_to(Y, (3, 4)), atol=1e-12)
    null = np.linalg.svd(X)[2][4:]
    assert_allclose(path[1] @ null.T, np.exp(-1) * null @ start, rtol=1e-12)
    assert_allclose(path[2], np.linalg.lstsq(X, Y, rcond=None)[0], atol=1e-12)


def test_the_floor_is_half_lambda_squared_w_h_inverse_w():
    J, w, scale = RNG.normal(size=(3, 8)), RNG.normal(size=8), 0.25
    H = scale * J.T @ J
    wanted = 0.1**2 / 2 * w @ np.linalg.pinv(H) @ w
    assert_allclose(theory.train_floor(J, w, 0.1, scale), wanted, rtol=1e-9)


def test_the_floor_is_where_decay_balances_the_loss():
    """Ridge regression: its training loss is the floor, up to higher orders of the decay."""
    decay = 1e-4
    H = X.T @ X / 4 + decay * np.eye(7)
    w = np.linalg.solve(H, X.T @ Y / 4)
    loss = np.mean((X @ w - Y) ** 2) / 2
    assert_allclose(theory.train_floor(X, w, decay, 1 / 4), loss, rtol=1e-2)


def record(imbalance):
    sweep = {"learning_rate": np.array([0.1, 0.2]), "weight_decay": np.array([0.01, 0.0])}
    return Record("r", {"steps": 1000}, sweep, np.array([0]), {"imbalance": imbalance})


@pytest.mark.parametrize("shape", [(1, 2), (1, 2, 3)])
def test_the_imbalance_law_is_each_run_s_own_exponential(shape):
    first = RNG.normal(size=shape)
    law = theory.imbalance_law(record(first))
    assert law.steps[0] == 0 and law.steps[-1] == 1000
    shrunk = np.exp(-2 * 0.1 * 0.01 * law.steps).reshape(-1, *(1,) * (len(shape) - 2))
    assert_allclose(law.values["imbalance"][:, 0], first[0, 0] * shrunk, rtol=1e-12)
    assert_allclose(law.values["imbalance"][:, 1], np.broadcast_to(
        first[0, 1], law.values["imbalance"][:, 1].shape), rtol=1e-12)


def test_interpolation_keeps_shapes_and_is_nan_beyond_the_end():
    s = np.linspace(0, 1, 11)
    slow = Record("s", {}, {"a": np.zeros(2)}, np.arange(11), {
        "slow_time": np.stack([s, s], 1), "x": np.stack([s, 2 * s], 1),
        "y": np.ones((11, 2, 3)) * s[:, None, None]})
    found = theory.interpolated(slow, np.array([[0.05, 0.5], [0.33, 2.0]]))
    assert_allclose(found["x"], [[0.05, 1.0], [0.33, np.nan]])
    assert found["y"].shape == (2, 2, 3) and "slow_time" not in found
    assert_allclose(found["y"][1, 0], 0.33)


def test_the_fall_keeps_what_the_loss_conserves_and_ends_on_the_curve():
    start = np.array([[0.3, 2.5], [-1, -2], [0.5, -0.3]])
    way = theory.fall(start)
    assert_allclose(way[0], start)
    assert_allclose(way[-1], theory.hyperbola(start, [0.0])[0], rtol=1e-12)
    assert_allclose(way[..., 0] ** 2 - way[..., 1] ** 2,
                    np.tile(start[:, 0] ** 2 - start[:, 1] ** 2, (60, 1)), rtol=1e-9)
    assert_allclose(theory.fall([[0.5, 2.0]], target=0.0)[-1], [[0, 15**0.5 / 2]], atol=1e-12)
    with pytest.raises(ValueError, match="ends in the saddle"):
        theory.fall([[1.0, -1.0]])


def test_clocks_run_at_the_rate_they_are_turned_to():
    changes = (Change(100, "weight_decay", (0.5, 0.0)), Change(200, "learning_rate", (0.01, 0.01)))
    sweep = {"learning_rate": np.array([0.1, 0.1]), "weight_decay": np.array([0.1, 0.2])}
    record = Record("made", {"steps": 300}, sweep, np.array([0]), {}, changes)
    t, s, decay = theory.clocks(record, [50, 150, 300])
    assert_allclose(t, [[5, 5], [15, 15], [21, 21]])
    assert_allclose(s, [[0.5, 1], [1 + 2.5, 2], [1 + 5 + 0.5, 2]])
    assert_allclose(decay, [[0.1, 0.2], [0.5, 0], [0.5, 0]])
