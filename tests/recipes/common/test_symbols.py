"""The symbols of toy addition without torch are those that torch draws."""

import subprocess
import sys

import numpy as np
import pytest

from grokviz.recipes.common.symbols import KNOWN, symbols
from grokviz.recipes.toy_addition import SETTINGS
from grokviz.tasks.toy_addition import draws


@pytest.mark.parametrize("seed", [KNOWN, 12])
def test_they_are_those_of_the_task(seed):
    found, drawn = symbols(seed), draws(seed)
    np.testing.assert_allclose(found.linear, drawn.linear, atol=1e-7)
    np.testing.assert_array_equal(found.messy, drawn.messy)
    np.testing.assert_array_equal(found.pairs, drawn.pairs)


def test_those_of_the_default_seed_need_no_torch():
    assert SETTINGS["data_seed"].default == KNOWN
    code = ("import sys; from grokviz.recipes.common.symbols import KNOWN, symbols; "
            "symbols(KNOWN); assert 'torch' not in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True)
