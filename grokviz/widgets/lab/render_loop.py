"""The painter: the only thread that changes the widgets of a lab.

Widgets are not thread-safe, and callbacks come from several threads. A callback therefore only
puts a function into the painter's mailbox, and the painter calls it. If it fails, the painter
reports the error, so no error is lost or printed.

Painting must not slow down training. The painter draws the newest state at most `FPS` times a
second, or `SHARED` times while something trains. It uses at most `SHARE` of a processor, but waits
no longer than `DEBT`. It drops frames that come too late and never queues them.

The painter also waits for the browser. After a frame it may increase the hidden number `sent`. A
link inside the browser copies that number to `seen`, and the change comes back to the kernel. If
no answer comes, nobody is looking, and the painter stops after `AHEAD` frames. Only some frames
ask, because each answer makes JupyterLab redraw its busy sign twice.
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
SHARED = 8              # while something trains, because each frame takes time from it
STILL = 2               # for users who want less motion
SHARE = 0.05            # of one processor: limit on the painter's work
ASK = 0.5               # least time between two questions to the browser [s]
DEBT = 0.5              # longest wait after a dear frame, e.g. the first one of a large map [s]
AHEAD = 2               # frames that may be painted before an answer comes


def has_browser(widget: ipywidgets.Widget) -> bool:
    """True if the widget lives in a kernel, where a browser can answer."""
    return widget.comm is not None and not isinstance(widget.comm, comm.DummyComm)


class RenderLoop:
    """Paints a lab, and calls the functions that its callbacks post.

    Parameters
    ----------
    paint : function
        Brings every widget up to date.
    report : function
        Shows an Exception that `paint` or a posted function raised.
    driver : str
        The executor, see `grokviz.widgets.player.executors.choose`. With "here", the caller of
        `post` does the work at once, and only `flush` paints.
    """

    def __init__(
        self, paint: Callable[[], Any], report: Callable[[Exception], Any], driver: str = "auto"
    ):
        self.paint, self.report = paint, report
        self.sent = ipywidgets.IntText(0, layout={"display": "none"})
        self.seen = ipywidgets.IntText(0, layout={"display": "none"})
        self.link = ipywidgets.jsdlink((self.sent, "value"), (self.seen, "value"))
        self.widgets = [self.sent, self.seen]   # for the page, where they stay hidden
        self.seen.observe(self._answered, "value")
        self.answers = 0                        # number of answers from the browser
        self.first = lambda: None               # called on another thread at the first answer
        self.cost = 0.0                         # processor time of the last frame [s]
        self.fps = STILL if reduced() else FPS
        self.shared = False                     # True while something trains
        self._asked, self._unsure = -float("inf"), 0     # time of the last question; frames since
        self._mailbox: dict[Any, Callable[[], Any]] = {}
        self._new = self._closed = False
        self.mode = choose(driver, has_browser(self.sent))
        self.driver = DRIVERS[self.mode]("grokviz-painter")
        if self.mode != "here":
            self.driver.start(self._turns())

    @property
    def here(self) -> bool:
        """True on the thread that may change the widgets."""
        return self.driver.here

    @property
    def _waiting(self) -> bool:
        return bool(self.sent.value != self.seen.value)

    def share(self, shared: bool) -> None:
        """Set whether something trains meanwhile, so that frames come less often."""
        self.shared = shared

    def do_first(self, work: Callable[[], Any]) -> None:
        """Call `work` on another thread once a browser shows the first picture."""
        self.first = work

    def wake(self) -> None:
        """Tell the painter that there is something new to paint."""
        if not self._new:
            self._new = True
            self.driver.wake()

    def post(self, work: Callable[[], Any], key: Any = None) -> None:
        """Have the painter call `work`; if several have the same key, only the newest is called."""
        if self.mode == "here":
            self._do(work)
            return
        with self.driver.news:
            self._mailbox.pop(key, None)
            self._mailbox[object() if key is None else key] = work
            self._new = True
        self.driver.wake()

    def later(self, work: Callable[[], Any], seconds: float, key: Any = None) -> None:
        """Call `post` after a delay [s]."""
        def post() -> None:
            if not self._closed:
                self.post(work, key)

        self.driver.later(post, seconds)

    def aside(self, work: Callable[[], Any]) -> None:
        """Run slow work that changes no widget beside the painter, on a thread if possible."""
        if self.mode == "here":
            self._do(work)
        else:
            self.driver.later(lambda: self._do(work))

    def call(self, work: Callable[[], Any]) -> Any:
        """Have the painter call `work`, wait, and return its result or raise its error."""
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
        """Do all posted work and paint now, even if nobody looks."""
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
                yield wait                      # meanwhile newer states and posted work may come
            else:
                fps = min(self.fps, SHARED) if self.shared else self.fps
                due = time.monotonic() + max(1 / fps, min(self.cost / SHARE, DEBT))
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
        """Ask whether the browser shows this frame, unless a question is open or too recent."""
        self._unsure += 1
        if not self._waiting and time.monotonic() - self._asked >= ASK:
            self._asked, self._unsure = time.monotonic(), 1
            self.sent.value += 1

    def _do(self, work: Callable[[], Any]) -> None:
        try:
            work()
        except Exception as error:
            self.report(error)
