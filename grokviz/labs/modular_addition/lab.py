"""Modular addition: the network memorises, waits, then generalises with a circular embedding.

Source: Power et al. (2022), arXiv:2201.02177; Liu, Michaud & Tegmark (2022), arXiv:2210.01117,
Sec. 3.4; Nanda et al. (2023), arXiv:2301.05217, on circles and the learnt algorithm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from grokviz.algebra import fourier
from grokviz.i18n import t
from grokviz.labs import status
from grokviz.labs.base import TIMES, LessonLab, load, remedies, stored
from grokviz.labs.headline import phases_headline
from grokviz.labs.modular_addition import headline as titles
from grokviz.labs.modular_addition import predictions as guesses
from grokviz.labs.modular_addition import symbols
from grokviz.labs.modular_addition.activities import GUIDES, TOUR
from grokviz.labs.modular_addition.animation import Story
from grokviz.labs.phases import phase_view
from grokviz.recipes import modular_addition as recipes
from grokviz.recipes.common.checks import decay_of
from grokviz.recipes.modular_addition import PRESETS, SETTINGS
from grokviz.run import Record
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import (
    Ablation,
    AskedAnswers,
    Bars,
    Circle,
    Curves,
    Gallery,
    Landscape,
    Lottery,
    Neurons,
    Places,
    Series,
    Shells,
    Times,
)
from grokviz.widgets.plots.core.marks import power
from grokviz.widgets.theme import EXCLUDED, RESTRICTED, TEST, TRAIN

SEEDS = ("split_seed", "init_seed")
SYMBOLS = {name: setting.symbol for name, setting in SETTINGS.items()}
SIDES = (("train", TRAIN), ("test", TEST))
CURVE = ("model", "modulus", "train_fraction", "operation", "loss", "d_model", "width", "n_heads",
         "split_seed", "init_seed")                 # what an L and a U depend on
HOT = ("weight_decay", "learning_rate", "penalty_strength")
SAME = ("model", "operation", "loss", "modulus")        # those without which it is another one
_PAPER_SIZE, _FIG_9 = "modular_addition.paper_size", "modular_addition.lu_curve"
NORMS, LOSSES = (5, 250), (1e-6, 200)


class ModularAdditionLab(LessonLab):
    """Arithmetic modulo p: the network fits soon and generalises much later; see `Lab`.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        A guide by name, e.g. "lesson_03", or steps; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.modular_addition.SETTINGS`, e.g. ``model="transformer"``.
    """

    key, tour, guides = "modular_addition", TOUR, GUIDES
    sliders = ("weight_decay", "init_scale", "train_fraction")

    def __init__(self, **settings: Any):
        views = {"Run": self._run(), "L and U": self._l_and_u(), "The law": _law(),
                 "Data size": _data_size(), "Phases": self._phases()}
        super().__init__(
            SETTINGS, views, presets=PRESETS, plain=SEEDS, seed="init_seed",
            remedy=remedies(SETTINGS),
            main=("weight_decay", "init_scale", "train_fraction", "operation", "model",
                  "constraint", "penalty", "penalty_strength"),
            compare=("weight_decay", "train_fraction", "init_scale", "penalty", *SEEDS),
            warm=recipes.grokking, **settings,
        )

    def _run(self) -> View:
        return View(
            pictures=_pictures, animated={
                "Animation": lambda pictures: self.animated(Story(SYMBOLS), pictures[2])},
            experiment=lambda wanted: recipes.grokking(**wanted),
            more={"Clock": self._clock, "Moments": _moments, "Inside": self._inside,
                  "Neurons": _neurons},
            uses=tuple(SETTINGS), hot=HOT, rules=(decay_of,), compare=True, paced=True,
            branch=("init_scale", "train_fraction", "penalty"), words=status.describe,
            why=status.why,
            headline=titles.headline,
            kept=partial(_kept, _PAPER_SIZE, recipes.PAPER["modulus"], tuple(SETTINGS)),
            measures=TIMES | {"norm, end/start": _norm_left, "top 5 frequencies": _top},
            guesses=guesses.OF_A_RUN, **stored("modular_addition.grokking"),
        )

    def _phases(self) -> View:
        return phase_view(
            SETTINGS, recipes.PHASE_AXES, recipes.phase_grid, seed="init_seed", lab=self,
            headline=phases_headline, icon="th", begins=recipes.PHASE_PACE,
            **stored("modular_addition.phase_grid"),
        )

    def _clock(self) -> list[Any]:
        return [
            Circle(_CIRCLE, _places, height="340px", symbols=SYMBOLS),
            AskedAnswers("Answers: right in colour", self.frames.post, symbols.question,
                         symbols.answers, height="340px", symbols=SYMBOLS),
            Bars("The embedding, by frequency", "fourier_power", height="148px",
                 classes=["grokviz-wide"], symbols=SYMBOLS, named=symbols.bars),
        ]

    def _inside(self) -> list[Any]:
        bars = Bars("The logits, by frequency of the sum", "logit_power", symbols=SYMBOLS)
        return [
            Curves("What is formed inside", "cross-entropy",
                   [Series("test_loss", TEST, "test"),
                    Series("restricted_loss", RESTRICTED, "restricted: five frequencies alone"),
                    Series("excluded_loss", EXCLUDED, "excluded: all but those")],
                   LOSSES, log=True, symbols=SYMBOLS, corner=(0.03, 0.38)),
            _accuracy(), bars,
            Ablation("Without the strongest frequencies", self.frames.post, bars.take_out,
                     symbols=SYMBOLS),
        ]

    def _l_and_u(self) -> View:
        def pictures():
            shells = Shells("Test loss by share of pairs", _LOSS, "train_fraction", NORMS,
                            (1e-3, 200), symbols=SYMBOLS, height="480px")
            run = self.view_states["Run"].player
            return [_Curve(lambda: run.record, lambda: self.value), shells]

        return View(
            pictures=pictures, experiment=lambda wanted: recipes.l_and_u(**wanted), uses=CURVE,
            words=_curve_words, headline=titles.curve_headline, icon="area-chart", per_step=1,
            guesses=guesses.OF_THE_CURVE,
            kept=partial(_kept, _FIG_9, recipes.MODULUS_OF_FIG_9, SAME),
            **stored("modular_addition.l_and_u"),
        )


class _Curve(Landscape):
    """The L and the U at the present train fraction, with the run of the first view on them."""

    def __init__(self, run: Any, settings: Any):
        super().__init__(norms=NORMS, losses=LOSSES, what=_LOSS, symbols=SYMBOLS, height="480px")
        self.run, self.settings = run, settings

    def show(self, record: Record, at: int | None = None) -> None:
        record = record if at is None else record.until(record.steps[at])
        share = _nearest(record, self.settings()["train_fraction"])
        self.curve(record.take(record.sweep["train_fraction"] == share),
                   t("modular_addition.at_share", share=share))
        run = self.run()
        if run is not None and all(run.settings[k] == record.settings[k] for k in SAME):
            super().show(run)

    def describe(self, record: Record) -> str:
        return f"{self.figure.title}. {_curve_words(record)}"


def _pictures() -> list[Any]:
    return [
        Curves(
            "Loss", "loss", [Series(f"{side}_loss", look, side) for side, look in SIDES], LOSSES,
            log=True, symbols=SYMBOLS, corner=(0.03, 0.35)),
        _accuracy(),
        Circle(_CIRCLE, _places, symbols=SYMBOLS),
        Curves(
            "Weight norm", "weight norm ‖w‖", [Series("weight_norm", TEST, "")], NORMS, log=True,
            ticks=[5, 10, 20, 50, 100, 200], symbols=SYMBOLS, corner=(0.03, 0.95)),
    ]


def _moments() -> list[Any]:
    return [Gallery("Four moments of this run", _places, symbols=SYMBOLS)]


def _neurons() -> list[Any]:
    return [Neurons("Neurons by frequency and phase", symbols=SYMBOLS),
            Lottery("Which frequencies win?", symbols.bars, symbols=SYMBOLS)]


def _accuracy() -> Curves:
    return Curves(
        "Accuracy", "share of pairs right",
        [Series(f"{side}_accuracy", look, side) for side, look in SIDES], (0, 1.03),
        symbols=SYMBOLS)


def _law() -> View:
    def pictures():
        return [Times("When is it learnt?", "weight decay λ", "weight_decay", (0.02, 5),
                      symbols=SYMBOLS, height="480px")]

    uses = [name for name in SETTINGS if name not in ("weight_decay", "init_seed", "constraint",
                                                      *recipes.LAW)]
    return View(
        pictures=pictures, experiment=lambda wanted: recipes.law(**wanted), uses=tuple(uses),
        words=status.describe, headline=titles.headline, icon="long-arrow-right",
        columns=1, guesses=guesses.OF_THE_LAW,
        **stored("modular_addition.law"),
    )


def _data_size() -> View:
    def pictures():
        return [Times("When is it learnt?", "share of pairs trained on", "train_fraction",
                      (0.25, 0.9), symbols=SYMBOLS, law=False, height="480px")]

    uses = [name for name in SETTINGS if name not in ("train_fraction", "init_seed")]
    return View(
        pictures=pictures, experiment=lambda wanted: recipes.data_size(**wanted),
        uses=tuple(uses), words=status.describe, headline=titles.headline, columns=1,
        guesses=guesses.OF_THE_SIZE,
        **stored("modular_addition.data_size"),
    )


# ---- what is drawn ------------------------------------------------------------------------------

_LOSS = "loss (cross-entropy)"
_CIRCLE = "The clock"


def _places(record: Record, at: int) -> Places | None:
    """The symbols on the plane of the newest record's strongest frequency or representation."""
    if "embedding" not in record.values:
        return None
    embedding, power_ = record.values["embedding"][at, 0], record.values["fourier_power"][-1, 0]
    names = symbols.names(record)
    k = int(fourier.strongest(power_[:(len(names) + 1) // 2])[0])
    circle = record.settings["operation"] != "s5"
    order = fourier.round_the_circle(len(names), k) if circle else np.arange(len(names))
    share = record.values["fourier_power"][at, 0]
    said = symbols.plane_said(record, k), t("modular_addition.of_the_power",
                                            share=float(share[k] / share[1:].sum()))
    points = symbols.plane(record, embedding, k)[order]
    return Places(points, [names[i] for i in order], said, circle)


def _kept(
    name: str, modulus: int, same: Sequence[str], wanted: Mapping[str, Any]
) -> tuple[Record, str] | None:
    """The stored record of this name if it agrees with the settings in `same`."""
    if wanted["modulus"] != modulus:                    # else the file is not even opened
        return None
    record = load(name)
    if any(record.settings[k] != wanted[k] for k in same):
        return None
    return record, stored(name)["source"]


def _norm_left(record: Record) -> np.ndarray:
    norm = record.values["weight_norm"]
    return norm[-1] / norm[0]


def _top(record: Record) -> np.ndarray:
    """The share of the embedding's power that five frequencies hold."""
    return fourier.top_share(record.values["fourier_power"][-1])


def _nearest(record: Record, share: float) -> float:
    shares = np.unique(record.sweep["train_fraction"])
    return float(shares[np.abs(shares - share).argmin()])


def _curve_words(record: Record, state: str = "") -> str:
    norms, shares = (len(np.unique(record.sweep[k])) for k in ("init_scale", "train_fraction"))
    said = t("modular_addition.norms_shares_each_held", norms=norms, shares=shares)
    done = record.steps[-1] / record.settings["steps"]
    if done < 1:
        said += t("common.share_done", share=done)
    norm, loss = (record.values[k][-1] for k in ("weight_norm", "test_loss"))
    if not np.isfinite(loss).any():
        return said
    best = int(np.nanargmin(loss))
    return said + t("modular_addition.test_loss_lowest_weight",
                    norm=norm[best], loss=power(float(loss[best])),
                    share=float(record.sweep["train_fraction"][best]))
