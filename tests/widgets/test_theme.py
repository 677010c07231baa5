"""The looks pass on white and on black, and under three kinds of colour blindness."""

from itertools import combinations

import numpy as np
import pytest

from grokviz.metrics import PHASES
from grokviz.widgets import theme

# Machado, Oliveira & Fernandes (2009), severity 1, linear RGB.
BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                   [0.0193339, 0.1191920, 0.9503041]])
WHITE = TO_XYZ @ np.ones(3)


def linear(colour):
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    t = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(a, b):
    light, dark = sorted((float(TO_XYZ[1] @ linear(c)) for c in (a, b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_witness_agrees_with_known_values():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    np.testing.assert_allclose(lab(linear("#FFFFFF")), [100, 0, 0], atol=1e-3)
    assert contrast("#0072B2", "#FFFFFF") == pytest.approx(5.2, abs=0.05)


@pytest.mark.parametrize("paper", ["#FFFFFF", "#111111"])
def test_every_colour_stands_out_from_both_themes(paper):
    looks = [theme.TRAIN, theme.TEST, theme.THEORY, theme.GHOST, theme.CURSOR, theme.TWIN]
    plain = [*theme.ramp(8), *theme.BRANCHES, *theme.PHASES]
    for colour in [look.colour for look in looks] + plain:
        assert contrast(colour, paper) >= 3, (colour, contrast(colour, paper))


@pytest.mark.parametrize("kind", BLIND)
def test_train_and_test_differ_for_colour_blind_eyes(kind):
    one, other = (lab(np.array(BLIND[kind]) @ linear(look.colour))
                  for look in (theme.TRAIN, theme.TEST))
    assert np.linalg.norm(one - other) >= 40


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("colours", [
    [*theme.BRANCHES, theme.TWIN.colour, theme.GHOST.colour], theme.PHASES,
], ids=["runs", "phases"])
def test_runs_and_phases_differ_for_colour_blind_eyes(kind, colours):
    """Less than train and test: each has a number or a letter besides."""
    seen = [lab(np.array(BLIND[kind]) @ linear(colour)) for colour in colours]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 15


def test_what_is_written_on_a_phase_can_be_read():
    assert len(theme.PHASES) == len(PHASES)
    for paper, ink in zip(theme.PHASES, theme.ON_PHASES, strict=True):
        assert contrast(paper, ink) >= 4.5


def test_meanings_differ_in_dash_too():
    assert len({theme.TRAIN.dash, theme.TEST.dash, theme.THEORY.dash}) == 3


def test_a_ramp_has_its_ends_and_no_colour_twice():
    assert theme.ramp(1) == [theme.TRAIN.colour]
    assert len(set(theme.ramp(8))) == 8
