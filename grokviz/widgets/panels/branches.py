"""The tree of branches as a list: which setting changed, at which step, and the result."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets

from grokviz.i18n import t
from grokviz.widgets.components import as_many
from grokviz.widgets.panels.comparison import measured, show, turn
from grokviz.widgets.player.branching import TreeRun

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
        self._runs: list[TreeRun] = []            # the runs that have a button

    def show(self) -> None:
        tree = self.lab.view_state.tree
        self._runs = list(tree.runs)
        self.hint.layout.display = None if len(tree.runs) < 2 else "none"
        buttons = as_many(self.list, len(self._runs), self._button)
        for run, button in zip(self._runs, buttons, strict=True):
            self._label(button, run)

    def _words(self, run: TreeRun) -> str:
        settings, record = self.lab.table, run.record
        changes = [turn(settings, run.step, *each) for each in run.turned.items()]
        if run.parent is None:
            said = t("branch.the_run", settings=", ".join(
                f"{settings[n].symbol} {show(settings, n, run.wanted[n])}"
                for n in self.lab.controls.main if n in run.wanted))
        else:
            said = ", ".join(changes) or t("branch.as_it_was_at", step=f"{run.step:,}")
        if "test_accuracy" in record.values:
            said += f" · t_test {measured(record.times())}"
        return f"● {said}" if run is self.lab.view_state.tree.front else said

    def _button(self) -> ipywidgets.Button:
        button = ipywidgets.Button().add_class("grokviz-take")
        button.on_click(lambda _: self._attempt(lambda: self._bring(button)))
        return button

    def _label(self, button: ipywidgets.Button, run: TreeRun) -> None:
        depth, above = 0, run.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        front = run is self.lab.view_state.tree.front
        button.description, button.disabled = self._words(run), front
        button.tooltip = t("branch.in_front") if front else t("branch.bring_branch_front")
        button.layout.margin = f"1px 0 1px {12 * min(depth, DEEP)}px"
        button.layout.border_left = f"4px solid {run.colour}"

    def _bring(self, button: ipywidgets.Button) -> None:
        self.lab.time_control.bring(self._runs[self.list.children.index(button)])
