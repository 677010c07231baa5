"""Two weights with a ring of good solutions: drag the start and watch the fall and the slide.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Fig. 1; see `recipes.shell_toy`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grokviz.labs import status
from grokviz.labs.base import LessonLab, stored
from grokviz.labs.shell_toy import headline as titles
from grokviz.labs.shell_toy.activities import GUIDES, TOUR
from grokviz.labs.shell_toy.animation import Story
from grokviz.recipes import shell_toy as recipes
from grokviz.recipes.shell_toy import PRESETS, RING, SETTINGS
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Curves, Landscape, Series, WeightPlane
from grokviz.widgets.plots.animated.animated import Animated
from grokviz.widgets.theme import TEST, TRAIN

SYMBOLS = {name: setting.symbol for name, setting in SETTINGS.items()}


class ShellToy(LessonLab):
    """Two weights in their plane: drag the start, and see them fall and slide.

    Parameters
    ----------
    guide : str, sequence of Step, or True, optional
        A guide by name, e.g. "lesson_01", or steps; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.shell_toy.SETTINGS`, e.g. ``u=2.8, v=1.2``.
    """

    key, tour, guides = "shell_toy", TOUR, GUIDES
    sliders = ("weight_decay", "u", "v")

    def __init__(self, **settings: Any):
        view = View(
            pictures=self._pictures, animated={"Animation": self._animated},
            experiment=lambda wanted: recipes.slide(**wanted),
            uses=tuple(SETTINGS), hot=("weight_decay",), compare=True, paced=True,
            branch=("u", "v"), words=status.describe, headline=titles.headline,
            **stored("shell_toy.slide"),
        )
        super().__init__(
            SETTINGS, {"Toy": view}, presets=PRESETS, main=("u", "v", "weight_decay"),
            compare=("weight_decay", "u", "v"), **settings,
        )
        self.animation.answer("drag", self._drag)

    def _animated(self, pictures: Sequence[Any]) -> Animated:
        return self.animated(
            Story(SYMBOLS), pictures[0], lambda: {"pull": self.value["weight_decay"]})

    def _drag(self, message: Mapping[str, Any]) -> None:
        """Start the run from the place to which the ball was dragged."""
        at = {"u": float(message["x"]), "v": float(message["y"])}
        bounds = {name: self.table.number(name) for name in at}
        self.update({name: round(min(max(value, bounds[name].low), bounds[name].high), 2)
                     for name, value in at.items()})

    def _pictures(self):
        plane = WeightPlane(
            "Two weights", ("u", "v"), radius=float(RING), valley=recipes.valley(),
            moved=lambda u, v: self.frames.post(lambda: self.update({"u": u, "v": v})),
            symbols=SYMBOLS,
        )
        curve = Landscape(norms=(0.4, 5), losses=(5e-6, 100), symbols=SYMBOLS)
        curve.curve(recipes.lu_curve())
        loss = Curves(
            "Loss", "mean squared error",
            [Series("train_loss", TRAIN, "train"), Series("test_loss", TEST, "test")],
            (1e-6, 100), log=True, symbols=SYMBOLS, corner=(0.03, 0.35),
        )
        return [plane, loss, curve]
