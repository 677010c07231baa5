"""The settings of a lab, and the effect of a change on the run; on the painter's thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grokviz.sentences import match
from grokviz.settings import Setting
from grokviz.widgets.controls.settings_form import Controls
from grokviz.widgets.lab.checked_traits import of_setting
from grokviz.widgets.lab.controllers.run_control import RunControl
from grokviz.widgets.lab.lab_state import LabState

Presets = Mapping[str, Mapping[str, Any]]


class SettingsControl:
    """Checks and sets the settings, and applies them to the run.

    Parameters
    ----------
    state : LabState
    controls : Controls
        The widgets that show and change the settings.
    run : RunControl
    presets : mapping
        Name -> settings, each complete.
    seed : str or None
        The setting that "New seed" increases.
    """

    def __init__(
        self, state: LabState, controls: Controls, run: RunControl, presets: Presets,
        seed: str | None,
    ):
        self.state, self.controls, self.run = state, controls, run
        self.presets, self.seed = presets, seed
        self.in_bulk = False                    # True while several settings change together
        self._refused: dict[str, Any] = {}      # the last refused value

    def open(self, view: str) -> None:
        """Give the lab a trait for each setting, with its default, and open the first view."""
        traits, table = self.state.traits, self.state.table
        traits.add_traits(**{k: of_setting(each, self.checked) for k, each in table.items()})
        traits.set_trait("value", table.defaults())
        traits.view = view
        self.put(self.state.view_state.own)

    # ---- which values are allowed ---------------------------------------------------------------

    def defaults(self, view: str) -> dict[str, Any]:
        """The initial values of all settings in a view."""
        view_state = self.state.view_states.get(view)
        return self.state.table.defaults() | dict(view_state.view.begins if view_state else {})

    def filled(self, view: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Settings of a run from a link or a file, completed with defaults for newer settings."""
        defaults = self.defaults(view)
        uses = self.state.view_states[view].view.uses
        return {name: defaults[name] for name in uses} | dict(wanted)

    def presets_here(self) -> Presets:
        """The presets of the view in front, each with all settings of that view."""
        view, begins = self.state.view_state.view, self.defaults(self.state.view)
        own = {k: {n: begins[n] for n in view.uses} | dict(p) for k, p in view.presets.items()}
        return own or (self.presets if view.compare else {})

    def checked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values in their stored form; ValueError if no run of this view can have them."""
        state, view_state = self.state, self.state.view_state
        checked = state.table.check(values)
        turned = {name for name, value in checked.items() if state.value.get(name) != value}
        unseen = self.in_bulk or view_state.replays          # in bulk, they are checked together
        if turned - set(view_state.view.looks) and not unseen:
            view_state.check(state.wanted(checked), turned)
        return checked

    # ---- changing them --------------------------------------------------------------------------

    def update(self, values: Mapping[str, Any], settle: bool = True) -> None:
        """Change several settings together, all or none; ValueError says what is wrong."""
        self.put(self.checked(values))
        if settle:
            self.turned()

    def preset(self, name: str) -> None:
        """Apply a named preset of the view in front."""
        presets = self.presets_here() or self.presets
        self.update(presets[match("preset", name, presets)])

    def new_seed(self) -> None:
        """Keep the settings and take the next seed."""
        seed = self.state.table[self.seed] if self.seed is not None else None
        if not isinstance(seed, Setting):
            return
        last = int(seed.high)
        setattr(self.state.traits, seed.name, (self.state.value[seed.name] + 1) % (last + 1))

    def put(self, values: Mapping[str, Any]) -> None:
        """Set settings and other traits together, without starting a run."""
        before, self.in_bulk = self.in_bulk, True
        try:
            for name, value in values.items():
                setattr(self.state.traits, name, value)
        finally:
            self.in_bulk = before
        self.turned(settle=False)

    def turned(self, change: Any = None, settle: bool = True) -> None:
        """Handle a changed setting."""
        if self.in_bulk:
            return
        traits = self.state.traits
        traits.set_trait("value", {name: getattr(traits, name) for name in self.state.table})
        if settle:
            self.state.frames.post(self.settle, "settle")

    def change_view(self, old: str) -> None:
        """After a change of view, restore the values that belong to the new view alone.

        What was refused in the former view is no longer said.
        """
        before = self.state.view_states.get(old)
        if before is not None:
            before.keep_own(self.state.value)
            self.state.clear_error()
        self.put(self.state.view_state.own)

    def asked_for(self, name: str, value: Any) -> None:
        """Apply a change that the user made; the status line shows the error if it is refused."""
        try:
            setattr(self.state.traits, name, value)
        except ValueError as error:
            self._refused = {name: value}
            self.state.report(error)
            raise
        self._refused = {}
        self.state.clear_error()

    def compare(self, name: str | None, runs: int) -> None:
        """Apply a new comparison."""
        if (name, runs) != (self.state.comparing, self.state.runs):
            self.state.traits.comparing, self.state.traits.runs = name, runs

    def mend(self) -> None:
        """Handle a press of the button beside an error: apply its advice."""
        offer = self.run.offer()
        if offer:
            self._refused = self._refused | offer[1]    # so a second refusal can be mended too
            self.update(self._refused)
            self._refused = {}
            self.state.clear_error()
            self.run.unless_waiting(self.run.start)

    # ---- effects on the run ---------------------------------------------------------------------

    def settle(self) -> None:
        """Show the present settings, and apply them to the run with at most one restart.

        Several changes in a row lead to one call, since `turned` posts it with a key. A hot setting
        changes the running run; any other setting begins a new run.
        """
        self.show()
        state, view_state, wanted = self.state, self.state.view_state, self.state.wanted()
        asked = view_state.asked or {}
        turned = [name for name, value in wanted.items() if asked.get(name) != value]
        if turned and not state.guessing and view_state.show_kept(wanted):
            state.clear_error()
            return
        if not (turned and state.auto):
            return
        if view_state.looks_back:                    # the change is meant for a branch
            return
        hot = set(turned) <= set(view_state.view.hot) and not _reshaped(view_state.asked, wanted)
        hot = hot and not view_state.runner.following       # the link's own changes would undo it
        if hot and view_state.player.active and not view_state.runner.is_burst(turned):
            view_state.runner.turn(wanted, turned)
            state.clear_error()
        elif view_state.asked is None or state.guessing or view_state.opens:
            self.run.begin(turned=turned, budget=1)     # step 0 only
        else:
            self.run.begin(turned=turned)

    def spread_else(self) -> None:
        """Handle a change of what the view in front varies over its runs."""
        self.use()
        self.settle()

    def sliders(self) -> list[Any]:
        """The rows of the most important settings here, for use beside a picture."""
        rows, view = self.controls.rows, self.state.view_state.view
        return [rows[name] for name in self.controls.quick if name in (*view.uses, *view.looks)]

    def use(self) -> None:
        """Show the settings that the view in front uses."""
        view = self.state.view_state.view
        self.controls.use(view.rows(self.state.value), (*view.hot, *view.looks), view.compare,
                          self.presets_here())

    def show(self) -> None:
        """Show the present values of the settings."""
        self.controls.set(self.state.value)
        self.controls.set_compare(self.state.comparing, self.state.runs)


def _reshaped(asked: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> bool:
    """True if the number of runs changed, or the settings that vary between them."""
    def shape(settings: Mapping[str, Any]) -> dict[str, int]:
        return {k: len(v) for k, v in settings.items() if isinstance(v, list)}
    return asked is None or shape(asked) != shape(wanted)
