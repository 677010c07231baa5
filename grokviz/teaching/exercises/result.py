"""The display of a checked answer: the verdict, the measurements, and the hints one by one."""

from __future__ import annotations

import html
from typing import Any

import ipywidgets

from grokviz.i18n import t
from grokviz.teaching.exercises import verdicts
from grokviz.teaching.exercises.exercise import Exercise, Judgement
from grokviz.widgets.components import close_all
from grokviz.widgets.lab.output import notebook_output

OPENED: dict[str, int] = {}             # exercise -> number of hints opened so far
STYLE = """<style>
.grokviz-check { border-left: 3px solid var(--jp-border-color1, #888); padding-left: 12px;
  max-width: 760px; }
.grokviz-check p { margin: 0 0 4px; font-size: 14px; line-height: 1.4; }
.grokviz-check .grokviz-measured { color: var(--jp-ui-font-color2, #666); font-size: 12px; }
.grokviz-check .jupyter-button { width: auto; padding: 0 12px; align-self: flex-start; }
</style>"""


class Checked(ipywidgets.VBox):
    """An exercise with the verdict on an answer; without a browser, the same as text.

    Attributes
    ----------
    right : bool or None
        None without an answer.
    says, measured : str
        The reply to the answer, and the measurements of its runs.
    opened : int
        The number of hints opened so far, with the solution; kept until the kernel stops.
    """

    def __init__(self, exercise: Exercise, judgement: Judgement | None = None):
        self.exercise = exercise
        self.right = judgement.right if judgement else None
        self.says = judgement.says if judgement else t(exercise.question)
        self.measured = judgement.measured if judgement else ""
        self._verdict = ipywidgets.HTML(STYLE + self._html())
        self._help = ipywidgets.HTML()
        self._more = ipywidgets.Button(icon="lightbulb-o")
        self._more.on_click(lambda _: self.hint())
        self._keep = ipywidgets.Button(description=t("verdicts.keep"), icon="pencil",
                                       tooltip=t("verdicts.keep_tip"))
        self._keep.on_click(lambda _: self._agreed())
        self._noted = ipywidgets.HTML()
        if trouble := self._note(judgement):
            self._noted.value = f'<p class="grokviz-measured">{html.escape(trouble)}</p>'
        super().__init__([self._verdict, self._help, self._more, self._keep, self._noted])
        self.add_class("grokviz-check")
        self._show_help()
        notebook_output.enter(self)

    @property
    def opened(self) -> int:
        return OPENED.get(self.exercise.id, 0)

    def hint(self) -> str:
        """Open the next hint, or the solution after the last one; return the text opened so far."""
        OPENED[self.exercise.id] = min(self.opened + 1, len(self.exercise.hints) + 1)
        self._show_help()
        return "\n".join(self._helps())

    def _note(self, judgement: Judgement | None) -> str:
        """Note the verdict, if the learner keeps a log, and offer one if there is no log yet."""
        may = verdicts.where() is not None and not verdicts.kept()
        self._keep.layout.display = None if may else "none"
        if judgement is None:
            verdicts.seen(self.exercise.id)
            return ""
        return verdicts.judged(self.exercise.id, judgement.right, self.opened)

    def _agreed(self) -> None:
        """The learner wants a log: it begins with the next verdict."""
        try:
            verdicts.verdicts(keep=True)
            said = t("verdicts.kept", path=verdicts.where())
        except (OSError, ValueError) as error:
            said = str(error)
        self._keep.layout.display = "none"
        self._noted.value = f'<p class="grokviz-measured" role="status">{html.escape(said)}</p>'

    def close(self) -> None:
        for child in self.children:
            close_all(child)
        self.layout.close()
        super().close()

    def __bool__(self) -> bool:
        return bool(self.right)

    def __repr__(self) -> str:
        measured = f"\n{self.measured}" if self.measured else ""
        return f"{self._mark()}{self.says}{measured}"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        said = {"text/plain": repr(self), "text/html": self._html()}
        return super()._repr_mimebundle_(**options) | said

    def _mark(self) -> str:
        return {True: t("exercise.right") + " ", False: t("exercise.not_yet") + " ",
                None: ""}[self.right]

    def _html(self) -> str:
        measured = html.escape(self.measured)
        return (f'<p role="status"><b>{self._mark()}</b>{html.escape(self.says)}</p>'
                + (f'<p class="grokviz-measured">{measured}</p>' if measured else ""))

    def _helps(self) -> list[str]:
        exercise = self.exercise
        solution = t("exercise.solution", solution=dict(exercise.solution), why=t(exercise.why))
        helps = [t("exercise.hint_says", number=i + 1, hint=t(hint))
                 for i, hint in enumerate(exercise.hints)]
        return [*helps, solution][: self.opened]

    def _show_help(self) -> None:
        left = len(self.exercise.hints) - self.opened
        self._help.value = "".join(f"<p>{html.escape(said)}</p>" for said in self._helps())
        self._more.description = (t("exercise.hint", number=self.opened + 1) if left > 0
                                  else t("exercise.show_solution"))
        self._more.layout.display = "none" if self.right or left < 0 else None
