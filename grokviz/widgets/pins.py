"""The page on which runs are compared: pins, a twin, and the branches of the experiment."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import ipywidgets

from grokviz.run import Change, Record
from grokviz.widgets import theme
from grokviz.widgets.apart import again, differing, measured, origin, show, turned
from grokviz.widgets.branches import Branches
from grokviz.widgets.closing import close_all
from grokviz.widgets.job import Job
from grokviz.widgets.panels import Panel
from grokviz.widgets.player import Player
from grokviz.widgets.plots.base import Beside
from grokviz.widgets.strings import t
from grokviz.widgets.tables import table
from grokviz.widgets.twin import Twin

MOST = 6                # pins; as many as there are colours
OFTEN = 0.25            # seconds between two updates while something trains


@dataclass(eq=False)
class Pin:
    """A run that is kept beside the others; `began` are the settings that it began with."""

    number: int
    view: str
    began: dict[str, Any]
    changes: tuple[Change, ...] = ()
    run: Job | Record | None = field(default=None, repr=False)      # None: to be trained again

    @property
    def record(self) -> Record | None:
        if isinstance(self.run, Job):
            return self.run.history.record() if self.run.history else None
        return self.run

    @property
    def colour(self) -> str:
        return theme.branch(self.number - 1)


class Compare(Panel):
    """Pin runs, train a twin, go from branch to branch."""

    key = "compare"

    def __init__(self, lab: Any):
        super().__init__(lab)
        self.tab, self.about = t("Compare"), t("runs beside each other: pins, a twin, branches")
        self.pins: list[Pin] = []
        self.player = Player(lab.frames.wake, lab.frames.mode)      # trains pins again
        self.twin = Twin(lab, self._attempt)
        self.pin_it = ipywidgets.Button(
            description=t("Pin this run"), icon="thumb-tack",
            tooltip=t("keep the run in front beside those that come"))
        self.pin_it.on_click(lambda _: self._attempt(self.pin))
        self.note, self.table = ipywidgets.HTML(), ipywidgets.HTML()
        self.rows, self.branches = ipywidgets.VBox(), Branches(lab, self._attempt)
        self._rows_of: list | None = None
        self._drawn, self._shown = 0, 0.0
        self.box.children = (self.pin_it, self.note, self.rows, self.table,
                             _title(t("A twin: one thing differs")), *self.twin.parts,
                             _title(t("Branches")), self.branches.box)
        self.box.add_class("grokviz-comparing")

    # ---- pins -----------------------------------------------------------------------------------

    def pin(self) -> None:
        """Keep the run in front; ValueError says why not."""
        scene, record = self.lab.scene, self.lab.record
        if record is None or not scene.view.measures:
            raise ValueError(t("There is no run here to pin; press Start in a view of single "
                               "runs."))
        run = scene.player.job or record
        if any(pin.run is run for pin in self.pins):
            raise ValueError(t("This run is pinned already."))
        self._add(Pin(0, self.lab.view, origin(scene.asked, record), record.changes, run))

    def unpin(self, pin: Pin) -> None:
        if pin.run is not None and pin.run is self.player.job:
            self.player.stop()
        self.pins.remove(pin)
        self.draw()

    def train(self, pin: Pin) -> None:
        """Make a pin that came with a link again."""
        experiment = self.lab.scenes[pin.view].experiment(pin.began)
        self.player.start(again(experiment, pin.changes))
        pin.run = self.player.job

    def keep(self) -> Any:
        hot = {name: set(scene.view.hot) for name, scene in self.lab.scenes.items()}
        kept = [
            {"view": pin.view, "settings": pin.began,
             "changes": [[c.step, c.name, list(c.value)] for c in pin.changes]}
            for pin in self.pins if {c.name for c in pin.changes} <= hot[pin.view]
        ]
        return kept or None

    def restore(self, kept: Any) -> None:
        try:
            pins = [Pin(0, one["view"], self._checked(one["view"], one["settings"]), tuple(
                Change(int(step), self._hot(one["view"], name), tuple(map(float, value)))
                for step, name, value in one["changes"])) for one in kept[:MOST]]
        except (TypeError, KeyError) as error:
            raise ValueError(t("The link's pins cannot be read; it may be cut off.")) from error
        for pin in list(self.pins):
            self.unpin(pin)
        for pin in pins:
            self._add(pin)

    def _add(self, pin: Pin) -> None:
        free = [n for n in range(1, MOST + 1) if n not in {p.number for p in self.pins}]
        if not free:
            raise ValueError(t("{most} runs are pinned, which is all that can be told apart; "
                               "unpin one first.", most=MOST))
        pin.number = free[0]
        self.pins.append(pin)
        self.draw()

    def _checked(self, view: str, settings: Mapping[str, Any]) -> dict[str, Any]:
        uses = self.lab.scenes[view].view.uses
        return self.lab.settings.check({name: settings[name] for name in uses}, lists=uses)

    def _hot(self, view: str, name: str) -> str:
        if name not in self.lab.scenes[view].view.hot:
            raise KeyError(name)
        return name

    # ---- what is seen ---------------------------------------------------------------------------

    def show(self) -> None:
        now = time.monotonic()
        at_work = "running" in (self.player.state, self.twin.player.state)
        if at_work and now - self._shown < OFTEN:
            return
        self._shown = now
        self.twin.show()
        if sum(len(p.record.steps) for p in self.pins if p.record) != self._drawn:
            self.draw()
        self._show_rows()
        self._show_table()
        self.branches.show()

    opened = show

    def began(self) -> None:
        self.twin.show()
        self.draw()

    def draw(self) -> None:
        """Draw the pins beside the runs in front; that in front itself is there already."""
        self._drawn = sum(len(p.record.steps) for p in self.pins if p.record)
        for name, scene in self.lab.scenes.items():
            front = scene.player.job or scene.player.record
            scene.put_beside("pins", [
                Beside(pin.record, pin.colour, str(pin.number)) for pin in self.pins
                if pin.view == name and pin.record is not None and pin.run is not front])
        self.lab.frames.wake()

    def close(self) -> None:
        self.player.stop()
        self.twin.close()
        close_all(self.rows)
        super().close()

    def _attempt(self, work: Callable[[], None]) -> None:
        """Do it on the painter's thread; what is wrong with it is said here."""
        def do():
            self.note.value = ""
            try:
                work()
            except ValueError as error:
                self.note.value = f'<span role="alert">{html.escape(str(error))}</span>'
            self.show()

        self.lab.frames.post(do)

    def _mine(self) -> list[Pin]:
        return [pin for pin in self.pins if pin.view == self.lab.view]

    def _show_rows(self) -> None:
        names = self._names(self._mine())
        state = [(id(pin), name, pin.run is None) for pin, name in names.items()]
        if state != self._rows_of:
            self._rows_of, old = state, self.rows.children
            self.rows.children = [self._row(pin, name) for pin, name in names.items()]
            for row in old:
                close_all(row)

    def _row(self, pin: Pin, name: str) -> ipywidgets.HBox:
        said = ipywidgets.HTML(f'<b style="color:{pin.colour}">{pin.number}</b> '
                               f'<span title="{html.escape(name)}">{html.escape(name)}</span>')
        off = ipywidgets.Button(icon="times", tooltip=t("unpin run {number}", number=pin.number))
        off.on_click(lambda _: self._attempt(lambda: self.unpin(pin)))
        parts = [said, off]
        if pin.run is None:
            again_ = ipywidgets.Button(icon="play", tooltip=t("train run {number} again",
                                                              number=pin.number))
            again_.on_click(lambda _: self._attempt(lambda: self.train(pin)))
            parts.insert(1, again_)
        return ipywidgets.HBox(parts).add_class("grokviz-pin")

    def _names(self, pins: list[Pin]) -> dict[Pin, str]:
        """Each pin by what differs: among the pins, and from the run in front."""
        scene, settings = self.lab.scene, self.lab.settings
        front = [origin(scene.asked, self.lab.record)] if self.lab.record and scene.asked else []
        names = differing([*(pin.began for pin in pins), *front]) or self.lab.controls.main
        return {pin: ", ".join([f"{settings[n].symbol} {show(settings, n, pin.began[n])}"
                                for n in names if n in pin.began] + self._turned(pin.changes))
                for pin in pins}

    def _turned(self, changes: tuple[Change, ...]) -> list[str]:
        return [turned(self.lab.settings, c.name, list(c.value), c.step) for c in changes]

    def _runs(self) -> list[tuple[str, str, dict[str, Any], Record | None]]:
        """Name, colour, settings and record of the run in front, of its twin and of the pins."""
        scene, twin, runs = self.lab.scene, self.twin, []
        if scene.asked and self.lab.record:
            began = origin(scene.asked, self.lab.record)
            runs.append((t("now"), theme.GHOST.colour, began, self.lab.record))
        if twin.scene is scene:
            runs.append((t("twin"), theme.TWIN.colour, twin.began, twin.record))
        return runs + [(str(p.number), p.colour, p.began, p.record) for p in self._mine()]

    def _show_table(self) -> None:
        scene, settings = self.lab.scene, self.lab.settings
        measures, runs = scene.view.measures, self._runs()
        if len(runs) < 2 or not measures:
            self.table.value = ""
            return
        differ = differing([began for *_, began, _ in runs])
        names = [n for n in settings if n in (*self.lab.controls.main, *differ) and n in runs[0][2]]
        rows = [[settings[n].symbol, *(show(settings, n, began[n]) for *_, began, _ in runs)]
                for n in names]
        rows += [[name, *(measured(measure(record)) if record else "–" for *_, record in runs)]
                 for name, measure in measures.items()]
        self.table.value = table(
            ["", *(name for name, *_ in runs)], rows, t("runs beside each other; in bold what "
            "differs"), bold=[i for i, n in enumerate(names) if n in differ],
            colours=["", *(colour for _, colour, *_ in runs)])


def _title(text: str) -> ipywidgets.HTML:
    return ipywidgets.HTML(f"<h4>{html.escape(text)}</h4>")
