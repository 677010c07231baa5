"""A module a science area; a function in it is one experiment of one paper."""

from grokviz.recipes import modular_addition, teacher_student

__all__ = ["modular_addition", "teacher_student"]
