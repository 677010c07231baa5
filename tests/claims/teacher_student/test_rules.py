"""Each rule on made-up histories: one that holds, and ones that miss by one thing."""

from dataclasses import replace

import numpy as np
import pytest

from grokviz.claims.rules import every
from grokviz.claims.teacher_student import rules
from grokviz.run import Change, Record

RATE = 0.01
STEPS = np.arange(0, 10_001, 10)


def run(t_train=100, t_test=1000, decay=0.1, *, law=1.0, train_loss=1e-6, scale=2.0):
    """One run: accuracies jump at the given steps, the norm falls by `law` times its law."""
    def jump(at):
        return np.where(np.less(STEPS, at), 0.2, 1.0)[:, None]

    norm = 10 * np.exp(law * np.log1p(-RATE * decay) * STEPS)[:, None]
    loss = np.where(np.less(STEPS, t_train), 0.1, train_loss)[:, None]
    sweep = {"learning_rate": np.array([RATE]), "weight_decay": np.array([decay]),
             "init_scale": np.array([scale])}
    values = {"train_accuracy": jump(t_train), "test_accuracy": jump(t_test),
              "weight_norm": norm, "train_loss": loss}
    return Record("made up", {"steps": 10_000}, sweep, STEPS, values)


NEVER = np.inf


@pytest.mark.parametrize(("runs", "holds"), [
    ({1: run(100, 400), 2: run(200, 900)}, True),
    ({1: run(100, 400), 2: run(200, 1010)}, False),         # not before step 1000
    ({1: run(100, 500), 2: run(200, 900)}, False),          # five times as late
    ({1: run(100, NEVER), 2: run(200, 900)}, False),
])
def test_at_once(runs, holds):
    assert rules.at_once((1, 2), 1000)(runs).holds == holds


@pytest.mark.parametrize(("times", "holds", "says"), [
    ((100, NEVER), True, "t_train 90–100, test at most 20% in 10,000 steps"),
    ((100, 9000), False, "test at most 100%"),
    ((NEVER, NEVER), False, "t_train never"),
])
def test_never(times, holds, says):
    found = rules.never(0)({0: run(*times)})
    assert found.holds == holds and says in found.measured


@pytest.mark.parametrize(("times", "turns", "rescued", "holds"), [
    ((100, 900), (), False, True), ((100, 1010), (), False, False),
    ((NEVER, 900), (), False, False), ((100, NEVER), (), False, False),
    ((100, 900), (500,), True, True), ((100, 900), (100, 500), True, True),
    ((100, 900), (50, 500), True, False),                   # before it was learnt
    ((100, 900), (), True, False), ((100, 1010), (500,), True, False),
])
def test_in_time(times, turns, rescued, holds):
    changed = replace(run(*times), changes=tuple(Change(t, "weight_decay", (0.3,)) for t in turns))
    found = rules.in_time(0, 1000, rescued)({0: changed})
    assert found.holds == holds and "t_test" in found.measured


@pytest.mark.parametrize(("times", "holds", "says"), [
    ((100, 1100), True, "10x"), ((100, 1090), False, "10x"), ((100, NEVER), False, "nanx"),
])
def test_late(times, holds, says):
    assert rules.late(0.1, 10)({0.1: run(*times)})[:2] == (holds, says)


@pytest.mark.parametrize(("times", "holds"), [
    ((3000, 2000, 1000), True), ((3000, 1000, 1000), False), ((3000, NEVER, 1000), False),
])
def test_falling(times, holds):
    runs = {i: run(100, t) for i, t in enumerate(times)}
    assert rules.falling("t_test", range(3))(runs).holds == holds
    assert rules.falling("delay", range(3))(runs).holds == holds


def test_falling_looks_at_the_delay_where_that_is_asked_for():
    runs = {0: run(100, 1000), 1: run(600, 1200)}
    assert rules.falling("delay", (0, 1))(runs).holds
    assert not rules.falling("t_test", (0, 1))(runs).holds


@pytest.mark.parametrize(("losses", "holds"), [
    ((1e-6, 1e-6, 1e-4), True), ((1e-6, 1e-6, 1e-6), False), ((1e-6, 1e-4, 1e-4), False),
])
def test_fit_held_back(losses, holds):
    runs = {i: run(train_loss=loss) for i, loss in enumerate(losses)}
    assert rules.fit_held_back((0, 1, 2), 1e-5)(runs).holds == holds


@pytest.mark.parametrize(("times", "holds"), [
    ((100, 200), True), ((100, 210), False), ((100, NEVER), False),
])
def test_spread(times, holds):
    runs = {i: run(t, 5000) for i, t in enumerate(times)}
    assert rules.spread("t_train", (0, 1), 2)(runs).holds == holds


@pytest.mark.parametrize(("power", "holds"), [(-1.0, True), (-0.8, False), (-1.3, False)])
def test_slope(power, holds):
    runs = {x: run(100, 150 * x**power) for x in (0.05, 0.1, 0.3)}
    found = rules.slope((0.05, 0.1, 0.3), -1.1, -0.88)(runs)
    assert found.holds == holds and found.measured.startswith(f"{power:.1f}"[:3])


def test_a_slope_needs_every_run_to_have_generalised():
    runs = {0.05: run(100, 6000), 0.1: run(100, 3000), 0.3: run(100, NEVER)}
    found = rules.slope((0.05, 0.1, 0.3), -1.1, -0.88)(runs)
    assert not found.holds and "never" in found.measured


@pytest.mark.parametrize("rule", [rules.valley_law, rules.valley_rate])
@pytest.mark.parametrize(("made", "holds"), [
    (run(), True), (run(law=1.02), True), (run(law=1.04), False), (run(law=0.96), False),
    (run(train_loss=1e-4), False),                          # never flat
    (run(t_test=NEVER), False),
    (run(t_train=1000, t_test=500), False),
])
def test_valley_law_and_rate(rule, made, holds):
    assert rule((1,), 1e-5, 0.03)({1: made}).holds == holds


def test_the_law_knows_where_the_norm_started_and_the_rate_does_not():
    lost = run()
    lost.values["weight_norm"][5:] *= 0.95                  # while it fitted
    assert rules.valley_law((1,), 1e-5, 0.03)({1: lost}) [:2] == (False, "-5.0%")
    assert rules.valley_rate((1,), 1e-5, 0.03)({1: lost}).holds
    slow = run(t_train=900, law=0.96)                       # at 1000 steps 4% of one e-folding
    slow.values["weight_norm"][1:] *= 0.96
    assert rules.valley_law((1,), 1e-5, 0.03)({1: slow}).holds
    assert rules.valley_rate((1,), 1e-5, 0.03)({1: slow}) [:2] == (False, "-4.0%")


@pytest.mark.parametrize(("times", "holds"), [
    ((6000, 2000), True), ((6000, 2190), True), ((6000, 2210), False), ((6000, NEVER), False),
])
def test_constant_product(times, holds):
    runs = {0.1: run(100, times[0]), 0.3: run(100, times[1])}
    assert rules.constant_product((0.1, 0.3), 1.1)(runs).holds == holds


@pytest.mark.parametrize(("second", "holds"), [
    (run(t_test=500, decay=0.2), True),                     # twice the decay, half the time
    (run(t_test=1000, decay=0.2), False),
    (run(t_test=NEVER), False),
])
def test_same_radius(second, holds):
    found = rules.same_radius((0, 1), 1.2)({0: run(t_test=1000, decay=0.1), 1: second})
    assert found.holds == holds
    assert f"{2 * np.exp(-1):.2f}" in found.measured        # α 2 after one e-folding


def test_both_need_both():
    runs = {0: run(100, 400), 1: run(100, NEVER)}
    assert every(rules.at_once((0,)), rules.never(1))(runs).holds
    assert not every(rules.at_once((0,)), rules.never(0))(runs).holds
    assert not every(rules.at_once((1,)), rules.never(1))(runs).holds
