"""How answers are read, trained and judged, on an experiment that only counts."""

import numpy as np
import pytest
from widgets.records import run
from widgets.standin import counting, lab

from grokviz.claims.teacher_student import rules
from grokviz.run import Change, Experiment, Record, Snapshot
from grokviz.teaching.exercises import result
from grokviz.teaching.exercises.exercise import RUN, Exercise, Slip, train
from grokviz.teaching.exercises.result import Checked

BASE = {"scale": 2.0, "decay": 0.1}


def experiment(scale=2.0, decay=0.1, rate=1e-3, seed=1, steps=20):
    """The count of the stand-in; both sets are learnt where the value falls below 1 and 0.5."""
    inner = counting({"scale": scale, "decay": decay, "rate": rate, "steps": steps})
    if scale < 0.1:
        raise ValueError("scale is too small; give 0.1 or more")

    def start(hot):
        for snapshot in inner.start(hot):
            if snapshot is not None:
                value = snapshot.values["value"]
                right = {"train_accuracy": 1.0 * (value < 1), "test_accuracy": 1.0 * (value < 0.5)}
                snapshot = Snapshot(snapshot.step, snapshot.values | right, snapshot.changes)
            yield snapshot

    settings = {"scale": scale, "decay": decay, "rate": rate, "seed": seed, "steps": steps}
    return Experiment("counting", settings, inner.sweep, start)


EXERCISE = Exercise(
    id="soon", question="Be soon.", experiment=experiment, seeds=({"seed": 1}, {"seed": 2}),
    base=BASE, free=("decay",), rule=rules.in_time(RUN, 10), right="Soon.", wrong="Too late.",
    slips=(Slip(lambda a: not a.changed, "Nothing is changed.", trained=False),
           Slip(lambda a: np.isnan(a.times("t_test")).any(), "Never.")),
    hot=("decay",), hints=("Decay.", "More decay."), solution={"decay": 0.2},
    why="It is twice as fast.",
)


@pytest.fixture
def every_seed(monkeypatch):
    monkeypatch.setenv("GROKVIZ_HEADLESS", "")


@pytest.mark.parametrize(("answer", "right", "says"), [
    ({"decay": 0.2}, True, "Soon."), ({"decay": "0.5"}, True, "Soon."),
    ({"decay": {0: 0.0, 2: 1.0}}, True, "Soon."), ({"decay": {0: 0, 2: "1"}}, True, "Soon."),
    ({"decay": 0.11}, False, "Too late."), ({"decay": 0}, False, "Never."),
    ({"decay": {0: 0.0, 15: 1.0}}, False, "Too late."),
    ({"decay": 0.1}, False, "Nothing is changed."), ({}, False, "Nothing is changed."),
    ({"scale": 1}, False, "Leave scale as given; only decay may change here."),
])
def test_any_right_answer_passes_and_each_slip_has_its_own_words(every_seed, answer, right, says):
    found = EXERCISE.judge(answer)
    assert (found.right, found.says) == (right, says)
    assert found.measured.startswith(("2 of 2 seeds", "0 of 2 seeds")) == bool(
        found.attempt.records)


def test_in_the_tests_of_lessons_one_seed_is_enough(monkeypatch):
    monkeypatch.setenv("GROKVIZ_HEADLESS", "1")
    assert EXERCISE.judge({"decay": 0.2}).measured.startswith("1 of 1 seeds")


@pytest.mark.parametrize(("answer", "error", "says"), [
    ({"deca": 1}, ValueError, "did you mean 'decay'"), ({"scale": 0}, ValueError, "too small"),
    ({"decay": {5: 1}}, ValueError, "begin with its value at step 0"),
    ({"decay": {0: 0.1, 5: 1e6}}, ValueError, "give a smaller decay"),
    ({"decay": {0: 0.1, 5: "much"}}, ValueError, "much"),
    ({"scale": {0: 2, 5: 1}}, ValueError, "scale cannot change on the way; .* only to decay"),
    (0.2, TypeError, "give settings"), (run((0.1, 0.2)), ValueError, "2 runs; give one"),
])
def test_what_is_no_answer_raises_what_to_type(answer, error, says):
    with pytest.raises(error, match=says):
        EXERCISE.judge(answer)


def test_a_record_is_its_settings_and_what_was_turned(every_seed):
    sweep = {"decay": np.array([0.0]), "seed": np.array([7])}
    record = Record("other", BASE | {"decay": 0.0, "steps": 500}, sweep, np.array([0]), {},
                    (Change(0, "decay", (0.01,)), Change(2, "decay", (1.0,))))
    attempt = EXERCISE.attempt(record)
    assert attempt.settings == BASE | {"decay": 0.01} and attempt.turns == ((2, "decay", 1.0),)
    assert attempt.changed == ("decay",) and EXERCISE.judge(record).right


def test_a_lab_is_the_run_in_front_or_what_was_set_since(every_seed):
    made = lab(scale=2)
    assert EXERCISE.attempt(made).settings == BASE
    made.run(decay=0.2)
    assert EXERCISE.judge(made).right
    made.decay = 0
    assert EXERCISE.judge(made).says == "Never."
    made.close()


def test_what_a_lab_changed_besides_is_not_passed_over(every_seed):
    made = lab(scale=2, decay=0.2, steps=40)                # the steps are the exercise's own
    assert EXERCISE.judge(made).right
    made.rate = 1e-2
    assert EXERCISE.judge(made).says == "Leave rate as given; only decay may change here."
    made.close()


def test_a_run_of_a_lab_with_a_turn_is_trained_again_with_the_turn(every_seed):
    made = lab(scale=2, decay=0)
    made.step(3)
    made.view_state.player.wait_for_first()
    while made.view_state.player.state != "paused":
        pass
    made.view_state.runner.turn(made.value | {"decay": 1.0}, ["decay"])
    made.view_state.player.resume()
    made.view_state.player.wait(20)
    assert made.record.changes[0].step == 3
    made.update({"decay": 1.0}, settle=False)
    attempt = EXERCISE.attempt(made)
    assert attempt.settings["decay"] == 0 and attempt.turns == ((3, "decay", 1.0),)
    assert EXERCISE.judge(made).right
    made.close()


def test_a_turn_holds_from_its_step_on():
    record = train(experiment(decay=0.0), [(2, "decay", 0.01), (4, "decay", 0.02)])
    assert [(c.step, c.value) for c in record.changes] == [(2, (0.01,)), (4, (0.02,))]


def test_training_ends_where_all_is_learnt_and_nothing_is_left_to_turn():
    record = train(experiment(decay=0.5))
    assert record.steps[-1] == record.t_test[0] == 3
    assert train(experiment(decay=0.5), [(10, "decay", 0.0)]).steps[-1] == 10
    assert train(experiment(decay=0.0)).steps[-1] == 20


def test_a_run_that_diverges_is_a_wrong_answer(every_seed):
    found = EXERCISE.judge({"scale": 10.0, "decay": 0.2})
    assert not found.right and "Leave scale" in found.says
    free = Exercise(**{**vars(EXERCISE), "free": ("scale",)})
    assert "step 5" in free.judge({"scale": 10.0}).says


# ---- display ------------------------------------------------------------------------------------

@pytest.fixture
def shown(every_seed, monkeypatch):
    monkeypatch.setattr(result, "OPENED", {})
    made = [Checked(EXERCISE, EXERCISE.judge({"decay": 0.11})),
            Checked(EXERCISE, EXERCISE.judge({"decay": 0.2})), Checked(EXERCISE)]
    yield made
    for each in made:
        each.close()


def test_the_verdict_is_text_and_truth_and_html(shown):
    wrong, right, asked = shown
    assert (bool(wrong), bool(right), bool(asked)) == (False, True, False) and asked.right is None
    assert repr(wrong).startswith("✗ Not yet. Too late.\n0 of 2 seeds")
    assert repr(right).startswith("✓ Right. Soon.") and repr(asked) == "Be soon."
    bundle = wrong._repr_mimebundle_()
    assert bundle["text/plain"] == repr(wrong) and "Too late." in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_hints_come_one_by_one_then_the_solution_and_are_remembered(shown):
    wrong, right, _ = shown
    assert wrong.opened == 0 and wrong._more.description == "Hint 1"
    wrong._more.click()
    assert "Hint 1: Decay." in wrong._help.value and "More" not in wrong._help.value
    assert wrong.hint() == "Hint 1: Decay.\nHint 2: More decay."
    assert wrong._more.description == "Show the solution"
    said = wrong.hint()
    assert said.endswith("Solution: {'decay': 0.2}. It is twice as fast.")
    assert wrong.hint() == said and wrong._more.layout.display == "none"
    again = Checked(EXERCISE)
    assert again.opened == 3 and "It is twice as fast." in again._help.value
    assert right._more.layout.display == "none"                 # nothing left to ask
    again.close()
