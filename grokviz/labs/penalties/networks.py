"""Networks that grok under penalties other than weight decay, with all their norms.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718, on such networks.
"""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np

from grokviz.labs import status
from grokviz.labs.base import TIMES, stored
from grokviz.labs.penalties.headline import network_headline
from grokviz.labs.penalties.plots import RELATIVE, norm_series
from grokviz.labs.penalties.status import SYMBOLS
from grokviz.recipes import modular_addition, teacher_student
from grokviz.recipes.common.checks import decay_of
from grokviz.run import Record
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Curves, Derived, Series
from grokviz.widgets.theme import TEST, TRAIN

SIDES = (("train", TRAIN), ("test", TEST))


def teacher_student_view() -> View:
    return _view(teacher_student, (1e-7, 10), "teacher_student.grokking_l1")


def modular_addition_view() -> View:
    return _view(modular_addition, (1e-6, 200), "modular_addition.grokking_l1")


def _view(recipe: ModuleType, losses: tuple[float, float], name: str) -> View:
    own = recipe.UNDER_L1
    presets = {k: own | {"penalty": k, "penalty_strength": beta}
               for k, beta in recipe.race_strengths().items()}
    return View(
        pictures=lambda: _pictures(losses), experiment=lambda wanted: recipe.grokking(**wanted),
        uses=tuple(recipe.SETTINGS), begins=recipe.SETTINGS.defaults() | own,
        presets=presets,
        hot=("penalty_strength", "weight_decay", "learning_rate"), rules=(decay_of,),
        compare=True, paced=True, words=status.describe, why=status.why,
        headline=network_headline, measures=TIMES, **stored(name),
    )


def _pictures(losses: tuple[float, float]) -> list[Any]:
    return [
        Curves("Loss", "loss", [Series(f"{side}_loss", look, side) for side, look in SIDES], losses,
               log=True, symbols=SYMBOLS, corner=(0.03, 0.35)),
        Curves("Accuracy", "share of examples right",
               [Series(f"{side}_accuracy", look, side) for side, look in SIDES], (0, 1.03),
               symbols=SYMBOLS),
        Derived("All norms at once", RELATIVE, norm_series(of_network=True), (0.05, 5),
                of=relative, log=True, ticks=(0.1, 0.2, 0.5, 1, 2), symbols=SYMBOLS,
                corner=(0.03, 0.47)),
        Curves("Weight norm", "weight norm ‖w‖", [Series("weight_norm", TEST, "")], (1, 500),
               log=True, ticks=[1, 10, 100], symbols=SYMBOLS),
    ]


def relative(record: Record, law: Any = None) -> Record:
    """All norms relative to their values at the fit, nan before it."""
    learnt = np.logical_or.accumulate(
        record.values["train_accuracy"] >= record.settings.get("learnt", 0.95))
    at = learnt.argmax(0), np.arange(record.runs)
    drawn = {}
    for name in (series.value for series in norm_series(of_network=True)):
        value = record.values.get(name, np.full(learnt.shape, np.nan))
        drawn[name] = np.where(learnt, value / value[at], np.nan)
    return replace(record, values={**record.values, **drawn})
