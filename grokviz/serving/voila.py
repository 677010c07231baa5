"""A page for each lab, without code, served by Voila: `grokviz voila`.

The pages are notebooks of one cell, written at the start. Voila's own template loads icons from
the internet although the widgets contain them; ours leaves those lines out, so nothing leaves
the machine. This module decides who may connect, and how many. `serving.page_server` decides
what a visitor gets.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import socket
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from grokviz.labs import LABS
from grokviz.sentences import unknown
from grokviz.serving.front_page import in_all_languages
from grokviz.serving.jupyter import DEATH, require, with_theme, write
from grokviz.widgets.controls.browser_files import MOST
from grokviz.widgets.environment import SERVED

LARGEST = 4 * MOST // 3  # most bytes of a message: an uploaded run arrives in one, as base64
TEMPLATE = "grokviz"
PROVIDER = "voila.voila_identity_provider.VoilaIdentityProvider"
EVERYWHERE = ("", "0.0.0.0", "::")        # a browser needs a name instead of these
PAGE = """{% extends 'voila/templates/lab/index.html.j2' %}
{%- block notebook_css -%}
{%- for line in super().splitlines() if 'href="https://' not in line -%}
{{ line | safe }}
{% endfor -%}
<style>
  #rendered_cells { max-width: 1500px; margin: 0 auto; padding: 6px 14px; }
  .jp-Cell, .jp-OutputArea-output { padding: 0; margin: 0; }
  .jp-Cell-outputWrapper { margin-top: 0; }
  .grokviz-back { display: block; margin-top: -8px; font: 13px/16px var(--jp-ui-font-family);
    color: var(--jp-ui-font-color1); }
  .grokviz-back:not(:hover, :focus-visible) { text-decoration: none; }
  .grokviz-back:lang(en) [lang="zh"], .grokviz-back:lang(zh) [lang="en"] { display: none; }
</style>
{{ resources.include_css("static/theme-dark.css") }}
{{ resources.include_css("static/theme-light.css") }}
<script>
  // What a visitor chose on the front page goes before the theme that the server was given.
  let dark = null;
  try { dark = localStorage.getItem("grokviz-dark"); } catch {}
  const [ofDark, ofLight] = [...document.querySelectorAll("link[rel=stylesheet]")].slice(-2);
  ofDark.disabled = dark !== "true";
  ofLight.disabled = dark !== "false";
</script>
{%- endblock notebook_css -%}
{%- block body_header -%}
{{ super() }}
<a class="grokviz-back" lang="en" href="{{ resources.base_url | e }}voila/">‹ <!--BACK--></a>
<script>
  if (new URLSearchParams(location.search).get("language") === "zh")
    document.querySelector(".grokviz-back").lang = "zh";
  if (dark === "true" || dark === "false") {
    const { classList, dataset } = document.body, is = dark === "true";
    classList.toggle("theme-dark", is);
    classList.toggle("theme-light", !is);
    dataset.jpThemeLight = String(!is);
    dataset.jpThemeName = is ? "JupyterLab Dark" : "JupyterLab Light";
  }
</script>
{%- endblock body_header -%}
"""


def main(argv: Sequence[str] | None = None) -> int:
    """`grokviz voila`: parse the options, serve the pages, return when it ends."""
    parser = argparse.ArgumentParser(
        prog="grokviz voila",
        description="Serve a page for each lab, without code.",
        epilog="Any other option goes to Voila itself, e.g. --Voila.port_retries=0",
        allow_abbrev=False,
    )
    parser.add_argument("lab", nargs="?", metavar="LAB", default=next(iter(LABS)),
                        help=f"to open, of {', '.join(LABS)} (default: the first)")
    parser.add_argument("--port", type=int, default=8866, metavar="N",
                        help="port to listen on (default 8866)")
    parser.add_argument("--ip", "--Voila.ip", default="localhost", metavar="IP",
                        help="address to listen on; 0.0.0.0 lets other machines in, who then "
                             "need the token that is printed (default: this machine alone)")
    parser.add_argument("--token", "--Voila.token", metavar="TEXT",
                        help="what a visitor has to know (default: none on this machine alone, "
                             "else a random one)")
    parser.add_argument("--pages", type=_at_least_one, metavar="N",
                        help="at most so many pages at once, about 300 MB each "
                             "(default: as many as the memory holds)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    args, for_voila = with_theme(parser).parse_known_args(argv)
    if args.lab not in LABS:
        parser.exit(2, f"grokviz voila: {unknown('lab', args.lab, LABS)}\n")
    require(parser, "voila", "Voila")
    serve(args.lab, args.port, not args.no_browser, args.theme or "light", for_voila,
          ip=args.ip, token=args.token, most=args.pages)
    return 0


def serve(
    lab: str, port: int = 8866, browser: bool = True, theme: str = "light",
    extra: Sequence[str] = (), *, ip: str = "localhost", token: str | None = None,
    most: int | None = None,
) -> None:
    """Serve the pages of all labs until it is stopped; a browser opens that of `lab`."""
    with tempfile.TemporaryDirectory(prefix="grokviz-pages-") as folder:
        pages, data = Path(folder, "pages"), Path(folder, "data")
        write_pages(pages)
        write_template(data)
        paths = (str(data), os.environ.get("JUPYTER_PATH"))
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, paths))
        _application(f"voila/render/{lab}.ipynb", most).launch_instance([
            str(pages), f"--template={TEMPLATE}", f"--theme={theme}", f"--port={port}",
            f"--Voila.ip={ip}", f"--{DEATH}=1", *_identity(ip, token),
            *([] if browser else ["--no-browser"]), *extra,
        ])


def _identity(ip: str, token: str | None) -> list[str]:
    """Voila's options: visitors from other machines need a token, unless it is empty."""
    # Jupyter's own provider would let a visitor set a password for the user of this machine.
    by_token_alone = f"--Voila.identity_provider_class={PROVIDER}"
    if token is not None:
        return [by_token_alone, f"--token={token}"]
    return [by_token_alone, *([] if is_here(ip) else ["--Voila.auto_token=True"])]


def is_here(ip: str) -> bool:
    """True if an address to listen on can be reached from this machine alone."""
    try:
        return ipaddress.ip_address(ip).is_loopback
    except ValueError:
        return ip == "localhost"


def write_pages(folder: Path) -> None:
    """Write a notebook for each lab."""
    for lab in LABS:
        source = (f'import os\nos.environ["{SERVED}"] = "1"\n'
                  f'import grokviz as gv\ngv.open_page("{lab}")')
        # One cell, which opens the lab; the variable tells the lab that it is on a served page.
        cell: dict[str, object] = {
            "cell_type": "code", "id": lab.replace("_", "-"), "metadata": {}, "source": source,
            "execution_count": None, "outputs": []}
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        about = {"kernelspec": kernel, "title": f"{lab.replace('_', ' ').capitalize()} · grokviz"}
        write(folder / f"{lab}.ipynb", {
            "nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": [cell],
        })


def write_template(data: Path) -> None:
    """Write the template of the pages into a Jupyter data folder."""
    folder = data / "voila" / "templates" / TEMPLATE
    write(folder / "conf.json", {"base_template": "lab"})
    page = PAGE.replace("<!--BACK-->", in_all_languages("front.back"))
    (folder / "index.html.j2").write_text(page, encoding="utf-8")


def _application(page: str, most: int | None):
    """Voila with one of our pages as its front page, and our rules before its own."""
    from jupyter_server import DEFAULT_STATIC_FILES_PATH
    from voila.app import Voila

    from grokviz.serving.page_server import ListHandler, handlers, strict
    from grokviz.serving.visitors import Visitors

    class Pages(Voila):
        @property
        def display_url(self) -> str:
            given = self.identity_provider.token
            ip = self.ip if self.ip not in EVERYWHERE else socket.gethostname()
            return f"{self._url(ip)}{page}" + (f"?token={given}" if given else "")

        def init_settings(self):
            # If only this machine may connect, requests under another host name are refused.
            # Otherwise a website could point its own name at this address (DNS rebinding) and use
            # the pages through the browser of its visitor.
            return super().init_settings() | {
                "allow_remote_access": not is_here(self.ip),
                "websocket_max_message_size": LARGEST,
                "ws_ping_interval": 5_000,      # milliseconds; finds connections that were lost
                "ws_ping_timeout": 15_000,
                "static_path": DEFAULT_STATIC_FILES_PATH,       # for Jupyter's error page
            }

        def init_handlers(self):
            self.visitors = Visitors(self.kernel_manager, most)
            names = [f"{lab}.ipynb" for lab in LABS]
            ours = handlers(
                self.server_url, self.visitors, names, config=self.config,
                template_paths=self.template_paths,
                voila_configuration=strict(self.voila_configuration),
            )
            front = (self.server_url, ListHandler,
                     {"pages": names, "theme": self.voila_configuration.theme})
            return [front, *ours, *super().init_handlers()]

        def listen(self) -> None:
            self.log.info(opens(self.ip, self.identity_provider.token, self.visitors.most))
            super().listen()

        def launch_browser(self) -> None:
            webbrowser.open(self.display_url)

    return Pages


def opens(ip: str, token: str, most: int) -> str:
    """A sentence for the terminal: what is open, and who can use it."""
    if is_here(ip):
        who = "All users of this machine"
    elif token:
        who = "All who can reach this machine and have the token in the address below"
    else:
        who = "ALL WHO CAN REACH THIS MACHINE, without a token,"
    return (f"{who} may open pages, at most {most} at once. Each page runs a kernel as this user; "
            "a visitor moves its controls and writes no code. The connection is not encrypted.")


def _at_least_one(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}; give a whole number from 1, e.g. 8")
    return int(text)
