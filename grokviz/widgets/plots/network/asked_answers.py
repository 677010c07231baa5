"""The table of answers with a box under it: ask the network for one pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets.plots.network.answer_table import Answers

FIRST = 7, 13           # the pair that is asked for first


class AskedAnswers(Answers):
    """`Answers`, and what the network says of the pair in the box, at the shown step.

    Parameters
    ----------
    title : str
    post : function
        Runs work on the thread that may change widgets.
    question : function
        ``question(record, a, b)`` is the pair as it is asked, e.g. "7 + 13"; empty if the pair has
        no answer.
    names : function
        ``names(record)`` are the symbols in their order.
    **options
        As in `Plot`.

    Notes
    -----
    How sure the network is, is the probability that it gives to its answer: ``sureness``
    (records, 1, p, p) [percent]. Older records have none, and the box leaves it out.
    """

    below = 34

    def __init__(
        self, title: str, post: Callable[[Callable[[], None]], None],
        question: Callable[[Record, int, int], str], names: Callable[[Record], Sequence[str]],
        **options: Any,
    ):
        super().__init__(title, **options)
        self._question, self._names = question, names
        self.pair = [ipywidgets.BoundedIntText(
            value, 0, FIRST[1], description=name, continuous_update=True,
            layout={"width": "70px"}, style={"description_width": "12px"})
            for name, value in zip("ab", FIRST, strict=True)]
        self.reply = ipywidgets.HTML()
        self.tools = ipywidgets.HBox([*self.pair, self.reply]).add_class("grokviz-ask")
        self._asked: tuple[Record, int] | None = None
        for box in self.pair:
            box.observe(lambda _: post(self._answer), "value")

    def show(self, record: Record, at: int | None = None) -> None:
        if "answers" in record.values:
            for box in self.pair:
                box.max = record.values["answers"].shape[-1] - 1
        self._asked = record, -1 if at is None else at
        super().show(record, at)
        self._answer()

    def says(self, record: Record, at: int, a: int, b: int) -> str:
        """The answer to a pair at a record: is it right, how sure is it, was the pair shown?"""
        if "answers" not in record.values:
            return t("common.single_runs_only", runs=record.runs)
        if not (question := self._question(record, a, b)):
            return t("ask.no_answer")
        answer, right, trained = (
            int(record.values[name][at, 0, a, b]) for name in ("answers", "right", "trained"))
        said = t("ask.right" if right else "ask.wrong", question=question,
                 answer=self._names(record)[answer])
        if "sureness" in record.values:
            said += " " + t("ask.sure", share=record.values["sureness"][at, 0, a, b] / 100)
        return said + " " + t("ask.seen" if trained else "ask.unseen")

    def _answer(self) -> None:
        if self._asked is not None:
            a, b = (box.value for box in self.pair)
            self.reply.value = self.says(*self._asked, a, b)
