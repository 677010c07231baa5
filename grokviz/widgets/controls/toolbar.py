"""The bar of buttons: which view, start and pause, step, reset, new seed, speed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets

from grokviz.i18n import t
from grokviz.widgets.components import bring_forward, tabs

SPEEDS = {                                  # seconds a decade of steps lasts at least
    "3 s a decade": 3.0,
    "a decade a second": 1.0,
    "full speed": None,
}


class Transport(ipywidgets.HBox):
    """Buttons that ask, and show how things are; `switch` has those of the views, for elsewhere.

    Parameters
    ----------
    views : mapping
        Name -> icon of its button.
    ask : function
        ``ask(what, value)`` with what one of "view" (its name), "go", "step", "reset",
        "new_seed", "pace" (seconds or None).
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
        """How things are: the view in front, the player's state, a few words on speed;
        whether the pace and the seed matter here; what Start says where it makes a branch."""
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
        """The speed in force; blank if it is none of those on offer."""
        self.speed.value = next((k for k, v in SPEEDS.items() if v == pace), None)


def _button(description: str, icon: str, tooltip: str) -> ipywidgets.Button:
    return ipywidgets.Button(description=description, icon=icon, tooltip=tooltip)
