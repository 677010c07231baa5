"""A page whose driver disconnects, so that the driver's memory is not counted as the page's.

A driven browser stores what its page requests until the driver disconnects (Chromium's Network
domain). That was 0.6 MB for each drag of a slider, which no learner's page holds.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from grokviz.bench.browser import jupyterlab

Attend = Callable[[], AbstractContextManager[Any]]
PATIENCE = 60           # seconds for a browser to be there


@contextmanager
def opened(sources: Sequence[str]) -> Iterator[Attend]:
    """A page with a notebook of these cells, run: ``with attend() as page`` has it driven."""
    from playwright.sync_api import sync_playwright

    with jupyterlab.served(sources) as server, _chromium(server.folder / "browser") as address, \
            sync_playwright() as playwright:

        @contextmanager
        def attend() -> Iterator[Any]:
            browser = playwright.chromium.connect_over_cdp(address)
            try:
                page = browser.contexts[0].pages[0]
                page.set_viewport_size(jupyterlab.SIZE)
                yield page
            finally:
                browser.close()                 # the page stays: this is only the connection

        with attend() as page:
            jupyterlab.enter(page, server)
        yield attend


@contextmanager
def _chromium(profile: Path) -> Iterator[str]:
    """A Chromium without a window, and the address under which it is driven."""
    told = profile / "DevToolsActivePort"
    process = subprocess.Popen(
        [str(jupyterlab.browser()), *jupyterlab.FLAGS, "--remote-debugging-port=0",
         f"--user-data-dir={profile}", "about:blank"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        due = time.monotonic() + PATIENCE
        while not (told.exists() and "\n" in told.read_text()):
            assert process.poll() is None and time.monotonic() < due, "the browser does not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{told.read_text().split()[0]}"
    finally:
        process.terminate()
        process.wait(20)
