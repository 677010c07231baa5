"""An animated picture: the kernel sends records in batches, and the browser plays and draws them.

The browser moves the time cursor sixty times a second, between two records and without the kernel.
So a run costs one message for each batch of records, and a frame costs none. A finished run plays
like a running one. The drawing is described by plain data (`story`); the same files draw it
on a page without Python.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets
import numpy as np

from grokviz.run import Record
from grokviz.widgets.components import close_all
from grokviz.widgets.environment import reduced
from grokviz.widgets.plots.animated import palette
from grokviz.widgets.plots.animated.canvas import Canvas, packed
from grokviz.widgets.plots.animated.flag import Flag
from grokviz.widgets.plots.animated.story import Story
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.theme import GHOST

BATCH = 50_000          # bytes of records in one message, at eight messages a second
Batch = tuple[dict[str, Any], list[bytes]]      # a message, and the arrays that go with it
SEEN = 1.0              # time between two looks at the scene of a run that goes on [s]
OVER = ("finished", "recorded", "stopped", "failed")    # player states without training


class Animated:
    """A plot for the lab; exports, tables and words come from the still picture.

    Parameters
    ----------
    story : Story
    still : Plot
        Replaces the animation in exported pictures.
    ask : function
        Called with a request: ``{"ask": "play" | "pause" | "at" | "guess" | "drag"}``.
    state : function
        Returns the state of the run: "empty", "recorded", "running", "paused", ...
    live : function
        Returns the present values of hot settings.
    why : function
        ``why(record)`` -> the formula behind the sentence, or an empty text.
    """

    tools = None
    noted = None

    def __init__(
        self, story: Story, still: Plot, ask: Callable[[Mapping[str, Any]], None],
        state: Callable[[], str], live: Callable[[], Mapping[str, float]],
        why: Callable[[Record], str] = lambda record: "",
    ):
        self.story, self.still, self.ask, self.state, self.live = story, still, ask, state, live
        self.why = why
        self.clicked = self.turned = lambda *where: None
        self.more: Callable[[], Any] | None = None      # requests a frame; None: send all at once
        self.begins_at: float | None = None     # step at which the next run is seen first; None: 0
        self.canvas = Canvas()
        self.canvas.on_msg(lambda _, message, __: self._heard(message))
        self.sliders = ipywidgets.HBox().add_class("grokviz-quick")
        self.box = ipywidgets.VBox([self.canvas, self.sliders]).add_class("grokviz-animation")
        self._sent = 0                          # number of records in the browser
        self._mark: tuple[Any, ...] = ()        # identifies the run by its last sent record
        self._scene: Any = None
        self._opening: Batch = {}, []           # the first record of the run
        self._looked = 0.0                      # when a running story was last asked for its scene
        self._told: dict[str, Any] = {}         # last state message
        self._at: int | None = None             # last known position of the cursor; None: newest
        self._flag = Flag()
        self._beside: list[tuple[Any, ...]] = []        # identifies the records beside the run
        self._changed = False                   # True if they changed since they were last sent

    # ---- to the browser -------------------------------------------------------------------------

    @property
    def flagged(self) -> bool:
        """True if there is a flag, with which a guess is made."""
        return self._flag.state is not None

    def show(self, record: Record, at: int | None = None) -> None:
        opens = self.opens(record)
        live = dict(self.live())
        count = 1 if opens else len(record.steps)
        kept = 0 < self._sent <= count and self._mark == self._marked(record, self._sent)
        if not kept:
            message, buffers = self._frames(record, 0, 1, False)
            self._opening = {**message, "open": opens}, buffers
        if not (kept and self.state() == "running") or self._changed or self._due():
            self._set(packed(self.story.scene(record, live)), live)
        self._flag.plant(opens, _last(record), self.canvas.scene["strip"]["x"]["log"])
        if not kept or self._changed or self._renews(record.until(record.steps[count - 1])):
            self._sent, self._changed = 0, False
        if count > self._sent:
            self._send(record, count, kept)
        whole = self._sent >= count
        if self.more is not None and not whole:
            self.more()
        self._tell(record, opens, live, whole)
        if at != self._at and not opens:
            self._at = at
            self.canvas.send({"kind": "at", "number": at})

    def _set(self, scene: dict[str, Any], live: Mapping[str, float]) -> None:
        """Set the scene, if it has changed. It contains the first record: in a notebook that runs
        all its cells, the kernel reads no request for records before the last cell has ended."""
        message, buffers = self._opening
        scene |= {"opening": {**message, "buffers": buffers}}
        if (scene, reduced()) != self._scene:
            self._scene = scene, reduced()
            self.canvas.scene = {"colours": palette.COLOURS, "live": live, "still": reduced(),
                                 **scene}

    def _due(self) -> bool:
        """True once in `SEEN` seconds: training must not wait for the scene, which rarely changes
        during a run."""
        now = time.monotonic()
        if now - self._looked < SEEN:
            return False
        self._looked = now
        return True

    def _renews(self, part: Record) -> bool:
        renews = getattr(self.story, "renews", None)
        return renews is not None and renews(part, self.state() in OVER)

    def opens(self, record: Record) -> bool:
        """True if the run seems not to have begun, so that only its first record may be visible."""
        return self.state() == "opening" or len(record.steps) <= 1

    def again(self) -> None:
        """Send the state again and stop playback, because the lab refused a request."""
        self._told = {"open": False}

    def _send(self, record: Record, count: int, kept: bool) -> None:
        message, buffers = self._frames(record, self._sent, count, kept)
        self.canvas.send(message, buffers)
        self._sent += len(message["heads"])
        self._mark = self._marked(record, self._sent)
        if not kept:
            self._at = self.begins_at = None

    def _frames(self, record: Record, since: int, count: int, kept: bool) -> Batch:
        """The message with the records from number `since` up to number `count`, or fewer if later
        frames can send the rest."""
        part = record.until(record.steps[count - 1])
        channels = {k: np.ascontiguousarray(v, v.dtype if v.dtype == np.uint8 else np.float32)
                    .reshape(count - since, -1)
                    for k, v in self.story.channels(part, since).items()}
        if self.more is not None:
            each = sum(rows[0].nbytes for rows in channels.values())
            count = min(count, since + max(1, BATCH // each))
            part = record.until(record.steps[count - 1])
        message = {
            "kind": "frames", "from": since, "kept": kept,
            "channels": [[name, rows.shape[1], "bytes" if rows.dtype == np.uint8 else "floats"]
                         for name, rows in channels.items()],
            "heads": [[n, *self._said(record.until(record.steps[n]), "looking back")]
                      for n in range(since, count)],
            "events": self.story.events(part),
            "last": _last(record), "start": None if kept else self.begins_at,
        }
        buffers = [part.steps[since:].astype(np.float64),
                   *(rows[:count - since] for rows in channels.values())]
        return message, [each.tobytes() for each in buffers]

    def _tell(self, record: Record, opens: bool, live: Mapping[str, float], whole: bool) -> None:
        state = self.state() if whole else "running"
        # Someone may press Play before the page has heard of the opening: leave that as it is, also
        # for a run that ends before it is seen running.
        closed = opens and self._told.get("open") is False
        told = {"training": state == "running", "open": opens, "flag": self._flag.state,
                "verdict": None if opens else self._flag.verdict(
                    record, self.story.events(record), self.state() in OVER),
                "playing": True if state == "running" else False if closed else None,
                "end": self._said(record, state) if state in OVER else None}
        if told != self._told:
            self._told = told
            self.canvas.send({"kind": "state", **told})
        if live != getattr(self, "_live", None):
            self._live = live
            self.canvas.send({"kind": "live", "values": live})

    def _said(self, record: Record, state: str) -> tuple[str, str, str]:
        """Title, sentence and the formula behind it, up to the end of the record. At step 0
        the formula stays hidden: it may give the step that the user still has to guess."""
        title, sentence = self.story.headline(record, state)
        return title, sentence, self.why(record) if record.steps[-1] else ""

    @staticmethod
    def _marked(record: Record, count: int) -> tuple[Any, ...]:
        if not count or count > len(record.steps):
            return ()
        name = next(iter(record.values))
        return count, float(record.steps[count - 1]), record.values[name][count - 1].tobytes()

    def put_sliders(self, rows: Sequence[ipywidgets.Widget]) -> None:
        """Show these rows of settings next to the panels."""
        self.sliders.children = tuple(rows)

    # ---- from the browser -----------------------------------------------------------------------

    def _heard(self, message: Mapping[str, Any]) -> None:
        if message.get("ask") == "ready":       # a new view has no records yet
            self._sent, self._mark, self._told = 0, (), {}
        elif message.get("ask") == "at":
            self._at = message.get("number")
        elif message.get("ask") == "play":      # playback moves the cursor itself
            self._at = None
        elif message.get("ask") == "guess":
            self._flag.place(float(message["step"]))
        self.ask(message)

    # ---- as a plot ------------------------------------------------------------------------------

    def beside(self, others: Sequence[Beside]) -> None:
        """Draw pinned runs and branches; not the former run, which may be the same once more."""
        kept = [other for other in others if other.colour != GHOST.colour]
        now = [(id(other.record), len(other.record.steps), *other[1:]) for other in kept]
        if now == self._beside:
            return
        self._beside, self.story.beside = now, kept
        self._changed = True
        if self.more is not None:
            self.more()

    def close(self) -> None:
        close_all(self.box)

    def __getattr__(self, name: str) -> Any:
        if name in ("still", "_live"):
            raise AttributeError(name)
        return getattr(self.still, name)


def _last(record: Record) -> float:
    """The last step of the strip's axis."""
    return float(record.settings.get("steps", record.steps[-1]))
