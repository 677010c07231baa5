"""The (w, m) plane: the training-loss and test-loss maps differ, and paths cross both.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 5, Table 1, Fig. 6 and 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grokviz.labs.base import LessonLab, remedies, stored
from grokviz.labs.plane import headline as titles
from grokviz.labs.plane import status
from grokviz.labs.plane.activities import TOUR
from grokviz.labs.plane.animation import Story, TrainingStory
from grokviz.labs.plane.headline import full_headline, headline
from grokviz.labs.plane.maps import Maps, Sheet
from grokviz.labs.plane.pictures import Pictures
from grokviz.labs.plane.plots import SYMBOLS, WINDOWS
from grokviz.labs.plane.predictions import guesses
from grokviz.labs.plane.runs import path
from grokviz.recipes import toy_addition as recipes
from grokviz.recipes.common.checks import decay_of
from grokviz.recipes.toy_addition import MAP, PRESETS, SETTINGS, STARTS
from grokviz.run import Experiment, Record
from grokviz.settings import Table
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots.maps.loss_map_tools import MapTools

TABLE = Table(*(SETTINGS[k] for k in SETTINGS if k != "width"))
START = ("init_scale", "messiness", "starts")
RATES = ("weight_decay", "learning_rate", "rate_ratio")
REDUCED, FULL, MAPS, MNIST = "Reduced path", "Full training", "Landscape", "MNIST"
WAIT = 0.02             # seconds between two checks for a map in training
PATH_LOSSES, TRAINING_LOSSES = (5e-3, 3.0), (5e-4, 60.0)        # ends of an animation's strip
DIGITS = 7              # points a side of MNIST's map


class PlaneLab(LessonLab):
    """Click or drag a start on the map to see the path of training from there.

    Parameters
    ----------
    guide : sequence of Step, or True, optional
        Guided steps to begin with; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.toy_addition.SETTINGS` but the width, e.g. ``messiness=0.2``.
    """

    key, tour = "plane", TOUR
    sliders, asked_for = ("weight_decay", "init_scale", "n_train"), "t_solved"

    def __init__(self, **settings: Any):
        self.maps = Maps(lambda: self.frames.post(self._finer, "finer"),
                         lambda: self.frames.mode)
        self.pictures = Pictures(
            self._sheet, self._goes, self._drag_to, lambda work: self.frames.post(work),
            lambda: self.update({"starts": ""}))
        self._laid: dict[str, Any] = {}                 # view -> what lies under them
        views = {REDUCED: self._reduced(), FULL: self._full(), MAPS: self._landscape(),
                 MNIST: self._mnist()}
        super().__init__(
            TABLE, views, presets=PRESETS, main=("init_scale", "messiness", "n_train",
                                                 "weight_decay", "starts"),
            plain=("starts", "data_seed", "init_seed"),
            compare=("weight_decay", "messiness", "init_scale", "rate_ratio"),
            seed="data_seed", remedy=remedies(TABLE), warm=recipes.full_trajectory, **settings,
        )
        self.animation.answer("drag", self._drag)

    # ---- the views ------------------------------------------------------------------------------

    def _reduced(self) -> View:
        return View(
            pictures=lambda: self.pictures.of_paths(REDUCED), experiment=self._path,
            animated={"Animation": lambda pictures: self.animated(
                Story(self._sheet, headline, PATH_LOSSES, SYMBOLS), pictures[1], self._pull)},
            uses=(*START, "n_train", *RATES, "flat", "data_seed", "init_seed", "points"),
            hot=("weight_decay", "learning_rate"), compare=True, rated=False,
            words=lambda record, state: status.reduced(record, self._sheet(), state),
            why=lambda record: status.why(record, self._sheet()),
            headline=titles.headline,
            measures=status.measures(self._sheet), apart="test_loss",
            guesses=guesses(lambda wanted: self.maps.sheet(wanted)),
            **stored("toy_addition.reduced_trajectory"),
        )

    def _full(self) -> View:
        return View(
            pictures=lambda: self.pictures.of_training(FULL), experiment=self._training,
            animated={"Animation of training": lambda pictures: self.animated(
                TrainingStory(self._sheet, full_headline, TRAINING_LOSSES, SYMBOLS), pictures[1],
                self._pull)},
            uses=(*START, "n_train", *RATES, "data_seed", "init_seed", "steps"),
            hot=("weight_decay", "learning_rate"), rules=(decay_of,), compare=True, paced=True,
            words=status.full, headline=titles.full_headline, measures=status.OF_TRAINING,
            apart="test_loss", **stored("toy_addition.full_trajectory"),
        )

    def _landscape(self) -> View:
        return View(
            pictures=self.pictures.of_cells, uses=MAP, per_step=1,
            experiment=lambda wanted: recipes.landscape(**wanted),
            words=lambda record, state: status.landscape(record),
            headline=titles.landscape_headline, icon="map-o",
            **stored("toy_addition.landscape_45"),
        )

    def _mnist(self) -> View:
        return View(
            pictures=self.pictures.of_digits, uses=("init_seed",), per_step=1, words=status.mnist,
            headline=titles.mnist_headline, icon="map-o",
            experiment=lambda wanted: recipes.mnist_landscape(points=DIGITS, **wanted),
            **stored("toy_addition.mnist_landscape"),
        )

    # ---- what runs ------------------------------------------------------------------------------

    def _path(self, wanted: Mapping[str, Any]) -> Experiment:
        view_state = self.view_states[REDUCED]
        trunk = None if view_state.at is None else view_state.player.record
        return path(self.maps, wanted, trunk)

    def _training(self, wanted: Mapping[str, Any]) -> Experiment:
        return recipes.full_trajectory(**wanted)

    def _sheet(self) -> Sheet | None:
        """The map of the present settings, as far as it is trained."""
        return self.maps.sheet(self.value)

    # ---- what happens ---------------------------------------------------------------------------

    def run(self, **settings: Any) -> Record:
        self.update(settings, settle=False)
        if self._base == REDUCED:
            self.maps.ask(self.value)
            self.maps.player.wait()
            self.view_state.described.forget()       # there is a map now
        return super().run()

    def stop(self) -> None:
        self.maps.player.stop()
        super().stop()

    def close_parts(self) -> None:
        self.maps.player.stop()
        super().close_parts()

    def before_frame(self) -> None:
        """Lay the map of the settings under the paths."""
        record = self.view_states[MAPS].player.record
        if record is not None and self.view_states[MAPS].player.state == "finished":
            self.maps.learn(record)
        view = self._base
        if view not in (REDUCED, FULL) or view not in self.pictures.maps:
            return
        self._make_room(self.pictures.tools[view])
        sheet, ratio = self._sheet(), self.value["rate_ratio"]
        if self._laid.get(view) != (sheet, ratio):
            self._laid[view] = sheet, ratio
            for plot in self.pictures.maps[view]:
                plot.lay(None if sheet is None else sheet.ground(plot.side, ratio))
            self.view_state.pictures.repaint()       # an animation lays it under its path itself

    @property
    def _base(self) -> str:
        """The view in front; for an animation of it, that view."""
        return next(name for name in (REDUCED, FULL, MAPS, MNIST)
                    if self.view_state is self.view_states[name])

    def _make_room(self, tools: MapTools) -> None:
        """Show the whole map if a start lies outside the shown part."""
        highest = max(self.value["messiness"], *(
            m for _, m in STARTS.read(self.value["starts"])), 0)
        if highest > WINDOWS[tools.part.value].y[1]:
            tools.part.value = "all of the map"

    def _finer(self) -> None:
        """A stage of the map in training is complete: draw its paths again."""
        self.before_frame()
        view_state = self.view_states[REDUCED]
        asked = view_state.asked
        if asked and self.maps.is_of(asked) and view_state.tree.front is not None:
            view_state.runner.again()
            if view_state is self.view_state:
                self.run_control.tell("began")
        self.frames.wake()

    def _goes(self, w: float, m: float) -> tuple[str, dict[str, Any]]:
        """Add a path from a clicked place to the present paths."""
        if self.view not in (REDUCED, FULL):
            return REDUCED, {"init_scale": w, "messiness": m, "starts": ""}
        more = [*STARTS.read(self.value["starts"]), (w, m)]
        return self.view, {"starts": more[-STARTS.most:]}

    def _drag(self, message: Mapping[str, Any]) -> None:
        """The start of the animated path is dragged: its run begins anew, whatever was looked at;
        where it is still to come, its first record and no more."""
        new = {name: float(f"{message[k]:.3g}") for name, k in zip(START, "xy", strict=False)}
        if self.view_state.looks_back:
            self.view_state.look_at(None)
        self.update(new, settle=not message["open"])
        if message["open"]:
            self.run_control.begin(turned=list(new), budget=1)

    def _pull(self) -> dict[str, float]:
        """The share of the norm that decay removes in one step."""
        return {"pull": self.value["learning_rate"] * self.value["weight_decay"]}

    def _drag_to(self, run: int, w: float, m: float) -> None:
        """A start was dragged."""
        more, sweep = STARTS.read(self.value["starts"]), self.record.sweep if self.record else {}
        path = int(sweep["path"][run]) - 1 if "path" in sweep else 0
        new: dict[str, Any] = {"init_scale": w, "messiness": m}
        if path:
            more[path - 1] = w, m
            new = {"starts": more}
        self.frames.post(lambda: self.update(new), "moved")
