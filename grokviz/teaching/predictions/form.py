"""The widgets of the page on which a guess is typed, scored and logged."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets

from grokviz.i18n import t
from grokviz.teaching.predictions.follow_up import Why, WhyBox
from grokviz.teaching.predictions.question import Guessable
from grokviz.teaching.predictions.rounds import Round

HOW = {
    "x": "guess.how_number",
    "y": "guess.how_number",
    "place": "guess.how_place",
    "path": "guess.how_path",
    "curve": "guess.how_curve",
}
AGAIN = "guess.again"


class Slip(ipywidgets.VBox):
    """The question, the guess, its outcome, and the log.

    Parameters
    ----------
    ask : function
        ``ask(what, value)`` with what one of "question", "typed", "never", "draw", "holds",
        "first", "skip", "why"; from any thread.
    """

    def __init__(self, ask: Callable[..., None]):
        self._ask, self._holds = ask, ("", "")          # question and text, as set by us
        self.questions = ipywidgets.Dropdown(options=[""], description=t("guess.guess")).add_class(
            "grokviz-question")
        self.question, self.about, self.how, self.error, self.said, self.theory, self.past = (
            ipywidgets.HTML() for _ in range(7))
        self.text = ipywidgets.Text(
            description=t("guess.your_guess"), continuous_update=False).add_class("grokviz-guess")
        self.never = _button(t("guess.never"), t("guess.guess_never_happens"))
        self.pen = ipywidgets.ToggleButton(
            False, description=t("guess.draw_it"), icon="pencil",
            tooltip=t("guess.draw_curve_mouse"))
        self.holds = _button(t("guess.still_holds"), t("guess.same_guess_settings"))
        self.skip = _button(t("guess.skip_this_run"), t("guess.let_run_start_without"))
        self.first = ipywidgets.Checkbox(False, description=t("guess.guess_first"), indent=False)
        self.entry = ipywidgets.HBox([self.text, self.never, self.pen]).add_class(
            "grokviz-entry")
        self.why = WhyBox(lambda number: ask("why", number))
        self._listen()
        super().__init__([
            self.questions, self.question, self.about, self.entry, self.error, self.holds,
            self.said, self.theory, self.why, self.how, self.first, self.skip, self.past,
        ])
        self.add_class("grokviz-slip")

    def _listen(self) -> None:
        self.questions.observe(lambda change: change.new != self._holds[0] and self._ask(
            "question", change.new), "value")
        self.text.observe(lambda change: change.new != self._holds[1] and self._ask(
            "typed", change.new), "value")
        self.pen.observe(lambda change: self._ask("draw", change.new), "value")
        self.first.observe(lambda change: self._ask("first", change.new), "value")
        for what in ("never", "holds", "skip"):
            getattr(self, what).on_click(lambda _, what=what: self._ask(what))

    # ---- display --------------------------------------------------------------------------------

    def ask_for(
        self, asks: Mapping[str, Guessable], now: Round | None, picture: str, free: bool,
        drawing: bool,
    ) -> None:
        """Show the question, the other questions, and the guess; None stands for none."""
        _see(self.questions, len(asks) > 1)
        _see(self.first, now is not None)
        if now is None:
            _see(self.entry, False)
            _see(self.why, False)
            _say(self.how, "")
            _say(self.question, t("guess.nothing_here"))
            return
        self._show_questions(asks, now.ask.key)
        _say(self.question, t(now.ask.question), "grokviz-asked")
        over = now.outcome is not None
        how = t(HOW[now.ask.shape], picture=picture or t("guess.the_picture")) * free
        _say(self.how, t(AGAIN) if over else how, "grokviz-small")
        _see(self.entry, not over)
        self._holds = now.ask.key, now.ask.show(now.value)
        self.text.value = self._holds[1]
        self.text.disabled = not free
        _see(self.never, now.ask.never and free)
        _see(self.pen, now.ask.shape == "curve" and free)
        self.pen.value = drawing

    def note(self, about: str, wrong: str, stale: bool) -> None:
        """Show the run of the guess, an error in it, and whether its settings differ."""
        _say(self.about, about, "grokviz-small")
        _say(self.error, wrong, role="alert")
        _see(self.holds, stale)

    def switch(self, first: bool, may_skip: bool) -> None:
        """Show whether Start waits for a guess in general, and at present."""
        self.first.value = first
        _see(self.skip, may_skip)

    def tell(
        self, said: str, theory: str, why: Why | None, numbers: Mapping[str, Any],
        tried: Sequence[int],
    ) -> None:
        """Show the outcome, the basis of the theory, and the question why."""
        _say(self.said, said, role="status")
        _say(self.theory, theory, "grokviz-small")
        self.why.show(why, numbers, tried)

    def remember(self, log: str, trouble: str) -> None:
        """Show the log as HTML, and any error of its file."""
        wrong = f'<p role="alert">{html.escape(trouble)}</p>'
        self.past.value = log + wrong * bool(trouble)

    def _show_questions(self, asks: Mapping[str, Guessable], key: str) -> None:
        options = tuple((t(ask.name), ask.key) for ask in asks.values())
        self._holds = key, self._holds[1]
        if self.questions.options != options:
            self._holds = options[0][1], self._holds[1]         # which it takes by itself
            self.questions.options = options
            self._holds = key, self._holds[1]
        self.questions.value = key


def _see(widget: ipywidgets.Widget, there: bool) -> None:
    widget.layout.display = None if there else "none"


def _say(
    widget: ipywidgets.HTML, sentence: str, kind: str = "", role: str = ""
) -> None:
    role = f' role="{role}"' if role else ""
    widget.value = f'<p class="{kind}"{role}>{html.escape(sentence)}</p>' if sentence else ""
    _see(widget, bool(sentence))


def _button(description: str, tooltip: str) -> ipywidgets.Button:
    return ipywidgets.Button(description=description, tooltip=tooltip)
