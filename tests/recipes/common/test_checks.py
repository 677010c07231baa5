"""Values that several recipes refuse, and the error messages."""

import numpy as np
import pytest

from grokviz.recipes.common.checks import decay, preset_of

PRESETS = {"one": {"late": {"a": 1}}}


def test_the_run_with_the_largest_product_is_named():
    decay({"learning_rate": np.array([0.5]), "weight_decay": np.array([1.9])})
    with pytest.raises(ValueError, match="0.5 \\* 4 = 2, which .* give weight_decay below 2"):
        decay({"learning_rate": np.full(2, 0.5), "weight_decay": np.array([3.0, 4.0])})


def test_a_preset_is_a_copy_and_unknown_names_get_the_nearest():
    found = preset_of(PRESETS, "task", "one", "late")
    found["a"] = 2
    assert PRESETS["one"]["late"] == {"a": 1}
    with pytest.raises(ValueError, match="no task 'on'; did you mean 'one'"):
        preset_of(PRESETS, "task", "on", "late")
    with pytest.raises(ValueError, match="no preset 'lat'; did you mean 'late'"):
        preset_of(PRESETS, "task", "one", "lat")
