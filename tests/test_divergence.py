"""The report on a diverged run."""

import numpy as np

from grokviz.divergence import Diverged, Lost


def test_a_lost_run_says_what_became_of_its_loss_and_what_to_try():
    lost = Lost(5, 1, float("nan"), {"learning_rate": 0.5})
    assert str(lost) == (
        "the loss of run 1 is not finite at step 5 with learning rate 0.5; try 0.05")
    assert str(Lost(2000, 0, 1e7)) == "the loss of run 0 passed 1e+07 at step 2,000"
    assert "is not finite" in str(Lost(1, 0, np.inf))
    bounded = Lost(5, 1, float("nan"), {"learning_rate": 0.5}, 0.0291)
    assert str(bounded) == (
        f"{lost} (the start is stable up to 0.0291, 2 over the largest eigenvalue)")


def test_a_lone_run_diverges_in_its_own_words_and_of_several_the_first_is_named():
    first, second = Lost(5, 1, np.inf, {"learning_rate": 0.5}, 0.1), Lost(9, 0, 2e6)
    alone = Diverged.of([first])
    assert str(alone) == str(first) and alone.lost == (first,)
    both = Diverged.of([first, second])
    assert str(both) == f"all 2 runs diverged; first, {first}" and both.lost == (first, second)
    for error in (alone, both):
        assert (error.step, error.run, error.loss, error.bound) == (5, 1, np.inf, 0.1)
        assert error.settings == {"learning_rate": 0.5} and error.record is None
    assert str(Diverged(5, 1, np.inf, {"learning_rate": 0.5}, 0.1)) == str(first)
