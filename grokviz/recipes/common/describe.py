"""From what a recipe is given to its settings, and to the columns of its sweep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from grokviz.run import Experiment
from grokviz.settings import Table
from grokviz.sweep import grid


def described(
    table: Table, given: Mapping[str, Any], columns: Iterable[str],
    lists: Iterable[str] | None = None, **fixed: float,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Checked settings, and the sweep: one column a setting, one row for every combination.

    `lists` are the settings that may be lists, by default all `columns`. `fixed` columns are the
    same in every run and not among the settings.
    """
    columns = list(columns)
    settings = table.check(given, lists=columns if lists is None else lists)
    values = {k: settings[k] for k in columns if k in settings}
    return settings, grid(**values, **fixed)


def renamed(name: str, experiment: Experiment) -> Experiment:
    """The same experiment under another name."""
    return replace(experiment, name=name)
