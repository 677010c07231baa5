"""The view of a map of phases, for any lab that gives the recipe and the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grokviz.run import Experiment
from grokviz.settings import Table
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots.maps.phase_axes import Plane
from grokviz.widgets.plots.maps.phase_diagram import PhaseMap, phase_words


def phase_view(
    settings: Table, values: Mapping[str, Any], experiment: Callable[..., Experiment], *,
    seed: str, opens: str = "Run", leave: tuple[str, ...] = ("steps",), **given: Any,
) -> View:
    """The four phases of learning over two settings that the user chooses.

    Parameters
    ----------
    settings : Table
        Of the lab.
    values : mapping
        Setting -> its values along an axis; two or more of them, the first two in front.
    experiment : function
        ``experiment(**settings)``, two of them and the seed lists: an Experiment with the values
        t_train, t_test and trained, and the setting ``budget``.
    seed : str
    opens : str
        The view in which one of its runs is opened.
    leave : tuple of str
        Settings of the lab that have no effect here.
    **given
        More of `View`, e.g. ``stored``.
    """
    plane = Plane(settings, values, seed)
    return View(
        pictures=lambda: [PhaseMap(plane, opens, {k: s.symbol for k, s in settings.items()},
                                   given.get("source", ""))],
        experiment=lambda wanted: experiment(**wanted), asks=plane.asks,
        uses=tuple(name for name in settings if name not in leave),
        words=lambda record, state: phase_words(record, plane), per_step=1, columns=1, **given,
    )
