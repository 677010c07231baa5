"""A lab whose kernel is gone says so itself; one whose kernel is only busy does not."""

import os
import re
import signal

from browser.lab import CURVES, screenshot
from browser.servers import kernels

LAB = "import grokviz as gv\nlab = gv.TeacherStudentLab(view='Run', steps=90_000, width=20)\nlab"
PID = "import os\nprint('pid', os.getpid())"
BUSY = """import time
from pathlib import Path
Path("busy").touch()
time.sleep(12)
Path("done").touch()"""
FATE = ".grokviz-fate"
ENOUGH = 5_000                                  # milliseconds from the kill to the sentence


def fate(page):
    return page.locator(FATE).inner_text()


def says_gone(page, remedy, timeout=ENOUGH):
    page.wait_for_function("() => document.querySelector('.grokviz-fate').innerText !== ''",
                           timeout=timeout)
    assert "has stopped" in fate(page) and remedy in fate(page)
    assert page.locator(FATE).get_by_role("alert").count() == 1
    assert not page.locator(".grokviz-badge").is_visible()          # nothing says "live" any more


def test_a_killed_kernel_is_told_on_the_page_and_the_one_in_its_place_is_not_taken_for_it(
    fresh_notebook,
):
    page = fresh_notebook([LAB, PID])
    page.wait_for_function("document.querySelector('.grokviz-badge').innerText === 'live'")
    pid = int(re.search(r"pid (\d+)", page.inner_text(".jp-OutputArea-output >> text=pid"))[1])
    assert fate(page) == ""
    os.kill(pid, signal.SIGKILL)
    says_gone(page, "Run its cell again")
    screenshot(page, "kernel-gone")
    page.wait_for_function(                     # JupyterLab has started another one
        "() => jupyterapp.shell.currentWidget.sessionContext.kernelDisplayStatus === 'idle'")
    page.evaluate("() => new Promise(done => setTimeout(done, 500))")
    assert "has stopped" in fate(page)
    page.get_by_role("button", name="Dismiss").or_(
        page.get_by_role("button", name="Ok")).first.click()        # its own words on it
    page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector(CURVES, state="attached")
    page.wait_for_function("() => document.querySelector('.grokviz-fate').innerText === ''")
    fresh_notebook.allow("widget|model|comm|Kernel|kernel")


def test_a_busy_kernel_is_not_taken_for_a_dead_one(fresh_notebook, jupyterlab):
    page = fresh_notebook([LAB, BUSY], run=False)
    page.evaluate("""async () => {
        const { context } = jupyterapp.shell.currentWidget;
        await context.sessionContext.ready;
        await context.sessionContext.session.kernel.info;
        void jupyterapp.commands.execute('notebook:run-all-cells');
    }""")
    page.wait_for_selector(CURVES, state="attached")
    while not (jupyterlab.root / "done").exists():
        page.evaluate("() => new Promise(done => setTimeout(done, 500))")
        assert fate(page) == ""
    assert (jupyterlab.root / "busy").exists()


def test_a_page_says_that_its_kernel_was_killed(open_page, pages):
    open_page.visit.allow("WebSocket|[Kk]ernel|Failed to load")
    before = set(kernels(pages))
    page = open_page("?steps=90000&width=20")
    assert fate(page) == ""
    (new,) = set(kernels(pages)) - before
    new.kill()
    says_gone(page, "Load the page again")
    screenshot(page, "page-kernel-gone")
