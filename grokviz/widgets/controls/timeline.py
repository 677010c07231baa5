"""The time bar: one cursor for all pictures, moved with buttons, a slider or a typed step."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets
import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets.components import icon_button

NEWEST = "newest"
PLACES = 240            # positions of the slider, along a logarithmic axis


class TimeBar(ipywidgets.HBox):
    """Lets the user choose a moment of the run, and shows which moment is in view.

    Parameters
    ----------
    ask : function
        ``ask("at", number)`` with the number of a record, None for the newest; ``ask("typed",
        text)`` with a step; ``ask("play", None)``.
    """

    def __init__(self, ask: Callable[[str, object], None]):
        self._ask, self._showing = ask, False
        self._record: Record | None = None
        self._at: int | None = None
        self.first = icon_button("fast-backward", t("time.first_record"))
        self.back = icon_button("step-backward", t("time.one_record_back"))
        self.play = icon_button("play", t("time.play_from_here"))
        self.forward = icon_button("step-forward", t("time.one_record_on"))
        self.last = icon_button("fast-forward", t("time.newest_record"))
        self.slider = ipywidgets.IntSlider(
            PLACES, 0, PLACES, readout=False
        ).add_class("grokviz-time")
        self.text = ipywidgets.Text(
            t(NEWEST), description=t("time.step_shown"), continuous_update=False,
        ).add_class("grokviz-step")
        self.first.on_click(lambda _: ask("at", 0))
        self.back.on_click(lambda _: ask("at", self._here() - 1))
        self.play.on_click(lambda _: ask("play", None))
        self.forward.on_click(lambda _: ask("at", self._here() + 1))
        self.last.on_click(lambda _: ask("at", None))
        self.slider.observe(lambda _: self._slid(), "value")
        self.text.observe(lambda _: self._typed(), "value")
        super().__init__([self.first, self.back, self.play, self.forward, self.last, self.slider,
                          self.text])
        self.add_class("grokviz-timebar")

    def show(self, record: Record | None, at: int | None, playing: bool) -> None:
        """Show which record is in view; `at` is None for the newest."""
        self._record, self._at, self._showing = record, at, True
        self.slider.disabled = record is None
        self.play.icon = "pause" if playing else "play"
        if at is None:
            self.slider.value, self.text.value = PLACES, t(NEWEST)
        elif record is not None:
            self.text.value = f"{record.steps[at]:,}"
            if self._number(record, self.slider.value) != at:  # it may be in a drag
                self.slider.value = round(PLACES * _share(record, record.steps[at]))
        self._showing = False

    def _here(self) -> int:
        last = 0 if self._record is None else len(self._record.steps) - 1
        return last if self._at is None else min(self._at, last)

    def _number(self, record: Record, place: int) -> int | None:
        """The number of the record at a slider position; None for the newest."""
        shares = [_share(record, step) for step in record.steps]
        return None if place == PLACES else int(np.abs(np.array(shares) - place / PLACES).argmin())

    def _slid(self) -> None:
        if self._record is None or self._showing:
            return
        number = self._number(self._record, self.slider.value)
        if number != self._at:
            self._ask("at", number)

    def _typed(self) -> None:
        if not self._showing:
            self._ask("typed", self.text.value.strip())


def _share(record: Record, step: float) -> float:
    """Position of a step on a logarithmic axis, as a share of its length up to the last step."""
    last = record.settings.get("steps", record.steps[-1])
    return float(np.log(max(step, 1)) / np.log(max(last, 2)))
