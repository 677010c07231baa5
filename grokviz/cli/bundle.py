"""`grokviz bundle DIR`: one folder for a room without a network, for this kind of machine.

It holds the wheels of grokviz and of all it needs, the lessons, and scripts that install both into
an environment beside them and open the first lesson. pip gets the wheels, so its own settings
count: an index, a proxy, constraints.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from grokviz.cli import lesson_copies
from grokviz.i18n import LANGUAGES
from grokviz.serving.jupyter import find_lessons
from grokviz.storage.files import StoreError, place, whole

SOURCE = Path(__file__).resolve().parents[2]
CONSTRAINTS = SOURCE / "binder" / "constraints.txt"
UNIX = """#!/bin/sh
# Installs grokviz beside this file, from this folder alone, and opens the lessons.
set -e
cd "$(dirname "$0")"
if [ ! -e environment/ready ]; then
    "${{PYTHON:-python3}}" -m venv environment
    environment/bin/python -m pip install --no-index --find-links wheels {packages}
    touch environment/ready
fi
exec environment/bin/grokviz lab --lessons lessons "$@"
"""
WINDOWS = """@echo off
rem Installs grokviz beside this file, from this folder alone, and opens the lessons.
cd /d "%~dp0"
set pip=environment\\Scripts\\python -m pip
if not exist environment\\ready (
    py -3 -m venv environment || exit /b 1
    %pip% install --no-index --find-links wheels {packages} || exit /b 1
    type nul > environment\\ready
)
environment\\Scripts\\grokviz lab --lessons lessons %*
"""
ABOUT = """grokviz, for a room without a network

Copy this whole folder to each machine. It needs Python {version} of the same kind of machine
({platform}), and nothing else.

Linux, macOS:   sh start.sh
Windows:        start.bat

The first start takes some minutes. The lessons are in `lessons`, and stay there.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Fill the folder; exit status 1 with pip's own words if that fails."""
    parser = argparse.ArgumentParser(
        prog="grokviz bundle",
        description="Everything for a room without a network: wheels, lessons, start scripts.",
        epilog="Any other option goes to `pip download`, e.g. --index-url=URL")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder")
    parser.add_argument("--language", default="en", choices=LANGUAGES, help="of the lessons")
    parser.add_argument("--wheel", type=Path, metavar="FILE",
                        help="grokviz's own wheel (default: built from its source)")
    args, for_pip = parser.parse_known_args(argv)
    try:
        folder = bundle(args.folder, args.language, args.wheel, for_pip)
    except (OSError, StoreError) as error:
        parser.exit(1, f"grokviz bundle: {error}\n")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {size / 1e6:,.0f} MB; each machine starts it with start.sh or start.bat")
    return 0


def bundle(
    folder: Path, language: str = "en", wheel: Path | None = None, for_pip: Sequence[str] = (),
) -> Path:
    """Write wheels, lessons and scripts into a new folder; return its path.

    Raises
    ------
    FileExistsError
        If the folder has anything in it.
    StoreError
        If there is no source to build from, or pip fails.
    """
    folder = place(folder)
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty; give a new folder")
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    ours = _our_wheel(wheels, wheel)
    limits = ["-c", str(CONSTRAINTS)] if CONSTRAINTS.is_file() else []
    _pip("download", "--only-binary=:all:", "-d", str(wheels), *limits, f"{ours}[lab]", *for_pip)
    source = find_lessons()
    notebooks, missing = lesson_copies.lessons_in(source, language)
    if missing:
        print(missing, file=sys.stderr)
    made = partial(lesson_copies.copy_of, kind="student", language=language)
    lesson_copies.write(notebooks, folder / "lessons", made)
    lesson_copies.copy_pages(source, folder / "lessons", language)
    _scripts(folder, ours)
    return folder


def _our_wheel(wheels: Path, wheel: Path | None) -> Path:
    """The path of our own wheel in the folder, copied or built."""
    if wheel is not None:
        return Path(shutil.copy(wheel, wheels))
    if not (SOURCE / "pyproject.toml").is_file():
        raise StoreError("grokviz was installed without its source; give its own wheel, e.g. "
                         "--wheel grokviz-0.1.0-py3-none-any.whl")
    _pip("wheel", "--no-deps", "-w", str(wheels), str(SOURCE))
    return next(wheels.glob("grokviz-*.whl"))


def _pip(*arguments: str) -> None:
    ran = subprocess.run([sys.executable, "-m", "pip", arguments[0], "--quiet", *arguments[1:]],
                         capture_output=True, text=True)
    if ran.returncode:
        raise StoreError(f"pip {arguments[0]} failed: {ran.stderr.strip()[-240:]}")


def _scripts(folder: Path, ours: Path) -> None:
    version = ".".join(map(str, sys.version_info[:2]))
    texts = {
        "start.sh": UNIX.format(packages=f'"wheels/{ours.name}[lab]"'),
        "start.bat": WINDOWS.format(packages=f'"wheels\\{ours.name}[lab]"').replace("\n", "\r\n"),
        "README.txt": ABOUT.format(version=version, platform=sys.platform),
    }
    for name, text in texts.items():
        with whole(folder / name) as part:
            part.write_text(text, encoding="utf-8", newline="")
    (folder / "start.sh").chmod(0o755)
