"""From arguments to settings and to the columns of a sweep."""

import pytest

from grokviz.recipes.common.describe import described, renamed
from grokviz.recipes.shell_toy import SETTINGS, slide

GIVEN = {"u": [1.0, 2.0], "v": 0.5, "weight_decay": [0.1, 0.2], "steps": 100}


def test_every_combination_is_a_run_and_the_last_column_varies_fastest():
    settings, sweep = described(SETTINGS, GIVEN, ("u", "weight_decay"))
    assert settings == GIVEN
    assert sweep["u"].tolist() == [1, 1, 2, 2] and list(sweep) == ["u", "weight_decay"]
    assert sweep["weight_decay"].tolist() == [0.1, 0.2, 0.1, 0.2]


def test_a_fixed_column_is_no_setting_and_only_some_settings_may_be_lists():
    settings, sweep = described(
        SETTINGS, {"u": [1.0, 2.0], "v": 0.5}, ("u", "v", "weight_decay"), ("u",), weight_decay=0.0)
    assert "weight_decay" not in settings and sweep["weight_decay"].tolist() == [0, 0]
    assert sweep["v"].tolist() == [0.5, 0.5]
    with pytest.raises(ValueError, match="give one value"):
        described(SETTINGS, GIVEN, ("u", "weight_decay"), ("u",))


def test_a_renamed_experiment_is_the_same_but_for_its_name():
    made = slide(steps=100)
    other = renamed("area.other", made)
    assert other.name == "area.other" and other.settings == made.settings
    assert other.start is made.start
