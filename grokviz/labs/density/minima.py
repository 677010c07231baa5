"""Views of minima: what Adam picks against what chance gives, and the room round a minimum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import headline as heads
from grokviz.labs.base import load, stored
from grokviz.labs.density.plots import SYMBOLS, over_widths
from grokviz.labs.headline import Headline
from grokviz.recipes import density as recipes
from grokviz.run import Experiment, Record
from grokviz.widgets.lab.views.view import Law, View
from grokviz.widgets.plots import Curves, Series
from grokviz.widgets.plots.core.base import Beside
from grokviz.widgets.theme import GHOST

SOLID, DOTTED = (GHOST._replace(dash=dash, width=2.5) for dash in ("solid", "dotted"))  # any run
TRAINED = ("n_train", "task", "good", "data_seed", "init_seed", "starts")


def trained() -> View:
    """Good networks among those that fit: trained from many starts, and drawn at random."""
    return View(
        pictures=lambda: [over_widths()], uses=TRAINED, columns=1, icon="dot-circle-o",
        experiment=lambda wanted: recipes.trained(**wanted), words=_words_of_trained,
        headline=lambda record, state, wanted: _trained(record), rated=False,
        begins={"starts": 128}, forecast=_chance, stored_forecast=lambda: By(_drawn()),
        **stored("density.trained"))


def room() -> View:
    """The share of walks from a minimum on which no training label has flipped, by the angle."""
    return View(
        pictures=lambda: [Walks()],
        uses=TRAINED, columns=1, icon="compass", rated=False, words=_words_of_room,
        experiment=lambda wanted: recipes.room(recipes.ENDS, **wanted),
        headline=lambda record, state, wanted: _room(record), begins={"starts": 32},
        **stored("density.room"))


class Walks(Curves):
    """The share of walks that still fit, by the angle: solid from clean minima, dashed from those
    that were trained with wrong labels too."""

    def __init__(self) -> None:
        super().__init__(
            "Walks that still fit", "share of walks",
            [Series("clean", SOLID, "density.clean"), Series("wrong", DOTTED, "density.wrong")],
            (0, 1.03), x=_angle, x_label="angle from the minimum [degrees]", x_range=(0, 90),
            x_log=False, events=False, symbols=SYMBOLS, corner=(0.6, 0.95), height="420px")

    def show(self, record: Record, at: int | None = None) -> None:
        super().show(_parted(record), at)

    def beside(self, others: Sequence[Beside]) -> None:
        super().beside([each._replace(record=_parted(each.record)) for each in others])

    def sketch(self, ax: Any, record: Record, beside: Sequence[Beside] = ()) -> None:
        super().sketch(ax, _parted(record),
                       [each._replace(record=_parted(each.record)) for each in beside])

    def describe(self, record: Record) -> str:
        return super().describe(_parted(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        return super().numbers(_parted(record))


def _parted(record: Record) -> Record:
    """The walks from clean minima and those from the others as two values."""
    held, wrong = record.values["held"], record.sweep["poison"] > 0
    return replace(record, values={"clean": np.where(wrong, np.nan, held),
                                   "wrong": np.where(wrong, held, np.nan)})


class By:
    """A law (see ``View``): the shares of random networks at the same task."""

    def __init__(self, drawn: Record):
        self.drawn = drawn

    def __call__(self, run: Record) -> Record:
        return self.drawn


def _drawn() -> Record:
    """Random networks of the stored record, as shares."""
    run = load("density.guess_and_check")
    kept = run.take(run.values["fit"][-1] > 0)
    share = kept.values["good"][-1] / kept.values["fit"][-1]
    return Record(kept.name, kept.settings, kept.sweep, np.array([0]), {"good_share": share[None]})


def _chance(experiment: Experiment) -> Law | None:
    """Random networks, if the stored ones have this task."""
    known = load("density.guess_and_check")
    same = all(experiment.settings[k] == known.settings[k] for k in ("task", "good", "n_train",
                                                                     "data_seed"))
    return By(_drawn()) if same else None


def _angle(record: Record) -> Any:
    return np.repeat(np.asarray(record.steps, float)[:, None], record.runs, 1)


def _trained(record: Record | None) -> Headline:
    if record is None or not len(record.steps) or not record.values["fit"][-1].any():
        return heads.say("headline.density.trained_question")
    return heads.say("headline.density.trained", **_of_trained(record))


def _room(record: Record | None) -> Headline:
    if record is None or not len(record.steps) or np.isnan(record.values["angle"][-1]).all():
        return heads.say("headline.density.room_question")
    return heads.say("headline.density.room", **_of_room(record))


def _words_of_trained(record: Record, state: str) -> str:
    if not len(record.steps) or not record.values["fit"][-1].any():
        return t("common.ready")
    return t("density.status.trained", **_of_trained(record))


def _words_of_room(record: Record, state: str) -> str:
    if not len(record.steps) or np.isnan(record.values["angle"][-1]).all():
        return t("common.ready")
    return t("density.status.room", **_of_room(record))


def _of_trained(record: Record) -> dict[str, Any]:
    """Numbers of the narrowest and the widest networks."""
    width, tested = record.sweep["width"], record.values["tested"][-1]
    return {"step": int(record.steps[-1]), "low": int(width[0]), "high": int(width[-1]),
            "before": float(tested[0]), "after": float(tested[-1]),
            "starts": int(record.settings["starts"])}


def _of_room(record: Record) -> dict[str, Any]:
    """Median angles at the widest width: clean minima, and those with wrong labels."""
    wide = record.sweep["width"] == record.sweep["width"].max()
    wrong, angle = record.sweep["poison"], record.values["angle"][-1]
    return {"width": int(record.sweep["width"].max()), "wrong": int(wrong.max()),
            "clean": float(angle[wide & (wrong == 0)][0]),
            "poisoned": float(angle[wide & (wrong > 0)][0])}
