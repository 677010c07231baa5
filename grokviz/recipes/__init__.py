"""A module a science area; a function in it is one experiment of one paper."""

from grokviz.recipes import teacher_student

__all__ = ["teacher_student"]
