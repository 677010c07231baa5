"""The animated pictures as a learner meets them: the first press, frames, pages, memory.

Everything is measured in the browser. The picture counts the frames that it draws, and its head
tells how far it has played. Needs what `grokviz.bench.browser.jupyterlab` does.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from grokviz.bench.browser import jupyterlab
from grokviz.bench.rows import Row, single

AREA = "live"
SECONDS = 4.0                   # of watching
LABS = {"teacher-student": "TeacherStudentLab", "modular addition": "ModularAdditionLab",
        "plane": "PlaneLab"}
STAGE = "[...document.querySelectorAll('.grokviz *')].find(each => each.stage).stage"
# From the press to the first sign of life, and to the first record beyond step 0, both in ms.
PRESS = f"""() => new Promise(done => {{
    const stage = {STAGE}, found = {{}}, began = performance.now();
    const look = () => {{
        if (!found.sign && stage.element.dataset.starting) found.sign = performance.now() - began;
        if (stage.track.length > 1) done({{ ...found, curve: performance.now() - began }});
        else requestAnimationFrame(look);
    }};
    document.querySelector('.grokviz-play').click();
    look();
}})"""
# Frames a second, as long as it plays, and how long it has played.
FRAMES = f"""seconds => new Promise(done => {{
    const stage = {STAGE}, first = stage.frames, began = performance.now();
    const look = () => {{
        const passed = (performance.now() - began) / 1000;
        if (passed < seconds && (stage.playing || passed < 0.3)) requestAnimationFrame(look);
        else done({{ rate: (stage.frames - first) / passed, seconds: passed }});
    }};
    look();
}})"""


def rows(quick: bool = False) -> Iterator[Row]:
    """Measure, row by row; nothing if `quick`, as each lab takes a JupyterLab of its own."""
    if quick:
        return
    if jupyterlab.browser() is None:
        print("no browser: the rows of the animated pictures are left out", file=sys.stderr)
        return
    for name, lab in LABS.items():
        yield from _lab(name, lab)
    yield from _page()


def _lab(name: str, lab: str) -> Iterator[Row]:
    with jupyterlab.opened((f"import grokviz as gv\nlab = gv.{lab}()\nlab",)) as (page, _):
        page.wait_for_function(f"() => {STAGE}.track.length > 0")
        press = page.evaluate(PRESS)
        if name == "teacher-student":           # its kernel is fresh: nothing was trained before
            yield single("first press to a sign of life", AREA, press["sign"], "ms", 250, 100)
            yield single("first press to the first curve", AREA, press["curve"] / 1000, "s", 2, 1)
        played = page.evaluate(FRAMES, SECONDS)
        yield single(f"frames, {name}", AREA, played["rate"], "frames/s", 25, 50)
        if name == "plane":
            page.wait_for_function(f"() => !{STAGE}.playing && !{STAGE}.training")
            page.locator(".grokviz-play").click()               # it plays again from the start
            path = page.evaluate(FRAMES, 20)["seconds"]
            yield single("path over the plane (2 to 4 wanted)", AREA, path, "s", 4, 4)
        if name == "teacher-student":
            pid = int(jupyterlab.evaluate(page, pid="__import__('os').getpid()")["pid"])
            yield single("kernel, resident", AREA, jupyterlab.resident(pid), "MB", 450)


def _page() -> Iterator[Row]:
    """From the address of a page to its first picture."""
    with _pages() as address, jupyterlab.chromium() as launched:
        page = launched.new_page(viewport=jupyterlab.SIZE)
        began = time.monotonic()
        page.goto(address)
        page.wait_for_function(f"() => {{ try {{ return {STAGE}.frames > 0 }} "
                               "catch { return false } }", timeout=90_000)
        yield single("page to its first picture", AREA, time.monotonic() - began, "s", 8, 4)


@contextlib.contextmanager
def _pages() -> Iterator[str]:
    """The address of a page that `grokviz voila` serves."""
    port = jupyterlab.free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "grokviz", "voila", "--no-browser", f"--port={port}",
         "--Voila.port_retries=0"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={k: v for k, v in os.environ.items() if k != "GROKVIZ_HEADLESS"})
    try:
        _wait_for(port, server)
        yield f"http://localhost:{port}/voila/render/teacher_student.ipynb"
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[Any]) -> None:
    import socket

    due = time.monotonic() + 60
    while time.monotonic() < due and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("localhost", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError("`grokviz voila` did not start within 60 s; run it by hand to see why")
