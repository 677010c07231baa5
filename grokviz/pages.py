"""A page for each lab, without code, served by Voila: `grokviz voila`.

The pages are notebooks of one cell, made when they are asked for. Voila's own page fetches icons
from elsewhere, though the widgets bring them along; its template is used here without that, so
that nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from grokviz.labs import LABS
from grokviz.serve import write
from grokviz.settings import unknown

TEMPLATE = "grokviz"
PAGE = """{% extends 'voila/templates/lab/index.html.j2' %}
{%- block notebook_css -%}
{%- for line in super().splitlines() if 'href="https://' not in line -%}
{{ line | safe }}
{% endfor -%}
<style>
  #rendered_cells { max-width: 1500px; margin: 0 auto; padding: 6px 14px; }
  .jp-Cell, .jp-OutputArea-output { padding: 0; margin: 0; }
</style>
{%- endblock notebook_css -%}
"""


def main(argv: Sequence[str] | None = None) -> int:
    """`grokviz voila`: parse the options, serve the pages, return when it ends."""
    parser = argparse.ArgumentParser(
        prog="grokviz voila",
        description="Serve a page for each lab, with no code to be seen.",
        epilog="Any other option goes to Voila itself, e.g. --Voila.ip=0.0.0.0",
        allow_abbrev=False,
    )
    parser.add_argument("lab", nargs="?", metavar="LAB", default=next(iter(LABS)),
                        help=f"to open, of {', '.join(LABS)} (default: the first)")
    parser.add_argument("--port", type=int, default=8866, metavar="N",
                        help="port to listen on (default 8866)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    theme = parser.add_mutually_exclusive_group()
    for name in ("light", "dark"):
        theme.add_argument(f"--{name}", dest="theme", action="store_const", const=name,
                           help=f"in the {name} theme")
    args, for_voila = parser.parse_known_args(argv)
    if args.lab not in LABS:
        parser.exit(2, f"grokviz voila: {unknown('lab', args.lab, LABS)}\n")
    if importlib.util.find_spec("voila") is None:
        parser.exit(1, "grokviz voila: Voila is not here; in the folder of grokviz type\n"
                       '    pip install -c binder/constraints.txt -e ".[lab]"\n')
    serve(args.lab, args.port, not args.no_browser, args.theme or "light", for_voila)
    return 0


def serve(
    lab: str, port: int = 8866, browser: bool = True, theme: str = "light",
    extra: Sequence[str] = (),
) -> None:
    """Serve the pages of all labs until it is stopped; a browser opens that of `lab`."""
    with tempfile.TemporaryDirectory(prefix="grokviz-pages-") as folder:
        pages, data = Path(folder, "pages"), Path(folder, "data")
        write_pages(pages)
        write_template(data)
        paths = (str(data), os.environ.get("JUPYTER_PATH"))
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, paths))
        _application(f"voila/render/{lab}.ipynb").launch_instance([
            str(pages), f"--template={TEMPLATE}", f"--theme={theme}", f"--port={port}",
            *([] if browser else ["--no-browser"]), *extra,
        ])


def write_pages(folder: Path) -> None:
    """A notebook for each lab."""
    for lab in LABS:
        source = f'import grokviz as gv\ngv.open_page("{lab}")'
        cell = {"cell_type": "code", "id": lab.replace("_", "-"), "metadata": {}, "source": source,
                "execution_count": None, "outputs": []}
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        about = {"kernelspec": kernel, "title": f"{lab.replace('_', ' ').capitalize()} · grokviz"}
        write(folder / f"{lab}.ipynb", {
            "nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": [cell],
        })


def write_template(data: Path) -> None:
    """The template of the pages, into a Jupyter data folder."""
    folder = data / "voila" / "templates" / TEMPLATE
    write(folder / "conf.json", {"base_template": "lab"})
    (folder / "index.html.j2").write_text(PAGE, encoding="utf-8")


def _application(page: str):
    """Voila, with one of its pages in front."""
    from voila.app import Voila

    class Pages(Voila):
        @property
        def display_url(self) -> str:
            return self.connection_url + page

        def launch_browser(self) -> None:
            webbrowser.open(self.display_url)

    return Pages
