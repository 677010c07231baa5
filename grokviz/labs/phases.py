"""The view of a map of phases, for any lab that gives the recipe and the settings.

A map may also be a sweep that `gv.many` has trained, see `PhaseLab`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from grokviz import store
from grokviz.i18n import t
from grokviz.labs import LABS
from grokviz.run import Experiment, Record
from grokviz.sentences import brief
from grokviz.settings import Table
from grokviz.storage.sources import STORED
from grokviz.widgets.environment import on_a_page
from grokviz.widgets.lab.lab import Lab
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots.maps.phase_axes import Plane
from grokviz.widgets.plots.maps.phase_cells import phase_words
from grokviz.widgets.plots.maps.phase_diagram import PhaseMap


def phase_view(
    settings: Table, values: Mapping[str, Any], experiment: Callable[..., Experiment], *,
    seed: str, lab: Lab | None = None, opens: str = "Run",
    leave: tuple[str, ...] = ("steps",), **given: Any,
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
    lab : Lab, optional
        Which shows it; its `frames` exist once the view is built. Without it, a map cannot be
        zoomed, nor a folder be opened.
    opens : str
        The view in which one of its runs is opened.
    leave : tuple of str
        Settings of the lab that have no effect here.
    **given
        More of `View`, e.g. ``stored``.
    """
    plane = Plane(settings, values, seed)

    def post(work: Callable[[], None]) -> None:
        if lab is not None:
            lab.frames.post(work)

    def open_folder(path: str) -> None:
        if lab is not None:
            post(lambda: show(lab, map_of(path, plane), path))

    def pictures() -> list[PhaseMap]:
        # A visitor of a page owns no folder here.
        return [PhaseMap(plane, opens, {k: s.symbol for k, s in settings.items()},
                         given.get("source", ""), post,
                         None if lab is None or on_a_page() else open_folder)]

    return View(
        pictures=pictures,
        experiment=lambda wanted: experiment(**wanted), asks=plane.asks,
        uses=tuple(name for name in settings if name not in leave),
        words=lambda record, state: phase_words(record, plane), per_step=1, columns=1, **given,
    )


def PhaseLab(source: str | Path, **settings: Any) -> Lab:
    """The lab of a sweep, opened at its map of phases: click a cell to train it.

    Parameters
    ----------
    source : str or Path
        The folder of a sweep that `gv.many` trains or has trained, over two settings and seeds;
        or ``stored:NAME``, a map of the package. Blocks that are not there yet are left open.
    **settings
        As of the lab of its recipe, e.g. ``guide="lesson_02"``.

    Returns
    -------
    Lab
        E.g. a `TeacherStudentLab`, in the view "Phases".

    Raises
    ------
    ValueError
        If it is no sweep over two settings that the map of its lab can show.
    """
    record = map_of(source)
    area = record.name.partition(".")[0]
    lab = getattr(import_module(f"grokviz.labs.{area}.lab"), LABS[area])(
        **{**_shared(record), **settings})
    try:
        lab.view = VIEW
        lab.frames.flush()
        _refuse_other_axes(record, lab.view_states[VIEW].plots[0].plane)
        show(lab, record, str(source))
    except BaseException:
        lab.close()
        raise
    return lab


VIEW = "Phases"
MAPS = ("teacher_student", "modular_addition")          # the labs that have this view


def map_of(source: str | Path, plane: Plane | None = None) -> Record:
    """The times of a sweep's runs; ValueError if the plane cannot show them."""
    from grokviz.jobs.many import many  # it needs torch, which a page has no time for

    name = str(source)
    record = store.load(name) if name.startswith(STORED) else many(source, look=True).phases()
    area = record.name.partition(".")[0]
    if area not in MAPS or "t_test" not in record.values:
        raise ValueError(f"{brief(name)} is a sweep of {brief(record.name)}; give one of "
                         f"{' or '.join(MAPS)}")
    if plane is not None:
        _refuse_other_axes(record, plane)
    return record


def _refuse_other_axes(record: Record, plane: Plane) -> None:
    if not set(record.sweep) >= {plane.seed, *plane.values}:
        raise ValueError(f"this is a sweep of {brief(record.name)}; open it in its own lab, e.g. "
                         "gv.PhaseLab('sweeps/mine')")
    differ = [k for k, v in record.sweep.items() if k != plane.seed and len(np.unique(v)) > 1]
    if len(differ) != 2 or not set(differ) <= set(plane.values):
        raise ValueError(f"{', '.join(differ) or 'nothing'} differs in this sweep; a map needs two "
                         f"of {', '.join(plane.values)}")


def show(lab: Lab, record: Record, source: str) -> None:
    """Show this map in the view of phases."""
    said = t("phases.of_the_folder", folder=source)
    lab.view_states[VIEW].plots[0].source = said
    # With the lab's own settings, so that no line warns of others before the learner turns one.
    lab.view_states[VIEW].show_given(record, said, wanted=lab.wanted)
    lab.frames.flush()


def _shared(record: Record) -> dict[str, Any]:
    """The settings that all of its runs share, as those of a lab."""
    table = import_module(f"grokviz.recipes.{record.name.partition('.')[0]}").SETTINGS
    return {k: v for k, v in record.settings.items() if k in table and not isinstance(
        v, list | tuple | range | np.ndarray)} | {"steps": record.settings["budget"]}
