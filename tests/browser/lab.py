"""JupyterLab as a learner has it, driven through a real browser.

A test asks for the fixture `open_notebook` (conftest.py) and uses the functions here on the page.
Everything waits for something to be seen, nothing for time to pass.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket

from browser import warm
from grokviz.bench.browser import jupyterlab
from grokviz.bench.browser.jupyterlab import KERNELSPEC, run_all, without_splash

REPOSITORY = Path(__file__).resolve().parents[2]
LESSONS = REPOSITORY / "lessons"
ARTEFACTS = Path(os.environ.get("GROKVIZ_ARTEFACTS") or REPOSITORY / ".artefacts")

_STATE = """([selector, attribute]) => [...document.querySelectorAll(selector)]
    .map(e => attribute ? e.getAttribute(attribute) : e.outerHTML).join('\\n')"""
_CHANGED = f"([selector, attribute, before]) => ({_STATE})([selector, attribute]) !== before"
_STILL = f"""([selector, attribute, seconds]) => {{
    const state = ({_STATE})([selector, attribute]), now = performance.now();
    const seen = window.__still ??= {{}}, key = selector + '|' + attribute;
    if (seen[key]?.state !== state) seen[key] = {{ state, since: now }};
    return now - seen[key].since > 1000 * seconds;
}}"""


# ---- on a page ----------------------------------------------------------------------------------

def set_theme(page: Page, theme: str) -> None:
    """Change to the `light` or the `dark` theme, and return when it is there."""
    name = f"JupyterLab {theme.title()}"
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", name)
    page.wait_for_selector(f'body[data-jp-theme-name="{name}"]', state="attached")
    without_splash(page)


def screenshot(page: Page, name: str) -> Path:
    """Keep a picture of the window as NAME.png among the artefacts of this run of the tests."""
    path = ARTEFACTS / f"{name}.png"
    page.screenshot(path=path)
    return path


def output_area(page: Page) -> tuple[int, int]:
    """Width and height [px] there is for the output of a cell without scrolling."""
    box = page.locator(".jp-NotebookPanel:visible .jp-WindowedPanel-outer").bounding_box()
    cell = page.locator(".jp-NotebookPanel:visible .jp-InputArea-editor").first.bounding_box()
    return round(cell["width"]), round(box["height"])


@contextmanager
def changes(
    page: Page, selector: str, attribute: str | None = None, timeout: float = 30
) -> Iterator[None]:
    """Wait, after the block, until something that matches `selector` differs from before it.

    `attribute` narrows what is compared (`d` of a path, `aria-valuenow` of a slider); without it
    all the HTML of the elements is. `timeout` in seconds.
    """
    before = page.evaluate(_STATE, [selector, attribute])
    yield
    page.wait_for_function(_CHANGED, arg=[selector, attribute, before], timeout=1000 * timeout)


def wait_until_still(
    page: Page, selector: str, attribute: str | None = None, seconds: float = 0.5,
    timeout: float = 30,
) -> None:
    """Wait until nothing that matches `selector` has changed for `seconds`, e.g. after Pause."""
    page.evaluate("() => { window.__still = {}; }")
    page.wait_for_function(_STILL, arg=[selector, attribute, seconds], timeout=1000 * timeout)


# ---- the server ---------------------------------------------------------------------------------

class Server(jupyterlab.Server):
    """`grokviz lab` on a copy of the lessons, with no settings of its user's."""

    def start(self, timeout: float = 60) -> None:
        shutil.copytree(LESSONS, self.root, ignore=shutil.ignore_patterns(".*"))
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")     # another has servers too
        self.log = ARTEFACTS / f"{type(self).__name__.lower()}-{worker}.log"
        super().start(timeout)


class Desktop(Server):
    """The same, whose kernels begin with the kit loaded."""

    def start(self, timeout: float = 60) -> None:
        address = str(self.folder / "kernels.socket")
        warm.install(self.folder / "warm", address)
        self.warm = subprocess.Popen([sys.executable, warm.__file__, "serve", address],
                                     env=self._environment(), cwd=self.folder)
        super().start(timeout)

    def stop(self) -> None:
        super().stop()
        self.warm.kill()
        self.warm.wait()

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"JUPYTER_PATH": str(self.folder / "warm")}


class Desk:
    """A page of JupyterLab that one test after another uses; a new one after a test that failed."""

    def __init__(self, chromium: Browser, server: Server):
        self.chromium, self.server = chromium, server
        self.page: Page | None = None

    def take(self) -> Page:
        """The page as it was when new, with no notebook open."""
        if self.page is None:
            self.page = self.chromium.new_context(viewport=jupyterlab.SIZE).new_page()
            self.page.goto(f"{self.server.url}/lab?token={self.server.token}")
            self.page.wait_for_function("() => window.jupyterapp")
            self.page.evaluate("() => jupyterapp.restored.then(() => null)")
            without_splash(self.page)
        elif "Dark" in self.page.locator("body").get_attribute("data-jp-theme-name"):
            set_theme(self.page, "light")
        return self.page

    def clear(self) -> None:
        """Close the notebooks of a test."""
        if self.page is not None:
            self.page.evaluate("""() => Array.from(jupyterapp.shell.widgets('main'))
                .filter(each => each.context).forEach(each => each.dispose())""")

    def leave(self) -> None:
        """Close the page."""
        if self.page is not None:
            self.page.context.close()
        self.page = None


# ---- one test's view of it ----------------------------------------------------------------------

class Visit:
    """One test in the browser: opens notebooks, remembers what went wrong.

    `desk` is a page of JupyterLab on which its first notebook opens; others have a page each.
    """

    def __init__(
        self, server: Server, context: BrowserContext, name: str, desk: Page | None = None
    ):
        self.server, self.context, self.name, self.desk = server, context, name, desk
        self.pages: list[Page] = []
        self.errors: list[str] = []         # console errors and uncaught exceptions
        self.outside: list[str] = []        # requests that left the machine
        # Patterns of errors that a test expects; and what JupyterLab says of a widget that was
        # closed before the page had heard of it, and of its debugger when a kernel has died.
        self.allowed = ["^Comm not found for comm id", "^Could not restore the debugger state"]
        self.watched = {
            "console": lambda message: self._console(message.type, message.text),
            "weberror": lambda error: self._console("error", error.error.stack),
            "request": lambda request: self._request(request.url),
            "page": lambda page: page.on("websocket", self._socket)}
        for event, heard in self.watched.items():
            context.on(event, heard)
        if desk is not None:
            desk.on("websocket", self._socket)

    def __call__(
        self,
        notebook: str | Path | Sequence[str],
        *,
        run: bool = True,
        viewport: tuple[int, int] = (1366, 768),
    ) -> Page:
        """Open a notebook, by default run it, and return its page.

        `notebook` is the name of a lesson (a fresh copy of it is opened), or the source of each
        cell: code, or Markdown where it begins with `#` and a space.
        """
        path = self._put(notebook)
        page = self._opened(path.name, viewport)
        page.wait_for_selector(".jp-NotebookPanel:visible .jp-Cell")
        without_splash(page)
        if run:
            run_all(page)
        return page

    def allow(self, pattern: str) -> None:
        """Let console errors that match this regular expression pass in this test."""
        self.allowed.append(pattern)

    def check(self) -> None:
        """Keep a last picture of each page; fail on errors, and on anything that left."""
        for number, page in enumerate(self.pages):
            if not page.is_closed():
                screenshot(page, f"{self.name}-end{number or ''}")
        errors = [e for e in self.errors if not any(re.search(p, e) for p in self.allowed)]
        assert not errors, "errors on the console:\n" + "\n".join(errors)
        assert not self.outside, "requests to the outside:\n" + "\n".join(self.outside)

    def end(self) -> None:
        """Hear no more, and close the pages that were opened for this test."""
        for event, heard in self.watched.items():
            self.context.remove_listener(event, heard)
        for page in self.pages:
            if page is self.desk:
                page.remove_listener("websocket", self._socket)
            else:
                page.close()

    def _opened(self, name: str, viewport: tuple[int, int]) -> Page:
        shared = self.desk is not None and self.desk not in self.pages
        page = self.desk if shared else self.context.new_page()
        self.pages.append(page)
        page.set_viewport_size({"width": viewport[0], "height": viewport[1]})
        if shared:
            page.evaluate("""path => jupyterapp.commands.execute('docmanager:open', { path })
                .then(opened => opened.context.sessionContext.ready)""", name)
        else:
            page.goto(f"{self.server.url}/lab/tree/{name}?token={self.server.token}")
        return page

    def _put(self, notebook: str | Path | Sequence[str]) -> Path:
        if isinstance(notebook, str | Path):
            path = self.server.root / Path(notebook).name
            shutil.copyfile(LESSONS / Path(notebook).name, path)
            return path
        path = self.server.root / f"{self.name}.ipynb"
        cells = [
            nbformat.v4.new_markdown_cell(source) if source.startswith("# ")
            else nbformat.v4.new_code_cell(source)
            for source in notebook
        ]
        nbformat.write(
            nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), path
        )
        return path

    def _console(self, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(text)

    def _socket(self, socket: WebSocket) -> None:
        self._request(socket.url)

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.outside.append(url)


CURVES = ".grokviz-pictures path.line"
SEEN = """count => [...document.querySelectorAll('.grokviz-pictures .bqplot')]
    .filter(e => e.checkVisibility()).length === count"""       # others stay, hidden


def says(page, pattern, timeout=120):
    """Wait until the line of plain words has this in it."""
    page.wait_for_function(
        "pattern => new RegExp(pattern).test(document.querySelector('.grokviz-line').innerText)",
        arg=pattern, timeout=1000 * timeout,
    )


def button(page, name, exact=False):
    """A button of a lab by its name; those of views and pages are tabs."""
    lab = page.locator(".grokviz")
    return lab.get_by_role("button", name=name, exact=exact).or_(
        lab.get_by_role("tab", name=name, exact=exact))


def badge(page):
    return page.locator(".grokviz-badge").inner_text()


STAGE = "[...document.querySelectorAll('.grokviz *')].find(each => each.stage)?.stage"


def opens(page):
    """Wait until a lab has its animated picture, at the question or with a run."""
    page.wait_for_function(f"() => {STAGE}?.track.length > 0", timeout=90_000)


def trained(page):
    """Wait until an animated picture has a whole run."""
    page.wait_for_function(f"() => {{ const s = {STAGE}; return !s.training && !s.open"
                           " && s.track.length > 20; }", timeout=240_000)


def plays(page):
    """An animated picture opens at its question; Play trains, and shows the run to its end."""
    page.wait_for_function(f"() => {STAGE}?.track.length === 1", timeout=60_000)
    question = page.locator(".grokviz-title:visible").inner_text()
    page.locator(".grokviz-play:visible").click()
    page.wait_for_function(f"() => {{ const s = {STAGE}; return !s.training && !s.open"
                           " && s.track.length > 20 && s.head.atEnd; }", timeout=180_000)
    page.wait_for_function("said => document.querySelector('.grokviz-title').textContent !== said",
                           arg=question)


def plays_from_to(page, question, ending):
    """Play the animated picture that opens at `question`, and skip to `ending`, with no error."""
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    title = page.locator(".grokviz-title")
    title.filter(has_text=question).wait_for()
    page.locator(".grokviz-play").click()
    trained(page)
    # A short run may have been played to its end before this; then there is nothing to skip.
    page.evaluate(f"() => {{ const stage = {STAGE}, {{ head }} = stage;"
                  " if (stage.playing) head.place = 0.9 * head.last; }")
    page.wait_for_function(f"() => {STAGE}.head.atEnd && !{STAGE}.playing")
    title.filter(has_text=ending).wait_for()
    assert not errors
