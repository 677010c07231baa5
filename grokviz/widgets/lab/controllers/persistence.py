"""Saving and restoring a lab: links, files with numbers, pictures, and saved outputs.

A link holds the settings, the view, the comparison and the data of each page. It also holds the
history of the run in front, and the step in view. It holds no results: the lab trains the run
again. The same seeds give the same run, bit for bit on a CPU.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import traitlets

from grokviz import exports, store
from grokviz.i18n import t
from grokviz.run import Change, Experiment
from grokviz.sentences import alike, match, unknown
from grokviz.storage import files
from grokviz.storage.sources import Source
from grokviz.widgets.lab.controllers.run_control import RunControl
from grokviz.widgets.lab.controllers.settings_control import SettingsControl
from grokviz.widgets.lab.controllers.time_control import TimeControl
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.output import image_export, notebook_output
from grokviz.widgets.lab.serialization import permalink
from grokviz.widgets.lab.serialization.permalink import LinkError
from grokviz.widgets.lab.serialization.saved_run import Told, check_fits, plain_segments, told
from grokviz.widgets.player.branching import Script, Segment, segments

FORMS = ("text", "short", "voila", "binder")


class Persistence:
    """Writes a lab as text and files, and restores it from them.

    Parameters
    ----------
    state, settings, run, time
        The parts of the lab whose state is written and restored.
    key : str
        The lab's name in links and on the command line.
    """

    def __init__(
        self, state: LabState, settings: SettingsControl, run: RunControl, time: TimeControl,
        key: str,
    ):
        self.state, self.settings, self.run, self.time = state, settings, run, time
        self.key = key

    def link(self, form: str = "text") -> str:
        """This lab as text, see `Lab.link`."""
        form, state = match("form of a link", form, FORMS), self.state
        content = state.frames.call(self._content)
        if form == "short" and state.view == self._unnamed():
            content["view"] = None
        return permalink.formed(content, state.table, form, self.settings.defaults(state.view))

    def open_link(self, text: str) -> None:
        """Bring the lab to the state in a link, see `Lab.open_link`."""
        content = permalink.read(text)
        self._safely(lambda: self._bring(content))

    def save(self, path: str | Path) -> Path:
        """Write the record in view, see `Lab.save`."""
        path = files.place(path)
        state = self.state
        if state.record is None:
            raise ValueError(t("common.nothing_save_yet_press"))
        about: dict[str, Any] = {"link": self.link()}
        known = [*exports.FORMATS, *(f".{kind}" for kind in image_export.FORMATS)]
        if path.suffix.lower() not in known:
            raise ValueError(unknown("format", files.shorten(path.suffix), known))
        if path.suffix.lower() in exports.FORMATS:
            more = state.frames.call(self._to_resume)
            return exports.export(state.record, path, **about, **more)
        sight = image_export.Sight.of(state.view_state, state.table)
        return image_export.save(sight, path, **about)

    def resume(self, source: Source | store.Saved) -> None:
        """Restore a saved run, see `Lab.resume`."""
        state = self.state
        state.frames.flush()
        saved = source if isinstance(source, store.Saved) else store.read(source)
        how = told(saved)
        content = permalink.read(how.link, most=sys.maxsize) | {"view": how.view}
        if content["lab"] in ("", self.key):            # else `_arrive` refuses the file
            check_fits(saved, self._described(how))

        def put() -> None:
            self._arrive(content)
            segments = [self.segment(state.view, *segment) for segment in how.run]
            wanted = self.settings.filled(state.view, how.wanted)
            state.view_state.runner.resume(saved.record, saved.state, wanted, segments)
            self.run.set_pace()
            self.run.forecast()
            self.run.tell("began")

        self._safely(put)

    def _described(self, how: Told) -> Experiment:
        """The experiment of a saved run."""
        view_states = self.state.view_states
        if how.view not in view_states:
            raise LinkError(unknown("view", files.shorten(how.view), view_states))
        try:
            return view_states[how.view].experiment(self.settings.filled(how.view, how.wanted))
        except ValueError as error:
            raise LinkError(str(error)) from None

    def still(self) -> dict[str, Any] | None:
        """The parts of a mime bundle that an output shows when there is no kernel."""
        self.state.view_state.player.wait_for_first()        # a lab may open with a run at step 0
        if self.state.record is None:
            return None
        sight = image_export.Sight.of(self.state.view_state, self.state.table, still=True)
        return notebook_output.bundle(image_export.draw(sight, caption=False), sight.caption())

    # ---- links, on the painter's thread ---------------------------------------------------------

    def _content(self) -> dict[str, Any]:
        """The complete state of the lab as plain values."""
        state, view_state = self.state, self.state.view_state
        content: dict[str, Any] = {
            "lab": self.key, "view": state.view, "settings": dict(state.value),
            "compare": [state.comparing, state.runs] if state.comparing else None,
            "panels": {panel.key: kept for panel in self.run.panels()
                       if (kept := panel.keep()) is not None},
        }
        if view_state.tree.front is not None and view_state.asked == state.wanted():
            content["run"] = plain_segments(segments(view_state.tree.front))
        if view_state.at is not None and state.record is not None:
            content["at"] = int(state.record.steps[view_state.at])
        return content

    def _to_resume(self) -> dict[str, Any]:
        """The newest state of the run in front, and its history; empty if it has no state."""
        front, record = self.state.view_state.tree.front, self.state.record
        if front is None or record is None:
            return {}
        state = front.job.ring.at(record.steps[-1]) or front.job.state
        if not state:
            return {}
        return {"state": state, "run": plain_segments(segments(front)), "view": self.state.view,
                "wanted": self.state.view_state.asked}

    def _safely(self, put: Callable[[], None]) -> None:
        """Call `put`; turn its errors into LinkError."""
        try:
            self.state.frames.call(put)
        except (ValueError, traitlets.TraitError) as error:
            raise LinkError(str(error)) from None

    def _bring(self, content: Mapping[str, Any]) -> None:
        self._go_on(self._arrive(content), content.get("at"))

    def _arrive(self, content: Mapping[str, Any]) -> tuple[Segment, ...]:
        """Restore everything in a link except its run, which is returned."""
        if content["lab"] and alike(content["lab"]) != alike(self.key):
            raise LinkError(t("saved.link_lab_one_cell", theirs=content["lab"][:40], ours=self.key))
        if "typed" in content:
            content = permalink.meant(content["typed"], self.state.table)
        pages, kept = {panel.key: panel for panel in self.run.panels()}, content.get("panels", {})
        for key in kept:
            if key not in pages:
                raise LinkError(unknown("page", key, pages))
            pages[key].shape(kept[key], key)

        def restore() -> None:
            for key, value in kept.items():
                pages[key].restore(value)

        return self._take_on(content, restore)

    def _take_on(
        self, content: Mapping[str, Any], restore: Callable[[], None]
    ) -> tuple[Segment, ...]:
        """Restore settings, view, comparison and pages from a link, all or none; return the script
        of its run."""
        state = self.state
        view = match("view", content.get("view") or self._unnamed(), state.view_states)
        settings = self.settings.defaults(view) | state.table.check(content["settings"])
        comparing, runs = content.get("compare") or (None, state.runs)
        before = {"view": state.view, "comparing": state.comparing, "runs": state.runs}
        before |= state.value
        try:
            self.settings.put({"view": view, "comparing": comparing, "runs": runs} | settings)
            self.settings.show()
            state.view_state.check(state.wanted(), state.view_state.view.uses)
            script = tuple(self.segment(view, *segment) for segment in content.get("run", ()))
            restore()
            return script
        except (ValueError, traitlets.TraitError):
            self.settings.put(before)
            self.settings.show()
            raise

    def _unnamed(self) -> str:
        """The view for a link that names none: the first, or an animated one of the same run."""
        state = self.state
        first = next(name for name, view_state in state.view_states.items()
                     if name not in view_state.view.animated)
        view_state = state.view_states[first]
        opens = next(name for name, each in state.view_states.items() if each is view_state)
        return opens if state.auto else first

    def segment(
        self, name: str, step: int, wanted: Mapping[str, Any], changes: Sequence[Sequence[Any]]
    ) -> Segment:
        """One stretch of a run of the view `name`, as a link stores it; ValueError if no run could
        have had it."""
        view_states, table = self.state.view_states, self.state.table
        view_state = view_states[match("view", name, view_states)]
        view = view_state.view
        for strange in set(wanted) - set(view.uses):
            raise ValueError(unknown("setting of this view", strange, view.uses))
        wanted = self.settings.filled(name, wanted)
        wanted |= table.check({n: v for n, v in wanted.items() if n in table}, lists=view.uses)
        turned = {n: table[match("hot setting", n, view.hot)] for _, n, _ in changes}
        runs = view_state.experiment(wanted).runs  # ValueError if the settings do not fit together
        for at, n, value in changes:
            if len(value) not in (1, runs):
                raise ValueError(t("saved.step_values_runs",
                                   step=at, name=n, count=len(value), runs=runs))
        return Segment(step, wanted, tuple(
            Change(at, n, tuple(map(turned[n].check, value))) for at, n, value in changes))

    def _go_on(self, script: tuple[Segment, ...], at: float | None) -> None:
        """Begin the run in a link, or show the step in it."""
        state, view_state, wanted = self.state, self.state.view_state, self.state.wanted()
        if not script and view_state.asked == wanted and state.record is not None:
            self.time.go_to_step(at)
            return
        view_state.runner.follow(Script(script or (Segment(0, wanted),), wanted, at))
        if state.auto and (script or not self.run.waiting()):
            self.run.begin()
