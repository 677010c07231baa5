"""The answers of a server of pages: our pages while there is room, and nothing else.

An address may only choose one of our pages. Voila would also take the theme, the template and
paths of files from it; these are refused. `handlers` are placed before Voila's own.
`grokviz voila` does so in its application, `_load_jupyter_server_extension` in Jupyter (Binder).
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
from grokviz.serving.front_page import front_page
from grokviz.serving.visitors import Visit, Visitors
from grokviz.widgets.lab.serialization.permalink import FOLDER

FULL = "server.full"


class _Plain(web.RequestHandler):
    """An error page with a fixed text: nothing from the address is repeated in it."""

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(_page(f"<h1>{status_code}</h1><p>{responses.get(status_code, '')}</p>"))


class PageHandler(_Plain, TornadoVoilaHandler):
    """One of our pages, if there is room for a visitor; any other path is refused."""

    def initialize(self, visitors: Visitors, pages: Iterable[str], **voila: Any) -> None:
        super().initialize(**voila)
        self.visitors, self.pages = visitors, pages
        self.visit: Visit | None = None

    def set_default_headers(self) -> None:
        super().set_default_headers()
        # Otherwise a link to another site would send that site our address, token included.
        self.set_header("Referrer-Policy", "no-referrer")

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
            # Also on failure, so that the place is given back after a while.
            self.visitors.sent(self.visit)


class _Noting:
    """A kernel manager that notes which kernel it starts for a visitor."""

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
    """A page reports that the visitor leaves it, and its kernel ends.

    The browser sends this as a beacon. A beacon cannot carry Jupyter's token against forged
    requests, so Voila's own handler refuses it. No token is needed here: nobody else knows the name
    of the kernel, and requests from other sites are refused.
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
    """The front page, with a card for each lab; nothing from the address is used."""

    def initialize(self, pages: Iterable[str], theme: str) -> None:
        self.pages, self.dark = pages, "dark" in theme.lower()

    @web.authenticated
    async def get(self) -> None:
        addresses = {Path(page).stem: url_path_join(self.base_url, "voila/render", page)
                     for page in self.pages}
        self.set_header("Content-Type", "text/html; charset=utf-8")
        await self.finish(front_page(addresses, _wants_chinese(self), self.dark))


class RefusingHandler(_Plain, JupyterHandler):
    """Refuses what Voila serves besides pages: files, folders, other templates."""

    @web.authenticated
    async def get(self) -> None:
        raise web.HTTPError(404)


def handlers(
    base: str, visitors: Visitors, pages: Iterable[str], **voila: Any
) -> list[tuple[Any, ...]]:
    """Rules that go before Voila's own; `voila` are the arguments of its page handler."""
    def at(path: str) -> str:
        return url_path_join(base, path)

    template, theme = (getattr(voila["voila_configuration"], of) for of in ("template", "theme"))
    return [
        (at(r"/voila/render/(.*)"), PageHandler, {"visitors": visitors, "pages": pages} | voila),
        (at(r"/voila/api/shutdown/(.*)"), LeaveHandler, {"visitors": visitors}),
        (at(r"/voila(?:/tree)?/?"), ListHandler, {"pages": pages, "theme": theme}),
        (at(r"/voila/(?:tree|files|api/contents).*"), RefusingHandler),
        (at(rf"/voila/templates/(?!{template}/static/).*"), RefusingHandler),
    ]


def strict(configuration: VoilaConfiguration) -> VoilaConfiguration:
    """Take neither theme nor template from an address or a notebook."""
    configuration.allow_theme_override = configuration.allow_template_override = "NO"
    return configuration


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "grokviz.serving.page_server"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Add the pages to a Jupyter server: Voila's extension, behind our rules."""
    from voila import server_extension
    from voila.paths import collect_template_paths

    configuration = VoilaConfiguration(parent=server)
    configuration.update_config(server_extension.load_config_file() or {})
    paths = collect_template_paths(["voila", "nbconvert"], configuration.template)
    app = server.web_app
    # Tornado takes the first rule that matches, so ours must come before Voila's.
    app.add_handlers(".*$", handlers(
        app.settings["base_url"], Visitors(app.settings["kernel_manager"]),
        [f"{FOLDER}{lab}.ipynb" for lab in LABS],
        config=server.config, template_paths=paths, voila_configuration=strict(configuration),
    ))
    server_extension._load_jupyter_server_extension(server)


async def _sentence(handler: JupyterHandler, status: int, text: str, **numbers: Any) -> None:
    """A page with one sentence, in the language that the browser asks for."""
    said = say("zh" if _wants_chinese(handler) else "en", text, **numbers)
    handler.set_status(status)
    handler.set_header("Content-Type", "text/html; charset=utf-8")
    handler.set_header("Retry-After", "60")
    await handler.finish(_page(f"<p>{html.escape(said)}</p>"))


def _wants_chinese(handler: JupyterHandler) -> bool:
    language: str = handler.request.headers.get("Accept-Language", "")
    return language.lower().startswith("zh")


def _page(body: str) -> str:
    return ('<!doctype html><meta charset="utf-8"><title>grokviz</title><meta name="viewport" '
            'content="width=device-width"><style>body { font: 18px/1.5 system-ui, sans-serif; '
            f'max-width: 40em; margin: 3em auto; padding: 0 1em; }}</style><body>{body}')
