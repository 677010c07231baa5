"""Teacher and student: the student fits soon and generalises late, as its norm falls.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sections 2, 3.1 and 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import status
from grokviz.labs.base import TIMES, LessonLab, load, remedies, stored
from grokviz.labs.headline import phases_headline
from grokviz.labs.phases import phase_view
from grokviz.labs.teacher_student import predictions
from grokviz.labs.teacher_student.activities import GUIDES, TOUR
from grokviz.labs.teacher_student.animation import Story
from grokviz.labs.teacher_student.headline import curve_headline, headline
from grokviz.metrics import Time
from grokviz.recipes import teacher_student as recipes
from grokviz.recipes.common.checks import decay_of
from grokviz.recipes.common.penalty_menu import penalised
from grokviz.recipes.teacher_student import PRESETS, SETTINGS
from grokviz.run import Record
from grokviz.theory.delay import weight_norm_law
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Collapse, CurveAlone, Curves, Landscape, Series, Times
from grokviz.widgets.plots.animated.animated import Animated
from grokviz.widgets.plots.core.marks import power
from grokviz.widgets.theme import TEST, TRAIN

SEEDS = ("data_seed", "teacher_seed", "init_seed")
SYMBOLS = {name: setting.symbol for name, setting in SETTINGS.items()}
CURVE = ("n_train", "width", "centred", "data_seed", "teacher_seed")  # what an L and a U need
HOT = ("weight_decay", "learning_rate", "penalty_strength")
SAME = ("n_train", "width", "centred")  # those of them without which it is quite another one
LAW = ("init_scale", "n_train", "learning_rate", "width", "threshold", "data_seed",
       "teacher_seed", "steps")


class TeacherStudentLab(LessonLab):
    """Networks train while you move the sliders; see `Lab` for its Python use.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        A guide by name, e.g. "lesson_01", or steps; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.teacher_student.SETTINGS`, e.g. ``init_scale=0.5``.
    """

    key, tour, guides = "teacher_student", TOUR, GUIDES
    sliders = ("weight_decay", "init_scale", "n_train")

    def __init__(self, **settings: Any):
        self._landscape: Landscape | None = None        # the one among the pictures of a run
        self._curve: tuple | None = None                # what it shows
        views = {"Run": self._run(), "L and U": _l_and_u(), "The law": _law(self._curve_of),
                 "Phases": self._phases()}
        super().__init__(
            SETTINGS, views, presets=PRESETS, plain=SEEDS,
            main=("init_scale", "weight_decay", "n_train", "penalty", "penalty_strength",
                  "centred"),
            compare=("weight_decay", "init_scale", "n_train", "penalty", "init_seed"),
            seed="init_seed", remedy=remedies(SETTINGS), warm=recipes.grokking, **settings,
        )

    def _run(self) -> View:
        def pictures():
            self._landscape = Landscape(symbols=SYMBOLS)
            train_test = [("train", TRAIN), ("test", TEST)]
            return [
                Curves(
                    "Loss", "mean squared error",
                    [Series(f"{side}_loss", look, side) for side, look in train_test],
                    (1e-7, 10), log=True, symbols=SYMBOLS, corner=(0.03, 0.35),
                ),
                Curves(
                    "Accuracy", "share of examples right",
                    [Series(f"{side}_accuracy", look, side) for side, look in train_test],
                    (0, 1.03), symbols=SYMBOLS,
                ),
                self._landscape,
                Curves(
                    "Weight norm", "weight norm ‖w‖", [Series("weight_norm", TEST, "")], (0.5, 100),
                    log=True, ticks=[1, 2, 5, 10, 20, 50], predict=_law_of_decay,
                    symbols=SYMBOLS, corner=(0.03, 0.58),
                ),
            ]

        return View(
            pictures=pictures, animated={"Animation": self._animated},
            experiment=lambda wanted: recipes.grokking(**wanted), uses=tuple(SETTINGS), hot=HOT,
            rules=(decay_of,), compare=True, paced=True,
            branch=("init_scale", "n_train", "threshold", "penalty"), words=status.describe,
            why=status.why, headline=headline, measures=TIMES | {"λ·t_test": _decay_times_t_test},
            guesses=predictions.of_a_run(self._curve_of), **stored("teacher_student.grokking"),
        )

    def _phases(self) -> View:
        return phase_view(
            SETTINGS, recipes.PHASE_AXES, recipes.phase_grid, seed="init_seed", lab=self,
            headline=phases_headline, icon="th",
            **stored("teacher_student.phase_grid"),
        )

    def _animated(self, pictures: Sequence[Any]) -> Animated:
        story = Story(self._nearest_curve, SYMBOLS)
        return self.animated(story, pictures[2], lambda: {
            "pull": self.value["learning_rate"] * self.value["weight_decay"]})

    def _curve_of(self, wanted: Mapping[str, Any]) -> Record | None:
        """The L and the U for a run with these settings, trained here or stored; None if there
        are none."""
        curve = self._nearest_curve(wanted)
        trained = curve is not load("teacher_student.lu_curve")
        return curve if trained or all(curve.settings[k] == wanted[k] for k in SAME) else None

    def _nearest_curve(self, wanted: Mapping[str, Any]) -> Record:
        """Those trained here with these settings, or else the stored ones."""
        view_state = self.view_states["L and U"]
        made, asked = view_state.player.record, view_state.asked
        if (made is not None and asked is not None and _done(made) == 1
                and all(asked[k] == wanted[k] for k in CURVE if k in wanted)):
            return made
        return load("teacher_student.lu_curve")

    def before_frame(self) -> None:
        """Put the L and the U that belong to the settings beside the run, if they are known."""
        if self._landscape is None:
            return
        wanted = {name: self.value[name] for name in CURVE}
        record, of = self._nearest_curve(wanted), ""
        if record is load("teacher_student.lu_curve"):
            of = ", ".join(
                f"{self.table[k].symbol} = {self.table.show(k, record.settings[k])}"
                for k, v in wanted.items() if record.settings[k] != v
            )
        note = t("teacher_student.l_and_u_of", settings=of) if of else ""
        state = (record.name, record.sweep["n_train"][0], len(record.steps), id(record.sweep), note)
        if state != self._curve:
            self._curve = state
            self._landscape.curve(record, note)


def _l_and_u() -> View:
    return View(
        pictures=lambda: [CurveAlone(_curve_words, symbols=SYMBOLS, height="520px")],
        experiment=lambda wanted: recipes.lu_curve(**wanted),
        uses=CURVE, words=lambda record, state: _curve_words(record), per_step=1, columns=1,
        headline=curve_headline, icon="area-chart",
        guesses=predictions.of_the_curve(), **stored("teacher_student.lu_curve"),
    )


def _law(curve: predictions.Curve) -> View:
    def pictures():
        return [
            Times("When is it learnt?", "weight decay λ", "weight_decay", (0.02, 0.5),
                  symbols=SYMBOLS, height="480px"),
            Collapse("The same for every λ, over η·λ·step", symbols=SYMBOLS, height="480px"),
        ]

    return View(
        pictures=pictures, experiment=lambda wanted: recipes.law(**wanted), uses=LAW, paced=True,
        words=status.describe, guesses=predictions.of_the_law(curve), headline=headline,
        icon="long-arrow-right",
        **stored("teacher_student.law"),
    )


def _law_of_decay(record: Record) -> Record:
    """The weight norm if decay alone shrank the first one; nothing under a penalty."""
    law = weight_norm_law(record)
    return replace(law, values={}) if penalised(record.settings) else law


def _decay_times_t_test(record: Record) -> tuple[Time, ...]:
    """λ·t_test of each run, equal for all decays; nan if decay was changed."""
    if any(change.name == "weight_decay" for change in record.changes):
        return (Time(np.nan),) * record.runs
    return tuple(Time(decay * time, decay * time.after) for decay, time in zip(
        record.sweep["weight_decay"], record.times(), strict=True))


def _done(record: Record) -> float:
    return record.steps[-1] / record.settings["steps"]


def _lowest(record: Record) -> tuple[float, float] | None:
    """Weight norm and test loss where the test loss is lowest, over the seeds; None if unknown."""
    norm, loss = predictions.u_curve(record)
    if not np.isfinite(loss).any():
        return None
    best = int(np.nanargmin(loss))
    return float(norm[best]), float(loss[best])


def _curve_words(record: Record) -> str:
    scales, seeds = (len(np.unique(record.sweep[k])) for k in ("init_scale", "init_seed"))
    said = t("teacher_student.norms_seeds_each_held", norms=scales, seeds=seeds)
    if _done(record) < 1:
        said += t("common.share_done", share=_done(record))
    lowest = _lowest(record)
    if lowest is None:
        return said
    return said + t("teacher_student.test_loss_lowest_weight", norm=lowest[0],
                    loss=power(lowest[1]))
