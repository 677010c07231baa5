"""A lab as a piece of text and as files: links, numbers, pictures, and what a saved output shows.

A link carries the settings, the view, the comparison, how the run in front came about, the step
looked at, and what each page keeps. With the same seeds the run is the same, bit for bit on a
CPU.
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
from grokviz.widgets.lab import image_export, notebook_output, permalink
from grokviz.widgets.lab.notebook_output import Outputs
from grokviz.widgets.lab.permalink import LinkError
from grokviz.widgets.lab.run_control import Backstage
from grokviz.widgets.lab.saved_run import Told, check_fits, plain_legs, told
from grokviz.widgets.player.branching import Leg, Script, legs

FORMS = ("text", "short", "voila", "binder")


class Shared(Backstage):
    """What a lab can be kept as; `key` is its name in links and on the command line."""

    key = ""

    def __init__(self):
        super().__init__()
        self.outputs = Outputs(self.still, lambda work: self.frames.aside(work), self.report)

    @property
    def settings(self) -> dict[str, Any]:
        """All settings, as a plain mapping; the same as `value`."""
        return dict(self.value)

    def link(self, form: str = "text") -> str:
        """This lab as text, for `open_link`.

        Parameters
        ----------
        form : {"text", "short", "voila", "binder"}
            All of it; only the settings that are not their defaults, to be read and typed; the
            path of its page under a Voila server; what follows the address of a Binder.
        """
        form = match("form of a link", form, FORMS)
        state = self.frames.call(self._state)
        if form == "short" and self.view == next(iter(self.scenes)):
            state["view"] = None                        # the one in front anyway
        return permalink.formed(state, self.table, form, self._defaults(self.view))

    def open_link(self, text: str) -> None:
        """Bring this lab to what a link of it says; LinkError where that cannot be.

        A run that the link tells of begins at once where a browser shows the lab, and else with
        the next `run` or `start`.
        """
        content = permalink.read(text)
        self._safely(lambda: self._bring(content))

    def save(self, path: str | Path) -> Path:
        """Write what is shown, by the ending of `path`; StoreError where that cannot be.

        ``.csv``, ``.npz`` and ``.parquet`` hold the numbers; ``.svg``, ``.png`` and ``.gif`` (the
        run as it grows) a picture. The settings are inside, and the link of the lab; of a run
        that was trained here ``.npz`` holds what `resume` needs too. A name without a folder goes
        into the current one; ``~`` is your home folder.
        """
        path = files.place(path)
        if self.record is None:
            raise ValueError(t("there is nothing to save yet; press Start first"))
        about = {"link": self.link()}
        known = [*exports.FORMATS, *(f".{kind}" for kind in image_export.FORMATS)]
        if path.suffix.lower() not in known:
            raise ValueError(unknown("format", files.brief(path.suffix), known))
        if path.suffix.lower() in exports.FORMATS:
            return exports.export(self.record, path, **about, **self.frames.call(self._to_resume))
        return image_export.save(image_export.Sight.of(self.scene, self.table), path, **about)

    def resume(self, source: Source | store.Saved) -> None:
        """Bring back a run that `save` wrote as ``.npz``: `start`, or Start, goes on with it.

        Parameters
        ----------
        source : str, Path, bytes or binary file
            The path of the NPZ, which needs nothing beside it; or what it holds, as an upload
            gives it; or what `store.read` made of either.

        Raises
        ------
        FileNotFoundError, StoreError
            If there is none, or it cannot be read, or holds nothing to go on from.
        LinkError
            If it is of another lab, or of settings that this one does not take.
        """
        self.frames.flush()                             # which a closed lab refuses
        saved = source if isinstance(source, store.Saved) else store.read(source)
        how = told(saved)
        content = permalink.read(how.link, most=sys.maxsize) | {"view": how.view}
        if content["lab"] in ("", self.key):            # else it is refused as another lab's
            check_fits(saved, self._described(how))

        def put() -> None:
            self._arrive(content)
            run = [self.leg(self.view, *leg) for leg in how.run]
            self.scene.resume(saved.record, saved.state, self.filled(self.view, how.wanted), run)
            self.scene.player.pace = self.pace if self.scene.view.paced else None
            self._foresee(self.scene)
            self._tell("began")

        self._safely(put)

    def _described(self, how: Told) -> Experiment:
        """The experiment that a saved run is of."""
        if how.view not in self.scenes:
            raise LinkError(unknown("view", files.brief(how.view), self.scenes))
        try:
            return self.scenes[how.view].experiment(self.filled(how.view, how.wanted))
        except ValueError as error:
            raise LinkError(str(error)) from None

    def still(self) -> dict[str, Any] | None:
        """What an output shows where there is no kernel: parts of a mime bundle."""
        if self.record is None:
            return None
        sight = image_export.Sight.of(self.scene, self.table)
        return notebook_output.bundle(image_export.draw(sight, caption=False), sight.caption())

    def _ipython_display_(self, **options: Any) -> None:
        if self._closed:
            super()._ipython_display_(**options)
        else:
            self.outputs.show(super()._repr_mimebundle_())

    # ---- links, on the painter's thread ---------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        """All there is to know of this lab, plain values."""
        scene = self.scene
        state = {
            "lab": self.key, "view": self.view, "settings": self.settings,
            "compare": [self.comparing, self.runs] if self.comparing else None,
            "panels": {p.key: kept for p in self.panels if (kept := p.keep()) is not None},
        }
        if scene.tree.front is not None and scene.asked == self._wanted():
            state["run"] = plain_legs(legs(scene.tree.front))
        if scene.at is not None and self.record is not None:
            state["at"] = int(self.record.steps[scene.at])
        return state

    def _to_resume(self) -> dict[str, Any]:
        """The newest state of the run in front, and how it came about; empty if it has none."""
        take = self.scene.tree.front
        state = take and (take.job.ring.at(self.record.steps[-1]) or take.job.state)
        if not state:
            return {}
        return {"state": state, "run": plain_legs(legs(take)), "view": self.view,
                "wanted": self.scene.asked}

    def _safely(self, put: Callable[[], None]) -> None:
        """Do what a link asks for; LinkError where that cannot be."""
        try:
            self.frames.call(put)
        except (ValueError, traitlets.TraitError) as error:
            raise LinkError(str(error)) from None

    def _bring(self, content: Mapping[str, Any]) -> None:
        self._go_on(self._arrive(content), content.get("at"))

    def _arrive(self, content: Mapping[str, Any]) -> tuple[Leg, ...]:
        """All that a link says but its run, which is given."""
        if content["lab"] and alike(content["lab"]) != alike(self.key):
            raise LinkError(t("this link is of the lab {theirs}, and this one is {ours}; in a cell "
                              "of its own, type gv.open_link(\"...\")",
                              theirs=content["lab"][:40], ours=self.key))
        if "typed" in content:
            content = permalink.meant(content["typed"], self.table)
        pages, kept = {panel.key: panel for panel in self.panels}, content.get("panels", {})
        for key in kept:
            if key not in pages:
                raise LinkError(unknown("page", key, pages))
            pages[key].shape(kept[key], key)
        return self._take_on(content, lambda: [pages[k].restore(v) for k, v in kept.items()])

    def _take_on(
        self, content: Mapping[str, Any], restore: Callable[[], Any]
    ) -> tuple[Leg, ...]:
        """Settings, view, comparison and pages of a link, all or none; gives what its run
        follows."""
        view = match("view", content.get("view") or self.view, self.scenes)
        settings = self._defaults(view) | self.table.check(content["settings"])
        comparing, runs = content.get("compare") or (None, self.runs)
        before = {name: getattr(self, name) for name in ("view", "comparing", "runs")} | self.value
        new = {"view": view, "comparing": comparing, "runs": runs}
        try:
            self._put(new | settings)
            self._show_settings()
            self.scene.experiment(self._wanted())
            script = tuple(self.leg(view, *leg) for leg in content.get("run", ()))
            restore()
            return script
        except (ValueError, traitlets.TraitError):
            self._put(before)
            self._show_settings()
            raise

    def leg(
        self, name: str, step: int, wanted: Mapping[str, Any], changes: Sequence[Sequence]
    ) -> Leg:
        """What a run of the view `name` did from a step on, as a link has it; ValueError for what
        it cannot have done."""
        scene = self.scenes[match("view", name, self.scenes)]
        view, table = scene.view, self.table
        for strange in set(wanted) - set(view.uses):
            raise ValueError(unknown("setting of this view", strange, view.uses))
        wanted = self.filled(name, wanted)
        wanted |= table.check({n: v for n, v in wanted.items() if n in table}, lists=view.uses)
        turned = {n: table[match("hot setting", n, view.hot)] for _, n, _ in changes}
        runs = scene.experiment(wanted).runs            # ValueError for what does not go together
        for at, n, value in changes:
            if len(value) not in (1, runs):
                raise ValueError(t("at step {step} {name} has {count} values for {runs} runs",
                                   step=at, name=n, count=len(value), runs=runs))
        return Leg(step, wanted, tuple(
            Change(at, n, tuple(map(turned[n].check, value))) for at, n, value in changes))

    def _go_on(self, script: tuple[Leg, ...], at: float | None) -> None:
        """Begin the run, or look at the step, that a link tells of."""
        scene, wanted = self.scene, self._wanted()
        if not script and scene.asked == wanted and self.record is not None:
            self.go_to(at)
            return
        scene.script = Script(script or (Leg(0, wanted),), wanted, at)
        if self.auto and (script or not self._waiting()):
            self._begin()
