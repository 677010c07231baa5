"""One setting as a row of widgets: a text box with a slider, or a list of choices.

The description of the text box names the row, also for screen readers. The slider moves over the
setting's grid. If the user types a wrong value, an error appears under the row and nothing
changes.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import ipywidgets
import numpy as np

from grokviz.i18n import t
from grokviz.settings import Choice, Places, Setting

Value = float | str     # value of a setting


class Row(ipywidgets.Box):
    """One setting. `on_change(row, raw)` receives the typed text or the slider's value."""

    def __init__(
        self, setting: Setting | Places, on_change: Callable[[Row, Any], None], slider: bool
    ):
        self.setting = setting
        self.value: Value = setting.default
        self._slides = setting if slider and isinstance(setting, Setting) else None
        self.grid = self._slides.grid() if self._slides else np.empty(0)
        symbol, label = setting.symbol, setting.label
        named = f"{symbol}  {label}" if len(symbol) == 1 else symbol
        hint = f"{symbol}: {label}"
        self.text = ipywidgets.Text(
            self._show(self.value), description=named, continuous_update=False, tooltip=hint,
        ).add_class("grokviz-text")
        self.slider: ipywidgets.IntSlider | None = None
        if self._slides:
            self.slider = ipywidgets.IntSlider(
                self._nearest(self.value), 0, len(self.grid) - 1, readout=False, tooltip=hint,
            ).add_class("grokviz-slider")
            self.slider.observe(lambda _: self._slid(on_change), "value")
        self.note = ipywidgets.HTML(t("settings.restarts")).add_class("grokviz-note")
        self.error = ipywidgets.HTML(layout={"display": "none"}).add_class("grokviz-error")
        parts = [self.text, self.note, self.slider, self.error]
        super().__init__([part for part in parts if part is not None])
        self.add_class("grokviz-row").add_class(f"grokviz-{setting.name}")
        self.set_hot(setting.hot)
        self.text.observe(lambda _: self._typed(on_change), "value")

    def set(self, value: Value, slid: bool = False) -> None:
        """Show an accepted value; `slid` is True if the slider has just set it."""
        self.value = value
        self.complain("")
        self.text.value = self._show(value)
        if not slid:  # the user may still be dragging the slider, and may be further on
            self.put_slider()

    def put_slider(self) -> None:
        """Move the slider to the present value."""
        if self.slider is not None:
            self.slider.value = self._nearest(self.value)

    def set_hot(self, hot: bool) -> None:
        """Set whether changes apply during a drag. If not, they restart the run after it."""
        if self.slider is not None:
            self.slider.continuous_update = hot
        self.note.value = t("settings.live") if hot else t("settings.restarts")

    def complain(self, sentence: str) -> None:
        """Show an error under the row; an empty sentence clears it."""
        if complain(self, sentence):
            (self.text.add_class if sentence else self.text.remove_class)("grokviz-wrong")

    def _show(self, value: Any) -> str:
        shown = self.setting.show(value)
        return t(shown) if value == self._empty else shown

    @property
    def _empty(self) -> Value | None:
        """The value that is shown as a word, such as "off" or "none"."""
        return "" if isinstance(self.setting, Places) else 0.0 if self._has_zero else None

    @property
    def _has_zero(self) -> bool:
        return isinstance(self.setting, Setting) and bool(self.setting.off)

    def _typed(self, on_change) -> None:
        if self.text.value != self._show(self.value) or self.error.value:
            empty, typed = self._empty, self.text.value
            named = empty is not None and typed.strip() == self._show(empty)
            on_change(self, empty if named else typed)

    def _slid(self, on_change) -> None:
        if self.slider is not None and self.slider.value != self._nearest(self.value):
            on_change(self, float(self.grid[self.slider.value]))

    def _nearest(self, value: Value) -> int:
        setting = self._slides
        if setting is None or setting.off and value == 0:
            return 0
        scale = np.log if setting.log else np.asarray
        first = int(bool(setting.off))
        return first + int(np.argmin(np.abs(scale(self.grid[first:]) - scale(value))))


class Pick(ipywidgets.Box):
    """One choice as a list of names; otherwise it behaves like a `Row`."""

    def __init__(self, setting: Choice, on_change: Callable[[Pick, Any], None]):
        self.setting = setting
        self.value: Value = setting.default
        self.list = ipywidgets.Dropdown(
            options=[(words, name) for name, words in setting.options.items()],
            value=self.value, description=setting.symbol,
        )
        self.error = ipywidgets.HTML(layout={"display": "none"}).add_class("grokviz-error")
        super().__init__([self.list, self.error])
        self.add_class("grokviz-pick").add_class(f"grokviz-{setting.name}")
        self.set_hot(False)
        self.list.observe(lambda _: self._picked(on_change), "value")

    def set(self, value: Value, slid: bool = False) -> None:
        """Show an accepted value."""
        self.value = value
        complain(self, "")
        self.list.value = value

    def set_hot(self, hot: bool) -> None:
        """Set whether a change applies at once (True) or restarts the run (False)."""
        about = f"{self.setting.symbol}: {self.setting.label}"
        self.list.tooltip = about if hot else f"{about}; {t('settings.restarts')}"

    def complain(self, sentence: str) -> None:
        """Show under the row why the choice was refused, and return to the accepted value."""
        complain(self, sentence)
        self.list.value = self.value

    def _picked(self, on_change) -> None:
        if self.list.value != self.value:
            on_change(self, self.list.value)


def complain(row: Row | Pick, sentence: str) -> bool:
    """Show an error under a row, or clear it; return True if this changed what is shown."""
    said = f'<span role="alert">{html.escape(sentence)}</span>' if sentence else ""
    new = row.error.value != said
    if new:
        row.error.value = said
        row.error.layout.display = None if sentence else "none"
    return new
