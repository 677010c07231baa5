"""The page on which a learner guesses a run before it: the guess, its outcome, and why.

The view gives its questions as data (`Guessable`), and `Rounds` holds the state of the guess.
This module shows both on the page and in the picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from grokviz.i18n import t
from grokviz.teaching.predictions.follow_up import question_for
from grokviz.teaching.predictions.form import Slip
from grokviz.teaching.predictions.handles import Marks
from grokviz.teaching.predictions.log import log
from grokviz.teaching.predictions.log_view import as_html
from grokviz.teaching.predictions.question import NEVER, Value
from grokviz.teaching.predictions.rounds import Round, Rounds
from grokviz.teaching.predictions.score import in_words
from grokviz.widgets.controls.schema import either, fields, flag, many, maybe, number, row, text
from grokviz.widgets.controls.side_panel import Panel

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab


class _GuessTrait(traitlets.TraitType):
    """The present guess; an invalid one raises the question's sentence."""

    def __init__(self, panel: Guess):
        super().__init__(None, allow_none=True, help="the guess about the coming run")
        self.panel = panel

    def get(self, lab: Any, cls: Any = None) -> Value | None:
        now = self.panel.rounds.now
        return None if now is None else now.value

    def set(self, lab: Any, raw: Any) -> None:
        value = self.panel.rounds.checked(raw)
        if value != self.get(lab) or self.panel.rounds.stale:
            lab.frames.call(lambda: self.panel.take(value))


class Guess(Panel):
    """A question about the next run, and its answer in the picture.

    The lab gets a trait ``guess``: a number, "never" (which it gives back as infinity), pairs of
    numbers, or None for no guess.
    """

    key, tab, about = "guess", "Guess", "page.guess_about"
    shape = staticmethod(fields({
        "first": flag, "key": maybe(text()),
        "guess": maybe(either(number, text(), many(row(number, number), 10_000)))}))

    def __init__(self, lab: Lab):
        super().__init__(lab)
        self.rounds = Rounds(lab)
        self._marks: Marks | None = None        # those in sight, and the round that they show
        self._round: Round | None = None
        self._made: dict[Any, Marks] = {}       # a picture's, once anything was guessed in it
        self._drawing, self._wrong = False, ""
        self.slip = Slip(self._ask)
        self.box.children = (self.slip,)
        lab.add_traits(guess=_GuessTrait(self))
        lab.observe(lambda _: lab.frames.wake(), "guess_first")

    # ---- calls of the shell ---------------------------------------------------------------------

    def show(self) -> None:
        now = self.rounds.now
        if now is not None:
            self.rounds.settle()
        self._show_marks(now)
        if self.lab.pages.panel is self:
            self._show_slip(now)

    def opened(self) -> None:
        self.show()

    def left(self) -> None:
        self._drawing = False
        self.show()

    def may_start(self) -> str:
        return self.rounds.missing() if self.lab.guess_first else ""

    def clicked(self, plot: Any, x: float, y: float) -> bool:
        marks = self._marks
        mine = marks is not None and marks.plot is plot and self.rounds.free
        raw = marks.at(x, y) if marks is not None and mine else None
        if raw is not None:
            self._place(raw)
        return raw is not None

    def began(self) -> None:
        self._drawing = False
        self.rounds.begin()
        self.show()

    def ended(self) -> None:
        self.show()

    def keep(self) -> Any:
        now = self.rounds.now
        guess = None if now is None or self.rounds.stale else now.value
        if guess is None and not self.lab.guess_first:
            return None
        return {"first": self.lab.guess_first, "key": now.ask.key if now else None,
                "guess": "never" if guess == NEVER else guess}

    def restore(self, kept: Any) -> None:
        try:
            first, key, guess = (kept[k] for k in ("first", "key", "guess"))
        except (TypeError, KeyError):
            raise ValueError(t("guess.none_in_link", kept=kept)) from None
        if key is not None:
            self.rounds.choose(key)
            self.lab.guess = guess
        self.lab.guess_first = bool(first)
        self.show()

    def close(self) -> None:
        for marks in self._made.values():
            marks.close()
        super().close()

    # ---- user actions ---------------------------------------------------------------------------

    def _ask(self, what: str, value: Any = None) -> None:
        """React to an action on the page or in the picture."""
        do = {
            "typed": lambda: self._place(value),
            "moved": lambda: self._place(value) if self.rounds.free else None,
            "never": lambda: self._place("never"),
            "draw": lambda: self._draw(value),
            "question": lambda: self._choose(value),
            "holds": lambda: self.take(self.rounds.current.value),
            "first": lambda: setattr(self.lab, "guess_first", value),
            "skip": self._skip,
            "why": lambda: self._try(value),
        }[what]
        self.lab.frames.post(do, what if what == "moved" else None)

    def _place(self, raw: Any) -> None:
        """Take a guess from the page or the picture; the page shows an error in it."""
        self._wrong = ""
        try:
            self.lab.guess = raw
        except ValueError as error:
            self._wrong = str(error)
        self.show()

    def take(self, value: Value | None) -> None:
        """Make this guess about the next run."""
        self._wrong = ""
        self.rounds.place(value)
        self.lab.state.clear_error()
        self.show()

    def _choose(self, key: str) -> None:
        self.rounds.choose(key)
        self._wrong, self._drawing = "", False
        self.show()

    def _draw(self, on: bool) -> None:
        self._drawing = on
        self.show()

    def _skip(self) -> None:
        self.rounds.skip()
        self.lab.state.clear_error()
        self.show()

    def _try(self, number: int) -> None:
        self.rounds.current.tried.append(number)
        self.show()

    # ---- display --------------------------------------------------------------------------------

    def _show_marks(self, now: Round | None) -> None:
        opened = self.lab.pages.panel is self
        needed = now if now is not None and (opened or now.value is not None) else None
        if needed is not self._round:
            self._turn_to(needed)
        marks = self._marks
        if now is None or needed is None or marks is None:
            return
        plot, free = marks.plot, self.rounds.free
        if free:
            plot.expect(self.lab.wanted)
        theory = now.theory.value if now.theory and not free else None
        run = now.outcome.run if now.outcome else None
        marks.show((now.value, theory, run), free and opened, self._drawing)

    def _turn_to(self, now: Round | None) -> None:
        """Show the marks of this round, and no others."""
        former, self._round, self._marks = self._marks, now, None
        if now is not None:
            plot = self.rounds.plot()
            if plot not in self._made:
                self._made[plot] = Marks(plot, now.ask, lambda raw: self._ask("moved", raw))
            self._marks = self._made[plot]
            self._marks.turn_to(now.ask)
        if former is not None and former is not self._marks:
            former.hide()

    def _show_slip(self, now: Round | None) -> None:
        rounds, slip = self.rounds, self.slip
        picture = rounds.plot().figure.title if now else ""
        slip.ask_for(rounds.asks, now, picture, rounds.free, self._drawing)
        slip.note(self._about(now) if now else "", self._wrong, now is not None and rounds.stale)
        slip.switch(self.lab.guess_first, bool(self.may_start()) and rounds.free)
        o = now.outcome if now else None
        slip.tell(
            in_words(o) if o else "", o.theory.words if o and o.theory else "",
            question_for(o) if o else None, o.ask.numbers(o.record) if o else {},
            now.tried if now else ())
        slip.remember(as_html(log().entries), log().trouble)

    def _about(self, now: Round) -> str:
        """The run that the guess is about, or its state."""
        rounds = self.rounds
        if now.outcome is not None:
            return t("guess.of_settings", settings=rounds.in_short(now.of))
        if not rounds.free:
            return self._locked(now)
        if rounds.is_cut_off():
            return t("guess.run_ended_before_could")
        if rounds.stale:
            return t("guess.guess_other_settings", settings=rounds.in_short(now.of))
        if rounds.seen:
            return t("guess.run_picture_already_change")
        return t("guess.coming_run", settings=rounds.in_short(self.lab.wanted))

    @staticmethod
    def _locked(now: Round) -> str:
        if now.job is None:
            return t("guess.run_began_without_guess")
        if now.theory is None or now.theory.value is None or not now.ask.is_number:
            return t("guess.locked")
        return t("guess.locked_with_theory", value=now.ask.say(now.theory.value))
