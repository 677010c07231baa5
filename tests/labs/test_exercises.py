"""The exercises of the labs: solutions pass, planned slips get their words, on all seeds."""

import pytest

from grokviz.labs.exercises import check, exercises


@pytest.fixture(autouse=True)
def every_seed(monkeypatch):
    monkeypatch.setenv("GROKVIZ_HEADLESS", "")


def judged(name, answer):
    made = check(name, answer)
    made.close()
    return made


@pytest.mark.parametrize("name", exercises())
def test_the_solution_passes_with_every_seed(name):
    made = judged(name, exercises()[name].solution)
    assert made.right and made.measured.startswith("3 of 3 seeds"), made.measured


@pytest.mark.parametrize(("name", "answer"), [
    ("goldilocks", {"init_scale": 0.5}), ("goldilocks", {"init_scale": 1.0}),
    ("degrok", {"init_scale": 1.0}), ("degrok", {"n_train": 400}),
    ("rescue", {"weight_decay": {0: 0, 2000: 1.0}}),
    ("rescue", {"weight_decay": {0: 0, 1000: 1.0, 1300: 0.05}}),
    ("enough_pairs", {"train_fraction": 0.75}), ("right_shell", {"init_scale": 0.85}),
    ("one_cure", {"train_fraction": 0.95}), ("half_delay", {"weight_decay": 0.11}),
])
def test_other_right_answers_pass_too(name, answer, monkeypatch):
    monkeypatch.setenv("GROKVIZ_HEADLESS", "1")             # the first seed shows it
    assert judged(name, answer)


@pytest.mark.parametrize(("name", "answer", "says"), [
    ("goldilocks", {}, "That is the norm it starts with"),
    ("goldilocks", {"init_scale": 0.2}, "too small"),
    ("goldilocks", {"init_scale": 1.6}, "too large"),
    ("long_wait", {"weight_decay": 0}, "wait for ever"),
    ("long_wait", {}, "but not long enough"),
    ("long_wait", {"init_scale": 0.5}, "no wait at all"),
    ("long_wait", {"n_train": 50}, "Leave n_train as given; only init_scale, weight_decay"),
    ("rescue", {}, "Nothing was turned"),
    ("rescue", {"weight_decay": 0.3}, "Begin with weight_decay 0"),
    ("rescue", {"weight_decay": {0: 0, 7000: 0.3}}, "too late"),
    ("rescue", {"weight_decay": {0: 0, 50: 0.3}}, "too early"),
    ("rescue", {"weight_decay": {0: 0, 5000: 0.03}}, "end before it arrives"),
    ("rescue", {"weight_decay": {0: 0, 1000: 10}}, "too strong"),
    ("degrok", {}, "You have not changed anything"),
    ("enough_pairs", {}, "Does it need more pairs"),
    ("enough_pairs", {"train_fraction": 0.9}, "more than three quarters"),
    ("enough_pairs", {"train_fraction": 0.35}, "Fewer pairs are even easier"),
    ("enough_pairs", {"train_fraction": 0.55}, "It would generalise, but too late"),
    ("right_shell", {}, "there it waits"),
    ("right_shell", {"init_scale": 0.5}, "cannot even fit"),
    ("right_shell", {"init_scale": 1.3}, "wrong elsewhere"),
    ("one_cure", {}, "You have not changed anything"),
    ("one_cure", {"weight_decay": 3, "train_fraction": 0.9}, "more than one setting"),
    ("one_cure", {"constraint": "fixed_norm"}, "The norm is held where it starts"),
    ("one_cure", {"init_scale": 0.5}, "A smaller start does not last"),
    ("one_cure", {"weight_decay": 10}, "destroys the fit itself"),
    ("one_cure", {"weight_decay": 0.3}, "Less decay"),
    ("one_cure", {"train_fraction": 0.75}, "not enough to end it"),
    ("one_cure", {"learning_rate": 1e-3}, "Everything happens sooner"),
    ("half_delay", {}, "You have not changed anything"),
    ("half_delay", {"weight_decay": 0.2, "n_train": 300}, "more than one setting"),
    ("half_delay", {"weight_decay": 0.04}, "Less decay"),
    ("half_delay", {"init_scale": 3.0}, "hardly a delay is left"),
    ("read_at_once", {}, "You have not changed anything"),
    ("explain_at_once", {"init_scale": 4.0}, "even further"),
    ("degrok", {"init_scale": 1, "n_train": 500}, "more than one setting"),
    ("degrok", {"threshold": 0.1}, "how errors are counted"),
    ("degrok", {"weight_decay": 0}, "endless"),
    ("degrok", {"weight_decay": 0.3}, "The wait is shorter"),
    ("degrok", {"weight_decay": 2}, "destroys the fit"),
    ("degrok", {"learning_rate": 0.01}, "only η·λ counts"),
    ("degrok", {"n_train": 150}, "too few"),
    ("degrok", {"init_scale": 3}, "There is still a wait"),
])
def test_each_planned_wrong_answer_has_its_own_words(name, answer, says, monkeypatch):
    monkeypatch.setenv("GROKVIZ_HEADLESS", "1")             # the first seed shows it
    made = judged(name, answer)
    assert not made and says in made.says, repr(made)


def test_what_holds_with_one_seed_of_three_does_not_hold():
    """At 650, 1,420 and never, far enough from 1,000 for any processor."""
    made = judged("goldilocks", {"init_scale": 1.3})
    assert not made and made.measured.startswith("1 of 3 seeds")


def test_without_an_answer_the_exercise_is_shown():
    made = judged("degrok", None)
    assert made.right is None and "De-grok" in repr(made)


def test_an_unknown_exercise_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="did you mean 'degrok'.* known: goldilocks, long_wait"):
        check("degrock", {})
