"""Mutations change what they say, and nothing else."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal as same

from grokviz.claims.ledger import Claim, Verdict, each_seed
from grokviz.claims.mutations import MUTATIONS, mutated, survived, tried
from grokviz.claims.rules import every, excludes, rule
from grokviz.run import Record

TRAIN = np.array([[0.2, 0.4], [0.6, 0.8], [1.0, 1.2]])
RECORD = Record("r", {}, {"weight_decay": np.array([0.0, 0.1])}, np.array([0, 10, 20]),
                {"train_loss": TRAIN, "test_loss": TRAIN + 3})


@pytest.mark.parametrize(("name", "train", "test"), [
    ("swapped", TRAIN + 3, TRAIN), ("equal", TRAIN, TRAIN),
    ("reversed", TRAIN[::-1], TRAIN[::-1] + 3), ("frozen", TRAIN[[0, 0, 0]], TRAIN[[0, 0, 0]] + 3),
    ("permuted", TRAIN[:, ::-1], TRAIN[:, ::-1] + 3), ("x0.5", TRAIN / 2, (TRAIN + 3) / 2),
    ("x1.3", TRAIN * 1.3, (TRAIN + 3) * 1.3),
])
def test_each_does_what_it_says(name, train, test):
    (made,), = mutated([{0.1: RECORD}], name)[0].values(),
    same(made.values["train_loss"], train)
    same(made.values["test_loss"], test)
    same(made.steps, RECORD.steps)
    assert set(MUTATIONS) >= {name}


def test_of_runs_by_their_setting_each_gets_the_next_one_s():
    one, two = RECORD.take(0), RECORD.take(1)
    made = mutated({0.0: one, 0.1: two}, "permuted")
    same(made[0.0].values["train_loss"], TRAIN[:, 1:])
    same(made[0.1].values["train_loss"], TRAIN[:, :1])
    assert list(mutated({"relu": one, "square": two}, "permuted")) == ["relu", "square"]


@rule
@excludes("frozen")
def rises(found, least):
    """The training loss rises by at least so much."""
    loss = found.values["train_loss"][:, 0]
    return Verdict(bool(loss[-1] - loss[0] >= least), "")


@rule
@excludes("swapped", "x0.5")
def low(found, most):
    return Verdict(bool(found.values["train_loss"].max() <= most), "")


def claim(judge, found=RECORD):
    return Claim("id", "Fig. 1", "It rises.", "rises", lambda: found, judge, "here", "a paper")


def test_what_the_sentence_excludes_has_to_flip_the_verdict():
    assert tried(claim(rises(0.5))) == (("frozen",), ())
    assert tried(claim(every(rises(0.3), low(2)))) == (("frozen", "swapped"), ("x0.5",))
    assert tried(claim(rises(2))) is None               # it does not hold as it is
    assert tried(claim(each_seed(rises(0.5)), [RECORD, RECORD])) == (("frozen",), ())


def test_what_a_claim_survives():
    assert survived(claim(rises(0.5))) == [
        "swapped", "equal", "permuted", "shuffled", "constant", "x1.3"]
