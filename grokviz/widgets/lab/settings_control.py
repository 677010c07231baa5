"""The settings of a lab, and what follows where they are turned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Settling:
    """The part of a lab that has settings; on the painter's thread."""

    def _defaults(self, view: str) -> dict[str, Any]:
        """All settings, as they are at first in a view."""
        scene = self.scenes.get(view)
        return self._settings.defaults() | dict(scene.view.begins if scene else {})

    def filled(self, view: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Settings of a run of a view, from a link or a file: one that it does not name, for it
        is newer, takes its default."""
        defaults = self._defaults(view)
        return {name: defaults[name] for name in self.scenes[view].view.uses} | dict(wanted)

    def _presets_here(self) -> dict[str, dict[str, Any]]:
        """Presets of the view in front, each with all settings that it decides on."""
        view, begins = self.scene.view, self._defaults(self.view)
        own = {k: {n: begins[n] for n in view.uses} | dict(p) for k, p in view.presets.items()}
        return own or (self._presets if view.compare else {})

    def _moved(self, change: Any) -> None:
        """Another view is in front: with the settings it had last, where they are its own."""
        before = self.scenes.get(change.old)
        if before is not None:
            before.own = {name: self.value[name] for name in before.own}
        self._put(self.scene.own)
        self.frames.call(self._look)

    def _put(self, values: Mapping[str, Any]) -> None:
        """Settings and traits, all at once, with no run that would start with them."""
        bulk, self._bulk = self._bulk, True
        try:
            for name, value in values.items():
                setattr(self, name, value)
        finally:
            self._bulk = bulk
        self._turned(settle=False)

    def _turned(self, change: Any = None, settle: bool = True) -> None:
        """A setting has a new value."""
        if self._bulk:
            return
        self.set_trait("value", {name: getattr(self, name) for name in self._settings})
        if settle:
            self.frames.post(self._settle, "settle")

    def _settle(self) -> None:
        """Bring the controls, and the run, to what the settings are; at most one restart."""
        self._show_settings()
        scene, wanted = self.scene, self._wanted()
        turned = [name for name, value in wanted.items() if (scene.asked or {}).get(name) != value]
        if turned and not (self.guess_first and scene.view.guesses) and scene.show_kept(wanted):
            self.all_is_well()
            return
        if not (turned and self.auto):
            return
        if scene.at is not None:                # what is set now is for a branch
            return
        hot = set(turned) <= set(scene.view.hot) and not self._reshaped(scene.asked, wanted)
        hot = hot and not scene.following       # else a link's own turns would undo it
        if hot and scene.player.active and not scene.is_burst(turned):
            scene.turn(wanted, turned)
            self._trouble = None
        elif scene.asked is None or self.guess_first and scene.view.guesses:
            self._begin(turned=turned, budget=1)        # step 0, and no more
        else:
            self._begin(turned=turned)

    def _asks_else(self) -> None:
        """What the view in front spreads over its runs is another."""
        self._use()
        self._settle()

    def _use(self) -> None:
        """Show what can be set in the view in front."""
        view = self.scene.view
        self.controls.use(view.rows(self.value), (*view.hot, *view.looks), view.compare,
                          self._presets_here())

    def _show_settings(self) -> None:
        self.controls.set(self.value)
        self.controls.set_compare(self.comparing, self.runs)

    @staticmethod
    def _reshaped(asked: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> bool:
        """Whether the number of runs, or what differs between them, is another."""
        def shape(settings):
            return {k: len(v) for k, v in settings.items() if isinstance(v, list)}
        return asked is None or shape(asked) != shape(wanted)
