"""The pictures of each view of the density lab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.recipes.density import DEPTHS, NORMS, SETTINGS, SIZES
from grokviz.run import Record
from grokviz.widgets.plots import Curves, Portion, Series, Shares
from grokviz.widgets.plots.core.axes import axis, decades
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape
from grokviz.widgets.plots.core.marks import power
from grokviz.widgets.theme import GOOD, TEST, TRAIN

SYMBOLS = {name: setting.symbol for name, setting in SETTINGS.items()}
OF_ALL = (Portion("fit", TRAIN, "fits", marker="square", law="fit_share"),
          Portion("good", GOOD, "fits and generalises", law="both_share"))
OF_FITTING = (Portion("good", GOOD, "good among those that fit", trials="fit", law="good_share"),)
LOSSES = (1e-4, 1.0)
AXES: dict[str, tuple[str, Sequence[float], bool]] = {       # label, ticks, logarithmic
    "width": ("hidden units h", (1, 2, 4, 8, 16, 32, 64, 128), True),
    "n_train": ("training examples n", SIZES, False),
    "depth": ("hidden layers L", DEPTHS, False),
    "init_scale": ("norm of the layers α", NORMS, True),
}


def against(column: str) -> Callable[[], list[Any]]:
    """The two pictures over a column of the sweep."""
    label, ticks, log = AXES[column]
    peaked = column == "init_scale"         # others lie above the middle, or begin at the top
    over: Any = partial(Shares, x_label=label, column=column, x_ticks=ticks, x_log=log,
                        symbols=SYMBOLS, height="320px")
    return lambda: [
        over("Random networks", y_label="share of all networks", y_range=(1e-6, 1),
             portions=OF_ALL, corner=(0.03, 0.95) if peaked else (0.03, 0.4)),
        over("Those that fit", y_label="share of those that fit", y_range=(0, 1.03),
             portions=OF_FITTING, log=False, corner=(0.03, 0.12 if peaked else 0.95)),
    ]


class Trained(Plot):
    """The L and the U: the losses of networks that were trained at the norms of the random ones."""

    def __init__(self) -> None:
        label, ticks, _ = AXES["init_scale"]
        super().__init__(
            "Trained at these norms", axis(label, 0.4, 3.75, log=True, tick_format="~g",
                                           ticks=ticks),
            axis("mean squared error", *LOSSES, log=True, vertical=True, tick_format="~g",
                 ticks=decades(*LOSSES)), symbols=SYMBOLS, corner=(0.4, 0.75), height="320px")
        self.legend.write([(TRAIN, t("density.trained_l")), (TEST, t("density.trained_u"))])
        self.put(train=self.lines(TRAIN), test=self.lines(TEST))

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        law = self.law(record) if self.law is not None else None
        if law is None:
            return {"train": None, "test": None}
        x = np.asarray(law.sweep["init_scale"], float)
        seen = (x > self.scales["x"].min) & (x < self.scales["x"].max)
        return {side: Shape(x[seen][None], np.maximum(
            law.values[f"{side}_loss"][-1][seen], LOSSES[0])[None], (look.colour,))
            for side, look in (("train", TRAIN), ("test", TEST))}

    def describe(self, record: Record) -> str:
        law = self.law(record) if self.law is not None else None
        if law is None:
            return self.figure.title
        loss = law.values["test_loss"][-1]
        return t("density.trained_said", title=self.figure.title, loss=power(float(loss.min())),
                 norm=f"{law.sweep['init_scale'][loss.argmin()]:g}")

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        law = self.law(record) if self.law is not None else None
        names = [SYMBOLS["init_scale"], t("density.trained_l"), t("density.trained_u")]
        return names, [] if law is None else [
            [f"{scale:g}", power(float(train)), power(float(test))] for scale, train, test in zip(
                law.sweep["init_scale"], *(law.values[f"{side}_loss"][-1]
                                           for side in ("train", "test")), strict=True)]


def found() -> Curves:
    """The good networks that were found, over those that were drawn."""
    return Curves("Good networks found", "networks", [Series("good", GOOD, "")], (0.8, 1e5),
                  log=True, events=False, symbols=SYMBOLS, corner=(0.03, 0.95), steps=50_000,
                  x_label="networks drawn")


def over_widths() -> Shares:
    """Good networks among those that training found; dotted: among random ones that fit."""
    label, ticks, log = AXES["width"]
    return Shares("What Adam picks", label, "share of those that fit", "width", ticks, (0, 1.03),
                  (OF_FITTING[0]._replace(word="good at the first fit; dotted: random"),),
                  x_log=log, log=False, symbols=SYMBOLS, corner=(0.03, 0.12), height="420px")
