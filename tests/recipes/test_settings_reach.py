"""Every argument of a recipe reaches its experiment."""

import ast
import inspect
from pathlib import Path

import numpy as np
import pytest

import grokviz
from grokviz.recipes import (
    coordinates,
    digits,
    first_layer,
    modular_addition,
    norm_flow,
    penalties,
    teacher_student,
    toy_addition,
)
from grokviz.settings import Choice, Places

RECIPES = [
    *((case, coordinates.SETTINGS[name]) for name, case in coordinates.CASES.items()),
    *((getattr(norm_flow, task), table) for task, table in norm_flow.SETTINGS.items()),
    *((getattr(penalties, task), table) for task, table in penalties.SETTINGS.items()),
    (first_layer.simulated, first_layer.SETTINGS["simulated"]),
    (first_layer.trained, first_layer.SETTINGS["trained"]),
    (digits.grokking, digits.SETTINGS),
    (digits.lu_curve, digits.SETTINGS),
    (teacher_student.grokking, teacher_student.SETTINGS),
    (teacher_student.lu_curve, teacher_student.SETTINGS),
    (modular_addition.grokking, modular_addition.SETTINGS),
    (modular_addition.lu_curve, modular_addition.SETTINGS),
    (toy_addition.landscape, toy_addition.SETTINGS),
    (toy_addition.full_trajectory, toy_addition.SETTINGS),
    (toy_addition.mnist_landscape, toy_addition.SETTINGS),
]


def others(setting, default):
    """Values that a setting may have beside the one it has if it is not given, near ones first."""
    if isinstance(setting, Choice):
        return [name for name in setting.options if name != default]
    if isinstance(setting, Places):
        return ["2 0.1"]
    values = [setting.check(v) for v in setting.grid()]
    if default is None or np.ndim(default):     # one that takes a list, or depends on another
        return [[v] for v in values[1:]] + values[1:]
    return sorted((v for v in values if v != default), key=lambda v: abs(v - default))


def of(experiment):
    return repr([dict(experiment.settings), {k: list(v) for k, v in experiment.sweep.items()}])


def made(recipe, name, values):
    for value in values:
        try:
            return recipe(**{name: value})
        except ValueError:                      # which suits no other setting
            continue
    return None


@pytest.mark.parametrize("recipe, table", RECIPES,
                         ids=[f"{r.__module__}.{r.__name__}" for r, _ in RECIPES])
def test_every_setting_that_is_given_reaches_the_experiment(recipe, table):
    arguments, plain = inspect.signature(recipe).parameters, of(recipe())
    for name in table:
        if name in arguments:
            found = made(recipe, name, others(table[name], arguments[name].default))
            assert found is not None and of(found) != plain, name


def test_no_function_hands_on_all_its_local_names():
    for path in Path(grokviz.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                        and node.func.id in ("locals", "vars") and not node.args), path
