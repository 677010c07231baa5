"""The command `grokviz`: one word for each thing the package can do from a terminal."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

# Each has a main(argv) -> exit status, imported only when it is asked for.
COMMANDS = {
    "lab": ("grokviz.serving.jupyter", "open the lessons in JupyterLab"),
    "lessons": ("grokviz.lessons", "write copies of the lessons for students, or with solutions"),
    "voila": ("grokviz.serving.voila", "open a lab as a page, with no code to be seen"),
    "claims": ("grokviz.claims.command", "test what the papers say: measured beside wanted"),
    "bench": ("grokviz.bench", "measure our speed beside the plain PyTorch loop"),
    "precompute": ("grokviz.precompute", "make a stored result again"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand with what follows it; alone, print the help."""
    parser = argparse.ArgumentParser(
        prog="grokviz",
        description="Interactive labs on grokking.",
        epilog="`grokviz COMMAND --help` tells more about one of them.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, (_, sentence) in COMMANDS.items():
        commands.add_parser(name, help=sentence, description=sentence, add_help=False)

    argv = list(sys.argv[1:] if argv is None else argv)
    command = parser.parse_args(argv[:1]).command       # the rest belongs to the subcommand
    if command is None:
        parser.print_help()
        return 0
    return importlib.import_module(COMMANDS[command][0]).main(argv[1:])


if __name__ == "__main__":
    sys.exit(main())
