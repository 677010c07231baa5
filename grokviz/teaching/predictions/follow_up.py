"""Questions for after a run: why did that happen? Each wrong answer is a known misconception."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import ipywidgets

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.teaching.predictions.score import Outcome


class Answer(NamedTuple):
    """A choice, and the reply to it."""

    text: str
    answer: str
    right: bool = False


@dataclass(frozen=True)
class Why:
    """A question with choices; exactly one is right.

    Attributes
    ----------
    question : str
        Braces in it, and in the choices, stand for numbers of the run.
    choices : sequence of Answer
    when : function
        Outcome -> True if this question fits.
    """

    question: str
    choices: Sequence[Answer]
    when: Callable[[Outcome], bool] = lambda outcome: True

    def __post_init__(self):
        if sum(choice.right for choice in self.choices) != 1:
            raise ValueError(f"{self.question!r} has to have exactly one right choice")


def where(
    numbers: Callable[[Record], Mapping[str, Any]], holds: Callable[..., bool]
) -> Callable[[Outcome], bool]:
    """A `Why.when` that tests the numbers of a run by name."""
    return lambda outcome: holds(**numbers(outcome.record))


def question_for(outcome: Outcome) -> Why | None:
    """The first question that fits the outcome."""
    return next((why for why in outcome.ask.whys if why.when(outcome)), None)


class WhyBox(ipywidgets.VBox):
    """A question, one button for each choice, and the reply to the last one pressed.

    Parameters
    ----------
    choose : function
        Called with the number of the choice that is pressed, from any thread.
    """

    def __init__(self, choose: Callable[[int], None]):
        self.question = ipywidgets.HTML().add_class("grokviz-why")
        self.buttons: list[ipywidgets.Button] = []      # one for each choice so far
        self.answer = ipywidgets.HTML().add_class("grokviz-answer")
        self._choose = choose
        super().__init__([self.question, self.answer])

    def show(self, why: Why | None, numbers: Mapping[str, Any], tried: Sequence[int]) -> None:
        """The question, with the choices tried so far marked."""
        self.layout.display = None if why else "none"
        if why is None:
            return
        self.question.value = f"<p><b>{_said(why.question, numbers)}</b></p>"
        self._make_room(len(why.choices))
        for number, button in enumerate(self.buttons):
            there = number < len(why.choices)
            button.layout.display = None if there else "none"
            if there:
                self._mark(button, why.choices[number], numbers, number in tried)
        self.answer.value = "" if not tried else (
            f'<p role="status">{_said(why.choices[tried[-1]].answer, numbers)}</p>')

    def _make_room(self, choices: int) -> None:
        """A button for each choice; present buttons stay, so that the browser keeps its focus."""
        if len(self.buttons) >= choices:
            return
        for number in range(len(self.buttons), choices):
            button = ipywidgets.Button().add_class("grokviz-choice")
            button.on_click(lambda _, number=number: self._choose(number))
            self.buttons.append(button)
        self.children = [self.question, *self.buttons, self.answer]

    @staticmethod
    def _mark(button, choice: Answer, numbers: Mapping[str, Any], tried: bool) -> None:
        mark = ("✓ " if choice.right else "✗ ") if tried else ""
        button.description = mark + t(choice.text, **numbers)
        for name, on in (("right", tried and choice.right), ("wrong", tried and not choice.right)):
            (button.add_class if on else button.remove_class)(f"grokviz-is-{name}")


def _said(sentence: str, numbers: Mapping[str, Any]) -> str:
    return html.escape(t(sentence, **numbers))
