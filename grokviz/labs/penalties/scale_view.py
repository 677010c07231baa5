"""One slider, c: the first layer times c, the second over c^q. The norm moves, no function does.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718, against a shell of norms in which
networks generalise: two networks that do and do not are to be had at the same norm.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.base import stored
from grokviz.labs.penalties.headline import scale_headline, scales
from grokviz.recipes import penalties as recipes
from grokviz.recipes.plans.rescaled import GRID, INPUTS, SCALES, generalising
from grokviz.recipes.settings.penalties import RESCALED
from grokviz.run import Array, Experiment, Record
from grokviz.theory import rescaling
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Curves, Fit, Series
from grokviz.widgets.theme import TEST, TRAIN

C = "scale c of the first layer"


@dataclass(frozen=True)
class Rescaled:
    """A law: the norm of each network at every c, from its norm at one of them."""

    degree: int

    @property
    def given(self) -> dict[str, Array]:
        truth = generalising()
        return {"inputs": INPUTS, "targets": truth(INPUTS, self.degree),
                "outputs": truth(GRID, self.degree)}

    def __call__(
        self, run: Record, steps: Array | None = None, names: Iterable[str] | None = None
    ) -> Record:
        c = run.values["scale"][0]
        first, second = (run.values["leaf_norms"][0] * np.stack([1 / c, c**self.degree], 1)).T
        scale = np.repeat(SCALES[:, None], run.runs, 1)
        norm = rescaling.norm(first, second, scale, self.degree)
        return replace(run, steps=np.arange(len(SCALES)),
                       values={"scale": scale, "weight_norm": norm})


def view() -> View:
    """The view of a lab."""
    def forecast(experiment: Experiment) -> Rescaled:
        return Rescaled(experiment.settings["degree"])

    return View(
        pictures=_pictures, experiment=lambda wanted: recipes.rescaled(**wanted),
        uses=tuple(RESCALED), table=RESCALED, begins=RESCALED.defaults(), forecast=forecast,
        stored_forecast=lambda: Rescaled(int(RESCALED.number("degree").default)), words=_words,
        headline=scale_headline, icon="arrows-h", rated=False, **stored("penalties.rescaled"),
    )


def _pictures() -> list[Any]:
    return [
        _over_c("The weight norm at every c", "weight norm ‖w‖",
                [Series("weight_norm", TEST, "")], (1, 1e4), ticks=(1, 10, 100, 1000),
                has_forecast=True, corner=(0.35, 0.95)),
        Fit("Two functions that c does not move", GRID, (-4, -2, 0, 2, 4), symbols=_ALONE,
            given=lambda law, name: law.given[name] if isinstance(law, Rescaled) else None),
        _over_c("Loss", "loss", [Series("train_loss", TRAIN, "train"),
                                 Series("test_loss", TEST, "test")], (1e-6, 1),
                ticks=(1e-6, 1e-4, 0.01, 1), corner=(0.03, 0.6)),
    ]


_ALONE = {"network": ""}        # the name of a network says enough


def _over_c(
    title: str, y_label: str, series: list[Series], y_range: tuple[float, float], **options: Any
) -> Curves:
    return Curves(title, y_label, series, y_range, log=True, symbols=_ALONE, events=False,
                  x=lambda record: record.values["scale"], x_label=C,
                  x_range=(SCALES[0], SCALES[-1]),
                  x_ends=lambda settings: (SCALES[0], SCALES[-1]), **options)


def _words(record: Record, state: str) -> str:
    return t("penalties.scale.status", **scales(record))
