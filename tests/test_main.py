"""The command `grokviz` hands on what follows a subcommand, and imports nothing before."""

import subprocess
import sys
from types import ModuleType

import pytest

from grokviz import __main__ as command


def test_alone_it_prints_the_help(capsys):
    assert command.main([]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in command.COMMANDS)


@pytest.mark.parametrize("name", command.COMMANDS)
def test_a_subcommand_gets_the_rest_and_gives_the_exit_status(name, monkeypatch):
    module = ModuleType("stand_in")
    module.main = lambda argv: 3 if argv == ["area", "--json", "--help"] else 0
    monkeypatch.setitem(sys.modules, command.COMMANDS[name][0], module)
    assert command.main([name, "area", "--json", "--help"]) == 3


def test_an_unknown_subcommand_is_an_error(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["train"])
    assert ended.value.code == 2
    assert "train" in capsys.readouterr().err


def test_neither_the_package_nor_its_help_needs_torch_or_jupyterlab():
    code = (
        "import sys, grokviz.__main__ as command; command.main([])\n"
        "sys.exit(' '.join({'torch', 'jupyterlab'} & set(sys.modules)) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
