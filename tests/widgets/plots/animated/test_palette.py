"""Colours that words can be read in: against contrasts that the guidelines print."""

import numpy as np
import pytest

from grokviz.widgets.plots.animated import palette
from grokviz.widgets.plots.animated.palette import CONTRAST, contrast, readable


def of(colour):
    return np.array([int(colour[i:i + 2], 16) for i in (1, 3, 5)], float)


@pytest.mark.parametrize("one, other, known", [
    ("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.48), ("#767676", "#FFFFFF", 4.54),
    ("#FF0000", "#FFFFFF", 4.00),
])
def test_the_contrast_is_that_of_the_guidelines(one, other, known):
    assert contrast(of(one), of(other)) == pytest.approx(known, abs=0.01)
    assert contrast(of(other), of(one)) == contrast(of(one), of(other))


def test_a_colour_is_changed_no_more_than_words_need():
    assert readable("#005A91", "#FFFFFF", "#000000") == "#005A91"
    found = readable("#0072B2", "#181E26", "#F1F3F6")
    assert CONTRAST <= contrast(of(found), of("#181E26")) < CONTRAST + 0.3


def test_compared_values_go_away_from_the_ground_step_by_step():
    for theme, known in palette.COLOURS.items():
        ground = np.array([int(known["panel"][i:i + 2], 16) for i in (1, 3, 5)], float)
        far = [contrast(np.array([int(known[palette.of_values(place, 5)][i:i + 2], 16)
                                  for i in (1, 3, 5)], float), ground) for place in range(5)]
        assert far == sorted(far) and len(set(far)) == 5, theme


def test_colours_of_pins_can_be_read_in_both_themes():
    found = palette.extended({"pin": "#CC7A00"})
    assert found["light"]["pin"] != found["dark"]["pin"]
    assert found["dark"]["train"] == palette.COLOURS["dark"]["train"]
