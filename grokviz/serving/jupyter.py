"""JupyterLab with the lessons, set up so that a lab has as much room as possible.

Nothing is written into the user's own Jupyter settings. Our settings and window layout are
defaults in a temporary folder. Lessons are opened in place, so a learner's changes are kept; those
inside an installed package are first copied to a folder `lessons` of the learner.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grokviz.storage import files
from grokviz.storage.files import StoreError

FIRST_LESSON = "00_start_here.ipynb"
PACKED = "lessons"                      # folder in the package, of a wheel alone: see cli/wheel.py

# Settings of JupyterLab, as defaults: the user's own settings still win.
DEFAULTS = {
    "@jupyterlab/application-extension:shell": {"dockPanelPadding": False},
    "@jupyterlab/statusbar-extension:plugin": {"visible": False},
    # The pages that lessons link to are shown as pages, not as the text that makes them.
    "@jupyterlab/docmanager-extension:plugin": {
        "defaultViewers": {"markdown": "Markdown Preview"}},
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",               # no question about news, no request to the internet
        "checkForUpdates": False,
    },
}

# Settings of the Jupyter server. Voila's extension is off: JupyterLab does not need its pages, and
# the extension writes the theme from the address into the page, including any markup.
DEATH = "KernelRestarter.time_to_dead"  # seconds between two checks whether a kernel is alive
SERVER = {
    "ServerApp": {"jpserver_extensions": {"voila.server_extension": False}},
    "KernelRestarter": {"time_to_dead": 1.0},
}
# Without that extension its button in JupyterLab would lead nowhere.
PAGE = {"disabledExtensions": {"@voila-dashboards/jupyterlab-preview": True}}

# A window with both side bars closed, in the format in which JupyterLab stores it.
WORKSPACE = {
    "data": {
        "layout-restorer:data": {
            "left": {"collapsed": True, "visible": True, "widgets": ["filebrowser"]},
            "right": {"collapsed": True, "visible": True, "widgets": []},
            "relativeSizes": [0, 1, 0],
        }
    },
    "metadata": {"id": "default"},
}

THEMES = "@jupyterlab/apputils-extension/themes.jupyterlab-settings"


def main(argv: Sequence[str] | None = None) -> int:
    """`grokviz lab`: parse the options, start JupyterLab, return when it ends."""
    parser = argparse.ArgumentParser(
        prog="grokviz lab",
        description="Open the lessons in JupyterLab.",
        epilog="Any other option goes to JupyterLab itself, e.g. --ip=0.0.0.0",
        allow_abbrev=False,
    )
    parser.add_argument("--port", type=int, metavar="N", help="port to listen on (default 8888)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--lessons", type=Path, metavar="DIR", help="folder with the lessons")
    args, for_jupyter = with_theme(parser).parse_known_args(argv)
    try:
        lessons = own_copy(find_lessons(args.lessons))
    except (FileNotFoundError, StoreError) as error:
        parser.exit(1, f"grokviz lab: {error}\n")
    require(parser, "jupyterlab", "JupyterLab")
    lab(lessons, args.port, browser=not args.no_browser, theme=args.theme, extra=for_jupyter)
    return 0


def with_theme(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser with the options --light and --dark."""
    theme = parser.add_mutually_exclusive_group()
    for name in ("light", "dark"):
        theme.add_argument(f"--{name}", dest="theme", action="store_const", const=name,
                           help=f"in the {name} theme, this time")
    return parser


def require(parser: argparse.ArgumentParser, package: str, name: str) -> None:
    """End the command with a sentence where a package is not installed."""
    if importlib.util.find_spec(package) is None:
        parser.exit(1, f"{parser.prog}: {name} is not installed; in the folder of grokviz type\n"
                       '    pip install -c binder/constraints.txt -e ".[lab]"\n')


def lab(
    lessons: Path,
    port: int | None = None,
    *,
    browser: bool = True,
    theme: str | None = None,
    extra: Sequence[str] = (),
) -> None:
    """Serve `lessons` in JupyterLab until it is stopped."""
    from jupyterlab.labapp import LabApp

    with tempfile.TemporaryDirectory(prefix="grokviz-lab-") as folder:
        temporary = Path(folder)
        write_defaults(temporary)
        write(temporary / "jupyter_server_config.json", SERVER)
        write_workspace(temporary / "workspaces")
        # Ours first: of two defaults Jupyter takes the one on the earlier path.
        paths = (str(temporary), os.environ.get("JUPYTER_CONFIG_PATH"))
        os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
        options = [
            f"--ServerApp.root_dir={lessons}",
            f"--ServerApp.open_browser={browser}",
            "--ServerApp.allow_root=True",          # in a container the user is often root
            f"--LabApp.default_url=/lab/tree/{FIRST_LESSON}",
            f"--LabApp.workspaces_dir={temporary / 'workspaces'}",
            "--LabApp.news_url=None",
            "--LabApp.extension_manager=readonly",  # the default one sends requests to PyPI
        ]
        if port is not None:
            options.append(f"--ServerApp.port={port}")
        if theme is not None:
            options.append(f"--LabApp.user_settings_dir={_settings_with(theme, temporary)}")
        LabApp.launch_instance([*options, *extra])


def find_lessons(folder: Path | None = None) -> Path:
    """The folder of the first lesson: beside the package's source, the current one, or that in
    the package."""
    here, source = Path.cwd(), Path(__file__).resolve().parents[2]
    places = [folder] if folder else [
        source / "lessons", here / "lessons", here, source / "grokviz" / PACKED]
    for place in places:
        if (place / FIRST_LESSON).is_file():
            return place.resolve()
    looked = "\n".join(f"    {place / FIRST_LESSON}" for place in places)
    raise FileNotFoundError(
        f"there are no lessons here; looked for\n{looked}\n"
        "go to the folder that holds `lessons`, or type: grokviz lab --lessons DIR"
    )


def own_copy(lessons: Path, folder: Path | None = None) -> Path:
    """Lessons that may be edited: those in the package are copied to the current folder.

    A lesson that is there already is kept. StoreError if the folder cannot be written to.
    """
    if lessons != Path(__file__).resolve().parents[1] / PACKED:
        return lessons
    folder = (folder or Path.cwd()) / "lessons"
    for lesson in filter(Path.is_file, lessons.rglob("*")):
        copy = folder / lesson.relative_to(lessons)
        if not copy.exists():
            with files.whole(copy) as part:
                shutil.copyfile(lesson, part)
    return folder


def write_defaults(config: Path) -> None:
    """Write DEFAULTS and PAGE where JupyterLab looks for them in a configuration folder."""
    write(config / "labconfig" / "default_setting_overrides.json", DEFAULTS)
    write(config / "labconfig" / "page_config.json", PAGE)


def write_workspace(workspaces: Path) -> None:
    """Write WORKSPACE into a folder of JupyterLab workspaces."""
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    WorkspacesManager(str(workspaces)).save("default", json.dumps(WORKSPACE))


def _settings_with(theme: str, temporary: Path) -> Path:
    """A copy of the user's settings with another theme; the originals do not change."""
    from jupyterlab.commands import get_user_settings_dir

    # JupyterLab has no option for a theme, only a folder of user settings.
    copy = temporary / "user-settings"
    if Path(get_user_settings_dir()).is_dir():
        shutil.copytree(get_user_settings_dir(), copy)
    write(copy / THEMES, {"theme": f"JupyterLab {theme.title()}", "adaptive-theme": False})
    return copy


def write(path: Path, content: object) -> None:
    """Write JSON into a file; missing folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
