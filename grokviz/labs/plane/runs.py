"""Reduced paths on a map that may still be in training."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.base import load
from grokviz.labs.plane.maps import Maps, Sheet
from grokviz.landscapes.travel import goal
from grokviz.recipes import toy_addition as recipes
from grokviz.recipes.toy_addition import MAP
from grokviz.run import Experiment, Record

WAIT = 0.02             # seconds between two checks for a map in training


def path(maps: Maps, wanted: Mapping[str, Any], trunk: Record | None) -> Experiment:
    """Paths on the map of these settings, as soon as there is one; a branch lasts as long as its
    trunk."""
    rest = {k: v for k, v in wanted.items() if k not in MAP}
    like = recipes.reduced_trajectory(load("toy_addition.landscape_45"), **rest)
    known = maps.sheet(wanted)
    rest["steps"] = like.settings["steps"]
    if trunk is not None:
        rest["steps"] = max(rest["steps"], trunk.settings["steps"])

    def start(hot, *state):
        sheet = yield from _wait(maps, wanted)
        for decay in np.unique(like.sweep["weight_decay"]):
            goal(sheet.surface, float(decay), rest["flat"])         # the painter needs it soon
        yield from recipes.reduced_trajectory(sheet.record, **rest).start(hot, *state)

    settings = {k: wanted[k] for k in MAP} | {
        "steps": rest["steps"], "whole": known is not None and known.done}
    return replace(like, settings={**like.settings, **settings}, start=start)


def _wait(maps: Maps, wanted: Mapping[str, Any]) -> Generator[None, None, Sheet]:
    """Until there is a first stage of the map, which is given back."""
    maps.ask(wanted)
    while (sheet := maps.sheet(wanted)) is None:
        if not maps.player.active:
            raise maps.player.error or ValueError(t("plane.map_stopped_before_first"))
        time.sleep(WAIT)
        yield None
    return sheet
