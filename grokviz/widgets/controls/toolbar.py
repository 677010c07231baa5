"""The bar of buttons: view, start and pause, step, reset, new seed, speed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets

from grokviz.i18n import t
from grokviz.widgets.components import bring_forward, tabs

SPEEDS = {                                  # least time for a tenfold of steps [s]
    "3 s a decade": 3.0,
    "a decade a second": 1.0,
    "full speed": None,
}


class Transport(ipywidgets.HBox):
    """Buttons that send requests and show the state; `switch` holds the view buttons separately.

    Parameters
    ----------
    views : mapping
        Name -> icon of its button.
    ask : function
        ``ask(what, value)``, where `what` is "view" (value: its name), "go", "step", "reset",
        "new_seed" or "pace" (value: seconds or None).
    """

    def __init__(self, views: Mapping[str, str], ask: Callable[[str, object], None]):
        self.views = tabs({name: t("run.show", name=t(name)) for name in views},
                          "grokviz-view", lambda name: ask("view", name), views)
        self.go = _button(t("run.start"), "play", t("run.train_settings"))
        self.go.add_class("grokviz-go")
        self.step = _button(t("run.step"), "step-forward", t("run.train_until_next_measurement"))
        self.reset = _button(t("run.reset"), "undo", t("run.back_step_0_same"))
        self.new_seed = _button(t("run.new_seed"), "random", t("run.same_settings_other_initial"))
        self.speed = ipywidgets.Dropdown(
            options=[(t(name), name) for name in SPEEDS], description=t("run.speed"))
        self.about = ipywidgets.HTML().add_class("grokviz-about")
        for what in ("go", "step", "reset", "new_seed"):
            getattr(self, what).on_click(lambda _, what=what: ask(what, None))
        self.speed.observe(
            lambda change: ask("pace", SPEEDS[change.new]) if change.new else None, "value")
        self.switch = ipywidgets.HBox(list(self.views.values())).add_class("grokviz-views")
        if len(self.views) < 2:
            self.switch.layout.display = "none"
        super().__init__(
            [self.go, self.step, self.reset, self.new_seed, self.speed, self.about]
        )
        self.add_class("grokviz-transport")

    def show(
        self, view: str, state: str, about: str, paced: bool, seeds: bool, branch: str = ""
    ) -> None:
        """Show the view in front, the player's state and a few words on speed.

        `paced` and `seeds` enable the speed and the seed button; `branch` is the label of Start
        if it makes a branch.
        """
        bring_forward(self.views, view)
        if branch:
            go = branch, "code-fork"
        elif state == "running":
            go = t("run.pause"), "pause"
        else:
            go = t("run.resume") if state == "paused" else t("run.start"), "play"
        self.go.description, self.go.icon = go
        self.new_seed.layout.display = None if seeds else "none"
        self.speed.layout.display = None if paced else "none"
        self.about.value = about

    def show_pace(self, pace: float | None) -> None:
        """Show the present speed; blank if the list does not contain it."""
        self.speed.value = next((k for k, v in SPEEDS.items() if v == pace), None)


def _button(description: str, icon: str, tooltip: str) -> ipywidgets.Button:
    return ipywidgets.Button(description=description, icon=icon, tooltip=tooltip)
