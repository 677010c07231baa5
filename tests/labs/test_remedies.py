"""What is offered after a run that failed."""

import numpy as np

from grokviz.labs.remedies import slower
from grokviz.recipes.teacher_student import SETTINGS
from grokviz.run import Diverged


def test_the_remedy_is_a_tenth_of_the_learning_rate_within_its_bounds():
    remedy = slower(SETTINGS)
    assert remedy(Diverged(3, 0, np.nan, {"learning_rate": 0.3})) == (
        "try learning rate 0.03", {"learning_rate": 0.03}
    )
    assert remedy(Diverged(3, 0, np.nan, {"learning_rate": 2e-5}))[1] == {"learning_rate": 1e-5}
    assert remedy(ValueError("other")) is None
