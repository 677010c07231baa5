"""Replies of the page server over HTTP, without a kernel or a browser."""

import asyncio
from types import SimpleNamespace

import pytest

pytest.importorskip("voila", reason="no server of pages without [lab]")

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from grokviz.labs import LABS
from grokviz.serving import voila
from grokviz.serving.visitors import Visit
from grokviz.widgets.controls.browser_files import MOST

KERNEL = "01234567-0123-0123-0123-0123456789ab"


class Kernels(dict):
    async def shutdown_kernel(self, name, now):
        del self[name]

    async def start_kernel(self, **how):
        raise RuntimeError("no kernel can be started")


@pytest.fixture
def served(tmp_path, monkeypatch):
    """`served(options)` makes the application; each is closed at the end."""
    made = []
    monkeypatch.setattr("voila.app.Voila.listen", lambda self: None)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "data"))
    voila.write_pages(tmp_path / "pages")
    voila.write_template(tmp_path / "data")

    def make(*options, ip="localhost"):
        app = voila._application("voila/render/plane.ipynb", 1)()
        made.append(app)
        app.initialize([str(tmp_path / "pages"), f"--template={voila.TEMPLATE}", "--no-browser",
                        f"--Voila.ip={ip}", *options])
        app.start()
        # As Jupyter's own server has it, so that each of our handlers has to ask by itself.
        app.app.settings["allow_unauthenticated_access"] = True
        app.visitors.kernels = app.app.settings["kernel_manager"] = Kernels({KERNEL: 1})
        return app

    yield make
    for app in made:
        app.clear_instance()


def asks(app, path, **request):
    """The answer to a request; redirections are not followed."""
    async def ask():
        socket, port = bind_unused_port("127.0.0.1")
        server = HTTPServer(app.app)
        server.add_socket(socket)
        headers = {name: value.format(port=port)
                   for name, value in request.pop("headers", {}).items()}
        client = AsyncHTTPClient(force_instance=True)
        try:
            return await client.fetch(
                HTTPRequest(f"http://127.0.0.1:{port}{path}", headers=headers,
                            follow_redirects=False, **request), raise_error=False)
        finally:
            client.close()
            server.stop()
            await server.close_all_connections()

    return asyncio.run(ask())


def leaves(app, headers):
    app.visitors.visits[:] = [Visit(KERNEL, sent=True)]
    return asks(app, f"/voila/api/shutdown/{KERNEL}", method="POST", body="", headers=headers)


def test_only_our_pages_and_their_own_template_are_there(served):
    app = served()
    assert asks(app, "/").code == asks(app, "/voila/").code == 200
    for path in ("/voila/render/other.ipynb", "/voila/render/", "/voila/tree/x", "/voila/files/x",
                 "/voila/api/contents/", "/voila/templates/base/static/x",
                 f"/voila/templates/{voila.TEMPLATE}x/static/x"):
        assert asks(app, path).code == 404, path
    assert app.visitors.visits == []


def test_the_front_page_speaks_the_language_that_the_browser_asks_for(served):
    app = served()
    for asked, code in (("zh-CN,en;q=0.5", "zh"), ("en-GB", "en"), ("fr", "en")):
        body = asks(app, "/?language=zh&theme=dark", headers={"Accept-Language": asked}).body
        assert f'<html lang="{code}" class="">'.encode() in body


@pytest.mark.parametrize("path", ["/", "/voila"])
def test_the_front_page_has_the_theme_of_the_labs(served, path):
    for theme, wanted in (("light", ""), ("dark", "dark"), ("JupyterLab Dark", "dark")):
        body = asks(served(f"--theme={theme}"), f"{path}?theme=light").body
        assert f'class="{wanted}">'.encode() in body.partition(b"<meta")[0]


def test_a_website_that_points_its_own_name_at_this_machine_is_refused(served):
    app = served()
    assert asks(app, "/", headers={"Host": "evil.example:{port}"}).code == 403
    assert asks(app, "/", headers={"Host": "localhost:{port}"}).code == 200
    other = served("--token=given", ip="0.0.0.0")       # there the token decides
    answer = asks(other, "/?token=given", headers={"Host": "class.example:{port}"})
    assert answer.code in (200, 302)


def test_without_the_token_no_path_of_ours_answers(served):
    app = served("--token=given", ip="0.0.0.0")
    for path in ("/", "/voila", "/voila/render/plane.ipynb", "/voila/render/other.ipynb",
                 "/voila/files/x", "/voila/templates/base/static/x"):
        answer = asks(app, path)
        assert answer.code == 302 and answer.headers["Location"].startswith("/login"), path
    assert app.visitors.visits == []            # nobody's place is taken
    answer = leaves(app, {"Origin": "http://127.0.0.1:{port}"})
    assert answer.code == 403 and KERNEL in app.visitors.kernels


def test_a_page_that_is_left_ends_its_kernel_and_no_other_site_can(served):
    app = served()
    assert leaves(app, {"Origin": "http://evil.example"}).code == 403
    assert KERNEL in app.visitors.kernels
    assert leaves(app, {"Origin": "http://127.0.0.1:{port}"}).code == 204       # with no cookie
    assert KERNEL not in app.visitors.kernels
    again = asks(app, f"/voila/api/shutdown/{KERNEL}", method="POST", body="")
    assert again.code == 404                    # of no visitor: nothing to end


def test_a_page_that_cannot_be_made_gives_its_place_back(served):
    app = served()
    answer = asks(app, "/voila/render/plane.ipynb")
    assert b"no kernel can be started" not in answer.body
    assert answer.code == 500 and answer.headers["Referrer-Policy"] == "no-referrer"
    (visit,) = app.visitors.visits
    assert visit.sent
    asyncio.run(app.visitors.look())
    assert app.visitors.visits == []


def test_a_full_server_says_so_in_the_language_of_the_browser(served, monkeypatch):
    monkeypatch.setattr("grokviz.serving.visitors.PATIENCE", 0)
    app = served()
    app.visitors.visits[:] = [Visit(KERNEL)]
    answer = asks(app, f"/voila/render/{next(iter(LABS))}.ipynb")
    assert answer.code == 503 and answer.headers["Retry-After"] == "60"
    assert b"in use" in answer.body
    chinese = asks(app, "/voila/render/plane.ipynb", headers={"Accept-Language": "zh"})
    assert "浏览" in chinese.body.decode() or "页面" in chinese.body.decode()


def test_an_uploaded_run_fits_into_a_message_and_lost_connections_are_found(served):
    settings = served().app.settings
    assert settings["websocket_max_message_size"] >= 4 / 3 * MOST       # as base64
    assert settings["ws_ping_interval"] + settings["ws_ping_timeout"] < 30_000
    assert settings["ws_ping_interval"] > 0


def test_neither_theme_nor_template_may_be_chosen_from_outside(served):
    app = served()
    configuration = app.voila_configuration
    assert configuration.allow_theme_override == configuration.allow_template_override == "NO"


@pytest.mark.parametrize("kernel", ["", "abc"])
def test_a_kernel_that_is_started_for_a_visitor_is_noted(kernel):
    from grokviz.serving.page_server import _Noting

    async def start_kernel(**how):
        return kernel

    visit = Visit()
    noting = _Noting(SimpleNamespace(start_kernel=start_kernel, other=5), visit)
    assert asyncio.run(noting.start_kernel()) == visit.kernel == kernel and noting.other == 5
