"""Experiments of papers: one module for each science area, one function for each experiment.

`common` is what they share. `stored` says which of them come with the package as records. `plans`
is what the recipes load when they train; it brings torch, so nothing here imports it before that.
New modules are found by themselves: their experiments by `experiments`, their ``STORED`` by
`grokviz.cli.precompute`.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import isfunction
from pkgutil import iter_modules
from types import ModuleType

from grokviz.run import Experiment


def modules() -> Iterator[ModuleType]:
    """The modules of recipes, by name; without the sub-packages."""
    for found in iter_modules(__path__):
        if not found.ispkg:
            yield import_module(f"{__name__}.{found.name}")


def areas() -> dict[str, ModuleType]:
    """The modules for users, by name: areas, which have ``SETTINGS``, and their forecasts."""
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
