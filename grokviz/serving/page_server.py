"""What a server of pages answers: a page where there is a place for it, and nothing else.

Of an address only the name of one of our pages is believed; theme, template, files and lists of
folders, for which Voila would look into it too, are not. `handlers` go before Voila's own: in its
application (`grokviz voila`), and by `_load_jupyter_server_extension` in that of Jupyter (Binder).
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from http.client import responses
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web
from voila.configuration import VoilaConfiguration
from voila.tornado.handler import TornadoVoilaHandler

from grokviz.i18n import say
from grokviz.labs import LABS
from grokviz.serving.visitors import Visit, Visitors
from grokviz.widgets.lab.permalink import FOLDER

FULL = "server.full"


class _Plain(web.RequestHandler):
    """Says what went wrong in words of its own: none are taken from the address."""

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(_page(f"<h1>{status_code}</h1><p>{responses.get(status_code, '')}</p>"))


class PageHandler(_Plain, TornadoVoilaHandler):
    """One of our pages, where there is a place; any other path is refused."""

    def initialize(self, visitors: Visitors, pages: Iterable[str], **voila: Any) -> None:
        super().initialize(**voila)
        self.visitors, self.pages = visitors, pages
        self.visit: Visit | None = None

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Referrer-Policy", "no-referrer")       # a token may be in the address

    @property
    def kernel_manager(self) -> Any:
        return _Noting(super().kernel_manager, self.visit)

    @web.authenticated
    async def get(self, path: str | None = None) -> None:
        if path is None or path not in self.pages:
            raise web.HTTPError(404)
        self.visit = await self.visitors.enter()
        if self.visit is None:
            await _sentence(self, 503, FULL, most=self.visitors.most)
            return
        try:
            answered = super().get(path)
            if answered is not None:
                await answered
        finally:
            self.visitors.sent(self.visit)


class _Noting:
    """A kernel manager that notes down which kernel it starts for a visitor."""

    def __init__(self, kernels: Any, visit: Visit | None):
        self._kernels, self._visit = kernels, visit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kernels, name)

    async def start_kernel(self, **how: Any) -> str:
        kernel: str = await ensure_async(self._kernels.start_kernel(**how))
        if self._visit is not None:
            self._visit.kernel = kernel
        return kernel


class LeaveHandler(_Plain, APIHandler):
    """A page tells that it is being left, and its kernel ends.

    It tells so by a beacon, which cannot carry the token against forged requests that Jupyter
    wants, so that Voila's own handler refuses it. It needs none: nobody else knows the kernel's
    name, and no other site may send it.
    """

    def initialize(self, visitors: Visitors) -> None:
        self.visitors = visitors

    def check_xsrf_cookie(self) -> None:
        if not self.check_origin():
            raise web.HTTPError(403)

    @web.authenticated
    async def post(self, kernel: str) -> None:
        if not await self.visitors.end(kernel):
            raise web.HTTPError(404)
        self.set_status(204)
        self.finish()


class ListHandler(_Plain, JupyterHandler):
    """The pages there are; nothing of the address is used."""

    def initialize(self, pages: Iterable[str]) -> None:
        self.pages = pages

    @web.authenticated
    async def get(self) -> None:
        names = [(page, Path(page).stem.replace("_", " ").capitalize()) for page in self.pages]
        rows = "".join(f'<li><a href="{url_path_join(self.base_url, "voila/render", page)}">'
                       f"{html.escape(name)}</a></li>" for page, name in names)
        await self.finish(_page(f"<ul>{rows}</ul>"))


class RefusingHandler(_Plain, JupyterHandler):
    """What Voila would serve beside pages: files, lists of folders, parts of other templates."""

    @web.authenticated
    async def get(self) -> None:
        raise web.HTTPError(404)


def handlers(
    base: str, visitors: Visitors, pages: Iterable[str], **voila: Any
) -> list[tuple[Any, ...]]:
    """Rules that go before Voila's own; `voila` is what its handler of a page is made with."""
    def at(path: str) -> str:
        return url_path_join(base, path)

    template = voila["voila_configuration"].template
    return [
        (at(r"/voila/render/(.*)"), PageHandler, {"visitors": visitors, "pages": pages} | voila),
        (at(r"/voila/api/shutdown/(.*)"), LeaveHandler, {"visitors": visitors}),
        (at(r"/voila(?:/tree)?/?"), ListHandler, {"pages": pages}),
        (at(r"/voila/(?:tree|files|api/contents).*"), RefusingHandler),
        (at(rf"/voila/templates/(?!{template}/static/).*"), RefusingHandler),
    ]


def strict(configuration: VoilaConfiguration) -> VoilaConfiguration:
    """Neither theme nor template come from an address, or from a notebook."""
    configuration.allow_theme_override = configuration.allow_template_override = "NO"
    return configuration


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "grokviz.serving.page_server"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """The pages in a Jupyter server: Voila's extension, behind our own rules."""
    from voila import server_extension
    from voila.paths import collect_template_paths

    configuration = VoilaConfiguration(parent=server)
    configuration.update_config(server_extension.load_config_file() or {})
    paths = collect_template_paths(["voila", "nbconvert"], configuration.template)
    app = server.web_app
    app.add_handlers(".*$", handlers(
        app.settings["base_url"], Visitors(app.settings["kernel_manager"]),
        [f"{FOLDER}{lab}.ipynb" for lab in LABS],
        config=server.config, template_paths=paths, voila_configuration=strict(configuration),
    ))
    server_extension._load_jupyter_server_extension(server)     # the first rule that fits wins


async def _sentence(handler: JupyterHandler, status: int, text: str, **numbers: Any) -> None:
    """A page that says one thing, in the language that the browser asks for."""
    chinese = handler.request.headers.get("Accept-Language", "").lower().startswith("zh")
    said = say("zh" if chinese else "en", text, **numbers)
    handler.set_status(status)
    handler.set_header("Content-Type", "text/html; charset=utf-8")
    handler.set_header("Retry-After", "60")
    await handler.finish(_page(f"<p>{html.escape(said)}</p>"))


def _page(body: str) -> str:
    return ('<!doctype html><meta charset="utf-8"><title>grokviz</title><meta name="viewport" '
            'content="width=device-width"><style>body { font: 18px/1.5 system-ui, sans-serif; '
            f'max-width: 40em; margin: 3em auto; padding: 0 1em; }}</style><body>{body}')
