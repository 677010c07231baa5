"""The toy of two weights: its flow against closed forms, its L and U against a walk round."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.metrics import log_slope
from grokviz.recipes import shell_toy
from grokviz.recipes.shell_toy import RING, STEP, landscape, lu_curve, slide, valley
from grokviz.recording import record


def run(**settings):
    return record(slide(**settings), progress=False)


def losses(u, v):
    """The machine itself, asked its examples: (a, b) = (1, 0), then (1, 1) and (1, -1)."""
    def missed(a, b):
        return (u * v * a + ((u**2 + v**2) / 2 - 1) * b - a) ** 2

    return missed(1, 0), (missed(1, 1) + missed(1, -1)) / 2


@pytest.mark.parametrize("decay", [0.0, 0.05, 0.5])
def test_decay_alone_moves_what_the_gradient_leaves_alone(decay):
    """u² - v² shrinks as exp(-2λt): the gradient of a function of uv does not change it."""
    made = run(u=[2.8, -1.5], v=1.2, weight_decay=decay, steps=2000)
    u, v = np.moveaxis(made.values["weights"], -1, 0)
    want = (u**2 - v**2)[0] * np.exp(-2 * decay * STEP * made.steps)[:, None]
    assert_allclose(u**2 - v**2, want, rtol=1e-5)


def test_without_decay_it_falls_onto_the_hyperbola_and_stays():
    made = run(weight_decay=0, steps=2000)
    u, v = made.values["weights"][-1, 0]
    assert_allclose(u * v, 1, rtol=1e-12)
    assert_allclose(u**2 + v**2, np.hypot(2.8**2 - 1.2**2, 2), rtol=1e-5)


def test_it_comes_to_rest_just_inside_the_ring():
    """Where the pulls are equal, 2 (1 - uv) = λ with u = v: the norm is the root of 2 - λ."""
    made = run(u=[2.8, 0.6, -2.0], v=[0.5], weight_decay=0.05)
    norms = made.values["weight_norm"][-1]
    assert_allclose(norms[:2], np.sqrt(2 - 0.05), rtol=1e-4)
    assert norms[2] == pytest.approx(norms[0], rel=1e-4)
    assert (made.values["weights"][-1, 2] < 0).sum() == 2       # at the other touching point


def test_the_wait_goes_as_one_over_the_decay_and_from_inside_there_is_none():
    decays = [0.02, 0.05, 0.1, 0.2]
    made = run(weight_decay=decays)
    assert log_slope(decays, made.t_test)[0] == pytest.approx(-1, abs=0.01)
    assert np.ptp(made.t_train) <= 1
    inside = run(u=0.6, v=0.2, steps=1000)
    assert inside.t_test < 2 * inside.t_train
    assert np.isnan(run(weight_decay=[0, 3]).t_test).all()


def test_what_is_measured_is_what_the_machine_answers():
    made = run(steps=300)
    u, v = made.values["weights"][..., 0], made.values["weights"][..., 1]
    train, test = losses(u, v)
    assert_allclose(made.values["train_loss"], train)
    assert_allclose(made.values["test_loss"], test)
    assert_allclose(made.values["weight_norm"], np.hypot(u, v))


def test_the_l_and_the_u_are_what_a_walk_round_each_norm_finds():
    norms, turn = np.array([0.3, 1.0, RING, 1.8, 3.0]), np.linspace(0, 2 * np.pi, 400_001)
    curve = lu_curve(norms)
    for i, r in enumerate(norms):
        train, test = losses(r * np.cos(turn), r * np.sin(turn))
        best = train.argmin()
        assert_allclose(curve.values["train_loss"][0, i], train[best], atol=1e-8)
        assert_allclose(curve.values["test_loss"][0, i], test[best], atol=1e-8)


def test_the_valley_is_where_training_is_right_and_it_touches_the_ring():
    for u, v in valley():
        assert_allclose(losses(u, v)[0], 0, atol=1e-25)
        assert RING <= np.hypot(u, v).min() < 1.01 * RING
    assert_allclose(losses(*np.array([[1.0, -1.0], [1.0, -1.0]])), 0)


def test_a_run_does_not_see_its_neighbours_and_goes_on_from_a_state():
    both, alone = run(u=[0.5, 2.8], steps=200), run(steps=200)
    assert_array_equal(both.values["weights"][:, 1:], alone.values["weights"])
    experiment = slide(steps=200)
    snapshots = list(experiment.start({}))
    middle = snapshots[40]
    rest = list(experiment.start({}, middle.state()))
    assert [s.step for s in rest] == [s.step for s in snapshots[41:]]
    assert_array_equal(rest[-1].values["weights"], snapshots[-1].values["weights"])


def test_decay_is_hot_and_the_change_is_kept():
    hot, steps = {}, []
    for snapshot in slide(steps=200).start(hot):
        steps += [(c.step, c.value) for c in snapshot.changes]
        if snapshot.step >= 50:
            hot["weight_decay"] = 0.0
    assert len(steps) == 1 and 50 <= steps[0][0] <= 60 and steps[0][1] == (0.0,)


@pytest.mark.parametrize("bad", [{"u": 4}, {"weight_decay": -1}, {"steps": 10}, {"v": "x"}])
def test_bad_settings_are_refused(bad):
    with pytest.raises(ValueError, match="give a value from"):
        slide(**bad)


def test_presets_are_settings():
    for preset in shell_toy.PRESETS.values():
        assert slide(**preset).runs == 1


def test_the_landscape_has_the_losses_of_every_pair_a_row_for_each_second_weight():
    along = np.array([-1.5, 0.0, 0.7, 2.0, 3.0])
    train, test = landscape(along)
    for row, v in enumerate(along):
        for column, u in enumerate(along):
            assert_allclose((train[row, column], test[row, column]), losses(u, v), rtol=1e-12)
