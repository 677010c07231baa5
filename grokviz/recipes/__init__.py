"""A module a science area; a function in it is one experiment of one paper."""

from grokviz.recipes import shell_toy, teacher_student

__all__ = ["shell_toy", "teacher_student"]
