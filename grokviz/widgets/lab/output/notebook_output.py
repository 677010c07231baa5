"""The outputs of a cell that shows a lab: the widget, and a still picture as a fallback.

The picture is for readers without a kernel. It cannot be part of the widget's output, because
changing an output makes the widget's view anew. So the picture is a second output below. The
style sheet hides it while the lab lives, it is replaced when a run ends, and it is saved with the
notebook. Once the kernel is gone, the picture remains.
"""

from __future__ import annotations

import base64
import html
import sys
import threading
import uuid
import weakref
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Protocol

from grokviz.i18n import t
from grokviz.widgets.environment import on_a_page

# Cell -> its last execution, and the labs that this execution made.
_MADE: dict[Hashable, tuple[Any, list[weakref.ref[Closable]]]] = {}


class Closable(Protocol):
    def close(self) -> None: ...


def enter(lab: Closable, cell: tuple[Hashable, Any] | None = None) -> None:
    """Record that the present execution of the present cell made `lab`; close earlier labs of it.

    `cell` is (cell, execution); by default the kernel's present cell. Outside a cell nothing is
    recorded.
    """
    cell = cell or _present()
    if cell is None:
        return
    name, execution = cell
    former, labs = _MADE.get(name, (execution, []))
    if former != execution:
        for made in labs:
            if (old := made()) is not None:
                old.close()
        labs = []
    _MADE[name] = execution, [*labs, weakref.ref(lab)]


def _present() -> tuple[Hashable, Any] | None:
    if "IPython" not in sys.modules:
        return None
    shell = sys.modules["IPython"].get_ipython()
    if not hasattr(shell, "get_parent"):
        return None
    parent = shell.get_parent()
    cell = parent.get("metadata", {}).get("cellId")
    return (cell, parent.get("header", {}).get("msg_id")) if cell else None


def bundle(png: bytes, sentence: str) -> dict[str, Any]:
    """Parts of a mime bundle: text/html with a figure, image/png, text/plain."""
    data = base64.b64encode(png).decode()
    said = html.escape(sentence, quote=True)
    return {
        "text/html": '<figure class="grokviz-still" role="img" '
                     f'aria-label="{said}" style="margin:0">'
                     f'<img alt="{said}" style="max-width:100%" '
                     f'src="data:image/png;base64,{data}">'
                     f"<figcaption>{said}</figcaption></figure>",
        "image/png": data,
        "text/plain": sentence,
    }


# Shown until a run has its first record: an output must exist before it can be updated.
NOTHING = {"text/html": '<figure class="grokviz-still"></figure>', "text/plain": ""}


class Outputs:
    """The fallback pictures under a lab; all of them show the same state.

    Several threads use this object. The kernel's thread shows the lab, and others redraw it when
    a run ends. The lock `_turn` lets only one of them draw and publish at a time.

    Parameters
    ----------
    draw : function
        The parts of a mime bundle that show the present state; None if there is nothing to show.
    aside : function
        Runs slow work beside the painter.
    report : function
        Called with an error in `draw`, which must not prevent the lab from being shown.
    """

    def __init__(
        self, draw: Callable[[], dict[str, Any] | None],
        aside: Callable[[Callable[[], Any]], Any], report: Callable[[Exception], Any],
    ):
        self.draw, self.aside, self.report = draw, aside, report
        self.name: str | None = None            # display id, by which outputs are updated
        self._drawn: dict[str, Any] | None = None
        self._stale, self._teller = False, threading.get_ident()
        self._turn = threading.RLock()

    def show(self, view: Mapping[str, Any]) -> None:
        """Show the widget in the output of this cell, and its picture in a second output."""
        from IPython.display import display

        text = t("output.live_lab_needs_kernel")
        display(dict(view) | {"text/plain": text}, raw=True)
        if on_a_page():
            return
        with self._turn:                        # a run that ends now must wait
            self.name = self.name or uuid.uuid4().hex
            self._draw()
            display(self._drawn or NOTHING, raw=True, display_id=self.name)

    def refresh(self) -> None:
        """Draw the present state beside the painter, and update the outputs."""
        if self.name is not None:
            self._stale = True
            self.aside(self._renew)

    def settle(self) -> None:
        """Do any waiting redraw now, and publish the result from the calling cell.

        A program that executes notebooks accepts an updated output only from the running cell.
        """
        with self._turn:
            self._renew()
            if self.name is not None and self._teller != threading.get_ident():
                self._publish()

    def _renew(self) -> None:
        with self._turn:
            if self._stale:
                self._stale = False
                self._draw()
                self._publish()

    def _draw(self) -> None:
        try:
            self._drawn = self.draw()
        except Exception as error:
            self.report(error)

    def _publish(self) -> None:
        from IPython.display import update_display

        self._teller = threading.get_ident()
        if self._drawn:
            update_display(self._drawn, raw=True, display_id=self.name)
