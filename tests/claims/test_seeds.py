"""Seeds, and the interval of a rate."""

import pytest
from scipy.stats import binom

from grokviz.claims.seeds import SEEDS, at_most, interval, parsed, seeded


def test_seeds_as_they_are_typed():
    assert parsed("100:103") == (100, 101, 102) and parsed("3,5") == (3, 5)
    assert tuple(range(8)) == SEEDS


@pytest.mark.parametrize("text", ["", "3:1", "a", "1:2:3", "-4", "1,1", "1.5", "0:99999"])
def test_what_are_no_seeds_says_what_to_type(text):
    with pytest.raises(ValueError, match="such as 100:108"):
        parsed(text)


@pytest.mark.parametrize(("k", "n"), [(0, 3), (3, 3), (7, 8), (1, 20)])
def test_outside_the_interval_so_many_or_so_few_are_rare(k, n):
    low, high = interval(k, n)
    if k:                                       # the chance of k or more, were the rate `low`
        assert binom.sf(k - 1, n, low) == pytest.approx(0.025, rel=1e-6)
    if k < n:
        assert binom.cdf(k, n, high) == pytest.approx(0.025, rel=1e-6)
    assert (low == 0) == (k == 0) and (high == 1) == (k == n)


@pytest.mark.parametrize(("k", "n", "rate"), [(0, 2, 0.75), (1, 2, 0.75), (3, 8, 0.4), (8, 8, 1)])
def test_the_chance_of_at_most_k_is_that_of_scipy(k, n, rate):
    assert at_most(k, n, rate) == pytest.approx(binom.cdf(k, n, rate))


def test_an_experiment_runs_once_for_each_choice_of_seeds():
    asked = []

    @seeded
    def run(seeds=SEEDS):
        asked.append(seeds)
        return sum(seeds)

    assert run() == run(SEEDS) == 28 and run((1, 2)) == run([1, 2]) == 3
    assert asked == [SEEDS, (1, 2)]
