"""A module a science area; a function in it is one experiment of one paper."""

from grokviz.recipes import (
    first_layer,
    modular_addition,
    norm_flow,
    norm_prediction,
    penalties,
    penalty_prediction,
    shell_toy,
    teacher_student,
    toy_addition,
)

__all__ = [
    "first_layer", "modular_addition", "norm_flow", "norm_prediction", "penalties",
    "penalty_prediction", "shell_toy", "teacher_student", "toy_addition",
]
