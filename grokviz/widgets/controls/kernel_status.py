"""Whether the kernel behind a lab is still there, said by the page when it is not.

The browser watches the status of its kernel and the connection to it (`kernel_status.js`). A
kernel that was killed, restarted or shut down is gone for this lab for ever, even where Jupyter
has put another in its place; a connection that was lost may come back. What is then said has to
be in the browser before: its words are traits, set when the lab is made.
"""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

from grokviz.i18n import t
from grokviz.widgets.environment import on_a_page


class KernelStatus(anywidget.AnyWidget):
    """Takes no room as long as all is well.

    Attributes
    ----------
    fate : str
        "", "gone" or "lost"; set by the browser and never sent.
    gone, lost : str
        What is said of either, and what to do.
    """

    _esm = Path(__file__).with_name("kernel_status.js").read_text(encoding="utf-8")
    _css = """
.grokviz-fate:not(:empty) { padding: 8px 12px; margin-bottom: 4px; font-size: 15px;
  border: 2px solid var(--gv-wrong); border-radius: 4px; color: var(--gv-ink); }
.grokviz-alone .grokviz-top { display: none; }
.grokviz-alone .grokviz-transport, .grokviz-alone .grokviz-body { opacity: 0.5;
  pointer-events: none; }
"""
    fate = traitlets.Unicode().tag(sync=True)
    gone = traitlets.Unicode().tag(sync=True)
    lost = traitlets.Unicode().tag(sync=True)

    def __init__(self):
        if on_a_page():
            gone = t("kernel.page_gone")
            lost = t("kernel.page_lost")
        else:
            gone = t("kernel.lab_gone")
            lost = t("kernel.lab_lost")
        super().__init__(gone=gone, lost=lost)
