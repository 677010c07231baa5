"""A bundle: wheels, lessons and scripts in one folder; pip is a stand-in that sees no network."""

import subprocess
import sys

import pytest

from grokviz.cli import bundle
from grokviz.serving.jupyter import find_lessons


@pytest.fixture
def pip(monkeypatch, tmp_path):
    """The arguments that pip got; "download" writes one wheel, "wheel" ours."""
    calls = []

    really = subprocess.run

    def run(command, **options):
        if command[:3] != [sys.executable, "-m", "pip"]:
            return really(command, **options)
        calls.append(command[3:])
        folder = command[command.index("-d" if command[3] == "download" else "-w") + 1]
        name = "other-1-py3-none-any.whl" if command[3] == "download" else OURS
        (tmp_path / folder / name).write_bytes(b"x")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(bundle.subprocess, "run", run)
    return calls


OURS = "grokviz-0.1.0-py3-none-any.whl"


def test_a_bundle_holds_wheels_lessons_and_scripts(pip, tmp_path, capsys):
    folder = tmp_path / "room"
    assert bundle.main([str(folder), "--index-url=http://localhost"]) == 0
    assert "start.sh or start.bat" in capsys.readouterr().out
    assert sorted(p.name for p in (folder / "wheels").iterdir()) == [OURS,
                                                                    "other-1-py3-none-any.whl"]
    assert [call[0] for call in pip] == ["wheel", "download"]
    assert pip[1][-2:] == [f"{folder / 'wheels' / OURS}[lab]", "--index-url=http://localhost"]
    assert "--only-binary=:all:" in pip[1] and str(bundle.CONSTRAINTS) in pip[1]
    assert {p.name for p in (folder / "lessons").iterdir()} == {"pages"} | {
        p.name for p in find_lessons().glob("*.ipynb")}
    for name in ("start.sh", "start.bat"):
        script = (folder / name).read_bytes().decode()
        assert "--no-index" in script and f"{OURS}[lab]" in script
        assert ("\r\n" in script) == (name == "start.bat")


def test_a_wheel_that_is_given_is_taken(pip, tmp_path):
    (tmp_path / OURS).write_bytes(b"mine")
    folder = bundle.bundle(tmp_path / "room", wheel=tmp_path / OURS)
    assert (folder / "wheels" / OURS).read_bytes() == b"mine"
    assert [call[0] for call in pip] == ["download"]


def test_the_start_script_installs_once_and_opens_the_lessons(pip, tmp_path):
    """With a Python that notes what it is asked for, and makes an environment like it."""
    folder = bundle.bundle(tmp_path / "room")
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\necho "$(basename "$0") $*" >> "$LOG"\n'
                    'if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"\n'
                    'cp "$0" "$3/bin/grokviz"; fi\n')
    fake.chmod(0o755)
    log = tmp_path / "log"
    for _ in range(2):
        subprocess.run(["sh", folder / "start.sh", "--no-browser"], check=True, cwd=tmp_path,
                       env={"PYTHON": str(fake), "LOG": str(log), "PATH": "/usr/bin:/bin"})
    assert log.read_text().splitlines() == [
        "python -m venv environment",
        f"python -m pip install --no-index --find-links wheels wheels/{OURS}[lab]",
        *["grokviz lab --lessons lessons --no-browser"] * 2]


def test_what_pip_says_is_said_and_a_full_folder_is_left_alone(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(bundle.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(
        command, 1, "", "ERROR: No matching distribution found"))
    with pytest.raises(SystemExit) as ended:
        bundle.main([str(tmp_path / "new")])
    assert ended.value.code == 1 and "No matching distribution" in capsys.readouterr().err
    (tmp_path / "mine").write_text("")
    with pytest.raises(SystemExit):
        bundle.main([str(tmp_path)])
    assert "is not empty" in capsys.readouterr().err
