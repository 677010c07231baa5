"""A message in the page that tells the user when the lab's kernel is gone.

The browser watches the status of the kernel and the connection to it (`kernel_status.js`). After
a kernel was killed, restarted or shut down, this lab can never work again, even if Jupyter starts
a new kernel. A lost connection may come back. A dead kernel cannot send a message. The browser
therefore receives the sentences when the lab is made, as traits.
"""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

from grokviz.i18n import t
from grokviz.widgets.environment import on_a_page


class KernelStatus(anywidget.AnyWidget):
    """A message that takes no space while the kernel is there.

    Attributes
    ----------
    fate : str
        "", "gone" or "lost"; the browser sets it and does not send it back.
    gone, lost : str
        The message for each fate, with what the user should do.
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
