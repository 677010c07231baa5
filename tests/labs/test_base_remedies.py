"""What is offered after a run that failed."""

import numpy as np
import pytest

from grokviz.divergence import Diverged
from grokviz.labs.base import as_it_says, slower
from grokviz.recipes.teacher_student import SETTINGS


def test_the_remedy_is_a_tenth_of_the_learning_rate_within_its_bounds():
    remedy = slower(SETTINGS)
    assert remedy(Diverged(3, 0, np.nan, {"learning_rate": 0.3})) == (
        "try learning rate 0.03", {"learning_rate": 0.03}
    )
    assert remedy(Diverged(3, 0, np.nan, {"learning_rate": 2e-5}))[1] == {"learning_rate": 1e-5}
    assert remedy(ValueError("other")) is None


@pytest.mark.parametrize("said, offer", [
    ("n_train is 8, too few; give at least 10: else", ("try N 10", {"n_train": 10})),
    ("learning_rate is 3; too fast: give at most 0.25", ("try η 0.25", {"learning_rate": 0.25})),
    ("weight_decay is 1e3; give at most 1.5e-01.", ("try λ 0.15", {"weight_decay": 0.15})),
    ("rank is 8; give at most 5", None), ("nothing is wrong", None),
])
def test_a_refusal_that_names_a_bound_offers_it(said, offer):
    assert as_it_says(SETTINGS)(ValueError(said)) == offer
    assert as_it_says(SETTINGS)(KeyError(said)) is None
