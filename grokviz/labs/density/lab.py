"""How dense are good solutions? Draw weights at random, keep what fits, count what is good.

The measurements are ours; see `recipes.density` for what the literature says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from grokviz.i18n import t
from grokviz.labs.base import LessonLab, load, remedies, stored
from grokviz.labs.density import headline as titles
from grokviz.labs.density import minima, predictions
from grokviz.labs.density.activities import GUIDES, TOUR
from grokviz.labs.density.animation import Story
from grokviz.labs.density.answers import Answers
from grokviz.labs.density.counts import shares
from grokviz.labs.density.plots import Trained, against, found
from grokviz.recipes import density as recipes
from grokviz.recipes import density_forecast as forecast
from grokviz.recipes.density import PRESETS, SETTINGS
from grokviz.recording import record
from grokviz.run import Experiment, Record
from grokviz.widgets.lab.views.view import Law, View
from grokviz.widgets.plots.animated.animated import Animated

_TASK = ("task", "good", "data_seed", "init_seed", "steps")
BEGINS = {"steps": SETTINGS["steps"].default}       # each view has its own number of networks
HELD_STEPS = 2000                                   # of the networks trained beside the random ones
WIDTH, DATA, DEPTH, NORM = "Width", "Data", "Depth", "Norm"


class DensityLab(LessonLab):
    """Random networks: which share fits, and which share of those generalises; see `Lab`.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        A guide by name, e.g. "lesson_12", or steps; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.density.SETTINGS`, e.g. ``n_train=12``.
    """

    key, tour, guides = "density", TOUR, GUIDES
    sliders, asked_for = ("width", "n_train", "depth", "init_scale"), "first_good"

    def __init__(self, **settings: Any):
        views = {WIDTH: self._width(), DATA: self._data(), DEPTH: self._depth(),
                 NORM: self._norm(), "Trained": minima.trained(),
                 "Basins": minima.room()}
        super().__init__(
            SETTINGS, views, plain=("data_seed", "init_seed"), seed="init_seed",
            remedy=remedies(SETTINGS),
            main=("width", "n_train", "depth", "init_scale", "task", "good", "steps"),
            warm=self._warm, **settings)

    # ---- the views ------------------------------------------------------------------------------

    def _width(self) -> View:
        return View(
            pictures=lambda: [*against("width")(), found(), self._answers()],
            uses=("n_train", "depth", *_TASK), looks=("width",),
            experiment=lambda wanted: recipes.guess_and_check(**wanted),
            animated={"Stream": self._animated(WIDTH)}, guesses=predictions.OF_WIDTHS,
            begins=BEGINS, presets=PRESETS,
            **self._shared("density.guess_and_check", "density.infinite_width"))

    def _data(self) -> View:
        return View(
            pictures=lambda: [*against("n_train")(), found(), self._answers()],
            uses=("width", "depth", *_TASK), looks=("n_train",),
            experiment=lambda wanted: recipes.guess_and_check(n_train=recipes.SIZES, **wanted),
            animated={"By data": self._animated(DATA)}, begins=BEGINS | {"steps": 400_000},
            **self._shared("density.guess_and_check_data", "density.infinite_width_data"))

    def _depth(self) -> View:
        return View(
            pictures=lambda: [*against("depth")(), found(), self._answers()],
            uses=("width", "n_train", *_TASK), looks=("depth",),
            experiment=lambda wanted: recipes.guess_and_check(depth=recipes.DEPTHS, **wanted),
            animated={"By depth": self._animated(DEPTH)}, begins=BEGINS,
            **self._shared("density.guess_and_check_depth", "density.infinite_width_depth"))

    def _norm(self) -> View:
        return View(
            pictures=lambda: [*against("init_scale")(), Trained(),
                              Answers(lambda: self.value, round=False)],
            uses=("width", "init_seed", "steps"),
            looks=("init_scale",), experiment=lambda wanted: recipes.at_a_norm(**wanted),
            animated={"By norm": self._animated(NORM)}, begins=BEGINS | {"steps": 1_000_000},
            **self._shared("density.at_a_norm", "density.trained_at_a_norm", trained_of))

    def _shared(
        self, name: str, law: str, law_of: Callable[[Experiment], Law] | None = None
    ) -> dict[str, Any]:
        """What the views have in common; `law` is what is stored of `law_of`, which by default is
        infinite width."""
        return {
            "rules": (recipes.check,), "rated": False,
            "headline": titles.headline, "words": self._words, "why": _why,
            "icon": "braille",
            "measures": {"fits": _measure("fit"), "good of those": _measure("good")},
            "forecast": law_of or limit_of, "stored_forecast": lambda: Limit(load(law)),
            **stored(name)}

    def _answers(self) -> Answers:
        return Answers(lambda: self.value, round=True)

    def _warm(self) -> None:
        """Load torch, then draw what waited for it."""
        recipes.guess_and_check()
        self.frames.post(self._draw_again)

    def _draw_again(self) -> None:
        self.view_state.pictures.repaint()
        self.frames.wake()

    def _words(self, run: Record, state: str) -> str:
        return titles.describe(run, state, self.value)

    def _animated(self, view: str) -> Callable[[Sequence[Any]], Animated]:
        def law() -> Record | None:
            known = self.view_states[view].law
            return known.limit if isinstance(known, Limit) else None

        return lambda pictures: self.animated(Story(lambda: self.value, law), pictures[0])


class Limit:
    """A law (see ``View``): infinite width, or trained networks, the same whatever was drawn."""

    def __init__(self, limit: Record):
        self.limit = limit

    def __call__(self, run: Record) -> Record:
        return self.limit


def limit_of(experiment: Experiment) -> Law:
    """Infinite width, for the task of this experiment."""
    return Limit(record(forecast.infinite_width(experiment), progress=False))


def trained_of(experiment: Experiment, steps: int = HELD_STEPS) -> Law:
    """The L and the U of networks of this width, trained at fixed norm."""
    width, seed = (int(experiment.sweep[name][0]) for name in ("width", "init_seed"))
    held = recipes.trained_at_a_norm(width=width, init_seed=seed, steps=steps, records=[steps])
    return Limit(record(held, progress=False))


def _why(run: Record) -> str:
    return "" if "init_scale" in run.sweep else t("density.status.why")


def _measure(name: str) -> Callable[[Record], Any]:
    return lambda run: shares(run)[name][-1]
