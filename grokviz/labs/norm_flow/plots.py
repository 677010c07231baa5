"""The pictures of norm flow: losses, norms, and what each task learns, beside what is predicted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from grokviz.labs.norm_flow import status as words
from grokviz.labs.norm_flow.forecast import teacher
from grokviz.labs.norm_flow.heroes import GRID
from grokviz.labs.norm_flow.time_axes import clocked
from grokviz.recipes.norm_flow import SETTINGS
from grokviz.run import Record
from grokviz.theory import adder
from grokviz.theory.norm_flow import fall, imbalance_law
from grokviz.widgets.plots import Derived, Faces, Fit, Series, Stems, WeightPlane
from grokviz.widgets.plots.lines.curve_variants import columns
from grokviz.widgets.theme import TEST, TRAIN, Look, ramp

LEAST = 1e-13           # range of the loss axis
RACERS, TERMS = 8, 3    # singular values, and weights of an adder, that are drawn
SYMBOLS = {name: setting.symbol for table in SETTINGS.values() for name, setting in table.items()}
ARM, KINK = np.linspace(0.2, 5, 60), np.array([[-5, 5], [5, -5]])
VALLEY = {"hyperbola": [np.array([sign * ARM, sign / ARM]) for sign in (1, -1)],
          "cross": [np.array([[-5, 5], [0, 0]]), np.array([[0, 0], [-5, 5]])],
          "adder": [np.array([[-5, 5], [7, -3]])]}
FALLS: dict[str, Callable[..., np.ndarray]] = {
    "hyperbola": fall, "cross": partial(fall, target=0.0), "adder": adder.fall}
ABOVE = (0.6, 0.95)     # of a picture, where there are no curves
Moved = Callable[[float, float], None]


def of_a_task(task: str, moved: Moved) -> list[Any]:
    """The pictures of a task; ``moved(u, v)`` is called after the start was dragged."""
    return _PICTURES[task](moved)


def _loss(task: str, high: float, low: float = LEAST) -> Faces:
    sides = [Series("train_loss", TRAIN, "train"), Series("test_loss", TEST, "test")]
    shown = sides[: 1 if words.loss_of(task) == "train_loss" else 2]
    return clocked("Loss", "loss", shown, (low, high), log=True, symbols=SYMBOLS,
                   has_forecast=task != "relu_network", corner=(0.03, 0.38))


def _norm(
    ticks: Sequence[float], high: float, low: float = 0.0, has_forecast: bool = True,
    corner: tuple[float, float] = (0.03, 0.38),
) -> Faces:
    ticks = [tick for tick in ticks if tick <= high]
    return clocked("Weight norm", "weight norm ‖w‖", [Series("weight_norm", TEST, "")],
                   (low, high), log=low > 0, ticks=ticks, has_forecast=has_forecast,
                   symbols=SYMBOLS, corner=corner)


def _distance(name: str, low: float, high: float) -> Faces:
    """The distance of a run from the slow flow, beside λ‖H⁺w‖."""
    def of(record: Record, law: Any) -> Record:
        gap = np.full(record.values["weight_norm"].shape, np.nan)
        if law is not None and law.slow is not None:
            there = law(record, record.steps, [name]).values[name]
            gap = np.linalg.norm(record.values[name] - there, axis=2)
        return replace(record, values={**record.values, "distance": gap})

    def forecast(law: Any) -> Callable[[Record], Record]:
        def offset(record: Record) -> Record:
            told = law(record)
            known = {"distance": told.values["offset"]} if "offset" in told.values else {}
            return replace(told, values={**told.values, **known})
        return offset

    return clocked("Distance from the slide", "‖w − slide‖", [Series("distance", TEST, "")],
                   (low, high), make=Derived, of=of, forecast=forecast, log=True, symbols=SYMBOLS,
                   predicted="predicted λ‖H⁺w‖", corner=(0.03, 0.38))


_BELOW: dict[str, Any] = {"kink": KINK, "corner": (0.03, 0.3)}      # of the plane of an adder


def _plane(moved: Moved, task: str) -> WeightPlane:
    return WeightPlane(
        "Two weights", ("u", "v"), valley=VALLEY[task], symbols=SYMBOLS,
        fall=FALLS[task], zero="training loss 0", moved=moved,
        **_BELOW if task == "adder" else {})


def _race(
    title: str, label: str, value: str, number: int, low: float, high: float, **options: Any
) -> Faces:
    """Each column of a value, in the colours of a ramp, beside its prediction."""
    names = [f"{value}_{i}" for i in range(number)]

    def of(record: Record, law: Any) -> Record:
        return replace(record, values={**record.values, **columns(record, value, number)})

    def forecast(law: Any) -> Callable[[Record], Record]:
        return lambda record: of(law(record), None)

    series = [Series(name, Look(colour, "solid"), "") for name, colour in
              zip(names, ramp(number), strict=True)]
    return clocked(title, label, series, (low, high), make=Derived, of=of, forecast=forecast,
                   symbols=SYMBOLS, corner=(0.03, 0.38), **options)


def _imbalance(label: str, low: float, high: float) -> Faces:
    def of(record: Record, law: Any) -> Record:
        value = record.values["imbalance"]
        size = np.abs(value) if value.ndim == 2 else np.linalg.norm(value, axis=2)
        return replace(record, values={**record.values, "imbalance": size})

    def forecast(law: Any) -> Callable[[Record], Record]:
        return lambda record: of(imbalance_law(record), None)

    return clocked("What only decay can change", label, [Series("imbalance", TEST, "")],
                   (low, high), make=Derived, of=of, forecast=forecast, log=True,
                   symbols=SYMBOLS, predicted="predicted e⁻²ˢ", corner=(0.03, 0.38))


def _coefficients(name: str, title: str, ticks: Sequence[float]) -> Stems:
    return Stems(title, "coefficient", "value", name, 40, ticks, symbols=SYMBOLS,
                 teacher=lambda law: teacher(law, "coefficients"))


_NORMS = (1, 2, 5, 10, 20, 50)
_PICTURES: dict[str, Callable[[Moved], list[Any]]] = {
    "hyperbola": lambda moved: [_plane(moved, "hyperbola"), _loss("hyperbola", 10),
                              _norm(range(5), 4.5)],
    "cross": lambda moved: [_plane(moved, "cross"), _loss("cross", 10), _norm(range(5), 4.5)],
    "adder": lambda moved: [
        _plane(moved, "adder"), _loss("adder", 30, 1e-6), _norm(range(5), 4.5, corner=ABOVE)],
    "adder_three": lambda moved: [
        _race("The three weights", "weight", "weights", TERMS, -3, 5, ticks=range(-3, 6)),
        _loss("adder_three", 100, 1e-6), _norm(range(6), 5.5, corner=ABOVE)],
    "linear_regression": lambda moved: [
        _loss("linear_regression", 100), _norm(_NORMS, 60, 1),
        _coefficients("coefficients", "Weights", (-4, -2, 0, 2, 4)),
        _distance("coefficients", 1e-7, 30)],
    "diagonal_network": lambda moved: [
        _loss("diagonal_network", 100), _norm(_NORMS, 30, 1),
        _coefficients("coefficients", "Coefficients u·v", (-1.5, -1, 0, 1, 1.5)),
        _distance("weights", 1e-7, 30)],
    "matrix_completion": lambda moved: [
        _loss("matrix_completion", 100), _norm(_NORMS, 60, 1), _race(
            "The race of the singular values", "singular value", "singular_values", RACERS,
            0.01, 50, ticks=(0.01, 0.1, 1, 10), log=True),
        _imbalance("‖UᵀU − VᵀV‖", 1e-3, 1000)],
    "relu_network": lambda moved: [
        _loss("relu_network", 1000), _norm(_NORMS, 100, 1, has_forecast=False),
        Fit("The learnt function", GRID, (-2, -1, 0, 1, 2, 3), given=teacher, symbols=SYMBOLS),
        _imbalance("‖u² − v² − b²‖", 1e-3, 1000)],
}
