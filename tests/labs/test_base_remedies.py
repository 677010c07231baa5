"""The remedies that a lab offers after a run failed or was refused."""

import numpy as np
import pytest

from grokviz.arguments import Bound
from grokviz.divergence import Diverged
from grokviz.labs.base import remedies, slower, within_bounds
from grokviz.recipes import first_layer as layers
from grokviz.recipes import modular_addition, teacher_student, toy_addition
from grokviz.recipes import penalties as recovery
from grokviz.recipes.teacher_student import SETTINGS


def test_the_remedy_is_a_tenth_of_the_learning_rate_within_its_bounds():
    remedy = slower(SETTINGS)
    assert remedy(Diverged(3, 0, np.nan, {"learning_rate": 0.3})) == (
        "try learning rate 0.03", {"learning_rate": 0.03}
    )
    assert remedy(Diverged(3, 0, np.nan, {"learning_rate": 2e-5}))[1] == {"learning_rate": 1e-5}
    assert remedy(ValueError("other")) is None


@pytest.mark.parametrize("fields, offer", [
    (("n_train", 8, 12), ("try N 12", {"n_train": 12})),
    (("learning_rate", 3, 0, 0.25), ("try η 0.25", {"learning_rate": 0.25})),
    (("init_scale", 20, 0.1, 15), ("try α 10", {"init_scale": 10.0})),      # its own bound
    (("rank", 8, 1, 5), None), (("n_train", 8, 600), None),
])
def test_the_nearest_value_within_a_bound_is_offered_whatever_the_sentence_says(fields, offer):
    assert within_bounds(SETTINGS)(Bound("mind the step", *fields)) == offer


def test_a_sentence_alone_offers_nothing():
    assert within_bounds(SETTINGS)(ValueError("n_train is 8, too few; give at least 10")) is None


REFUSED = {                                     # recipe, its settings, what it is given
    "out of bounds": (teacher_student.grokking, SETTINGS, {"init_scale": 20.0}),
    "all is decayed": (teacher_student.grokking, SETTINGS,
                       {"weight_decay": 10.0, "learning_rate": 0.5}),
    "no example": (modular_addition.grokking, modular_addition.SETTINGS, {"train_fraction": 0.1}),
    "no room": (layers.simulated, layers.SETTINGS["simulated"], {"hidden": 20}),
    "penalty": (recovery.sparse_recovery, recovery.SETTINGS["sparse_recovery"],
                {"penalty_strength": 9.0}),
    "measurements": (recovery.sparse_recovery, recovery.SETTINGS["sparse_recovery"],
                     {"n_train": 2}),
    "rank": (recovery.matrix_sensing, recovery.SETTINGS["matrix_sensing"],
             {"rank": 12, "n_train": 100}),
    "entries": (recovery.matrix_completion, recovery.SETTINGS["matrix_completion"],
                {"n_train": 400}),
    "pairs": (toy_addition.landscape, toy_addition.SETTINGS, {"n_train": 55}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_offered_after_a_refusal_is_not_refused(name):
    make, table, settings = REFUSED[name]
    with pytest.raises(Bound) as refused:
        make(**settings)
    said, offer = remedies(table)(refused.value)
    assert said.startswith("try ") and list(offer) == [refused.value.name]
    make(**settings | offer)
