"""One JupyterLab and one Chromium for the tests of this folder.

To load JupyterLab takes longer than most tests. So tests share a page of it, each with a notebook
and a kernel of its own. Those that reload the page, close it or measure it have one to themselves.
"""

import os
import re

import pytest
from playwright.sync_api import sync_playwright

from browser.lab import Desk, Desktop, Visit, opens
from browser.servers import Pages
from grokviz.bench.browser.jupyterlab import BROWSERS, FLAGS, SIZE, browser


def name_of(request):
    """The name of a test, for files."""
    return re.sub(r"\W+", "-", request.node.name).strip("-")


# Of this folder, not of the session: while Playwright is up an event loop runs in this thread,
# and the kernels of the lessons want one of their own.
@pytest.fixture(scope="package")
def chromium():
    """The real Chromium of this machine, headless."""
    path = browser()
    if path is None:
        names = ", ".join(BROWSERS)
        reason = f"no browser: none of {names} is on the PATH (apt-get install chromium)"
        if os.environ.get("GROKVIZ_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def jupyterlab(chromium, tmp_path_factory):
    """`grokviz lab` on a copy of the lessons; ended by its own handle."""
    server = Desktop(tmp_path_factory.mktemp("jupyterlab"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="package")
def desk(chromium, jupyterlab):
    """The shared page of JupyterLab."""
    made = Desk(chromium, jupyterlab)
    yield made
    made.leave()


@pytest.fixture
def open_notebook(desk, jupyterlab, request):
    """`open_notebook(lesson or cells)` returns its page; see `browser.lab.Visit`.

    At the end of the test no error may be on the console and no request may have left.
    """
    jupyterlab.clear()
    visit = Visit(jupyterlab, desk.take().context, name_of(request), desk.page)
    failed = request.session.testsfailed
    yield visit
    try:
        visit.check()
    except AssertionError:
        desk.leave()
        raise
    finally:
        visit.end()
        if request.session.testsfailed > failed:
            desk.leave()
        desk.clear()
        jupyterlab.clear()


@pytest.fixture
def fresh_notebook(chromium, desk, jupyterlab, request):
    """The same on a page that no other test uses."""
    desk.leave()
    jupyterlab.clear()
    context = chromium.new_context(viewport=SIZE)
    visit = Visit(jupyterlab, context, name_of(request))
    yield visit
    try:
        visit.check()
    finally:
        context.close()
        jupyterlab.clear()


@pytest.fixture(scope="package")
def pages(chromium, tmp_path_factory):
    """`grokviz voila`, on this machine alone; ended by its own handle."""
    server = Pages(tmp_path_factory.mktemp("pages"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def open_page(chromium, pages, request):
    """`open_page(query)`: no error may be on the console, and no request may leave."""
    context = chromium.new_context(viewport=SIZE)
    visit = Visit(pages, context, name_of(request))

    def go(query=""):
        page = context.new_page()
        visit.pages.append(page)
        page.goto(f"{pages.url}/voila/render/teacher_student.ipynb{query}")
        opens(page)
        return page

    go.visit = visit
    yield go
    try:
        visit.check()
    finally:
        context.close()
