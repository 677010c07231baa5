"""Norm flow: a fast fall onto zero loss, then a slow slide along it to the smallest norm.

Source: Boursier, Pesme & Dragomir (2025), arXiv:2505.20172; Musat (2025), arXiv:2511.01938, on
singular points. A dotted line shows the prediction before the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from grokviz.labs.base import LessonLab, remedies, stored, turned
from grokviz.labs.norm_flow import headline as titles
from grokviz.labs.norm_flow import plots, slide_view
from grokviz.labs.norm_flow import predictions as guesses
from grokviz.labs.norm_flow import status as words
from grokviz.labs.norm_flow.activities import GUIDES, TOUR
from grokviz.labs.norm_flow.animation import Story
from grokviz.labs.norm_flow.forecast import forecast, stored_forecast
from grokviz.labs.norm_flow.heroes import HEROES
from grokviz.labs.norm_flow.time_axes import CLOCK
from grokviz.recipes import norm_flow as recipes
from grokviz.recipes.common.checks import decay_of
from grokviz.recipes.norm_flow import PRESETS, SETTINGS
from grokviz.settings import Choice, Table
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots.animated.animated import Animated
from grokviz.widgets.plots.core.diverged_runs import law_of

SPREAD = Choice("spread", "inputs", "where the ten of them lie",
                {"even": "one in each tenth", "uniform": "anywhere"}, "even")
TASKS = {"Hyperbola": "hyperbola", "Cross": "cross", "Adder": "adder",
         "Three weights": "adder_three", "Regression": "linear_regression",
         "Diagonal net": "diagonal_network", "Matrix": "matrix_completion",
         "ReLU net": "relu_network"}
ANIMATED = {"Hyperbola": "Animation", "Cross": "Cross flow", "Adder": "Adder flow",
            "Diagonal net": "Sparse flow", "Matrix": "Matrix flow", "ReLU net": "ReLU flow"}
SLIDER = "One slider"    # the view that compares two equal tasks
HOT = ("weight_decay", "learning_rate")
_ALL = {name: setting for table in SETTINGS.values() for name, setting in table.items()}
_TABLE = Table(*({**_ALL, **SETTINGS["hyperbola"]}).values(), SPREAD, CLOCK)


class NormFlowLab(LessonLab):
    """Gradient flow with little weight decay, on eight tasks; see `Lab` for what Python can do.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        A guide by name, e.g. "lesson_06", or steps; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.norm_flow.SETTINGS` of the task, ``view`` (the task, one of
        `TASKS`) and ``clock``: "log", "linear" or "slow".
    """

    key, tour, guides = "norm_flow", TOUR, GUIDES
    sliders, asked_for = ("weight_decay", "learning_rate", "init_scale"), "half"

    def __init__(self, **settings: Any):
        views = {name: self._view(name, task) for name, task in TASKS.items()}
        views[SLIDER] = slide_view.view(lambda: self.init_scale)
        super().__init__(
            _TABLE, views, main=("u", "v", "third", "slope", "weight_decay", "init_scale", "rank",
                                 "clock"),
            plain=("data_seed", "init_seed"), seed="init_seed", remedy=remedies(_TABLE),
            compare=("weight_decay", "init_scale", "init_seed", "data_seed"), warm=_warm,
            **settings,
        )
        self.animation.answer("drag", self._dragged)
        self.observe(lambda _: self.frames.post(self._turn_clocks, "clock"), "clock")
        self.observe(lambda _: self.frames.post(self._scale, "scale"), "init_scale")

    def _view(self, name: str, task: str) -> View:
        law = lambda: self.view_states[name].law                             # noqa: E731
        return View(
            pictures=lambda: self._pictures(task),
            animated={ANIMATED[name]: lambda pictures: self._animated(pictures, task, law)}
            if name in ANIMATED else {},
            experiment=lambda wanted: getattr(recipes, task)(**wanted),
            uses=(*SETTINGS[task], *(["spread"] if task == "relu_network" else [])),
            looks=("clock",), hot=HOT, table=SETTINGS[task], rules=(decay_of,),
            begins=SETTINGS[task].defaults(), presets=PRESETS[task],
            compare=True, paced=True, columns=2,
            headline=titles.headline, words=lambda record, state: words.describe(
                record, state, law_of(self.view_states[name], record)),
            why=lambda record: words.why(record, law_of(self.view_states[name], record)),
            measures=words.measures(task), apart=words.loss_of(task),
            guesses=guesses.of_a_task(task, law), forecast=forecast,
            stored_forecast=partial(stored_forecast, task), **stored(f"norm_flow.{task}"),
        )

    def _animated(self, pictures: Sequence[Any], task: str, law: Callable[[], Any]) -> Animated:
        still = pictures[0 if task in plots.VALLEY else 2]
        return self.animated(Story(HEROES[task](law), plots.SYMBOLS), still, lambda: {
            "pull": self.value["learning_rate"] * self.value["weight_decay"],
            "decay": self.value["weight_decay"]})

    def _guessed(self, message: Mapping[str, Any]) -> None:
        """Convert the step of the flag to the flow time that the question asks for."""
        super()._guessed({**message, "step": message["step"] * self.value["learning_rate"]})

    def _dragged(self, message: Mapping[str, Any]) -> None:
        """Start from the place to which the ball was dragged on the plane of two weights."""
        self.update({"u": round(message["x"], 2), "v": round(message["y"], 2)})

    def _pictures(self, task: str) -> Sequence[Any]:
        def moved(u: float, v: float) -> None:
            self.frames.post(lambda: self.update({"u": u, "v": v}))

        return turned(plots.of_a_task(task, moved), self.clock)

    def _turn_clocks(self) -> None:
        for view_state in self.view_states.values():
            turned(view_state.plots, self.clock)

    def _scale(self) -> None:
        """The fall from the present scale, in the view that compares the slide with a fall."""
        view_state = self.view_states[SLIDER]
        if isinstance(view_state.law, slide_view.Scaled):
            view_state.know(replace(view_state.law, scale=self.init_scale))
            self.frames.wake()


def _warm() -> None:
    recipes.hyperbola()
