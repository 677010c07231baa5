"""A setting spread over runs: what the rule says, by hand."""

import numpy as np
import pytest

from grokviz.settings import Setting, spread

SCALE = Setting("scale", "α", "", 0.1, 10, 2.0, log=True)
DECAY = Setting("decay", "λ", "", 0.001, 10, 0.1, log=True, off=True)
COUNT = Setting("count", "N", "", 10, 500, 100, log=True, integer=True)
SHARE = Setting("share", "τ", "", 0, 1, 0.0)
SEED = Setting("seed", "seed", "", 0, 9999, 1, integer=True)


@pytest.mark.parametrize(
    ("setting", "value", "runs", "want"),
    [
        (SCALE, 2.0, 3, [1, 2, 4]),
        (SCALE, 10.0, 2, [5, 10]),                      # not beyond the bound
        (DECAY, 0.1, 4, [0, 0.0333, 0.1, 0.3]),
        (DECAY, 0.1, 2, [0, 0.1]),
        (DECAY, 0.0, 4, [0, 0.0333, 0.1, 0.3]),         # round the default where it is off
        (COUNT, 100, 3, [50, 100, 200]),
        (COUNT, 10, 8, [10, 11, 12, 13, 15, 16, 18, 20]),
        (SHARE, 0.2, 3, [0, 0.5, 1]),
        (SEED, 5, 3, [5, 6, 7]),
        (SEED, 9999, 3, [9997, 9998, 9999]),
    ],
)
def test_spread(setting, value, runs, want):
    got = spread(setting, value, runs)
    np.testing.assert_allclose(got, want)
    assert [setting.check(v) for v in got] == got


def test_whole_numbers_that_coincide_are_one_run():
    tiny = Setting("n", "n", "", 1, 500, 2, log=True, integer=True)
    assert spread(tiny, 2, 8) == [1, 2, 3, 4]
