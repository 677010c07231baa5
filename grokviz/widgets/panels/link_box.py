"""A link to be copied: only the browser knows under which address it reaches a served page."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

from grokviz.i18n import t


class LinkBox(anywidget.AnyWidget):
    """A box that shows a link, and a button that copies it.

    Attributes
    ----------
    link : str
        The path of a page, ``voila/render/...``, becomes its whole address where one is open.
    words : dict
        Texts of the box: "name", "copy", "copied", "refused".
    """

    _esm = Path(__file__).with_name("link_box.js").read_text(encoding="utf-8")
    link = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self):
        super().__init__(words={
            "name": t("export.link"), "copy": t("export.copy_the_link"),
            "copied": t("export.copied"), "refused": t("export.copy_by_hand")})
