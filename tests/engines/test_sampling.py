"""Guess and check: the counts are those of a plain loop, whoever counts and wherever it stops."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from grokviz.engines.sampling import BLOCK, SEEN, Guesses, judge, record_steps, sample
from grokviz.models.random_networks import RandomNetworks
from grokviz.recording import record
from grokviz.tasks.guessing import curve, on_the_circle

NETWORKS, EASY = RandomNetworks(3, 6), on_the_circle("teacher", 4, 0)
STEPS = 2 * BLOCK + 700


def guesses():
    return [Guesses(RandomNetworks(3, width, depth), EASY, 7)
            for width, depth in ((2, 1), (6, 1), (5, 2))]


def sampled(records=None, threads=2, runs=guesses, steps=STEPS):
    return sample(runs, name="test", settings={}, sweep={"width": np.array([2, 6, 5])},
                  steps=steps, records=records, threads=threads)


@pytest.mark.parametrize("networks, problem", [
    (NETWORKS, EASY), (RandomNetworks(3, 5, 3), EASY), (RandomNetworks(2, 8, 1, 1.2), curve())])
def test_a_block_is_judged_as_one_network_at_a_time_is(networks, problem):
    found = judge(Guesses(networks, problem, 7), 3)
    draws, pieces = np.random.Generator(np.random.SFC64([7, 3])), []
    most = networks.most(len(problem.inputs))
    for first in range(0, BLOCK, most):
        pieces.append(networks.draw(draws, min(most, BLOCK - first)))
    i = 0
    for piece in pieces:
        for j in range(piece.last.shape[1]):
            if i % 5 == 0 or found.kind[i]:
                train, test = (_outputs(piece, j, x.numpy().astype(float))
                               for x in (problem.inputs, problem.test_inputs))
                kind, score = _judged(problem, train, test)
                assert found.kind[i] == kind
                assert found.score[i] * problem.unit == pytest.approx(score, abs=problem.unit)
            i += 1
    assert i == BLOCK and {0, 2} <= set(found.kind)


def _outputs(weights, j, x):
    units = np.maximum(x @ weights.first[:, :, j].numpy().astype(float), 0)
    for w in weights.hidden:
        units = np.maximum(units @ w[j].numpy().astype(float), 0)
    return units @ weights.last[:, j].numpy().astype(float)


def _judged(problem, train, test):
    labels, truth = problem.labels.numpy(), problem.test_labels.numpy()
    if len(truth) == 101:                       # the curve
        error = np.sqrt(np.mean((test - truth) ** 2))
        return (0, 0) if np.abs(train - labels).max() >= 0.4 else (1 + (error < 0.35), error)
    accuracy = np.mean(np.sign(test) == truth)
    return (0, 0) if (np.sign(train) != labels).any() else (1 + (accuracy >= 0.9), accuracy)


@pytest.mark.parametrize("width", [1, 2, 3])
def test_one_example_is_fitted_by_chance_unless_all_units_are_dead(width):
    """P(fit) = (1 - 2^-h) / 2: each unit is active with probability 1/2, the rest is a coin."""
    problem, blocks = on_the_circle("linear", 1, 3), 20
    fit = sum(np.count_nonzero(judge(Guesses(RandomNetworks(3, width), problem, 1), b).kind)
              for b in range(blocks))
    share, n = (1 - 0.5**width) / 2, blocks * BLOCK
    assert abs(fit / n - share) < 4 * np.sqrt(share * (1 - share) / n)


def test_counts_do_not_depend_on_threads_or_on_where_they_are_read():
    whole = record(sampled(), progress=False)
    for threads, records in ((1, None), (3, [0, 1, 60, BLOCK, BLOCK + 1, STEPS])):
        again = record(sampled(records, threads), progress=False)
        shared = np.isin(again.steps, whole.steps)
        for name, value in again.values.items():
            assert_array_equal(value[shared], whole.values[name][np.isin(whole.steps, again.steps)])
    assert (np.diff(whole.values["fit"], axis=0) >= 0).all()
    assert (whole.values["good"] <= whole.values["fit"]).all()


def test_the_newest_networks_are_those_that_were_counted():
    run = record(sampled([0, 100, 340, STEPS]), progress=False)
    newest = run.values["newest"]
    assert newest.shape == (4, 3, SEEN) and not newest[0].any()
    assert_array_equal((newest[1] > 0).sum(1), 100)
    for kind, name in ((2, "fit"), (3, "good")):
        assert_array_equal((newest[1] >= kind).sum(1), run.values[name][1])
        gained = run.values[name][2] - run.values[name][1]      # by 240 networks
        assert_array_equal((newest[2] >= kind).sum(1), gained)
    kinds = judge(guesses()[1], 0).kind                         # each stands at its own place
    for i in range(100, 340):
        assert newest[2, 1, i % SEEN] == kinds[i] + 1


def test_a_resumed_run_ends_with_the_same_counts():
    experiment = sampled([0, 50, BLOCK, BLOCK + 900, STEPS])
    snapshots = [s for s in experiment.start({}) if s is not None]
    for before, after in pairwise(snapshots):
        stream = experiment.start({}, before.state())
        again = next(s for s in stream if s is not None)
        stream.close()
        assert again.step == after.step
        for name, value in after.values.items():
            assert_array_equal(again.values[name], value)


def test_it_can_be_stopped_and_answers_between_records():
    stream = sampled([0, 200_000], steps=200_000).start({})
    assert next(stream).step == 0
    assert next(stream) is None
    stream.close()


def test_records_are_logarithmic_and_even():
    steps = record_steps(100_000)
    assert steps[0] == 0 and steps[-1] == 100_000 and (np.diff(steps) > 0).all()
    assert np.diff(steps).max() <= 2_501
    assert record_steps(50)[-1] == 50
