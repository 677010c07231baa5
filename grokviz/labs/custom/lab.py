"""Your own question: does your network grok your data?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from grokviz.labs import headline as heads
from grokviz.labs import status
from grokviz.labs.base import TIMES, LessonLab, remedies
from grokviz.labs.custom.animation import Story
from grokviz.labs.custom.predictions import OF_A_RUN
from grokviz.labs.fixed_norm_view import l_and_u
from grokviz.labs.real_data import curves
from grokviz.recipes import custom as recipes
from grokviz.recipes.common.checks import decay_of
from grokviz.recording import record
from grokviz.run import Record
from grokviz.settings import Setting, Table
from grokviz.teaching.tour.steps import Step
from grokviz.widgets.lab.views.view import View

SYMBOLS = {name: setting.symbol for name, setting in recipes.SETTINGS.items()}
CURVE = ("n_train", "batch_size", "loss", "threshold")          # what an L and a U depend on
FEW = 10                                # steps, of which only the start is shown
HOT = ("weight_decay", "learning_rate", "penalty_strength")


class CustomLab(LessonLab):
    """Any module and any examples, with the controls of every other lab; see `Lab`.

    Parameters
    ----------
    module, train, test
        As in `grokviz.recipes.custom.grokking`, which also says what is refused.
    guide : str, sequence of Step, or True, optional
        Your own steps; True for those of a first visit.
    **settings
        Any of `grokviz.recipes.custom.SETTINGS`, e.g. ``init_scale=8``.

    Notes
    -----
    A link holds settings only, and neither the module nor the examples. So it opens no lab.
    """

    key = "custom"
    tour = (Step("custom.tour.opens", done="started", point="Start"),
            Step("custom.tour.larger", done="init_scale > 6", point="init_scale",
                 show=("init_scale",)))
    sliders = ("weight_decay", "init_scale", "n_train")

    def __init__(self, module: Any, train: Any, test: Any, **settings: Any):
        own = recipes.grokking(module, train, test)             # refuses now what does not fit

        def question() -> Record:
            """The network before its first step."""
            given = {k: v for k, v in settings.items() if k in recipes.SETTINGS}
            wanted = recipes.grokking(module, train, test, **given)
            first = recipes.grokking(module, train, test, **given | {"steps": FEW, "records": [0]})
            return replace(record(first, progress=False).until(0), settings=wanted.settings)

        most = int(own.sweep["n_train"][0])
        table = Table(*(replace(each, high=most) if isinstance(each, Setting)
                        and name in ("n_train", "batch_size") else each
                        for name, each in recipes.SETTINGS.items()))
        run = View(
            pictures=lambda: curves("loss", (1e-6, 100), ("Accuracy", "share of examples right"),
                                    (0.1, 1000), SYMBOLS), animated={
                "Animation": lambda pictures: self.animated(Story(SYMBOLS), pictures[1])},
            experiment=lambda wanted: recipes.grokking(module, train, test, **wanted),
            uses=tuple(table), hot=HOT, rules=(decay_of,), compare=True, paced=True,
            branch=("init_scale", "n_train", "penalty"), words=status.describe, why=status.why,
            headline=heads.of_a_run, measures=TIMES, guesses=OF_A_RUN,
            stored=question, source="")
        curve = l_and_u(lambda **wanted: recipes.lu_curve(module, train, test, **wanted), CURVE,
                        "loss", (0.1, 1000), (1e-6, 1e4))
        super().__init__(
            table, {"Run": run, "L and U": curve}, presets={"grokking": {}}, plain=("init_seed",),
            seed="init_seed", remedy=remedies(table),
            main=("weight_decay", "init_scale", "n_train", "batch_size", "learning_rate"),
            compare=("weight_decay", "init_scale", "n_train", "penalty", "init_seed"), **settings)
