"""The page of a guide: one step at a time, with its words, its target and its controls."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import ipywidgets

from grokviz.arguments import instance, items
from grokviz.i18n import t
from grokviz.sentences import brief, sentence
from grokviz.teaching.tour import targets
from grokviz.teaching.tour.steps import STATES, Step, pieces
from grokviz.widgets.components import close_all
from grokviz.widgets.controls.schema import whole
from grokviz.widgets.controls.side_panel import Panel

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

L = TypeVar("L", bound="Lab")
_BOLD, _SLANTED = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"\*(.+?)\*")


def guide(lab: L, steps: Sequence[Step] | None = None) -> L:
    """Open a guide with these steps in a lab, at the first step.

    Parameters
    ----------
    lab : Lab
    steps : sequence of Step, optional
        By default the lab's steps for a first visit.

    Returns
    -------
    The lab.

    Raises
    ------
    ValueError
        If there are no steps, or a step names something that the lab lacks; nothing changes.
    """
    if not hasattr(lab, "panels") or isinstance(lab, type):
        raise TypeError(sentence(f"lab is {brief(lab)}; give a lab, e.g. gv.TeacherStudentLab()"))
    page = next((panel for panel in lab.panels if isinstance(panel, Guide)), None)
    if page is None:
        raise ValueError(f"{type(lab).__name__} has no page for a guide; give it the panel Guide")
    lab.frames.call(lambda: page.begin(lab.tour if steps is None else steps))
    return lab


class Guide(Panel):
    """The guide of a lab; it begins with the steps for a first visit, ``lab.tour``."""

    key = "guide"
    tab, about = "Guide", "page.guide_about"
    shape = staticmethod(whole(0, 1000))

    def __init__(self, lab: Lab):
        super().__init__(lab)
        self.steps: tuple[Step, ...] = ()
        self.number = 0
        self._done: set[int] = set()            # steps that were done at least once
        self._before: Any = None                # the run that was over when the step was opened
        self._played = 0                        # how often an animated picture had been played then
        self._away = False                      # whether an earlier moment was shown since
        self._waits = False                     # the step was not done yet when it was opened
        self._lit: list[tuple[ipywidgets.DOMWidget, str]] = []      # and the class of the mark
        self._count = ipywidgets.HTML().add_class("grokviz-guide-count")
        self._words = ipywidgets.Box().add_class("grokviz-guide-words")
        self._point = ipywidgets.HTML().add_class("grokviz-guide-point")
        self._rows = ipywidgets.VBox().add_class("grokviz-guide-rows")
        self.back = self._button("Back", "arrow-left", lambda: self.turn_to(self.number - 1))
        self.next = self._button("Next", "arrow-right", self._go_on)
        self.leave = self._button("Leave", "times", self._end)
        foot = ipywidgets.HBox([self.back, self.next, self.leave]).add_class("grokviz-guide-foot")
        self.box.add_class("grokviz-guide")
        self.box.children = [self._count, self._words, self._point, self._rows, foot]

    @property
    def open(self) -> bool:
        return self.lab.pages.panel is self

    def begin(self, steps: Sequence[Step]) -> None:
        """Open the page at the first of these steps."""
        if isinstance(steps, list | tuple) and not steps:
            raise ValueError("a guide without steps; give at least one Step")
        steps = tuple(items("steps", steps, 1000, "[gv.Step('Press [Start](Start).')]"))
        for step in steps:
            instance("a step", step, Step, "a Step, e.g. gv.Step('Press [Start](Start).')")
            targets.check(self.lab, step)
        self.steps, self._done = steps, set()
        self.turn_to(0)
        self.lab.pages.turn_to(self.tab)
        self.lab.desk.open_pages(True)

    def turn_to(self, number: int) -> None:
        """Show a step; its condition counts from now on."""
        self.number = min(max(number, 0), len(self.steps) - 1)
        step = self.steps[self.number]
        self._bring(step)
        player = self.lab.view_state.player
        self._before = None if player.active else player.job
        self._played, self._away = self.lab.animation.played, False
        self._waits = step.condition() is not None and not self._is_done()
        former = self._words.children
        self._words.children = [self._part(*piece) for piece in pieces(t(step.words))]
        for part in former:
            close_all(part)
        self._rows.children = [self.lab.controls.rows[name] for name in step.show]
        self.show()

    def show(self) -> None:
        if not self.steps:
            return
        if self._waits and self._is_done():
            self._waits = False
            self._done.add(self.number)
            if self.number + 1 < len(self.steps):
                self.turn_to(self.number + 1)
                return
        self._mark(self.open)
        done = self.number in self._done or not self._waits
        last = self.number + 1 == len(self.steps)
        self._count.value = self._counted(done)
        self.back.disabled = self.number == 0
        go_on = t("guide.next") if done else t("guide.skip")
        self.next.description = t("guide.finish") if last else go_on

    def opened(self) -> None:
        if not self.steps and self.lab.tour:
            self.begin(self.lab.tour)
        self.show()

    def left(self) -> None:
        self._mark(False)

    def began(self) -> None:
        if self.open:
            self.show()

    ended = began

    def keep(self) -> int | None:
        return self.number if self.open else None

    def restore(self, kept: Any) -> None:
        steps = self.steps or self.lab.tour
        if type(kept) is not int or not 0 <= kept < len(steps):
            raise ValueError(f"the guide has no step {kept!r}; it has 0 to {len(steps) - 1}")
        self.begin(steps)
        self.turn_to(kept)

    def close(self) -> None:
        self._rows.children = []                # they are the settings' and close with them
        super().close()

    # ---- parts ----------------------------------------------------------------------------------

    def _button(self, word: str, icon: str, work) -> ipywidgets.Button:
        button = ipywidgets.Button(description=t(word), icon=icon)
        button.on_click(lambda _: self.lab.frames.post(work))
        return button

    def _part(self, text: str, target: str | None) -> ipywidgets.Widget:
        """A piece of the words: text, or a word that is a button."""
        if target is None:
            said = _BOLD.sub(r"<b>\1</b>", html.escape(text))
            return ipywidgets.HTML(_SLANTED.sub(r"<i>\1</i>", said))
        button = ipywidgets.Button(description=text, tooltip=t("guide.go_there")).add_class(
            "grokviz-word")
        button.on_click(lambda _: self.lab.frames.post(lambda: targets.do(self.lab, target)))
        return button

    def _is_done(self) -> bool:
        step, at = self.steps[self.number], self.lab.view_state.at
        self._away = self._away or at is not None
        if step.condition() == ("at", "end"):           # the learner must have left the end first
            return self._away and at is None
        again = step.condition() == STATES["started"] and self.lab.animation.played > self._played
        return again or targets.is_done(self.lab, step, self._before)

    def _bring(self, step: Step) -> None:
        """Show a view that contains the target of the step, unless the step itself asks for a
        view."""
        view = None if step.turns or not step.point else targets.where(self.lab, step.point)
        if view not in (None, self.lab.view):
            self.lab.view = view

    def _go_on(self) -> None:
        if self.number + 1 == len(self.steps):
            self._end()
        else:
            self.turn_to(self.number + 1)

    def _end(self) -> None:
        """Return to the settings, which an animated picture may cover."""
        self.lab.pages.turn_to("Settings")
        self.lab.desk.open_pages(False)

    def _counted(self, done: bool) -> str:
        dots = "".join("●" if i == self.number else "✓" if i in self._done else "○"
                       for i in range(len(self.steps)))
        said = t("guide.step_of", number=self.number + 1, steps=len(self.steps))
        mark = t("guide.done") if done and self.steps[self.number].done else ""
        return (f'<span role="status">{said}</span> <span aria-hidden="true">{dots}</span>'
                f" <b>{mark}</b>")

    def _mark(self, on: bool) -> None:
        """Mark only the target of the step and name it in words; show the settings of the
        step."""
        step = self.steps[self.number] if on else Step("")
        lit = [(widget, targets.mark(self.lab, step.point))
               for widget in targets.pointed(self.lab, step.point)] if step.point else []
        for widget, mark in self._lit:
            if (widget, mark) not in lit:
                widget.remove_class(mark)
        for widget, mark in lit:
            if (widget, mark) not in self._lit:
                widget.add_class(mark)
        self._lit = lit
        name = targets.called(self.lab, step.point)
        self._point.value = f"☞ {html.escape(name)}" if name else ""
        self.lab.controls.keep(step.show)
