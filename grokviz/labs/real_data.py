"""What the labs on reviews and on molecules share: their views, pictures and settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from grokviz import store
from grokviz.i18n import t
from grokviz.labs import headline as heads
from grokviz.labs import status
from grokviz.labs.base import TIMES, LessonLab, load, remedies
from grokviz.labs.base import stored as kept_as
from grokviz.labs.fixed_norm_view import l_and_u
from grokviz.labs.headline import NOTHING, Headline
from grokviz.recipes.common import duration
from grokviz.recipes.common.checks import decay_of
from grokviz.run import Record
from grokviz.storage.sources import STORED
from grokviz.teaching.predictions.question import Guessable
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Curves, Series
from grokviz.widgets.plots.lines.errors_at_norm import Errors, lines_of_sizes
from grokviz.widgets.plots.maps.heat import Along, Heat
from grokviz.widgets.theme import TEST, TRAIN

SIDES = (("train", TRAIN), ("test", TEST))
LONG = 5                # times the work of the preset from which on it is worth to time a run
HELD = {"constraint": "fixed_norm", "weight_decay": 0.0}


class RealDataLab(LessonLab):
    """A lab with the views *Run*, *L and U* and *α x N*; see `Lab`.

    A subclass names its recipes and its parts, and draws its pictures.

    Attributes
    ----------
    recipes : module
        With SETTINGS, PRESETS, SIZES, `table`, `grokking`, `lu_curve` and `data_size`.
    story : function
        Symbols -> the animated picture.
    pictures_of : function
        Symbols -> the pictures of a run; the second is that of the accuracies.
    headline_of : function
    guesses : tuple
    curve : tuple of str
        Settings on which an L and a U depend.
    loss, wrong : str
        What the loss is, and what the error is.
    norms, losses : (float, float)
        Limits of the axes of an L and a U.
    bound : float
        The error below which a network counts as generalising.
    long_run : str
        Name of the preset that is kept in the store, and of its record after the dot.
    work, few : function, int
        Settings -> the work of a step, see `recipes.common.duration`; steps that are timed.
    measures : mapping
        As of `View`.
    """

    recipes: ModuleType
    story: Callable[..., Any]
    pictures_of: Callable[..., list[Any]]
    headline_of: Callable[..., Headline]
    guesses: tuple[Guessable, ...]
    curve: tuple[str, ...]
    loss: str
    wrong: str
    norms: tuple[float, float]
    losses: tuple[float, float]
    bound: float
    long_run: tuple[str, str]
    work: Callable[..., float]
    few: int
    fourth: str                         # setting in the first row, after λ, α and N
    measures: Mapping[str, Any] = TIMES
    sliders = ("weight_decay", "init_scale", "n_train")

    def __init__(self, *, folder: str | None = None, **settings: Any):
        recipes = self.recipes
        self._more: dict[str, Any] = {} if folder is None else {"folder": folder}
        table = recipes.table(folder)
        super().__init__(
            table,
            {"Run": self._run(), "L and U": self._l_and_u(), "α x N": self._sizes()},
            presets=recipes.PRESETS, plain=("data_seed", "init_seed"), seed="init_seed",
            remedy=remedies(table),
            main=("weight_decay", "init_scale", "n_train", self.fourth),
            compare=("weight_decay", "init_scale", "n_train", "penalty", "data_seed", "init_seed"),
            warm=recipes.grokking, **settings)

    @property
    def _symbols(self) -> dict[str, str]:
        return {name: setting.symbol for name, setting in self.recipes.SETTINGS.items()}

    def _run(self) -> View:
        recipes, symbols = self.recipes, self._symbols
        return View(
            pictures=lambda: type(self).pictures_of(symbols), animated={
                "Animation": lambda made: self.animated(type(self).story(symbols), made[1])},
            experiment=lambda wanted: recipes.grokking(**wanted, **self._more),
            uses=tuple(recipes.SETTINGS),
            hot=("weight_decay", "learning_rate", "penalty_strength"),
            rules=(decay_of, recipes.batch_of), compare=True, paced=True,
            branch=("init_scale", "n_train", "penalty"), words=status.describe, why=status.why,
            headline=type(self).headline_of, measures=self.measures, guesses=self.guesses,
            kept=self._kept_run, seconds=self._seconds, **kept_as(f"{self.key}.grokking"))

    def _l_and_u(self) -> View:
        # A run draws its data as one that groks does; the stored curve need not.
        stored = store.provenance(f"{STORED}{self.key}.lu_curve")["settings"]
        begins = {name: stored[name] for name in self.curve}
        return l_and_u(partial(self.recipes.lu_curve, **self._more), self.curve, self.loss,
                       self.norms, self.losses, rules=(self.recipes.batch_of,),
                       begins=begins, **kept_as(f"{self.key}.lu_curve"))

    def _sizes(self) -> View:
        """The error at fixed weight norm over α and N: more data, a wider zone."""
        recipes = self.recipes
        uses = tuple(name for name in self.curve if name not in ("n_train", "data_seed"))

        def pictures() -> list[Any]:
            across = Along("init_scale", "initial scale α", recipes.LU_SCALES)
            up = Along("n_train", "training examples N", recipes.SIZES)
            return [
                Heat(f"{self.wrong} over α and N", across, up, error_of, (0, 2 * self.bound),
                     opens="Run", leads_with=HELD, height="480px"),
                Errors(f"{self.wrong} at fixed weight norm", lines_of_sizes, self.norms,
                       self.wrong, self.bound, (0.04, 0.18), symbols=self._symbols)]

        return View(
            pictures=pictures, experiment=lambda wanted: recipes.data_size(
                **wanted, data_seed=range(DRAWS), **self._more),
            uses=uses, per_step=1, icon="th",
            words=lambda record, state: words_of_sizes(record, state, self.bound),
            headline=_of_sizes,
            **kept_as(f"{self.key}.data_size"))

    def _kept_run(self, wanted: Mapping[str, Any]) -> tuple[Record, str] | None:
        """The stored long run if it has these settings."""
        preset, name = self.long_run
        if any(wanted[k] != v for k, v in self.recipes.PRESETS[preset].items()):
            return None                         # else the file is not even opened
        record = load(f"{self.key}.{name}")
        if any(record.settings[k] != wanted[k] for k in self.recipes.SETTINGS):
            return None
        return record, kept_as(f"{self.key}.{name}")["source"]

    def _seconds(self, wanted: Mapping[str, Any]) -> float | None:
        work, default = type(self).work, self.recipes.SETTINGS.defaults()
        if work(wanted) * wanted["steps"] < LONG * work(default) * default["steps"]:
            return None                         # the preset is short anywhere
        return duration.seconds(self.recipes.grokking, work, self.few, wanted)


def _of_sizes(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    return heads.say("headline.sizes")


DRAWS = 2               # of the data, for a map that is trained here


def error_of(record: Record) -> np.ndarray:
    """The test error of each run at the end of the record, or the share that is unexplained."""
    return np.asarray(1 - record.values["test_accuracy"][-1], float)


def words_of_sizes(record: Record, state: str = "", bound: float = 0.4) -> str:
    """At how many norms a network of each size generalises."""
    said = "; ".join(t("sizes.at", name=name, some=int((error < bound).sum()), all=len(error))
                     for name, _, error in lines_of_sizes(record) if len(error))
    return t("sizes.words", bound=bound, said=said) if said else ""


def curves(
    loss: str, losses: tuple[float, float], accuracy: tuple[str, str], norms: tuple[float, float],
    symbols: Mapping[str, str], *, wide: bool = True,
) -> list[Any]:
    """Pictures of losses, accuracies and the weight norm; `accuracy` is a title and a label. The
    last is `wide` if no further one stands beside it."""
    return [
        Curves("Loss", loss, [Series(f"{side}_loss", look, side) for side, look in SIDES], losses,
               log=True, symbols=symbols, corner=(0.03, 0.35)),
        Curves(*accuracy, [Series(f"{side}_accuracy", look, side) for side, look in SIDES],
               (0, 1.03), symbols=symbols),
        Curves("Weight norm", "weight norm ‖w‖", [Series("weight_norm", TEST, "")], norms,
               log=True, symbols=symbols, corner=(0.03, 0.95),
               classes=["grokviz-wide"] if wide else []),
    ]
