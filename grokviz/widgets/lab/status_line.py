"""The status line of a lab: the state of the run, and the effect of Start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grokviz.i18n import t
from grokviz.widgets.lab.views.view_state import ViewState


def words(view_state: ViewState, wanted: Mapping[str, Any], waits: str = "") -> str:
    """The sentences on a view.

    Parameters
    ----------
    scene : ViewState
    wanted : mapping
        The settings that a new run would have.
    waits : str
        Why a new run has to wait, for example for a guess; empty if it need not.
    """
    record = view_state.told
    state = view_state.moment.seen_as
    fresh = record is None or not len(record.steps) or (
        state == "paused" and not record.steps[-1])
    if fresh and waits:                     # do not advise to press a button that is refused
        return waits
    said = t("common.ready") if record is None else view_state.view.words(record, state)
    otherwise = _otherwise(view_state, wanted, waits)
    return " ".join(filter(None, (said, view_state.moment.note, otherwise)))


def _otherwise(view_state: ViewState, wanted: Mapping[str, Any], waits: str) -> str:
    """The effect of Start, if the settings differ from those of the run in view."""
    if view_state.asked is None or view_state.asked == wanted:
        return ""
    if view_state.looks_back:
        fixed = view_state.runner.fixed(wanted)
        return t("view.cannot_change_way_press", names=", ".join(fixed)) if fixed else t(
            "view.of_other_settings_branch")
    if view_state.player.state == "running":
        return ""
    return waits or t("view.of_other_settings")
