"""JupyterLab in a real browser, which the benchmarks and the tests drive.

It needs `pip install -e ".[test]"` and a Chromium on the PATH, like the tests.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grokviz.serving import jupyter

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]
SIZE: Any = {"width": 1366, "height": 768}              # of a small screen
KERNELSPEC = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}

_RUN_ALL = """async () => {
    const app = window.jupyterapp;
    await app.restored;
    const { context } = app.shell.currentWidget;
    await context.ready;
    await context.sessionContext.ready;
    await context.sessionContext.session.kernel.info;     // before this, Run All does nothing
    return await app.commands.execute('notebook:run-all-cells');
}"""
# Evaluates beside the cells: no output, no cell number, no history.
_EVALUATE = """async expressions => {
    const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
    const asked = kernel.requestExecute({ code: '', silent: true, store_history: false,
                                          user_expressions: expressions });
    const found = (await asked.done).content.user_expressions;
    return Object.fromEntries(Object.entries(found).map(
        ([name, answer]) => [name, answer.data?.['text/plain'] ?? answer.evalue]));
}"""


def browser() -> str | None:
    """Path of a Chromium on this machine, if Python can drive one."""
    if importlib.util.find_spec("playwright") is None:
        return None
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser(), args=FLAGS)
        yield launched
        launched.close()


def resident(pid: int) -> float:
    """Resident memory [MB] of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) * 1024 / 1e6


def resident_of_page(page: Any) -> float:
    """Resident memory [MB] of the largest process that renders pages."""
    session = page.context.browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return max(resident(p["id"]) for p in processes if p["type"] == "renderer")


def run_all(page: Any) -> None:
    """Run every cell of the open notebook; returns once the kernel has answered them all."""
    tries = (page.evaluate(_RUN_ALL) for _ in range(3))     # JupyterLab may refuse when busy
    assert any(tries), "JupyterLab refused Run All"


def evaluate(page: Any, **expressions: str) -> Mapping[str, str]:
    """The values of Python expressions in the notebook's kernel, as text."""
    return page.evaluate(_EVALUATE, expressions)


def models(page: Any) -> int:
    """The number of the kernel's widgets that the page holds."""
    return page.evaluate("""() => jupyterapp.shell.currentWidget.context.sessionContext
        .session.kernel._comms.size""")


def without_splash(page: Any) -> None:
    """Wait until JupyterLab has drawn itself."""
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)))")


@contextmanager
def opened(sources: Sequence[str]) -> Iterator[tuple[Any, Path]]:
    """A page with a notebook of these cells, run, in a browser and a JupyterLab of their own; and
    the folder in which its kernel works."""
    with served(sources) as server, chromium() as launched:
        page = launched.new_page(viewport=SIZE)
        enter(page, server)
        yield page, server.root


@contextmanager
def served(sources: Sequence[str]) -> Iterator[Server]:
    """A JupyterLab with a notebook of these cells."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        server.root.mkdir()
        write_notebook(server.root / jupyter.FIRST_LESSON, sources)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def enter(page: Any, server: Server) -> None:
    """Open the notebook of a server, and run it."""
    page.goto(server.address(jupyter.FIRST_LESSON))
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
    without_splash(page)
    run_all(page)


def write_notebook(path: Path, sources: Sequence[str]) -> None:
    """Write a notebook of these cells; a cell is Markdown if it begins with `#` and a space."""
    text: dict[str, object] = {"cell_type": "markdown"}
    code: dict[str, object] = {"cell_type": "code", "execution_count": None, "outputs": []}
    cells = [{"id": f"c{i}", "metadata": {}, "source": source}
             | (text if source.startswith("# ") else code) for i, source in enumerate(sources)]
    content = {"cells": cells, "metadata": {"kernelspec": KERNELSPEC}, "nbformat": 4,
               "nbformat_minor": 5}
    path.write_text(json.dumps(content), encoding="utf-8")


@dataclass
class Server:
    """`grokviz lab` on a folder of notebooks, without the settings of the user."""

    folder: Path                # temporary: the notebooks and the settings
    log: Path | None = None     # the file for its messages, if any
    token: str = field(default_factory=lambda: os.urandom(16).hex())
    port: int = field(default_factory=lambda: free_port())
    process: subprocess.Popen | None = None

    @property
    def root(self) -> Path:
        return self.folder / "lessons"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def command(self) -> list[str]:
        """The arguments after `python -m`."""
        return [
            "grokviz", "lab", "--no-browser", f"--lessons={self.root}", f"--port={self.port}",
            "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1",
            f"--IdentityProvider.token={self.token}", "--LabApp.expose_app_in_browser=True",
        ]

    def address(self, notebook: str) -> str:
        """The address of a notebook in JupyterLab."""
        return f"{self.url}/lab/tree/{notebook}?token={self.token}"

    def start(self, timeout: float = 60) -> None:
        """Start the server; returns once it answers."""
        with open(self.log or os.devnull, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command], env=self._environment(),
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        due = time.monotonic() + timeout
        while not self._answers():
            said = self.log.read_text(errors="replace")[-2000:] if self.log else ""
            assert self.process.poll() is None, f"the server ended:\n{said}"
            assert time.monotonic() < due, f"the server does not answer:\n{said}"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def clear(self) -> None:
        """Remove kernels, settings and open tabs of earlier visits."""
        for session in self.api("GET", "/api/sessions"):
            self.api("DELETE", f"/api/sessions/{session['id']}")
        shutil.rmtree(self.folder / "settings", ignore_errors=True)
        self.api("PUT", "/lab/api/workspaces/default", jupyter.WORKSPACE)

    def api(self, method: str, path: str, body: object = None):
        """Send one request to Jupyter's REST interface."""
        request = urllib.request.Request(
            self.url + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=20) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def _answers(self) -> bool:
        with suppress(OSError):
            return bool(self.api("GET", "/api/status"))
        return False

    def _environment(self) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("JUPYTER", "IPYTHON"))
            and name != "GROKVIZ_HEADLESS"          # learners see full training, not headless runs
        }
        return inherited | {
            "JUPYTER_CONFIG_DIR": str(self.folder / "config"),
            "JUPYTER_DATA_DIR": str(self.folder / "data"),
            "JUPYTERLAB_SETTINGS_DIR": str(self.folder / "settings"),
            "IPYTHONDIR": str(self.folder / "ipython"),
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
