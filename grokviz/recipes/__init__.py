"""A module a science area; a function in it is one experiment of one paper.

Every module here is found by itself: what it makes by `experiments`, and what of it is stored, its
``STORED``, by `grokviz.precompute`.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import isfunction
from pkgutil import iter_modules
from types import ModuleType

from grokviz.run import Experiment

INNER = ("_plan", "_probe")     # endings of modules that recipes load when they train; with torch


def modules() -> Iterator[ModuleType]:
    """The modules of recipes, by name."""
    for found in iter_modules(__path__):
        if not found.name.endswith(INNER):
            yield import_module(f"{__name__}.{found.name}")


def areas() -> dict[str, ModuleType]:
    """Those for users, by name: areas with their ``SETTINGS``, and what is known before runs."""
    named = {module.__name__.rpartition(".")[2]: module for module in modules()}
    return {name: module for name, module in named.items()
            if hasattr(module, "SETTINGS") or name.endswith("_forecast")}


def experiments() -> dict[str, Callable[..., Experiment]]:
    """Every function that makes an experiment, by its name, e.g. ``teacher_student.grokking``."""
    return {
        f"{area}.{name}": made
        for area, module in areas().items() for name, made in vars(module).items()
        if isfunction(made) and made.__module__ == module.__name__ and not name.startswith("_")
        and made.__annotations__.get("return") in ("Experiment", Experiment)
    }


__all__ = ["experiments", *areas()]             # noqa: PLE0604
