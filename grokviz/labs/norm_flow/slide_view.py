"""One slider, two meanings: a slide for s equals a fall from a start e^(-s) times as large.

For a diagonal network this is exact: w(s) = Φ(e^(-s) w0); see `theory.norm_flow.diagonal`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.base import load, stored
from grokviz.labs.norm_flow.forecast import Array, teacher
from grokviz.labs.norm_flow.headline import slide_headline
from grokviz.recipes import norm_flow_forecast
from grokviz.run import Experiment, Record
from grokviz.theory.norm_flow import diagonal
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Curves, Derived, Series, Stems
from grokviz.widgets.theme import TEST

SEEDS = ("data_seed", "init_seed")
ALPHA = 0.5             # initial scale that is shown first
S = "slow time s"


@dataclass(frozen=True)
class Scaled:
    """A law: the end of the fall from a start of another scale, the same at all times."""

    given: Mapping[str, Array]
    scale: float

    def weights(self, run: Record) -> Array:
        """The weights at the end of the fall, (runs, 80)."""
        data = zip(self.given["inputs"], self.given["targets"], run.values["start"][0],
                   strict=True)
        return np.stack([diagonal(X, y, self.scale * w, np.zeros(1))[0] for X, y, w in data])

    def __call__(
        self, run: Record, steps: Array | None = None, names: Iterable[str] | None = None
    ) -> Record:
        w = self.weights(run)
        u, v = np.split(w, 2, axis=1)
        values = {"coefficients": u * v, "weight_norm": np.linalg.norm(w, axis=1),
                  "test_loss": ((u * v - self.given["coefficients"]) ** 2).sum(1)}
        times = len(run.steps) if steps is None else len(steps)
        values = {k: np.repeat(value[None], times, axis=0) for k, value in values.items()}
        at = run.steps if steps is None else steps
        slow = {"slow_time": run.values["slow_time"][:times]}
        return replace(run, steps=at, values=values | slow)


def view(scale: Any) -> View:
    """The view of a lab; ``scale()`` gives the initial scale."""
    def forecast(experiment: Experiment) -> Scaled:
        return Scaled(norm_flow_forecast.known(experiment), scale())

    def stored_forecast() -> Scaled:
        known = load("norm_flow.given_diagonal_network").values
        return Scaled({k: v[0] for k, v in known.items()}, scale())

    return View(
        pictures=_pictures, experiment=lambda wanted: norm_flow_forecast.slide(**wanted),
        uses=SEEDS, looks=("init_scale",), begins={"init_scale": ALPHA}, forecast=forecast,
        stored_forecast=stored_forecast, words=partial(_words, scale), headline=slide_headline,
        **stored("norm_flow.slide"),
    )


def _pictures() -> list[Any]:
    options: dict[str, Any] = {"has_forecast": True, "predicted": "of the fall from α"}
    return [
        _over_s("Test loss", "‖u·v − teacher‖²", "test_loss", (1e-4, 10), log=True,
                ticks=(1e-4, 1e-3, 1e-2, 0.1, 1, 10), **options),
        _over_s("Weight norm", "weight norm ‖w‖", "weight_norm", (1, 8), ticks=(2, 4, 6, 8),
                **options),
        Stems("Coefficients u·v", "coefficient", "value", "coefficients", 40, (-1.5, -1, 0, 1, 1.5),
              teacher=lambda law: teacher(law, "coefficients"), forecast="+ of the fall from α"),
        _over_s("How far apart are slide and fall?", "‖w(s) − Φ(α w₀)‖", "apart", (1e-3, 10),
                log=True, ticks=(1e-3, 1e-2, 0.1, 1, 10), make=Derived, of=_apart),
    ]


def _over_s(
    title: str, y_label: str, value: str, y_range: tuple[float, float],
    make: type[Curves] = Curves, **options: Any,
) -> Curves:
    return make(title, y_label, [Series(value, TEST, "")], y_range, corner=(0.6, 0.95),
                x=lambda record: record.values["slow_time"], x_label=S, x_range=(0, 4),
                x_log=False, x_ends=lambda settings: (0.0, 4.0), **options)


def _apart(record: Record, law: Scaled | None) -> Record:
    gap = np.full(record.values["weight_norm"].shape, np.nan)
    if law is not None:
        gap = np.linalg.norm(record.values["weights"] - law.weights(record), axis=2)
    return replace(record, values={**record.values, "apart": gap})


def _words(scale: Any, record: Record, state: str) -> str:
    s, alpha = float(record.values["slow_time"][-1, 0]), scale()
    said = t("norm_flow.slide_view.after_slow_time_slide", s=s, factor=float(np.exp(-s)))
    if alpha > 1:
        return said + t("norm_flow.slide_view.start_alpha_times_large", alpha=alpha)
    return said + t("norm_flow.slide_view.fall_alpha_met_s",
                    alpha=alpha, at=float(np.log(1 / alpha)))
