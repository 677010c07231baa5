"""The column of controls: one row a setting, built from the settings table alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets

from grokviz.i18n import explain, t
from grokviz.settings import Choice, Table
from grokviz.widgets.controls.setting_rows import Pick, Row

RUNS = range(2, 9)
CUSTOM = "your own"     # shown if the settings match no preset
ALONE = ""              # no comparison; a Dropdown would show None as blank


class Controls(ipywidgets.VBox):
    """All settings of a lab, its presets and the comparison.

    Parameters
    ----------
    settings : Table
    main : iterable of str
        Settings that are always visible; the others are under "more".
    presets : mapping
        Name -> settings.
    compare, plain : iterable of str
        Settings that may differ between runs; settings without a slider.
    defer : function
        ``defer(work, key)`` runs `work` on the thread that may touch widgets. If several pieces of
        work have the same key, only the newest must run.

    quick : iterable of str
        Settings whose rows may also stand beside a picture.

    Attributes
    ----------
    on_change : function
        ``on_change(name, value)``: the user changed a setting; the value is the typed text, or a
        number. If it raises ValueError, the row shows the message.
    on_preset, on_compare : function
        ``on_preset(name)``; ``on_compare(name or None, runs)``.
    """

    def __init__(
        self, settings: Table, main: Iterable[str], presets: Mapping[str, Mapping[str, Any]],
        compare: Iterable[str] = (), plain: Iterable[str] = (), defer=lambda work, key: work(),
        quick: Iterable[str] = (),
    ):
        self.on_change = self.on_preset = self.on_compare = lambda *_: None
        self._defer, self.main, self._presets = defer, tuple(main), presets
        self.quick = tuple(quick)
        plain = set(plain)
        self.rows = {
            name: Pick(setting, self._ask) if isinstance(setting, Choice)
            else Row(setting, self._ask, name not in plain) for name, setting in settings.items()
        }
        self.presets = ipywidgets.Dropdown(
            options=_named(presets), value=CUSTOM,
            description=t("settings.preset"),
        ).add_class("grokviz-preset")
        names = {t("settings.nothing_one_run"): ALONE}
        names |= {f"{settings[n].symbol}  {settings[n].label}": n for n in compare}
        self.compare = ipywidgets.Dropdown(options=names, value=ALONE,
                                           description=t("settings.compare"))
        self.runs = ipywidgets.Dropdown(options=RUNS, value=5, description=t("settings.runs"))
        self.more = ipywidgets.ToggleButton(
            False, description=t("settings.more_settings"), icon="caret-right")
        self._comparing = ipywidgets.HBox([self.compare, self.runs]).add_class("grokviz-compare")
        self.more.add_class("grokviz-more")
        top = [self.presets, *(self.rows[n] for n in self.main), self._comparing, self.more]
        super().__init__([*top, *(r for n, r in self.rows.items() if n not in self.main)])
        self.add_class("grokviz-controls")
        self._uses = set(self.rows)
        self._kept: set[str] = set()
        self._arrange()
        self.more.observe(lambda _: self._defer(self._arrange, "more"), "value")
        self._holds = CUSTOM, (ALONE, self.runs.value)  # preset and comparison that code set last
        self.presets.observe(lambda _: self._preset(), "value")
        for widget in (self.compare, self.runs):
            widget.observe(lambda _: self._spread(), "value")

    @property
    def values(self) -> dict[str, Any]:
        """The values that the rows show as accepted."""
        return {name: row.value for name, row in self.rows.items()}

    def set(self, values: Mapping[str, Any]) -> None:
        """Show accepted settings, and the preset that they match."""
        for name, value in values.items():
            if self.rows[name].value != value:
                self.rows[name].set(value)
        shown = self.values
        match = (k for k, preset in self._presets.items() if preset.items() <= shown.items())
        self._holds = next(match, CUSTOM), self._holds[1]
        self.presets.value = self._holds[0]

    def set_compare(self, name: str | None, runs: int) -> None:
        """Show which setting is compared, and over how many runs."""
        name = name or ALONE
        self._holds = self._holds[0], (name, self.runs.value)
        self.compare.value = name
        self._holds = self._holds[0], (name, runs)
        self.runs.value = runs
        self.runs.layout.display = None if name else "none"

    def use(
        self, names: Iterable[str], hot: Iterable[str], compare: bool,
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """Show only the settings and presets of this view, and the comparison if runs can differ.

        `hot` names the settings that apply without a restart.
        """
        self._uses, hot = set(names), set(hot)
        if presets is not None and presets != self._presets:
            self._presets, self._holds = presets, (CUSTOM, self._holds[1])
            self.presets.options = _named(presets)
        for name, row in self.rows.items():
            row.set_hot(name in hot)
        self._comparing.layout.display = None if compare else "none"
        self.presets.layout.display = None if self._presets and (compare or presets) else "none"
        self._arrange()

    def keep(self, names: Iterable[str]) -> None:
        """While "more" is closed, show these rows besides the main ones."""
        self._kept = set(names)
        self._arrange()

    def _arrange(self) -> None:
        self.more.icon = "caret-down" if self.more.value else "caret-right"
        for name, row in self.rows.items():
            shown = name in self._uses and (
                self.more.value or name in self.main or name in self._kept)
            row.layout.display = None if shown else "none"

    def _ask(self, row: Row | Pick, raw: Any) -> None:
        slid = not isinstance(raw, str)
        self._defer(lambda: self._answer(row, raw, slid), row.setting.name)

    def _answer(self, row: Row | Pick, raw: Any, slid: bool) -> None:
        name = row.setting.name
        try:
            value = row.setting.check(raw)
            before, row.value = row.value, value
            try:
                self.on_change(name, value)
            except ValueError:
                row.value = before
                raise
        except ValueError as error:
            row.complain(explain(error))
            if slid:                            # the slider returns to the accepted value
                row.put_slider()
        else:
            row.set(value, slid=slid)

    def _preset(self) -> None:
        name = self.presets.value
        if name not in (CUSTOM, self._holds[0]):
            self._defer(lambda: self.on_preset(name), "preset")

    def _spread(self) -> None:
        asked = self.compare.value, self.runs.value
        if asked != self._holds[1]:
            self._defer(lambda: self.on_compare(asked[0] or None, asked[1]), "compare")


def _named(presets: Iterable[str]) -> list[tuple[str, str]]:
    return [(t(name), name) for name in (CUSTOM, *presets)]
