"""`grokviz class FOLDER`: what a class handed in, as one page; `--seats N`: who trains what."""

from __future__ import annotations

import argparse
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from grokviz import i18n
from grokviz.sentences import match
from grokviz.teachers import seats
from grokviz.teachers.planes import PLANES
from grokviz.teachers.room import classroom


def main(argv: Sequence[str] | None = None) -> int:
    """Write the page and its table into the folder, open it; exit status 1 if that fails."""
    parser = argparse.ArgumentParser(
        prog="grokviz class",
        description="One phase diagram of what a class handed in: lines, notebooks, saved runs.")
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER",
                        help="with .txt, .ipynb or seat17.npz; or one such file")
    parser.add_argument("--seats", type=int, metavar="N",
                        help="print the line with which each of N seats opens its lab")
    parser.add_argument("--plane", default=seats.PLANE, help=", ".join(PLANES))
    parser.add_argument("--claimed", action="store_true", help="train nothing again")
    parser.add_argument("--language", default="en", metavar="CODE", help="en or zh")
    parser.add_argument("--no-browser", action="store_true", help="only write the page")
    args = parser.parse_args(argv)
    if args.folder is None and args.seats is None:
        parser.exit(2, "grokviz class: give the FOLDER with what was handed in, or --seats 30\n")
    before = i18n.language()
    try:
        i18n.language(match("language", args.language, i18n.LANGUAGES))
        if args.seats is not None:
            for number in range(1, args.seats + 1):
                print(f"seat {number}  {seats.link(number, args.seats, args.plane)}")
        if args.folder is not None:
            _write(args)
    except (ValueError, OSError) as error:
        parser.exit(1, f"grokviz class: {error}\n")
    finally:
        i18n.language(before)
    return 0


def _write(args: argparse.Namespace) -> None:
    room = classroom(args.folder, args.plane, train=not args.claimed).wait()
    print(room)
    folder = args.folder if args.folder.is_dir() else args.folder.parent
    page, table = room.save(folder)
    print(f"{page}\n{table}")
    if not args.no_browser:
        webbrowser.open(page.as_uri())
