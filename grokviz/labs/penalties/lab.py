"""Penalties other than the ℓ2 norm: each one helps if the true solution minimises it.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718. The plots show
two predictions before a run: the least-squares floor and the paper's arrival time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from grokviz.labs.base import (
    LessonLab,
    remedies,
    stored,
    turned,
)
from grokviz.labs.penalties import headline as titles
from grokviz.labs.penalties import networks, scale_view
from grokviz.labs.penalties import plots as pictures
from grokviz.labs.penalties import predictions as guesses
from grokviz.labs.penalties import status as words
from grokviz.labs.penalties.activities import GUIDES, TOUR
from grokviz.labs.penalties.animation import Story
from grokviz.labs.penalties.forecast import forecast, stored_forecast
from grokviz.labs.penalties.plots import CLOCK
from grokviz.recipes import modular_addition, teacher_student
from grokviz.recipes import penalties as recipes
from grokviz.recipes.common.penalty_menu import contenders
from grokviz.recipes.penalties import PRESETS, SETTINGS
from grokviz.recipes.settings.penalties import RESCALED
from grokviz.settings import Choice, Table
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.lab.views.view_state import ViewState
from grokviz.widgets.plots import Series
from grokviz.widgets.plots.animated.animated import Animated
from grokviz.widgets.plots.core.diverged_runs import law_of
from grokviz.widgets.theme import TEST

HOT = ("penalty_strength", "learning_rate")
BRANCH = ("penalty", "n_train", "coherence", "method")
RACED = Choice("task", "truth", "what there is to be found",
               {"sparse_recovery": "a sparse vector", "matrix_sensing": "a low-rank matrix"},
               "sparse_recovery")
DEEP = {"penalty": "l2", "penalty_strength": 1e-2, "depth": 2, "init_scale": 1.0,
        "learning_rate": 0.05, "steps": 20_000}
DEPTHS = {"depth 1: never": DEEP | {"depth": 1}, "depth 2: late": DEEP,
          "depth 3: sooner": DEEP | {"depth": 3},
          "depth 2, small start, no penalty": PRESETS["sparse_recovery"]["depth 2, small start"]}
SENSED = {"steps": 10_000}
RACES = {"a sparse vector": {"task": "sparse_recovery", "penalty_strength": 1e-3, "n_train": 30,
                             "steps": 12_000},
         "a low-rank matrix": {"task": "matrix_sensing", "penalty_strength": 1e-2, "n_train": 60,
                               "steps": 10_000}}
OF_A_RACE = ("task", "penalty_strength", "coherence", "n_train", "init_scale", "learning_rate",
             "data_seed", "init_seed", "steps")
VECTOR = SETTINGS["sparse_recovery"]
OF_THE_LAW = tuple(name for name in VECTOR if name not in (
    "penalty", "penalty_strength", "depth", "data_seed", "init_scale", "init_seed"))
_TABLE = Table(*({**RESCALED, **modular_addition.SETTINGS, **teacher_student.SETTINGS,
                  **SETTINGS["matrix_completion"], **SETTINGS["matrix_sensing"], **VECTOR}
                 | {"task": RACED, "clock": CLOCK}).values())


NOTHING: Mapping[str, Any] = MappingProxyType({})


class PenaltyLab(LessonLab):
    """Sparse vectors and low-rank matrices under every penalty; see `Lab` for its Python use.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        A guide by name, e.g. "lesson_08", or steps; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.penalties.SETTINGS` of the task; ``view``; ``task``: the task of
        the race; ``clock``: "log" or "slow".
    """

    key, tour, guides = "penalties", TOUR, GUIDES
    sliders, asked_for = ("penalty_strength", "n_train", "task"), "found"

    def __init__(self, **settings: Any):
        vector, matrix = pictures.norm_series(of_matrices=False), pictures.norm_series()
        views = {
            "Sparse vector": self._task("sparse_recovery", lambda: [
                pictures.errors(), pictures.norms(vector), pictures.vector(),
                pictures.sorted_entries()]),
            "Sensing": self._task("matrix_sensing", lambda: [
                pictures.errors(), pictures.norms(matrix), pictures.matrices(),
                pictures.singular_values()], SENSED),
            "Completion": self._task("matrix_completion", lambda: [
                pictures.errors(), pictures.norms(matrix),
                pictures.matrices("dots: the entries that it is shown"),
                pictures.singular_values()]),
            "Deep net": self._task("sparse_recovery", lambda: [
                pictures.errors(has_forecast=False), pictures.norms(vector), pictures.vector(),
                pictures.factors()], DEEP, "sparse_recovery_deep",
                DEPTHS),
            "The race": self._race(), "The law": self._law(),
            "Teacher": networks.teacher_student_view(),
            "Modular": networks.modular_addition_view(), "Scale": scale_view.view(),
        }
        super().__init__(
            _TABLE, views, main=("task", "penalty", "penalty_strength", "depth", "coherence",
                                 "n_train", "degree", "clock"),
            plain=("data_seed", "init_seed"), seed="data_seed", remedy=remedies(_TABLE),
            compare=("penalty_strength", "penalty", "coherence", "init_scale", "data_seed",
                     "init_seed"),
            warm=recipes.sparse_recovery, **settings,
        )
        self.observe(lambda _: self.frames.post(self._turn_clocks, "clock"), "clock")
        self.observe(self._raced, "task")

    def _task(
        self, task: str, shown: Callable[[], list[Any]], own: Mapping[str, Any] = NOTHING,
        name: str = "", presets: Mapping[str, Mapping[str, Any]] = NOTHING,
    ) -> View:
        table, name = SETTINGS[task], name or task
        return self._view(
            shown, name, experiment=lambda wanted: getattr(recipes, task)(**wanted),
            uses=tuple(table), rules=(partial(recipes.check, task),), branch=BRANCH, compare=True,
            begins=table.defaults() | dict(own), presets=presets or PRESETS[task],
        )

    def _race(self) -> View:
        def shown() -> list[Any]:
            return [pictures.errors([Series("test_error", TEST, "test")]),
                    pictures.one_norm("ℓ1 norm (of a matrix: nuclear)", lambda matrix:
                                      "nuclear_norm" if matrix else "l1_norm"),
                    pictures.one_norm("ℓ2 norm", lambda matrix: "l2_norm"),
                    pictures.matrices(title="The truth, and what each has found")]

        def experiment(wanted: Mapping[str, Any]):
            return recipes.race(wanted["task"], **{k: v for k, v in wanted.items()
                                                    if k != "task"})

        def check(wanted: Mapping[str, Any]) -> None:
            recipes.check(wanted["task"], {"penalty": list(contenders())} | dict(wanted))

        return self._view(
            shown, "race_sparse_recovery", experiment=experiment, uses=OF_A_RACE, rules=(check,),
            begins=VECTOR.defaults() | RACES["a sparse vector"], presets=RACES,
            guesses=guesses.of_the_race(), headline=titles.race_headline,
            animated={"Animation": self._animated})

    def _animated(self, shown: Sequence[Any]) -> Animated:
        def law() -> Any:
            view_state = self.view_states["The race"]
            record = view_state.player.record
            return None if record is None else law_of(view_state, record)

        return self.animated(Story(law), shown[3])

    def _law(self) -> View:
        return View(
            pictures=pictures.law_of_strength, experiment=lambda wanted: recipes.law(**wanted),
            uses=OF_THE_LAW, begins=VECTOR.defaults() | {"steps": recipes.LAW_STEPS},
            paced=True, words=words.describe, headline=titles.headline, measures=words.MEASURES,
            apart="test_error", guesses=guesses.of_the_law(), **stored("penalties.law"),
        )

    def _view(self, shown: Callable[[], list[Any]], name: str, **given: Any) -> View:
        """The shared part of all views of runs; `name` names the stored record."""
        def mine() -> ViewState:
            return next(each for each in self.view_states.values() if each.view is view)

        usual: dict[str, Any] = {
            "guesses": guesses.of_a_run(lambda: mine().law), "headline": titles.headline}
        view: View = View(
            pictures=lambda: turned(shown(), self.clock), looks=("clock",), hot=HOT, paced=True,
            measures=words.MEASURES,
            words=lambda record, state: words.describe(record, state, law_of(mine(), record)),
            why=lambda record: words.why(record, law_of(mine(), record)),
            apart="test_error", forecast=forecast, stored_forecast=partial(stored_forecast, name),
            **usual | given, **stored(f"penalties.{name}"),
        )
        return view

    def _turn_clocks(self) -> None:
        for view_state in set(self.view_states.values()):
            turned(view_state.plots, self.clock)

    def _raced(self, change: Any) -> None:
        """The user chose another truth: race for it with suitable settings."""
        if not self.settings_control.in_bulk:
            self.update(next(r for r in RACES.values() if r["task"] == change.new))
