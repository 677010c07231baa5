"""The tree of the experiment as a list: what was turned, at which step, and what came of it."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets

from grokviz.i18n import t
from grokviz.widgets.components import close_all
from grokviz.widgets.panels.comparison import measured, show, turn
from grokviz.widgets.player.branching import Take

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

DEEP = 5                # levels that are indented


class Branches:
    """A button for each take, indented under the one that it left; it brings it to the front.

    Parameters
    ----------
    lab : Lab
    attempt : function
        ``attempt(work)`` does something on the painter's thread, and shows a ValueError.
    """

    def __init__(self, lab: Lab, attempt: Callable[[Callable[[], None]], None]):
        self.lab, self._attempt = lab, attempt
        self.hint = ipywidgets.HTML(html.escape(t(
            "Look back with the bar under the pictures, turn a live setting, press Continue from "
            "here: then a second branch stands here.")))
        self.list = ipywidgets.VBox()
        self.box = ipywidgets.VBox([self.hint, self.list]).add_class("grokviz-branches")
        self._state: list | None = None

    def show(self) -> None:
        tree = self.lab.scene.tree
        state = [(id(take), take is tree.front) for take in tree.takes]
        if state != self._state:
            self._state, old = state, self.list.children
            self.list.children = [self._button(take) for take in tree.takes]
            self.hint.layout.display = None if len(tree.takes) < 2 else "none"
            for button in old:
                close_all(button)
        for take, button in zip(tree.takes, self.list.children, strict=True):
            button.description = self._words(take)

    def _words(self, take: Take) -> str:
        settings, record = self.lab.table, take.record
        changes = [turn(settings, take.step, *each) for each in take.turned.items()]
        if take.parent is None:
            said = t("the run: {settings}", settings=", ".join(
                f"{settings[n].symbol} {show(settings, n, take.wanted[n])}"
                for n in self.lab.controls.main if n in take.wanted))
        else:
            said = ", ".join(changes) or t("as it was, at {step}", step=f"{take.step:,}")
        if "test_accuracy" in record.values:
            said += f" · t_test {measured(record.t_test)}"
        return f"● {said}" if take is self.lab.scene.tree.front else said

    def _button(self, take: Take) -> ipywidgets.Button:
        depth, above = 0, take.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        front = take is self.lab.scene.tree.front
        button = ipywidgets.Button(
            tooltip=t("in front") if front else t("bring this branch to the front"),
            disabled=front, layout={"margin": f"1px 0 1px {12 * min(depth, DEEP)}px",
                                    "border_left": f"4px solid {take.colour}"},
        ).add_class("grokviz-take")
        button.on_click(lambda _: self._attempt(lambda: self.lab.bring(take)))
        return button
