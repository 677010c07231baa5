"""Modular addition without its output layer: norm minimisation in closed form, beside training.

Source: Musat (2025), arXiv:2511.01938, Sec. 6. Everything is over slow time s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.labs.base import LessonLab, load, remedies, stored
from grokviz.labs.first_layer import headline as titles
from grokviz.labs.first_layer import predictions as guesses
from grokviz.labs.first_layer import status as words
from grokviz.labs.first_layer.activities import GUIDES, TOUR
from grokviz.labs.first_layer.animation import Story
from grokviz.labs.first_layer.beside import SINCE, Alone, beside
from grokviz.recipes import first_layer as recipes
from grokviz.recipes.common.checks import decay_of
from grokviz.recipes.first_layer import PRESETS, SETTINGS, TRAINED
from grokviz.run import Record
from grokviz.settings import Choice, Setting, Table
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Curves, Derived, Histogram, Ring, Series
from grokviz.widgets.plots.animated.animated import Animated
from grokviz.widgets.theme import GHOST, TEST, THEORY, TRAIN

KINDS = {"simulated": "relu", "trained": "square"}
ACTIVATION = Choice("activation", "σ", "what a hidden unit does",
                    {"relu": "ReLU", "square": "square"}, "relu")
FREQUENCY = Setting("frequency", "k", "frequency shown", 1, 29, 1, integer=True)
_ALL = {**SETTINGS["simulated"], **SETTINGS["trained"]}         # the wider bounds of each
_TABLE = Table(*_ALL.values(), ACTIVATION, FREQUENCY)
SYMBOLS = {name: setting.symbol for name, setting in _TABLE.items()}
SLOW = "slow time s"
COMPASS = {f"{'ReLU' if name == 'relu' else name}": {**given, "activation": name}
           for name, given in TRAINED.items()}


class FirstLayerLab(LessonLab):
    """Two layers learn to add modulo p, with and without the second; see `Lab`.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        A guide by name, e.g. "lesson_10", or steps; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.first_layer.SETTINGS`, ``activation``, ``frequency`` (of the
        circle that is shown) and ``view``.
    """

    key, tour, guides = "first_layer", TOUR, GUIDES
    sliders, asked_for = ("weight_decay", "train_fraction", "frequency"), "s_test"

    def __init__(self, **settings: Any):
        views = {"Without it": self._simulated(), "Training": self._trained(),
                 "Compass": self._compass()}
        super().__init__(
            _TABLE, views, main=("kappa", "weight_decay", "train_fraction", "activation",
                                 "frequency"),
            plain=("data_seed", "init_seed"), seed="init_seed", remedy=remedies(_TABLE),
            warm=recipes.simulated, compare=("init_seed", "data_seed", "init_scale"),
            **settings,
        )
        self.observe(lambda _: self.frames.post(self._turn_ring, "ring"), "frequency")

    def _simulated(self) -> View:
        def pictures():
            ring = Ring("The symbols, by frequency k", symbols=SYMBOLS)
            ring.frequency = self.frequency
            return [
                _accuracy(), ring,
                _over_s("Squared norms", "squared norm", _NORMS, (20, 2000), make=Derived,
                        of=_norms, log=True, ticks=(20, 50, 100, 200, 500, 1000)),
                Histogram("Whom does a unit serve?", "share of its best frequency",
                          "unit_share", symbols=SYMBOLS),
            ]

        return View(
            pictures=pictures, animated={"Animation": self._animated},
            experiment=lambda wanted: recipes.simulated(**wanted),
            uses=(*SETTINGS["simulated"], "activation"), looks=("frequency",),
            hot=("learning_rate",), table=SETTINGS["simulated"],
            begins=_begins("simulated"), presets=PRESETS["simulated"],
            compare=True, paced=True, words=words.describe, why=words.why,
            headline=titles.headline, measures=words.MEASURES,
            guesses=guesses.of_a_run(lambda: None), **stored("first_layer.simulated"),
        )

    def _trained(self) -> View:
        law = lambda: self.view_states["Training"].law                       # noqa: E731

        def pictures():
            return [
                _accuracy(has_forecast=True, predicted="without the output layer"),
                _over_s("Squared norms", "squared norm", _NORMS, (1, 500), make=Derived, of=_norms,
                        forecast=_norms_forecast, log=True, predicted="without it",
                        ticks=(1, 10, 100)),
                _over_s("Test loss", "mean squared error",
                        [Series("train_loss", TRAIN, "train"), Series("test_loss", TEST, "test")],
                        (1e-5, 1), log=True, make=Derived, of=lambda record, law: record,
                        forecast=_test_alone, predicted="without it", corner=(0.03, 0.45)),
                _over_s("What only decay can change", "‖E‖² − q‖W‖² of all units",
                        [Series("balance", TEST, "")], (1e-3, 10), log=True, make=Derived,
                        of=_imbalance, forecast=_imbalance_forecast, predicted="predicted e⁻²ˢ",
                        corner=(0.03, 0.4)),
            ]

        return View(
            pictures=pictures, animated={"Both layers": self._animated},
            experiment=lambda wanted: recipes.trained(**wanted),
            uses=(*SETTINGS["trained"], "activation"), looks=("frequency",),
            hot=("weight_decay", "learning_rate"), table=SETTINGS["trained"], rules=(decay_of,),
            begins=_begins("trained"), presets=PRESETS["trained"], compare=True, paced=True,
            words=words.describe, why=words.why, headline=titles.headline,
            measures=words.MEASURES, guesses=guesses.of_a_run(law),
            forecast=beside, stored_forecast=lambda: Alone(load("first_layer.isolated_trained")),
            **stored("first_layer.trained"),
        )

    def _compass(self) -> View:
        def pictures():
            cosines = [Series("cosine_decay", GHOST, "−w"),
                       Series("cosine_tangent", TRAIN, "along zero loss"),
                       Series("cosine_kinks", TEST, "kinks held, too"),
                       Series("cosine_isolated", THEORY, "E alone, Eq. 20")]
            speeds = [s._replace(value=s.value.replace("cosine", "speed")) for s in cosines]
            return [
                _over_s("Direction, against theory", "cosine of the update with",
                        cosines, (-1, 1.05), ticks=(-1, -0.5, 0, 0.5, 1), corner=(0.4, 0.42),
                        x_ends=_compass_ends),
                _over_s("Speed, against theory", "its length over the predicted",
                        speeds, (0, 2), ticks=(0, 0.5, 1, 1.5, 2), x_ends=_compass_ends,
                        corner=(0.4, 0.95)),
                _accuracy(x_ends=_compass_ends),
                _over_s("Units on a kink", "inputs of units at 0",
                        [Series("kinks_held", TEST, "")], (0, 2000),
                        ticks=(0, 500, 1000, 1500, 2000), x_ends=_compass_ends),
            ]

        kept = tuple(n for n in (*SETTINGS["trained"], "activation") if n != "steps")
        return View(
            pictures=pictures, experiment=lambda wanted: recipes.compass(**wanted),
            uses=kept, begins=_begins("trained"), presets=COMPASS, compare=False,
            words=words.compass, why=words.compass_why, headline=titles.compass_headline,
            icon="compass",
            **stored("first_layer.compass"),
        )

    def _animated(self, pictures: Sequence[Any]) -> Animated:
        return self.animated(
            Story(SYMBOLS), pictures[0], lambda: {"frequency": self.value["frequency"]})

    def _guessed(self, message: Mapping[str, Any]) -> None:
        """Convert the step of the flag to the slow time that the question asks for."""
        decay = self.value["weight_decay"] if "weight_decay" in self.view_state.view.uses else 1.0
        each = self.value["learning_rate"] * decay
        super()._guessed({**message, "step": message["step"] * each})

    def _turn_ring(self) -> None:
        for view_state in self.view_states.values():
            for plot in view_state.plots:
                if isinstance(plot, Ring):
                    plot.frequency = self.frequency
                    view_state.pictures.repaint()
        self.frames.wake()


# ---- pictures -----------------------------------------------------------------------------------

_NORMS = [Series("of_embedding", TEST, "‖E‖²"), Series("of_output", TRAIN, "‖W‖²")]


def _begins(kind: str) -> dict[str, Any]:
    return SETTINGS[kind].defaults() | {"activation": KINDS[kind]}


def _slow(record: Record) -> np.ndarray:
    return record.values["slow_time"]


def _ends(settings: Mapping[str, Any]) -> tuple[float, float]:
    last = (float(np.max(settings["learning_rate"])) * float(settings["steps"])
            * float(np.max(settings.get("weight_decay", 1.0))))
    last = float(f"{last:.2g}") or 1.0
    return last / 300, last


def _compass_ends(settings: Mapping[str, Any]) -> tuple[float, float]:
    return 0.08, 2.4


def _over_s(
    title: str, y_label: str, series: Sequence[Series], y_range: tuple[float, float],
    make: type[Curves] = Curves, **options: Any,
) -> Curves:
    usual: dict[str, Any] = {"corner": (0.03, 0.95), "symbols": SYMBOLS, "x_ends": _ends}
    return make(title, y_label, series, y_range, x=_slow, x_label=SLOW, x_range=(0.01, 3),
                **usual | options)


def _accuracy(**options: Any) -> Curves:
    return _over_s("Accuracy", "share of pairs right", [
        Series("train_accuracy", TRAIN, "train"), Series("test_accuracy", TEST, "test")],
        (0, 1.03), corner=(0.03, 0.8), **options)


def _norms(record: Record, law: Any) -> Record:
    squares = record.values["leaf_norms"] ** 2
    return replace(record, values={
        **record.values, "of_embedding": squares[..., 0], "of_output": squares[..., 1]})


def _norms_forecast(law: Any) -> Callable[[Record], Record]:
    return lambda run: _norms(law(run), None)


def _test_alone(law: Any) -> Callable[[Record], Record]:
    """Only the test loss is drawn, because the training loss is 0 by construction."""
    def told(run: Record) -> Record:
        alone = law(run)
        return replace(alone, values={k: v for k, v in alone.values.items() if k != "train_loss"})
    return told


def _imbalance(record: Record, law: Any) -> Record:
    value = record.values.get("imbalance")
    size = np.full(record.values["weight_norm"].shape, np.nan) if value is None else (
        np.linalg.norm(value, axis=2))
    return replace(record, values={**record.values, "balance": size})


def _imbalance_forecast(law: Any) -> Callable[[Record], Record]:
    """Predicted imbalance once the run has memorised; earlier steps are too long for the flow."""
    def told(run: Record) -> Record:
        size, s = _imbalance(run, None).values["balance"], run.values["slow_time"]
        first = np.array([int((s[:, i] < SINCE).sum()) for i in range(run.runs)])
        first = np.minimum(first, len(s) - 1)
        each = np.arange(run.runs)
        values = size[first, each] * np.exp(-2 * (s - s[first, each]))
        return replace(run, values={"balance": values, "slow_time": s,
                                    "weight_norm": run.values["weight_norm"]})
    return told
