"""The outputs of cells that show a lab: the widget, and a picture of it for where none can live.

An output with a widget cannot be changed without making its view anew. So the picture is an
output of its own under it: hidden by the style sheet as long as the lab lives, changed in place
when a run ends, and saved with the notebook. Where the kernel is gone it is what is left.
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from grokviz.widgets.strings import t


def on_a_page() -> bool:
    """Whether Voila runs this kernel: then it lives as long as its page, and nothing is saved."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


class Outputs:
    """The pictures under a lab; all of them show the same.

    Parameters
    ----------
    draw : function
        The parts of a mime bundle that show the present state; None where there is nothing.
    report : function
        Called with what goes wrong in it: the lab itself can be shown all the same.
    """

    def __init__(
        self, draw: Callable[[], dict[str, Any] | None], report: Callable[[Exception], Any]
    ):
        self.draw, self.report = draw, report
        self.name = None                        # by which outputs are changed
        self._drawn: dict[str, Any] | None = None
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None

    def show(self, view: Mapping[str, Any]) -> None:
        """Show the widget in the output of this cell, and its picture in a second one."""
        from IPython.display import display

        text = t("A live lab: it needs a kernel. Under it is a picture of its last state.")
        display(dict(view) | {"text/plain": text}, raw=True)
        if on_a_page():
            return
        with self._turn:                        # a run that ends meanwhile has to wait
            self.name = self.name or uuid.uuid4().hex
            self._draw()
            if self._drawn:
                display(self._drawn, raw=True, display_id=self.name)

    def refresh(self) -> None:
        """Draw the present state, on a thread of its own, and put it into the outputs."""
        if self.name is None:
            return
        self._thread = threading.Thread(target=self._renew, name="grokviz-still", daemon=True)
        self._thread.start()

    def settle(self) -> None:
        """Wait for that, and tell it again in the name of the cell that waits.

        A program that runs notebooks takes an output from the cell in progress alone.
        """
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            self._publish()

    def _renew(self) -> None:
        with self._turn:
            self._draw()
            self._publish()

    def _draw(self) -> None:
        try:
            self._drawn = self.draw()
        except Exception as error:
            self.report(error)

    def _publish(self) -> None:
        from IPython.display import update_display

        if self._drawn:
            update_display(self._drawn, raw=True, display_id=self.name)
