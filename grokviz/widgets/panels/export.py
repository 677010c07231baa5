"""The page for sharing and saving: links, numbers and pictures.

In a notebook, files have paths and belong to the user. On a served page, files are downloaded and
uploaded in the browser: see `grokviz.widgets.controls.browser_files`.
"""

from __future__ import annotations

import html
import os
from typing import TYPE_CHECKING

import ipywidgets

from grokviz.i18n import t
from grokviz.widgets.controls import browser_files
from grokviz.widgets.controls.side_panel import Panel
from grokviz.widgets.environment import on_a_page
from grokviz.widgets.lab.serialization.pasted_link import MOST
from grokviz.widgets.panels.link_box import LinkBox

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

FORMS = {"all of it": "text", "settings only": "short", "Voila page": "voila",
         "after a Binder's address": "binder"}
HAND_IN = "a line for the class"         # of labs that can write one
NUMBERS, PICTURES = ("csv", "npz", "parquet"), ("png", "svg", "gif")
PAGES = "http://localhost:8866/"          # of `grokviz voila`, where it is not told otherwise
BINDER = "BINDER_LAUNCH_HOST", "BINDER_PERSISTENT_REQUEST"      # set by a Binder for its notebooks


class Share(Panel):
    """Links, files and pictures of a lab."""

    key, tab, about = "share", "Share", "page.share_about"

    def __init__(self, lab: Lab):
        super().__init__(lab)
        forms = FORMS | ({HAND_IN: "class"} if hasattr(lab, "hand_in") else {})
        self.form = ipywidgets.Dropdown(
            options={t(name): form for name, form in forms.items()},
            description=t("export.link_to"))
        self.seat = ipywidgets.BoundedIntText(1, min=1, max=99_999,
                                              description=t("export.seat"))
        self.seat.layout.display = "none"
        self.link = LinkBox().add_class("grokviz-link")
        self.refused = ipywidgets.HTML()        # why there is none
        self.served = on_a_page()
        if self.served or launch():
            self.form.value = "voila" if self.served else "binder"      # what opens by itself
        example = "grokviz:…  ?alpha=2&wd=0.1" + ("" if self.served else "  run.npz")
        self.given = ipywidgets.Text(description=t("export.open"), continuous_update=False,
                                     placeholder=example)
        self.path = None if self.served else ipywidgets.Text(
            lab.key or "lab", description=t("export.save_as"))
        self.upload = self._upload() if self.served else None
        self.buttons = {kind: self._button(kind) for kind in (*NUMBERS, *PICTURES)}
        self.said = ipywidgets.HTML().add_class("grokviz-said")
        for chosen in (self.form, self.seat):
            chosen.observe(lambda _: lab.frames.post(self.show), "value")
        self.given.observe(lambda _: lab.frames.post(self._open), "value")
        self._shown: tuple[str, str] | None = None
        self._writing = False
        self.box.children = [
            self.form, self.seat, self.link, self.refused, self.given,
            self.upload if self.served else self.path,
            self._row(t("export.numbers"), NUMBERS), self._row(t("export.picture"), PICTURES),
            self.said,
        ]
        self.box.add_class("grokviz-share")

    def show(self) -> None:
        form = self.form.value
        self.seat.layout.display = None if form == "class" else "none"
        text, why_not = self._text(form)
        if (text, why_not) == self._shown:
            return
        self._shown = text, why_not
        self.refused.value = f'<p role="alert">{html.escape(why_not)}</p>' if why_not else ""
        self.link.layout.display = "none" if why_not else None
        if not why_not:
            before = {"voila": "" if self.served else PAGES, "binder": launch()}
            self.link.link = before.get(form, "") + text

    def _text(self, form: str) -> tuple[str, str]:
        """What is to be copied, and why it cannot be."""
        if form != "class":
            text = self.lab.link(form)
            return text, t("export.run_turned_too_often") if len(text) > MOST else ""
        try:
            return self.lab.hand_in(self.seat.value), ""
        except ValueError as error:
            return "", str(error)

    def opened(self) -> None:
        self.show()

    def _open(self) -> None:
        """Open the link, or the path of a saved run, in the text box."""
        text, self.given.value = self.given.value, ""
        if not text.strip():
            return
        saved = text.strip().endswith(".npz") and not self.served
        try:
            (self.lab.resume if saved else self.lab.open_link)(text.strip())
        except (ValueError, FileNotFoundError) as error:
            self.say(str(error), wrong=True)
        else:
            self.say(t("export.opened_start_goes") if saved else t("export.opened"))

    def _uploaded(self) -> None:
        """Handle files that the user chose in the browser."""
        upload = self.upload
        if upload is None or not upload.value:
            return
        files, upload.value = upload.value, ()
        try:
            browser_files.upload(files, self.lab.resume)
        except ValueError as error:
            self.say(str(error), wrong=True)
        else:
            self.say(t("export.opened_start_goes"))

    def save(self, kind: str) -> None:
        """Write a file beside the painter, and show its path or offer it as a download."""
        if self._writing:
            self.say(t("export.one_file_time_last"), wrong=True)
            return
        self._writing = True
        name = (self.path.value.strip() if self.path is not None else "") or self.lab.key
        self.say(t("export.writing", name=f"{name}.{kind}"), links="<progress></progress>")
        self.lab.frames.aside(lambda: self._write(f"{name}.{kind}"))

    def say(self, sentence: str, wrong: bool = False, links: str = "") -> None:
        look = ' class="grokviz-failed" role="alert"' if wrong else ' role="status"'
        self.said.value = f"<p{look}>{html.escape(sentence)} {links}</p>"

    def _write(self, path: str) -> None:
        links = ""
        try:
            if self.served:
                links = browser_files.download(path, self.lab.save)
                sentence, wrong = t("export.ready_downloaded"), False
            else:
                sentence, wrong = t("export.written", path=self.lab.save(path)), False
        except Exception as error:                      # also errors of the disk or of a library
            sentence, wrong = str(error), True
        self._writing = False
        self.lab.frames.post(lambda: self.say(sentence, wrong, links))

    def _upload(self) -> ipywidgets.FileUpload:
        made = ipywidgets.FileUpload(
            accept=",".join(browser_files.KINDS), multiple=True,
            description=t("export.open_saved_run"),
            tooltip=t("export.npz_run_downloaded"),
        ).add_class("grokviz-upload")
        made.observe(lambda _: self.lab.frames.post(self._uploaded), "value")
        return made

    def _button(self, kind: str) -> ipywidgets.Button:
        made = ipywidgets.Button(
            description=kind.upper() if kind != "parquet" else "Parquet",
            tooltip=t("export.run_grows") if kind == "gif" else
            t("export.download_as_kind" if self.served else "export.save_as_kind", kind=kind),
        )
        made.on_click(lambda _: self.lab.frames.post(lambda: self.save(kind)))
        return made

    def _row(self, name: str, kinds: tuple[str, ...]) -> ipywidgets.Box:
        buttons = [self.buttons[kind] for kind in kinds]
        return ipywidgets.HBox([ipywidgets.HTML(name), *buttons]).add_class("grokviz-saves")


def launch() -> str:
    """The address that starts the Binder this is on; empty where it is on none."""
    host, request = (os.environ.get(name, "") for name in BINDER)
    return f"{host.rstrip('/')}/{request}" if host and request else ""
