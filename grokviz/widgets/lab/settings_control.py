"""The settings of a lab, and what follows where they are turned; on the painter's thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grokviz.sentences import match
from grokviz.settings import Setting
from grokviz.widgets.controls.settings_form import Controls
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.run_control import RunControl

Presets = Mapping[str, Mapping[str, Any]]


class SettingsControl:
    """Checks settings, sets them, and has the run follow.

    Parameters
    ----------
    state : LabState
    controls : Controls
        Where they are shown and turned.
    run : RunControl
    presets : mapping
        Name -> settings, each complete.
    seed : str or None
        The setting that "New seed" counts up.
    """

    def __init__(
        self, state: LabState, controls: Controls, run: RunControl, presets: Presets,
        seed: str | None,
    ):
        self.state, self.controls, self.run = state, controls, run
        self.presets, self.seed = presets, seed
        self.in_bulk = False                    # several at once, which are checked together
        self._refused: dict[str, Any] = {}      # what was typed and could not be

    # ---- what can be set ------------------------------------------------------------------------

    def defaults(self, view: str) -> dict[str, Any]:
        """All settings, as they are at first in a view."""
        scene = self.state.scenes.get(view)
        return self.state.table.defaults() | dict(scene.view.begins if scene else {})

    def filled(self, view: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Settings of a run of a view, from a link or a file: one that it does not name, for it
        is newer, takes its default."""
        defaults = self.defaults(view)
        return {name: defaults[name] for name in self.state.scenes[view].view.uses} | dict(wanted)

    def presets_here(self) -> Presets:
        """Presets of the view in front, each with all settings that it decides on."""
        view, begins = self.state.scene.view, self.defaults(self.state.view)
        own = {k: {n: begins[n] for n in view.uses} | dict(p) for k, p in view.presets.items()}
        return own or (self.presets if view.compare else {})

    def checked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values as they are kept; ValueError where no run of the view in front has them."""
        state, scene = self.state, self.state.scene
        checked = state.table.check(values)
        turned = {name for name, value in checked.items() if state.value.get(name) != value}
        unseen = self.in_bulk or scene.replays          # in bulk they are checked together
        if turned - set(scene.view.looks) and not unseen:
            scene.check(state.wanted(checked), turned)
        return checked

    # ---- setting them ---------------------------------------------------------------------------

    def update(self, values: Mapping[str, Any], settle: bool = True) -> None:
        """Several at once, all or none; ValueError says what is wrong."""
        self.put(self.checked(values))
        if settle:
            self.turned()

    def preset(self, name: str) -> None:
        """The settings of a named preset, of those of the view in front."""
        presets = self.presets_here() or self.presets
        self.update(presets[match("preset", name, presets)])

    def new_seed(self) -> None:
        """The same settings, and the next seed."""
        seed = self.state.table[self.seed] if self.seed is not None else None
        if not isinstance(seed, Setting):
            return
        last = int(seed.high)
        setattr(self.state.traits, seed.name, (self.state.value[seed.name] + 1) % (last + 1))

    def put(self, values: Mapping[str, Any]) -> None:
        """Settings and traits, all at once, with no run that would start with them."""
        before, self.in_bulk = self.in_bulk, True
        try:
            for name, value in values.items():
                setattr(self.state.traits, name, value)
        finally:
            self.in_bulk = before
        self.turned(settle=False)

    def turned(self, change: Any = None, settle: bool = True) -> None:
        """A setting has a new value."""
        if self.in_bulk:
            return
        traits = self.state.traits
        traits.set_trait("value", {name: getattr(traits, name) for name in self.state.table})
        if settle:
            self.state.frames.post(self.settle, "settle")

    def change_view(self, old: str) -> None:
        """Another view is in front: with the settings it had last, where they are its own."""
        before = self.state.scenes.get(old)
        if before is not None:
            before.keep_own(self.state.value)
        self.put(self.state.scene.own)

    def asked_for(self, name: str, value: Any) -> None:
        """A setting was turned; what is wrong with it is said in the status line as well."""
        try:
            setattr(self.state.traits, name, value)
        except ValueError as error:
            self._refused = {name: value}
            self.state.report(error)
            raise
        self._refused = {}
        self.state.clear_error()

    def compare(self, name: str | None, runs: int) -> None:
        """Another comparison was chosen."""
        if (name, runs) != (self.state.comparing, self.state.runs):
            self.state.traits.comparing, self.state.traits.runs = name, runs

    def mend(self) -> None:
        """The button beside an error was pressed."""
        offer = self.run.offer()
        if offer:
            self._refused = self._refused | offer[1]    # if that is refused, it can be mended too
            self.update(self._refused)
            self._refused = {}
            self.state.clear_error()
            self.run.unless_waiting(self.run.start)

    # ---- what follows ---------------------------------------------------------------------------

    def settle(self) -> None:
        """Bring the controls, and the run, to what the settings are; at most one restart."""
        self.show()
        state, scene, wanted = self.state, self.state.scene, self.state.wanted()
        turned = [name for name, value in wanted.items() if (scene.asked or {}).get(name) != value]
        if turned and not state.guessing and scene.show_kept(wanted):
            state.clear_error()
            return
        if not (turned and state.auto):
            return
        if scene.looks_back:                    # what is set now is for a branch
            return
        hot = set(turned) <= set(scene.view.hot) and not _reshaped(scene.asked, wanted)
        hot = hot and not scene.runner.following       # else a link's own turns would undo it
        if hot and scene.player.active and not scene.runner.is_burst(turned):
            scene.runner.turn(wanted, turned)
            state.clear_error()
        elif scene.asked is None or state.guessing or scene.opens:
            self.run.begin(turned=turned, budget=1)     # step 0, and no more
        else:
            self.run.begin(turned=turned)

    def spread_else(self) -> None:
        """What the view in front spreads over its runs is another."""
        self.use()
        self.settle()

    def sliders(self) -> list[Any]:
        """The rows of the settings that matter most here, to be put beside a picture."""
        rows, view = self.controls.rows, self.state.scene.view
        return [rows[name] for name in self.controls.quick if name in (*view.uses, *view.looks)]

    def use(self) -> None:
        """Show what can be set in the view in front."""
        view = self.state.scene.view
        self.controls.use(view.rows(self.state.value), (*view.hot, *view.looks), view.compare,
                          self.presets_here())

    def show(self) -> None:
        """Bring the controls to what the settings are."""
        self.controls.set(self.state.value)
        self.controls.set_compare(self.state.comparing, self.state.runs)


def _reshaped(asked: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> bool:
    """Whether the number of runs, or what differs between them, is another."""
    def shape(settings: Mapping[str, Any]) -> dict[str, int]:
        return {k: len(v) for k, v in settings.items() if isinstance(v, list)}
    return asked is None or shape(asked) != shape(wanted)
