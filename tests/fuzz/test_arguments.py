"""Strange arguments for every public function: a value or a sentence comes back, and soon.

Recipes describe and do not train, so that all of their arguments are tried without a step taken.
"""

import inspect
from pathlib import Path

import numpy as np
import pytest
from fuzz.strange import QUIET, answer, nothing_left_behind, strange, within
from hypothesis import given, settings
from hypothesis import strategies as st

import grokviz as gv

TS, FLOW = gv.recipes.teacher_student, gv.recipes.norm_flow
SMALL = TS.grokking(steps=100)
LINE = FLOW.hyperbola(steps=100)
INNER = {"plan_of", "menu", "penalised", "own_strengths", "refuse_too_strong", "problem_of",
         "check", "batch_of"}   # no user's
NEEDS = {                                           # what a function cannot do without
    "preset": {"task": "hyperbola", "kind": "trained", "name": "late"},
    "mystery": {"n": 1}, "isolated": {"experiment": gv.recipes.first_layer.trained()},
    "reduced_trajectory": {"plane": gv.load("stored:toy_addition.landscape_45")},
}
OF_RUN = ("known", "slow_flow", "slow_path", "given", "limits", "forecast")
# Names that an error may give besides the arguments of the function.
KINDS = ["preset", "mystery", "task", "experiment", *TS.SETTINGS,
         *gv.recipes.modular_addition.SETTINGS, *gv.recipes.penalties.SETTINGS["matrix_sensing"]]
ROOT = Path(gv.__file__).parent


def functions(room):
    for module in room.__all__:
        for name, function in vars(getattr(room, module)).items():
            mine = getattr(function, "__module__", "") == f"{room.__name__}.{module}"
            if inspect.isfunction(function) and mine and not name.startswith("_"):
                yield pytest.param(function, id=f"{module}.{name}")


def arguments(function):
    return [name for name, p in inspect.signature(function).parameters.items()
            if p.kind is not p.VAR_KEYWORD]


def needed(function):
    given = dict(NEEDS.get(function.__name__, {}))
    if function.__name__ in (*OF_RUN, "predict"):
        area = function.__module__
        given["run"] = LINE
        given["of"] = gv.recipes.penalties.matrix_sensing(rows=4, n_train=12, steps=100)
        assert area
    return {k: v for k, v in given.items() if k in arguments(function)}


def bounds(function, name):
    table = getattr(inspect.getmodule(function), "SETTINGS", {})
    table = table.get(function.__name__, table) if isinstance(table, dict) else table
    return within(table[name]) if name in table and not isinstance(table, dict) else st.nothing()


@pytest.mark.parametrize("function", [
    p for p in functions(gv.recipes) if p.values[0].__name__ not in INNER])
@QUIET
@given(data=st.data())
def test_a_recipe_describes_or_refuses(function, data):
    names = arguments(function) or ["settings"]
    if any(p.kind is p.VAR_KEYWORD for p in inspect.signature(function).parameters.values()):
        names = [*names, "steps", "init_seed", "penalty", "qqq"]
    name = data.draw(st.sampled_from(names))
    value = data.draw(st.one_of(bounds(function, name), strange))
    with nothing_left_behind(ROOT):
        made = answer(lambda: function(**{**needed(function), name: value}),
                      [*names, *KINDS])
    if isinstance(made, gv.Experiment):
        assert 1 <= made.runs <= 10_000 and made.name


@pytest.mark.parametrize("function", list(functions(gv.theory)))
@QUIET
@given(data=st.data())
def test_a_law_answers_or_refuses(function, data):
    names = arguments(function)
    given = {name: data.draw(strange) for name in names
             if data.draw(st.booleans()) or name not in GOOD}
    given = {name: GOOD[name] for name in names if name in GOOD} | given
    with nothing_left_behind(ROOT):
        answer(lambda: function(**given), names)


GOOD = {
    "record": gv.load("stored:teacher_student.grokking"), "points": 20, "start": np.ones((1, 2)),
    "slow_time": [0.0, 1.0], "inputs": [[1.0, 0.0]], "targets": [1.0], "learning_rate": 0.1,
    "weight_decay": 0.1, "steps": [0, 1], "norms": [1, 2, 3], "losses": [3, 1, 2], "loss": 1.5,
    "start_norm": 2, "critical_norm": 1, "J": [[1.0, 2.0]], "w": [1.0, 1.0], "scale": 1.0,
}


@pytest.mark.parametrize("make", [
    lambda: SMALL, lambda: LINE, lambda: gv.recipes.shell_toy.slide(steps=100),
    lambda: gv.recipes.first_layer.simulated(modulus=5, hidden=32, steps=10),
    lambda: TS.lu_curve(steps=100), lambda: gv.replay(gv.load("stored:teacher_student.grokking")),
], ids=["train", "flow", "toy", "follow", "landscape", "replay"])
@settings(QUIET, max_examples=25)
@given(data=st.data())
def test_hot_settings_are_checked_before_a_step(make, data):
    experiment = make()
    names = ["weight_decay", "learning_rate", "init_scale", "steps", "foo", "seed"]
    hot = data.draw(st.one_of(strange, st.dictionaries(st.sampled_from(names), strange, min_size=1,
                                                       max_size=2)))
    stream = answer(lambda: experiment.start(hot), [*names, "hot"])
    if stream is not None:
        stream.close()


@settings(QUIET, max_examples=60)
@given(value=strange)
def test_what_is_typed_in_a_cell_gets_a_sentence(value):
    with nothing_left_behind(ROOT):
        answer(lambda: gv.record(value, progress=False), ["experiment"])
        answer(lambda: gv.record(LINE, progress=False, hot={"weight_decay": value,
                                                            "qqq": 1}), ["hot"])
        answer(lambda: gv.replay(value), ["record"])
        answer(lambda: gv.guide(value), ["lab"])
        answer(lambda: gv.check(value), ["exercise"])
        answer(lambda: gv.Step(value), ["words", "link"])
        answer(lambda: gv.Step("a", done=value), ["done"])
        answer(lambda: gv.Step("a", point=value), ["point"])
        answer(lambda: gv.Step("a", show=value), ["show"])
        answer(lambda: gv.open_page(value), ["lab"])
    answer(lambda: gv.language(value), ["language"])
    gv.language("en")


@settings(QUIET, max_examples=25)
@given(answered=st.dictionaries(
    st.sampled_from(["init_scale", "weight_decay", "qqq"]),
    st.one_of(strange, st.dictionaries(strange.filter(lambda v: v.__hash__), strange, max_size=2)),
    min_size=1))
def test_an_answer_to_an_exercise_is_judged_or_refused(answered):
    answered = {"steps": "never", **answered}               # so that nothing is trained
    answer(lambda: gv.check("goldilocks", answered), ["setting", *answered, "step"])
