"""Numbers that hints and answers give in round words hold in the stored records."""

import re

import numpy as np
import pytest

from grokviz.i18n import say
from grokviz.recipes import penalties
from grokviz.store import stored


def ratio(record):
    return record.t_test / record.t_train


def usual(name, **settings):
    """The runs of a stored record with these settings."""
    record = stored(name)
    return record, np.all([np.isclose(record.sweep[k], v) for k, v in settings.items()], axis=0)


def at_share(share):
    record, chosen = usual("modular_addition.data_size", train_fraction=share)
    return float(np.median(record.t_test[chosen]))


def lowest_norm():
    """Norms at which the test loss of the stored U is lowest, a seed each."""
    record = stored("teacher_student.lu_curve")
    norm, test = (record.values[k][-1] for k in ("weight_norm", "test_loss"))
    seeds = record.sweep["init_seed"]
    return [float(norm[seeds == s][test[seeds == s].argmin()]) for s in np.unique(seeds)]


def wait():
    record = stored("teacher_student.grokking")
    return float(ratio(record)[0])


def fitted_in_race():
    record = stored("penalties.race_sparse_recovery")
    return record.steps[(record.values["train_error"] < penalties.FITTED).argmax(0)]


# key of a text -> what it says, as a pattern, and whether the records agree
SAID = {
    "exercise.enough_pairs.hint_2": (
        "With 0.6 it takes about 1,000", lambda: 800 < at_share(0.6) < 1300),
    "exercise.enough_pairs.why": (
        "about twice as soon", lambda: 1.5 < at_share(0.6) / at_share(0.7) < 2.7),
    "modular_addition.why.no_decay.choice_3_answer": (
        "at about step 1,000", lambda: 800 < stored("modular_addition.grokking").t_test[0] < 1300),
    "exercise.long_wait.hint_2": ("a wait of 10 to 20 times", lambda: 10 < wait() < 20),
    "exercise.goldilocks.hint_2": (
        "for most seeds the U is lowest near a norm of 7",
        lambda: 6 < float(np.median(lowest_norm())) < 8),
    "teacher_student.why.no_decay.choice_3_answer": (
        "at about step 2,000", lambda: 1500 < stored("teacher_student.grokking").t_test[0] < 2500),
    "penalties.tour.blue_measurements_fitted_within": (
        "fitted within 20 steps", lambda: fitted_in_race().max() <= 20),
}


@pytest.mark.parametrize("key", SAID)
def test_a_number_in_words_is_what_the_stored_runs_show(key):
    words, holds = SAID[key]
    assert re.search(words, say("en", key)) and holds()
