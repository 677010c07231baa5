"""Images, sounds and equations: coordinate networks are right at their samples, and late between.

The networks are those of Tancik et al. (2020), arXiv:2006.10739, and of Raissi et al. (2019); that
they grok is our own measurement. L and U: Liu, Michaud & Tegmark (2022), arXiv:2210.01117.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import status
from grokviz.labs.base import TIMES, LessonLab, load, remedies, stored
from grokviz.labs.coordinates import headline as titles
from grokviz.labs.coordinates import plots
from grokviz.labs.coordinates import predictions as guesses
from grokviz.labs.coordinates.activities import GUIDES, TOUR
from grokviz.labs.coordinates.animation import Story
from grokviz.recipes import coordinates as recipes
from grokviz.recipes.common.checks import decay_of
from grokviz.recipes.coordinates import PRESETS, SETTINGS
from grokviz.run import Experiment, Record
from grokviz.settings import Choice, Setting, Table
from grokviz.theory.delay import weight_norm_law
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import CurveAlone, Curves, Series, Tiles
from grokviz.widgets.plots.core.marks import power
from grokviz.widgets.plots.maps.phase_axes import Plane
from grokviz.widgets.plots.maps.phase_diagram import PhaseMap, phase_words
from grokviz.widgets.theme import EXCLUDED, TEST, TRAIN

CASES = {"Image": "image", "Sound": "sound", "Equation": "equation"}
ANIMATED = {"Image": "Animation", "Sound": "Sound curve", "Equation": "Solution"}
CASE = Choice("case", "case", "what the network learns",
              {case: name.lower() for name, case in CASES.items()}, "image")
_TABLE = Table(*({**SETTINGS["equation"], **SETTINGS["sound"], **SETTINGS["image"]} | {
    "n_train": Setting("n_train", "N", "samples", 6, 500, 200, log=True, integer=True,
                       short="n"), "case": CASE}).values())
SYMBOLS = {name: setting.symbol for name, setting in _TABLE.items()}
HOT = ("weight_decay", "learning_rate")
CURVE = ("n_train", "bandwidth", "centred", "features", "width", "data_seed")
SAME = ("n_train", "bandwidth", "features", "width")    # those without which it is another one
OF_THE_LAW = ("init_scale", "n_train", "bandwidth", "target", "learning_rate", "features", "width",
              "data_seed", "steps")
NORMS, LOSSES = (1.5, 60.0), (5e-6, 1e3)


class CoordinatesLab(LessonLab):
    """Pictures, sounds and equations from few samples; see `Lab` for what Python can do.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        A guide by name, e.g. "lesson_11", or steps; True for those of a first visit.
    picture : array, shape (rows, columns), optional
        Your own picture of 8 to 64 pixels a side, to be learnt instead of ours.
    **settings
        Any of `grokviz.recipes.coordinates.SETTINGS` of the case, and ``view``.
    """

    key, tour, guides = "coordinates", TOUR, GUIDES
    sliders = ("weight_decay", "init_scale", "n_train", "bandwidth")

    def __init__(self, *, picture: Any = None, **settings: Any):
        self.picture = picture
        if picture is not None:
            pixels = int(np.size(picture))
            few = max(10, min(SETTINGS["image"].number("n_train").default, pixels // 3))
            recipes.image(picture=picture, n_train=few)     # whose error is about the picture
            settings = {"target": recipes.OWN, "n_train": few} | settings
        views = {name: self._run(name) for name in CASES}
        views |= {"L and U": self._l_and_u(), "The law": self._law(), "Map": self._map()}
        super().__init__(
            _TABLE, views, plain=("data_seed", "init_seed"), seed="init_seed",
            remedy=remedies(_TABLE),
            main=("case", "weight_decay", "init_scale", "n_train", "bandwidth", "target",
                  "equation", "points", "centred"),
            compare=("weight_decay", "init_scale", "n_train", "bandwidth", "centred", "init_seed"),
            warm=recipes.image, **settings,
        )
        self.observe(self._other_case, "case")

    def _run(self, name: str) -> View:
        case, table = CASES[name], SETTINGS[CASES[name]]
        return View(
            pictures=partial(_pictures, case), animated={
                ANIMATED[name]: lambda pictures: self.animated(Story(case, SYMBOLS), pictures[2])},
            experiment=partial(self._experiment, case), uses=tuple(table), hot=HOT, table=table,
            rules=(decay_of, partial(self._check, case)), begins=table.defaults(),
            presets=PRESETS[case], compare=True, paced=True,
            branch=("init_scale", "n_train"), words=_words, why=status.why,
            headline=titles.headline,
            measures=TIMES | {"λ·t(error < 0.3)": _decay_times_time},
            guesses=guesses.OF_A_RUN, **stored(f"coordinates.{case}"),
        )

    def _experiment(self, case: str, wanted: Mapping[str, Any]) -> Experiment:
        drawn = {"picture": self.picture} if wanted.get("target") == recipes.OWN else {}
        return recipes.CASES[case](**wanted, **drawn)

    def _check(self, case: str, wanted: Mapping[str, Any]) -> None:
        """ValueError where settings do not fit together, or to the user's picture."""
        own = wanted.get("target") == recipes.OWN
        if own and self.picture is None:
            raise ValueError(t("coordinates.no_picture"))
        shape = np.shape(self.picture) if own else (recipes.SIDE, recipes.SIDE)
        recipes.check(case, wanted, shape)

    def _l_and_u(self) -> View:
        def experiment(wanted: Mapping[str, Any]) -> Experiment:
            return recipes.lu_curve(**wanted)

        def check(wanted: Mapping[str, Any]) -> None:
            case = wanted["case"]
            SETTINGS[case].check({name: wanted[name] for name in CURVE})
            self._check(case, wanted)

        def kept(wanted: Mapping[str, Any]) -> tuple[Record, str] | None:
            name = f"coordinates.lu_curve_{wanted['case']}"
            record = load(name)
            same = all(record.settings[k] == wanted[k] for k in CURVE)
            return (record, stored(name)["source"]) if same else None

        return View(
            pictures=lambda: [CurveAlone(_curve_words, norms=NORMS, losses=LOSSES, symbols=SYMBOLS,
                                         height="480px")],
            experiment=experiment, uses=("case", *CURVE), rules=(check,), kept=kept,
            begins=_start("image", CURVE), words=lambda record, state: _curve_words(record),
            headline=titles.curve_headline, icon="area-chart", per_step=1, columns=1,
            guesses=guesses.OF_THE_CURVE, **stored("coordinates.lu_curve_image"),
        )

    def _law(self) -> View:
        return View(
            pictures=lambda: [plots.Law(self.curve_of, symbols=SYMBOLS, height="480px")],
            experiment=self._law_of, uses=OF_THE_LAW, table=SETTINGS["image"],
            rules=(partial(self._check, "image"),), paced=True, columns=1, words=_law_words,
            begins=SETTINGS["image"].defaults() | {"steps": 6000},
            headline=titles.law_headline, icon="long-arrow-right", **stored("coordinates.law"),
        )

    def _law_of(self, wanted: Mapping[str, Any]) -> Experiment:
        own = {"picture": self.picture} if wanted["target"] == recipes.OWN else {}
        return recipes.law(**wanted, **own)

    def _map(self) -> View:
        plane = Plane(SETTINGS["image"], recipes.MAP_AXES["image"], "init_seed")
        plane.seeds = 1

        def experiment(wanted: Mapping[str, Any]) -> Experiment:
            own = {"picture": self.picture} if wanted["target"] == recipes.OWN else {}
            return recipes.bandwidth_map(**wanted, **own)

        given = stored("coordinates.bandwidth_map")
        cited = given["source"].rpartition("after ")[2]
        uses = tuple(name for name in SETTINGS["image"] if name != "steps")
        return View(
            pictures=lambda: [PhaseMap(plane, "Image", SYMBOLS,
                                       t("coordinates.map_source", networks=cited))],
            experiment=experiment, asks=plane.asks, uses=uses, table=SETTINGS["image"],
            begins={name: SETTINGS["image"].defaults()[name] for name in uses},
            words=lambda record, state: phase_words(record, plane), per_step=1, columns=1,
            headline=titles.map_headline, icon="th", **given,
        )

    def curve_of(self, wanted: Mapping[str, Any]) -> Record | None:
        """The L and the U of a picture with these settings, trained here or stored, or None."""
        view_state = self.view_states["L and U"]
        made = [view_state.player.record, load("coordinates.lu_curve_image")]
        return next((record for record in made if record is not None
                     and record.settings["case"] == "image"
                     and record.settings["centred"] == "no"
                     and all(record.settings[k] == wanted[k] for k in SAME)), None)

    def _other_case(self, change: Any) -> None:
        """The user chose another case of the L and the U: take what suits it."""
        if not self.settings_control.in_bulk:
            self.update(_start(change.new, CURVE))


def _start(case: str, names: Sequence[str]) -> dict[str, Any]:
    return {"case": case} | {name: SETTINGS[case][name].default for name in names}


def _pictures(case: str) -> list[Any]:
    sides = [("train", TRAIN), ("test", TEST)]
    losses = [Series(f"{side}_loss", look, side) for side, look in sides]
    title, what = "Loss", "mean squared error"
    if case == "equation":
        title, what = "Residual and error", "squared, relative"
        losses = [Series("train_loss", TRAIN, "residual at the points"),
                  Series("dense_residual", EXCLUDED, "residual between"),
                  Series("test_loss", TEST, "error of the solution")]
    return [
        Curves(title, what, losses, (1e-7, 1e3), log=True, symbols=SYMBOLS, corner=(0.03, 0.4)),
        Curves("Accuracy", "share of places right",
               [Series(f"{side}_accuracy", look, side) for side, look in sides], (0, 1.03),
               symbols=SYMBOLS),
        _picture(case),
        Curves("Weight norm", "weight norm ‖w‖", [Series("weight_norm", TEST, "")], (1, 100),
               log=True, ticks=[1, 2, 5, 10, 20, 50], predict=_law_of_decay, symbols=SYMBOLS,
               corner=(0.03, 0.58)),
    ]


def _picture(case: str) -> Any:
    if case == "image":
        return Tiles("The picture", plots.tiles, notes=["dots: the pixels that are shown"],
                     symbols=SYMBOLS)
    return plots.Signal({"sound": "The sound", "equation": "The solution"}[case],
                        {"sound": "time", "equation": "x"}[case], symbols=SYMBOLS)


def _law_of_decay(record: Record) -> Record:
    """The weight norm if decay alone shrank the first one."""
    return weight_norm_law(record)


def _decay_times_time(record: Record) -> np.ndarray:
    """λ times the step at which the test error is below 0.3, equal for all decays."""
    times = np.asarray(record.times("test_loss", below=titles.ERROR), float)
    return times * np.asarray(record.sweep["weight_decay"], float)


def _words(record: Record, state: str = "") -> str:
    """The status of a run; where the initial network is subtracted, that decay moves it."""
    said = status.describe(record, state)
    if any(record.sweep["centred"] == "yes") and (record.sweep["weight_decay"] > 0).any():
        return said + t("coordinates.centred_with_decay")
    return said


def _law_words(record: Record, state: str = "") -> str:
    return t("coordinates.law_status", step=f"{record.steps[-1]:,}", runs=record.runs,
             fell=titles.fallen(record))


def _curve_words(record: Record) -> str:
    said = t("coordinates.norms_held", norms=record.runs)
    done = record.steps[-1] / record.settings["steps"]
    if done < 1:
        said += t("common.share_done", share=done)
    norm, loss = titles.lowest(record)
    if np.isnan(norm):
        return said
    return said + t("teacher_student.test_loss_lowest_weight", norm=norm, loss=power(loss))
