"""The tree of branches as a list: which setting changed, at which step, and the result."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets

from grokviz.i18n import t
from grokviz.widgets.components import as_many
from grokviz.widgets.panels.comparison import measured, show, turn
from grokviz.widgets.player.branching import Take

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

DEEP = 5                # levels of indentation


class Branches:
    """One button a run, indented below its parent; it brings the run to the front.

    Parameters
    ----------
    lab : Lab
    attempt : function
        ``attempt(work)`` calls `work` on the painter's thread, and shows a ValueError.
    """

    def __init__(self, lab: Lab, attempt: Callable[[Callable[[], None]], None]):
        self.lab, self._attempt = lab, attempt
        self.hint = ipywidgets.HTML(html.escape(t("branch.how")))
        self.list = ipywidgets.VBox()
        self.box = ipywidgets.VBox([self.hint, self.list]).add_class("grokviz-branches")
        self._takes: list[Take] = []            # the runs that have a button

    def show(self) -> None:
        tree = self.lab.scene.tree
        self._takes = list(tree.takes)
        self.hint.layout.display = None if len(tree.takes) < 2 else "none"
        buttons = as_many(self.list, len(self._takes), self._button)
        for take, button in zip(self._takes, buttons, strict=True):
            self._label(button, take)

    def _words(self, take: Take) -> str:
        settings, record = self.lab.table, take.record
        changes = [turn(settings, take.step, *each) for each in take.turned.items()]
        if take.parent is None:
            said = t("branch.the_run", settings=", ".join(
                f"{settings[n].symbol} {show(settings, n, take.wanted[n])}"
                for n in self.lab.controls.main if n in take.wanted))
        else:
            said = ", ".join(changes) or t("branch.as_it_was_at", step=f"{take.step:,}")
        if "test_accuracy" in record.values:
            said += f" · t_test {measured(record.times())}"
        return f"● {said}" if take is self.lab.scene.tree.front else said

    def _button(self) -> ipywidgets.Button:
        button = ipywidgets.Button().add_class("grokviz-take")
        button.on_click(lambda _: self._attempt(lambda: self._bring(button)))
        return button

    def _label(self, button: ipywidgets.Button, take: Take) -> None:
        depth, above = 0, take.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        front = take is self.lab.scene.tree.front
        button.description, button.disabled = self._words(take), front
        button.tooltip = t("branch.in_front") if front else t("branch.bring_branch_front")
        button.layout.margin = f"1px 0 1px {12 * min(depth, DEEP)}px"
        button.layout.border_left = f"4px solid {take.colour}"

    def _bring(self, button: ipywidgets.Button) -> None:
        self.lab.time_control.bring(self._takes[self.list.children.index(button)])
