"""Animated picture of the plane: a ball on a loss map, and ten numbers beside it.

The map is the reduced loss over decoder norm and messiness (Omnigrok, Fig. 6). A divider parts
the training loss from the test loss. Beside the map lie the ten embedded numbers and all their
sums: equal sums coincide as the messiness goes to 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.headline import Headline
from grokviz.labs.plane.animated_numbers import M, gaps, level, of, panel
from grokviz.labs.plane.forecast import arrival
from grokviz.labs.plane.headline import AT_THE_WALL
from grokviz.labs.plane.maps import Sheet
from grokviz.labs.several_runs import (
    BLACK,
    WHITE,
    Several,
    learnt,
    on_a_map,
    path_on_a_map,
)
from grokviz.landscapes.reduced import BOUNDARY
from grokviz.metrics import Time, first_times
from grokviz.recipes.common.symbols import symbols
from grokviz.run import Record
from grokviz.widgets.plots.animated import palette
from grokviz.widgets.plots.maps.loss_surface import share

Ends = tuple[float, float]

NEAR = (0.9, 5.0), (0.0, 0.16)          # w and m of the part of the map where paths run
WHOLE = (0.5, 5.0), (0.0, 1.0)
GRID = (121, 73)                        # points of it across and up
SPANS = (5.0, 0.35)                     # ranges of w and m that fill the picture
SECONDS = 3.0                           # of the whole path
REST = 8e-4                             # duration of a record without motion, in path length
PULL = 4500.0                           # px of the arrow times the root of ηλw
SHADE = "#122454"
W = "decoder_norm"


class Story(Several):
    """A reduced path; see `grokviz.widgets.plots.animated.story.Story`.

    Parameters
    ----------
    sheet : function
        Gives the map of the present settings; None if there is no map yet.
    headline : function
        Record, state -> title and sentence.
    losses : (float, float)
        Ends of the strip's axis.
    symbols : mapping
        See `Several`.
    """

    about, log = "animation.plane.numbers_about", False     # whether the strip is logarithmic

    def __init__(
        self, sheet: Callable[[], Sheet | None], headline: Callable[[Record, str], Headline],
        losses: tuple[float, float], symbols: Mapping[str, str] | None = None,
    ):
        super().__init__(symbols)
        self.sheet, self._headline, self.losses = sheet, headline, losses
        self._ground: tuple[Any, list[dict[str, Any]]] = (None, [])     # and what it was made of

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        low, high = self.losses
        strip = animation.strip(
            t("animation.plane.error"), [
                animation.line("test_loss", "test", t("animation.plane.new")),
                animation.line("train_loss", "train", t("animation.plane.shown"))],
            log=self.log, y={"lo": low, "hi": high, "log": True})
        return animation.scene(
            [self._map(record), panel(record, self.about)], self.strip(record, strip, "test_loss"),
            {"path": [W, M], "spans": list(SPANS), "seconds": SECONDS, "rest": REST}
        ) | self.colours()

    def channels(self, record: Record, since: int) -> dict[str, np.ndarray]:
        def drawn(name: str, values: np.ndarray) -> np.ndarray:
            return values if name in (W, M) else np.clip(values, *self.losses)

        names = (W, M, "train_loss", "test_loss")
        values = {name: drawn(name, record.values[name][since:, 0]) for name in names}
        values |= self.further(record, since, names, drawn)
        places = self.places(record, since)
        return values | {"places": places.reshape(len(places), -1), "sums": gaps(record, places)}

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return self._headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        when = (("train", "animation.plane.at_the_wall", _at_the_wall(record)),
                ("test", "animation.generalised", arrival(record)[0]))
        return [{"step": float(step), "colour": side, "ink": f"{side}Ink", "asked": side == "test",
                 "text": t(key, step=step)} for side, key, step in when if np.isfinite(step)]

    def places(self, record: Record, since: int) -> np.ndarray:
        """Places of the numbers, (records, symbols, 2): even spacing on a line, plus the messiness
        times a fixed direction."""
        linear, messy, _ = symbols(of(record, "data_seed"))
        return linear + record.values[M][since:, 0, None, None] * (messy - linear)

    # ---- the map --------------------------------------------------------------------------------

    def _map(self, record: Record) -> dict[str, Any]:
        (left, right), (low, high) = across, up = _window(record)
        first, *others = self.runs(record)
        ball = {"x": first.channel(W, True), "y": first.channel(M)}
        colour = on_a_map(first.colour)
        pull = {"kind": "pull", **ball, "by": [{"live": "pull"}, {"ch": W}], "times": PULL,
                "text": t("animation.pulls"), "colour": BLACK, "halo": WHITE, "ink": WHITE,
                "shade": SHADE, "beside": "curtain"}
        clear = {"clear": [ball["x"], ball["y"]]}
        return {
            "title": t("animation.plane.map"), "subtitle": t("animation.plane.map_note"),
            "about": t("animation.plane.map_about"), "weight": 0.638,
            "x": {"lo": left, "hi": right, "log": True, "label": t("animation.plane.norm"),
                  "ticks": [tick for tick in (0.5, 1, 2, 3, 4, 5) if tick >= left]},
            "y": {"lo": low, "hi": high, "label": t("animation.plane.messiness"),
                  "ticks": [0, 0.05, 0.1, 0.15] if high < 1 else [0, 0.25, 0.5, 0.75, 1]},
            "marks": [
                *self._lying(across, up, clear),
                *(mark for run in others for mark in path_on_a_map(run, W, M, True)),
                {"kind": "coming", **ball},
                {"kind": "trail", **ball, "colour": colour, "outline": WHITE, "width": 4.5},
                {"kind": "start", **ball, "shape": "diamond", "colour": BLACK, "rim": WHITE,
                 "ink": WHITE, "halo": SHADE, "text": t("animation.began"), "grab": "start"},
                *([] if record.runs > 1 else [pull]),
                {"kind": "point", **ball, "shape": "ball", "size": 18, "colour": colour,
                 "rim": WHITE, "grab": "start"},
                *self.names_on_a_map(record, W, M),
            ],
        }

    def _lying(self, across: Ends, up: Ends, clear: dict[str, Any]) -> list[dict[str, Any]]:
        """The map under the paths, or words if there is no map."""
        sheet = self.sheet()
        if sheet is None:
            return [{"kind": "text", "fx": 0.5, "fy": 0.5, "align": "center", "colour": "soft",
                     "text": t("animation.plane.no_map")}]
        key = sheet, across, up, t("animation.plane.fits")
        if self._ground[0] != key:
            self._ground = key, _ground(sheet, across, up, clear)
        return self._ground[1]


class TrainingStory(Story):
    """A training of decoder and representation; the numbers lie where the training put them."""

    about, log = "animation.plane.embedding_about", True

    def places(self, record: Record, since: int) -> np.ndarray:
        """Places of the embedding, see `level`; a record without one uses its messiness."""
        if "embedding" not in record.values:
            return super().places(record, since)
        flat = record.values["embedding"][since:, 0]
        return level(flat.reshape(len(flat), -1, 2))

    def events(self, record: Record) -> list[dict[str, Any]]:
        if record.runs == 1:
            return animation.learnt(record)
        return learnt(record, self.runs(record))


def _ground(
    sheet: Sheet, across: Ends, up: Ends, clear: dict[str, Any]
) -> list[dict[str, Any]]:
    """Both losses, the border of the fit, the solution, and their names."""
    (left, right), (low, high) = across, up
    w, m = np.geomspace(left, right, GRID[0])[None], np.linspace(low, high, GRID[1])[:, None]
    train, test = (np.clip(share(loss(w, m)), 0, 1) for loss in (
        sheet.surface.train_loss, sheet.surface.test_loss))
    marks = [{"kind": "field", "curtain": True, "relief": True, "nx": GRID[0], "ny": GRID[1],
              "left": train.astype(np.float32), "right": test.astype(np.float32),
              "palette": palette.ERROR,
              "words": [t("animation.plane.shown"), t("animation.plane.new")]}]
    for line in sheet.surface.boundary():
        marks.append({"kind": "line", "x": line[:, 0].astype(np.float32),
                      "y": line[:, 1].astype(np.float32), "colour": WHITE, "width": 2.5,
                      "dash": [9, 7], "above": True})
    height = (low + high) / 2
    marks += [{"kind": "place", "align": "center", "x": x, "y": height, "text": t(key), **clear}
              for x, key in ((1.15, "animation.plane.cannot_fit"), (4.3, "animation.plane.fits"))]
    star, clean = sheet.surface.star
    if np.isfinite(star):
        marks += [{"kind": "point", "x": star, "y": clean, "shape": "star", "size": 26,
                   "colour": "star", "rim": BLACK},
                  {"kind": "place", "align": "left", "x": star, "y": clean, "dx": 20, **clear,
                   "text": t("animation.plane.solution")}]
    return marks


def _window(record: Record) -> tuple[Ends, Ends]:
    """The range of both axes: the whole map if a start lies outside the part that is shown."""
    w, m = record.values[W][0], record.values[M][0]
    return (NEAR[0] if w.min() >= NEAR[0][0] else WHOLE[0],
            NEAR[1] if m.max() <= NEAR[1][1] else WHOLE[1])


def _at_the_wall(record: Record) -> Time:
    """The step at which the training loss holds up a fitted path under decay; nan if never."""
    w, train = record.values[W][:, :1], record.values["train_loss"][:, :1]
    fitted = np.logical_or.accumulate(train <= BOUNDARY)
    return first_times(
        record.steps, fitted & (train >= AT_THE_WALL * BOUNDARY) & (w < w[0]))[0]
