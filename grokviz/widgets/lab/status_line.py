"""The status line of a lab: the state of the run, and the effect of Start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grokviz.i18n import t
from grokviz.widgets.lab.views.view_state import Scene


def words(scene: Scene, wanted: Mapping[str, Any], waits: str = "") -> str:
    """The sentences on a view.

    Parameters
    ----------
    scene : Scene
    wanted : mapping
        The settings that a new run would have.
    waits : str
        Why a new run has to wait, for example for a guess; empty if it need not.
    """
    record = scene.told
    state = scene.moment.seen_as
    fresh = record is None or not len(record.steps) or (
        state == "paused" and not record.steps[-1])
    if fresh and waits:                     # do not advise to press a button that is refused
        return waits
    said = t("common.ready") if record is None else scene.view.words(record, state)
    return " ".join(filter(None, (said, scene.moment.note, _otherwise(scene, wanted, waits))))


def _otherwise(scene: Scene, wanted: Mapping[str, Any], waits: str) -> str:
    """The effect of Start, if the settings differ from those of the run in view."""
    if scene.asked is None or scene.asked == wanted:
        return ""
    if scene.looks_back:
        fixed = scene.runner.fixed(wanted)
        return t("view.cannot_change_way_press", names=", ".join(fixed)) if fixed else t(
            "view.of_other_settings_branch")
    if scene.player.state == "running":
        return ""
    return waits or t("view.of_other_settings")
