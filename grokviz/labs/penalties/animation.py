"""Animated picture of the race: which penalty finds the truth, and through which norm.

Each penalty has a lane. It shows the entries found so far under the truth, and the error.
 All fit the same measurements (Notsawo et al. 2025, arXiv:2506.05718, Sec. 3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.penalties.headline import name_of, race_headline
from grokviz.labs.penalties.status import fitted_at, found_at
from grokviz.labs.several_runs import Several
from grokviz.recipes.common.penalty_menu import featured, norm_of, table
from grokviz.recipes.penalties import FOUND
from grokviz.run import Record
from grokviz.widgets.plots.animated.palette import COLOURS, readable
from grokviz.widgets.theme import norm_look

WAY = {"lo": 1.05, "hi": FOUND, "log": True}       # errors from start to finish
ERRORS = (2e-3, 3.0)    # on the strip
MOST = 2.4              # largest norm that is drawn, relative to the truth's
# Colours of an entry below 0, of 0, and above: neither the training set's nor the test set's.
ENTRIES = {"light": {"minus": "#8A5A00", "zero": "#FFFFFF", "plus": "#00636B"},
           "dark": {"minus": "#F2C14E", "zero": "#0F1318", "plus": "#4FD1D9"}}


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`.

    Parameters
    ----------
    law : function
        Gives the `Forecast` of the current record, which holds the truth; None if it is not
        known yet.
    """

    def __init__(self, law: Callable[[], Any]):
        super().__init__()
        self.law = law

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        law = self.law()
        truth = None if law is None else np.asarray(law.given["matrix"][:1], float)
        lanes = _lanes(record)
        strip = animation.strip(t("animation.race_error"), [
            {"ch": f"error_{run}", "colour": lane["colour"]} for run, lane in enumerate(lanes)],
            y={"lo": ERRORS[0], "hi": ERRORS[1], "log": True})
        strip["say"] |= {"drag": t("animation.race_drag")}
        panels = [_race(record, lanes, truth), _norms(record, lanes, truth)]
        return animation.scene(panels, strip, animation.decades()) | {"colours": _colours(record)}

    def channels(self, record: Record, since: int) -> dict[str, np.ndarray]:
        product, errors, *norms = (record.values[k][since:] for k in (
            "product", "test_error", *(penalty.value for penalty in _shown(record))))
        return {
            "product": product.reshape(len(errors), -1), "error": errors,
            "norms": np.concatenate(norms, axis=1),
            **{f"error_{run}": errors[:, run] for run in range(record.runs)},
        }

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return race_headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        """The steps at which the last run fitted and each run found the truth."""
        fitted, found = fitted_at(record), found_at(record)
        said = []
        if np.isfinite(fitted).all():
            said.append({"step": float(max(fitted)), "colour": "train", "ink": "trainInk",
                         "text": t("animation.race_fitted", step=max(fitted))})
        for run in np.argsort(found)[:np.isfinite(found).sum()]:
            lane = _lanes(record)[run]
            said.append({"step": float(found[run]), "colour": lane["colour"], "ink": lane["ink"],
                         "text": t("animation.race_one_found", who=lane["text"], step=found[run]),
                         "asked": True})
        return said


def _lanes(record: Record) -> list[dict[str, str]]:
    return [{"text": name_of(penalty), "colour": f"lane{run}", "ink": f"lane{run}"}
            for run, penalty in enumerate(record.sweep["penalty"])]


def _colours(record: Record) -> dict[str, dict[str, str]]:
    """Those of every picture, of the entries, and of the lanes, which the table of penalties looks
    up; light or dark enough for words."""
    made = {}
    for theme, colours in COLOURS.items():
        lanes = {}
        for run, penalty in enumerate(record.sweep["penalty"]):
            known = table().get(str(penalty).partition("+")[0])
            lanes[f"lane{run}"] = colours["soft"] if known is None else readable(
                norm_look(known.look).colour, colours["panel"], colours["ink"])
        made[theme] = colours | ENTRIES[theme] | lanes
    return made


def _race(record: Record, lanes: list[dict[str, str]], truth: np.ndarray | None) -> dict[str, Any]:
    say = {k: t(f"animation.race_{k}") for k in ("truth", "finish", "found", "away", "near")}
    return {
        "title": t("animation.race"), "subtitle": t("animation.race_sub"),
        "about": t("animation.race_about"), "weight": 0.7,
        "x": {**WAY, "bare": True}, "y": {"lo": 0, "hi": 1, "bare": True},
        "marks": [{
            "kind": "rows", "lanes": lanes, "say": say, "axis": WAY, "found": FOUND,
            "truth": None if truth is None else truth.ravel(),
            "limit": 0.6 if truth is None else float(abs(truth).max()),
            "error": {"ch": "error", "log": True}, "product": {"ch": "product"},
        }],
    }


def _norms(record: Record, lanes: list[dict[str, str]], truth: np.ndarray | None) -> dict[str, Any]:
    groups = [{
        "text": t(f"{penalty.symbol} norm"),
        "truth": None if truth is None else float(norm_of(penalty.name, truth)[0]),
    } for penalty in _shown(record)]
    return {
        "title": t("animation.race_norms"), "about": t("animation.race_norms_about"), "weight": 0.3,
        "x": {"lo": 0, "hi": MOST, "ticks": [0, 1, 2], "label": t("animation.race_times")},
        "y": {"lo": 0, "hi": 1, "bare": True},
        "marks": [{"kind": "bars", "lanes": lanes, "groups": groups, "value": {"ch": "norms"},
                   "say": t("animation.race_truth")}],
    }


def _shown(record: Record) -> list[Any]:
    """Penalties whose norms differ here; the nuclear norm of a vector equals its ℓ2 norm."""
    matrix = record.values["product"].shape[3] > 1
    return [p for p in featured().values() if matrix or not p.of_matrices]
