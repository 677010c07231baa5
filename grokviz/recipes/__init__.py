"""A module a science area; a function in it is one experiment of one paper."""

from collections.abc import Callable
from inspect import isfunction

from grokviz.recipes import (
    first_layer,
    modular_addition,
    norm_flow,
    norm_flow_forecast,
    penalties,
    penalty_forecast,
    shell_toy,
    teacher_student,
    toy_addition,
)
from grokviz.run import Experiment

__all__ = [
    "experiments", "first_layer", "modular_addition", "norm_flow", "norm_flow_forecast",
    "penalties",
    "penalty_forecast", "shell_toy", "teacher_student", "toy_addition",
]
_AREAS = (first_layer, modular_addition, norm_flow, norm_flow_forecast, penalties,
          penalty_forecast, shell_toy, teacher_student, toy_addition)


def experiments() -> dict[str, Callable[..., Experiment]]:
    """Every function that makes an experiment, by its name, e.g. ``teacher_student.grokking``."""
    return {
        f"{area.__name__.split('.')[-1]}.{name}": made
        for area in _AREAS for name, made in vars(area).items()
        if isfunction(made) and made.__module__ == area.__name__ and not name.startswith("_")
        and made.__annotations__.get("return") in ("Experiment", Experiment)
    }
