"""Norm flow: a fast fall onto zero loss, then a slow slide along it to the smallest norm.

Source: Boursier, Pesme & Dragomir (2025), arXiv:2505.20172; Musat (2025), arXiv:2511.01938, on
singular points. A dotted line shows the prediction before the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from grokviz.labs.base import LessonLab, remedies, stored, turned
from grokviz.labs.norm_flow import headline as titles
from grokviz.labs.norm_flow import predictions as guesses
from grokviz.labs.norm_flow import slide_view
from grokviz.labs.norm_flow import status as words
from grokviz.labs.norm_flow.activities import GUIDES, TOUR
from grokviz.labs.norm_flow.animation import Story
from grokviz.labs.norm_flow.forecast import foresee, stored_foresight, teacher
from grokviz.labs.norm_flow.heroes import GRID, HEROES
from grokviz.labs.norm_flow.time_axes import CLOCK, clocked
from grokviz.recipes import norm_flow as recipes
from grokviz.recipes.checks import decay_of
from grokviz.recipes.norm_flow import PRESETS, SETTINGS
from grokviz.run import Record
from grokviz.settings import Choice, Table
from grokviz.theory.norm_flow import fall, imbalance_law
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Derived, Faces, Fit, Series, Stems, WeightPlane
from grokviz.widgets.plots.animated.animated import Animated
from grokviz.widgets.plots.core.diverged_runs import law_of
from grokviz.widgets.plots.lines.curve_variants import columns
from grokviz.widgets.theme import TEST, TRAIN, Look, ramp

SPREAD = Choice("spread", "inputs", "where the ten of them lie",
                {"even": "one in each tenth", "uniform": "anywhere"}, "even")
TASKS = {"Hyperbola": "hyperbola", "Cross": "cross", "Regression": "linear_regression",
         "Diagonal net": "diagonal_network", "Matrix": "matrix_completion",
         "ReLU net": "relu_network"}
ANIMATED = {"Hyperbola": "Animation", "Cross": "Cross flow", "Diagonal net": "Sparse flow",
            "Matrix": "Matrix flow", "ReLU net": "ReLU flow"}
SLIDER = "One slider"    # the view that compares two equal tasks
HOT = ("weight_decay", "learning_rate")
LEAST = 1e-13           # range of the loss axis
RACERS = 8              # singular values that are drawn
_ALL = {name: setting for table in SETTINGS.values() for name, setting in table.items()}
_TABLE = Table(*({**_ALL, **SETTINGS["hyperbola"]}).values(), SPREAD, CLOCK)
SYMBOLS = {name: setting.symbol for name, setting in _TABLE.items()}
ARM = np.linspace(0.2, 5, 60)
VALLEY = {"hyperbola": [np.array([sign * ARM, sign / ARM]) for sign in (1, -1)],
          "cross": [np.array([[-5, 5], [0, 0]]), np.array([[0, 0], [-5, 5]])]}


class NormFlowLab(LessonLab):
    """Gradient flow with little weight decay, on six tasks; see `Lab` for what Python can do.

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
            _TABLE, views, main=("u", "v", "weight_decay", "init_scale", "rank", "clock"),
            plain=("data_seed", "init_seed"), seed="init_seed", remedy=remedies(_TABLE),
            compare=("weight_decay", "init_scale", "init_seed", "data_seed"), warm=_warm,
            **settings,
        )
        self.animation.answer("drag", self._dragged)
        self.observe(lambda _: self.frames.post(self._turn_clocks, "clock"), "clock")
        self.observe(lambda _: self.frames.post(self._scale, "scale"), "init_scale")

    def _view(self, name: str, task: str) -> View:
        law = lambda: self.scenes[name].law                             # noqa: E731
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
                record, state, law_of(self.scenes[name], record)),
            why=lambda record: words.why(record, law_of(self.scenes[name], record)),
            measures=words.measures(task), apart=words.loss_of(task),
            guesses=guesses.of_a_task(task, law), foresee=foresee,
            foreseen=partial(stored_foresight, task), **stored(f"norm_flow.{task}"),
        )

    def _animated(self, pictures: Sequence[Any], task: str, law: Callable[[], Any]) -> Animated:
        still = pictures[0 if task in VALLEY else 2]
        return self.animated(Story(HEROES[task](law), SYMBOLS), still, lambda: {
            "pull": self.value["learning_rate"] * self.value["weight_decay"],
            "decay": self.value["weight_decay"]})

    def _guessed(self, message: Mapping[str, Any]) -> None:
        """Convert the step of the flag to the flow time that the question asks for."""
        super()._guessed({**message, "step": message["step"] * self.value["learning_rate"]})

    def _dragged(self, message: Mapping[str, Any]) -> None:
        """Start from the place to which the ball was dragged on the plane of two weights."""
        self.update({"u": round(message["x"], 2), "v": round(message["y"], 2)})

    def _pictures(self, task: str) -> Sequence[Any]:
        return turned(_PICTURES[task](self), self.clock)

    def _turn_clocks(self) -> None:
        for scene in self.scenes.values():
            turned(scene.plots, self.clock)

    def _scale(self) -> None:
        """The fall from the present scale, in the view that compares the slide with a fall."""
        scene = self.scenes[SLIDER]
        if isinstance(scene.law, slide_view.Scaled):
            scene.know(replace(scene.law, scale=self.init_scale))
            self.frames.wake()


# ---- pictures -----------------------------------------------------------------------------------

def _loss(task: str, high: float) -> Faces:
    sides = [Series("train_loss", TRAIN, "train"), Series("test_loss", TEST, "test")]
    shown = sides[: 1 if task in VALLEY else 2]
    return clocked("Loss", "loss", shown, (LEAST, high), log=True, symbols=SYMBOLS,
                   foreseen=task != "relu_network", corner=(0.03, 0.38))


def _norm(
    ticks: Sequence[float], high: float, low: float = 0.0, foreseen: bool = True
) -> Faces:
    ticks = [tick for tick in ticks if tick <= high]
    return clocked("Weight norm", "weight norm ‖w‖", [Series("weight_norm", TEST, "")],
                   (low, high), log=low > 0, ticks=ticks, foreseen=foreseen, symbols=SYMBOLS,
                   corner=(0.03, 0.38))


def _distance(name: str, low: float, high: float) -> Faces:
    """The distance of a run from the slow flow, beside λ‖H⁺w‖."""
    def of(record: Record, law: Any) -> Record:
        gap = np.full(record.values["weight_norm"].shape, np.nan)
        if law is not None and law.slow is not None:
            there = law(record, record.steps, [name]).values[name]
            gap = np.linalg.norm(record.values[name] - there, axis=2)
        return replace(record, values={**record.values, "distance": gap})

    def foretold(law: Any) -> Callable[[Record], Record]:
        def offset(record: Record) -> Record:
            told = law(record)
            known = {"distance": told.values["offset"]} if "offset" in told.values else {}
            return replace(told, values={**told.values, **known})
        return offset

    return clocked("Distance from the slide", "‖w − slide‖", [Series("distance", TEST, "")],
                   (low, high), make=Derived, of=of, foretold=foretold, log=True, symbols=SYMBOLS,
                   predicted="predicted λ‖H⁺w‖", corner=(0.03, 0.38))


def _plane(lab: NormFlowLab, task: str) -> WeightPlane:
    return WeightPlane(
        "Two weights", ("u", "v"), valley=VALLEY[task], symbols=SYMBOLS,
        fall=partial(fall, target=float(task == "hyperbola")),
        zero="training loss 0",
        moved=lambda u, v: lab.frames.post(lambda: lab.update({"u": u, "v": v})),
    )


def _race() -> Faces:
    names = [f"singular_values_{i}" for i in range(RACERS)]

    def of(record: Record, law: Any) -> Record:
        return replace(record, values={
            **record.values, **columns(record, "singular_values", RACERS)})

    def foretold(law: Any) -> Callable[[Record], Record]:
        return lambda record: of(law(record), None)

    series = [Series(name, Look(colour, "solid"), "") for name, colour in
              zip(names, ramp(RACERS), strict=True)]
    return clocked("The race of the singular values", "singular value", series, (0.01, 50),
                   ticks=(0.01, 0.1, 1, 10), make=Derived, of=of, foretold=foretold, log=True,
                   symbols=SYMBOLS, corner=(0.03, 0.38))


def _imbalance(label: str, low: float, high: float) -> Faces:
    def of(record: Record, law: Any) -> Record:
        value = record.values["imbalance"]
        size = np.abs(value) if value.ndim == 2 else np.linalg.norm(value, axis=2)
        return replace(record, values={**record.values, "imbalance": size})

    def foretold(law: Any) -> Callable[[Record], Record]:
        return lambda record: of(imbalance_law(record), None)

    return clocked("What only decay can change", label, [Series("imbalance", TEST, "")],
                   (low, high), make=Derived, of=of, foretold=foretold, log=True,
                   symbols=SYMBOLS, predicted="predicted e⁻²ˢ", corner=(0.03, 0.38))


def _coefficients(name: str, title: str, ticks: Sequence[float]) -> Stems:
    return Stems(title, "coefficient", "value", name, 40, ticks, symbols=SYMBOLS,
                 teacher=lambda law: teacher(law, "coefficients"))


_NORMS = (1, 2, 5, 10, 20, 50)
_PICTURES: dict[str, Callable[[NormFlowLab], list[Any]]] = {
    "hyperbola": lambda lab: [_plane(lab, "hyperbola"), _loss("hyperbola", 10),
                              _norm(range(5), 4.5)],
    "cross": lambda lab: [_plane(lab, "cross"), _loss("cross", 10), _norm(range(5), 4.5)],
    "linear_regression": lambda lab: [
        _loss("linear_regression", 100), _norm(_NORMS, 60, 1),
        _coefficients("coefficients", "Weights", (-4, -2, 0, 2, 4)),
        _distance("coefficients", 1e-7, 30)],
    "diagonal_network": lambda lab: [
        _loss("diagonal_network", 100), _norm(_NORMS, 30, 1),
        _coefficients("coefficients", "Coefficients u·v", (-1.5, -1, 0, 1, 1.5)),
        _distance("weights", 1e-7, 30)],
    "matrix_completion": lambda lab: [
        _loss("matrix_completion", 100), _norm(_NORMS, 60, 1), _race(),
        _imbalance("‖UᵀU − VᵀV‖", 1e-3, 1000)],
    "relu_network": lambda lab: [
        _loss("relu_network", 1000), _norm(_NORMS, 100, 1, foreseen=False),
        Fit("The learnt function", GRID, (-2, -1, 0, 1, 2, 3), given=teacher, symbols=SYMBOLS),
        _imbalance("‖u² − v² − b²‖", 1e-3, 1000)],
}


def _warm() -> None:
    recipes.hyperbola()
