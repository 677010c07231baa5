"""The pictures of each view of the density lab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from grokviz.recipes.density import DEPTHS, NORMS, SETTINGS, SIZES
from grokviz.widgets.plots import Curves, Portion, Series, Shares
from grokviz.widgets.theme import GOOD, TRAIN

SYMBOLS = {name: setting.symbol for name, setting in SETTINGS.items()}
OF_ALL = (Portion("fit", TRAIN, "fits", marker="square", law="fit_share"),
          Portion("good", GOOD, "fits and generalises", law="both_share"))
OF_FITTING = (Portion("good", GOOD, "good among those that fit", trials="fit", law="good_share"),)
AXES: dict[str, tuple[str, Sequence[float], bool]] = {       # label, ticks, logarithmic
    "width": ("hidden units h", (1, 2, 4, 8, 16, 32, 64, 128), True),
    "n_train": ("training examples n", SIZES, False),
    "depth": ("hidden layers L", DEPTHS, False),
    "init_scale": ("norm of the layers α", NORMS, True),
}


def against(column: str) -> Callable[[], list[Any]]:
    """The two pictures over a column of the sweep."""
    label, ticks, log = AXES[column]
    over: Any = partial(Shares, x_label=label, column=column, x_ticks=ticks, x_log=log,
                        symbols=SYMBOLS, height="320px")
    return lambda: [
        over("Random networks", y_label="share of all networks", y_range=(1e-6, 1),
             portions=OF_ALL, corner=(0.03, 0.95)),
        over("Those that fit", y_label="share of those that fit", y_range=(0, 1.03),
             portions=OF_FITTING, log=False, corner=(0.03, 0.12)),
    ]


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
