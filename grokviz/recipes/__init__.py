"""A module a science area; a function in it is one experiment of one paper."""

from grokviz.recipes import teacher_student, toy_addition

__all__ = ["teacher_student", "toy_addition"]
