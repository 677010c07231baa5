"""The command `grokviz`: one subcommand for each thing the package does in a terminal."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

# Each module has main(argv) -> exit status. It is imported only when its command runs, so that
# `grokviz --help` need not wait for torch.
COMMANDS = {
    "lab": ("grokviz.serving.jupyter", "open the lessons in JupyterLab"),
    "lessons": ("grokviz.cli.lessons", "copy the lessons for students, teachers or a grader"),
    "class": ("grokviz.cli.class_page", "one phase diagram of what a class handed in"),
    "bundle": ("grokviz.cli.bundle", "everything for a room without a network, in one folder"),
    "voila": ("grokviz.serving.voila", "open a lab as a page, without code"),
    "claims": ("grokviz.claims.command", "test what the papers claim: measured beside expected"),
    "bench": ("grokviz.bench.command", "measure our speed beside a plain PyTorch loop"),
    "sweep": ("grokviz.cli.sweep", "train a sweep in blocks, here or on a cluster"),
    "precompute": ("grokviz.cli.precompute", "make a stored result again"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand with the arguments after it; without one, print the help."""
    parser = argparse.ArgumentParser(
        prog="grokviz",
        description="Interactive labs on grokking.",
        epilog="`grokviz COMMAND --help` tells more about one command.",
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
