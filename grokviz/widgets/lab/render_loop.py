"""The painter: one thread that alone touches the widgets of a lab.

Callbacks, which may come on several threads, only put work into its mailbox; what goes wrong in
it is reported, never lost or printed. Frames are dropped, never queued: the newest state is
painted, at most `FPS` times a second (`SHARED` times while something trains), with at most `SHARE`
of a processor, and only while the browser keeps up. It tells so by itself: now and then a frame
ends by setting one hidden number, a link in the browser copies it to another, and that comes back
here. Where it does not come back nobody looks, and nothing is painted until it does. Not every
frame asks, for an answer is dear: JupyterLab draws its signs of a busy kernel, and then of an idle
one, at each.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import comm
import ipywidgets

from grokviz.widgets.environment import reduced
from grokviz.widgets.player.executors import DRIVERS, Turns, choose

FPS = 25                # frames a second at most
SHARED = 8              # while something trains, which each frame takes time from
STILL = 2               # of those who want less motion
SHARE = 0.05            # of a processor that painting may take from training
ASK = 0.2               # seconds at least between two questions to the browser
AHEAD = 2               # frames that may be painted from a question to its answer


def has_browser(widget: ipywidgets.Widget) -> bool:
    """Whether a widget is in a kernel, where a browser can answer."""
    return widget.comm is not None and not isinstance(widget.comm, comm.DummyComm)


class Frames:
    """Paints a lab and does what its callbacks ask for.

    Parameters
    ----------
    paint : function
        Brings every widget up to date.
    report : function
        Takes an Exception that `paint` or a piece of work raised, and shows it.
    driver : str
        Who paints, see `grokviz.widgets.player.executors.choose`. With "here" work is
        done at once by
        whoever asks for it, and painting is left to `flush`.
    """

    def __init__(
        self, paint: Callable[[], Any], report: Callable[[Exception], Any], driver: str = "auto"
    ):
        self.paint, self.report = paint, report
        self.sent = ipywidgets.IntText(0, layout={"display": "none"})
        self.seen = ipywidgets.IntText(0, layout={"display": "none"})
        self.link = ipywidgets.jsdlink((self.sent, "value"), (self.seen, "value"))
        self.widgets = [self.sent, self.seen]   # to be put where they are not seen
        self.seen.observe(self._answered, "value")
        self.answers = 0                        # how often the browser answered
        self.first = lambda: None               # done on a thread of its own at the first answer
        self.cost = 0.0                         # seconds of work in the last frame
        self.fps = STILL if reduced() else FPS
        self.shared = False                     # whether something trains meanwhile
        self._asked, self._unsure = -float("inf"), 0     # last question: when, and frames since
        self._mailbox: dict[Any, Callable[[], Any]] = {}
        self._new = self._closed = False
        self.mode = choose(driver, has_browser(self.sent))
        self.driver = DRIVERS[self.mode]("grokviz-painter")
        if self.mode != "here":
            self.driver.start(self._turns())

    @property
    def here(self) -> bool:
        """Whether this is the thread that may touch the widgets."""
        return self.driver.here

    @property
    def _waiting(self) -> bool:
        return bool(self.sent.value != self.seen.value)

    def share(self, shared: bool) -> None:
        """Whether something trains meanwhile, from which each frame takes time."""
        self.shared = shared

    def do_first(self, work: Callable[[], Any]) -> None:
        """Have work done on a thread of its own once a browser shows the first picture."""
        self.first = work

    def wake(self) -> None:
        """There is something new to paint."""
        if not self._new:
            self._new = True
            self.driver.wake()

    def post(self, work: Callable[[], Any], key: Any = None) -> None:
        """Have work done by the painter; of several with the same key, only the newest."""
        if self.mode == "here":
            self._do(work)
            return
        with self.driver.news:
            self._mailbox.pop(key, None)
            self._mailbox[object() if key is None else key] = work
            self._new = True
        self.driver.wake()

    def later(self, work: Callable[[], Any], seconds: float, key: Any = None) -> None:
        """`post`, some time from now."""
        def post() -> None:
            if not self._closed:
                self.post(work, key)

        self.driver.later(post, seconds)

    def aside(self, work: Callable[[], Any]) -> None:
        """Have long work that touches no widget done beside the painter, by a thread if it may."""
        if self.mode == "here":
            self._do(work)
        else:
            self.driver.later(lambda: self._do(work))

    def call(self, work: Callable[[], Any]) -> Any:
        """Have work done by the painter, wait for it, and give back what it gives or raises."""
        if self.here or self._closed:
            return work()
        done = threading.Event()
        answer: list[tuple[Any, BaseException | None]] = []

        def do() -> None:
            try:
                answer.append((work(), None))
            except BaseException as error:
                answer.append((None, error))
            finally:
                done.set()

        self.post(do)
        while not done.wait(0.1):
            if self._closed:
                raise RuntimeError("this lab was closed; run its cell again")
        value, error = answer[0]
        if error is not None:
            raise error
        return value

    def flush(self) -> None:
        """Have all that was asked for done and painted, whether anybody looks or not."""
        self.call(self._frame)

    def close(self) -> None:
        self._closed = True
        self.driver.wake()
        self.driver.join(5)
        self.seen.unobserve_all()
        for widget in (self.link, self.sent, self.seen):
            for part in (getattr(widget, "layout", None), getattr(widget, "style", None), widget):
                if part is not None:
                    part.close()

    def _answered(self, _: object) -> None:
        if not self.answers:
            self.driver.later(lambda: self._do(self.first))
        self.answers += 1
        self.driver.wake()

    # ---- on the painter's thread ----------------------------------------------------------------

    def _turns(self) -> Turns:
        due = 0.0
        while not self._closed:
            with self.driver.news:
                mailbox, self._mailbox = self._mailbox, {}
            for work in mailbox.values():
                self._do(work)
            if self._closed:
                return
            if not self._may_paint():
                yield 0.0 if self._mailbox else float("inf")
            elif (wait := due - time.monotonic()) > 0:
                yield wait                      # time to look for newer news, and for work
            else:
                fps = min(self.fps, SHARED) if self.shared else self.fps
                due = time.monotonic() + max(1 / fps, self.cost / SHARE)
                self._do(self._frame)

    def _may_paint(self) -> bool:
        return self._new and not (self._waiting and self._unsure >= AHEAD)

    def _frame(self) -> None:
        began = time.thread_time()
        self._new = False
        self.paint()
        self.cost = time.thread_time() - began
        if self.mode != "here":
            self._ask()

    def _ask(self) -> None:
        """Whether the browser has got as far as this frame, unless it was asked just now."""
        self._unsure += 1
        if not self._waiting and time.monotonic() - self._asked >= ASK:
            self._asked, self._unsure = time.monotonic(), 1
            self.sent.value += 1

    def _do(self, work: Callable[[], Any]) -> None:
        try:
            work()
        except Exception as error:
            self.report(error)
