"""Visitors from other machines: a token, a greatest number, and nothing left behind."""

import re
import time

import pytest

from browser.lab import opens
from browser.servers import Pages, kernels


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    server = Pages(tmp_path_factory.mktemp("visitors"))
    server.extra = ("--ip=0.0.0.0", "--pages=2")
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def token(server):
    return re.search(r"\?token=([0-9a-f]{40,})", server.log.read_text())[1]


@pytest.fixture
def visitor(chromium):
    context = chromium.new_context()
    yield context
    context.close()


def comes(visitor, server, token):
    page = visitor.new_page()
    page.goto(f"{server.url}/voila/render/shell_toy.ipynb?token={token}", timeout=90_000)
    return page


def become(server, number, within):
    due = time.monotonic() + within
    while len(kernels(server)) != number:
        assert time.monotonic() < due, f"{len(kernels(server))} kernels, not {number}"
        time.sleep(0.2)


def test_without_the_token_there_is_nothing_but_the_page_that_asks_for_it(visitor, server):
    page = visitor.new_page()
    for path in ("/", "/voila", "/voila/render/shell_toy.ipynb", "/voila/api/contents/",
                 "/voila/render/shell_toy.ipynb?token=0123"):
        page.goto(server.url + path)
        assert "/login?next=" in page.url
        assert page.locator("input[name=new_password]").count() == 0    # nothing to be set here
    kernel = "/api/kernels/01234567-0123-0123-0123-0123456789ab"
    assert page.request.get(server.url + kernel).status == 403
    closed = page.evaluate("""url => new Promise(done => {
        const socket = new WebSocket(url);
        socket.onopen = () => done('open');
        socket.onerror = () => done('refused');
    })""", f"ws://127.0.0.1:{server.port}{kernel}/channels")
    assert closed == "refused" and not kernels(server)


def test_the_next_visitor_is_told_so_and_what_is_left_ends(visitor, server, token):
    first, second = (comes(visitor, server, token) for _ in range(2))
    opens(first), opens(second)
    assert len(kernels(server)) == 2
    third = visitor.new_page()
    answer = third.goto(f"{server.url}/voila/render/plane.ipynb")
    assert answer.status == 503 and answer.headers["retry-after"] == "60"
    assert "All 2 pages of this server are in use." in third.inner_text("body")
    first.reload(timeout=90_000)                        # gives its place up, and has it again
    opens(first)
    first.goto("about:blank")                           # it says itself that it is left
    become(server, 1, within=10)
    second.close(run_before_unload=False)               # a browser that crashed says nothing
    become(server, 0, within=30)


def test_a_page_says_that_its_server_is_gone(visitor, server, token):
    page = comes(visitor, server, token)
    opens(page)
    server.stop()
    page.wait_for_function("() => document.querySelector('.grokviz-fate').innerText !== ''",
                           timeout=10_000)
    assert re.search("no connection to the server|kernel of this page has stopped",
                     page.locator(".grokviz-fate").inner_text())
