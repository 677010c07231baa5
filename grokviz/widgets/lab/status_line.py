"""The line of plain words of a lab: how the run is, and what the button beside it would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grokviz.i18n import t
from grokviz.widgets.lab.view_state import Scene


def words(scene: Scene, wanted: Mapping[str, Any], waits: str = "") -> str:
    """What is said of a view.

    Parameters
    ----------
    scene : Scene
    wanted : mapping
        The settings that a run would have now.
    waits : str
        Why a new run has to wait, e.g. for a guess; empty where it need not.
    """
    record = scene.told
    state = scene.moment.seen_as
    fresh = record is None or not len(record.steps) or (
        state == "paused" and not record.steps[-1])
    if fresh and waits:                     # else it would say to press what is refused
        return waits
    said = t("common.ready") if record is None else scene.view.words(record, state)
    return " ".join(filter(None, (said, scene.moment.note, _otherwise(scene, wanted, waits))))


def _otherwise(scene: Scene, wanted: Mapping[str, Any], waits: str) -> str:
    """Where other settings are wanted than those shown: what the button does with them."""
    if scene.asked is None or scene.asked == wanted:
        return ""
    if scene.looks_back:
        fixed = scene.runner.fixed(wanted)
        return t("view.cannot_change_way_press", names=", ".join(fixed)) if fixed else t(
            "view.of_other_settings_branch")
    if scene.player.state == "running":
        return ""
    return waits or t("view.of_other_settings")
