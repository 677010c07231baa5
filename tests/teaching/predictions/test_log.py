"""The log of guesses: what is written comes back, and no fault of its file loses any."""

import json
import math
import os
import sys
from pathlib import Path

import pytest

from grokviz.teaching.predictions import log as logs
from grokviz.teaching.predictions.log import FORMAT, LARGEST, MOST, Log, where
from grokviz.teaching.predictions.log_view import as_html, summary
from grokviz.widgets.environment import SERVED


def entry(number=0, **other):
    return {"when": f"2026-01-01T00:00:{number:06}", "lab": "Lab", "view": "Run", "key": "t",
            "settings": "α 2", "guess": "never", "theory": "", "run": "1,900",
            "times": math.nan, "theory_times": 1.5, "far": 1.0, "theory_far": 0.1} | other


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "guesses.json"


def test_entries_come_back_in_another_kernel(path):
    Log(path).add(entry(2))
    Log(path).add(entry(1, times=2.0))
    one, two = Log(path).entries
    assert (one, two["guess"]) == (entry(1, times=2.0), "never") and math.isnan(two["times"])
    json.loads(path.read_text(), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert list(path.parent.iterdir()) == [path]


def test_two_kernels_at_once_lose_nothing(path):
    one, two = Log(path), Log(path)
    for number in range(3):
        one.add(entry(2 * number))
        two.add(entry(2 * number + 1))
    assert len(Log(path).entries) == 6


def test_only_the_newest_are_kept(path):
    full = Log(path)
    full._entries = {e["when"]: e for e in map(entry, range(MOST))}
    full.add(entry(MOST))
    assert [e["when"] for e in full.entries] == [entry(n)["when"] for n in range(1, MOST + 1)]


@pytest.mark.parametrize("text", [
    "", "{", "[]", "null", '{"format": 1}', '{"format": "x", "guesses": []}',
    '{"format": 1, "guesses": [{}]}', '{"format": 1, "guesses": 3}', "\x00\xff", "[" * 100_000,
    json.dumps({"format": 1, "guesses": [entry(guess=3, times=None)]}),
    *(json.dumps({"format": 1, "guesses": [entry(times=None) | {"far": far}]})
      for far in (-1, -1e-9, math.inf, "1", True, [1], 10**400)),
    *(json.dumps({"format": kind, "guesses": []}) for kind in ("1", None, -1, 0, True, 1.5, [1])),
])
def test_a_file_that_is_not_understood_is_set_aside_whole(path, text):
    path.parent.mkdir()
    path.write_bytes(text.encode("latin-1", "replace"))
    before = path.read_bytes()
    log = Log(path)
    aside = path.with_name("guesses.damaged-1.json")
    assert f"deep/{aside.name}" in log.trouble and aside.read_bytes() == before
    assert log.entries == []
    log.add(entry())
    assert len(Log(path).entries) == 1
    path.write_text("{")
    assert "damaged-2" in Log(path).trouble


def test_a_newer_file_is_left_as_it_is(path):
    path.parent.mkdir()
    text = json.dumps({"format": FORMAT + 1, "guesses": "of the future"})
    path.write_text(text)
    log = Log(path)
    log.add(entry())
    assert "newer grokviz" in log.trouble and path.read_text() == text and len(log.entries) == 1


@pytest.mark.parametrize("bad", [
    lambda folder: folder,                                      # a folder
    lambda folder: _file(folder / "no folder") / "guesses.json",
    lambda folder: Path(os.devnull),
    lambda folder: Path("/dev/zero"),
    lambda folder: folder / ("n" * 5000),
    lambda folder: _pipe(folder / "pipe"),
    lambda folder: _file(folder / "large", LARGEST + 1),
])
def test_where_it_cannot_be_written_it_is_kept_in_memory(tmp_path, bad):
    log = Log(bad(tmp_path))
    log.add(entry())
    assert log.entries and "until this kernel ends" in log.trouble and len(log.trouble) <= 300
    assert tmp_path.is_dir() and Path(os.devnull).exists()


def test_a_file_that_fails_half_way_leaves_the_former(path, monkeypatch):
    log = Log(path)
    log.add(entry())
    before = path.read_bytes()
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    log.add(entry(1))
    assert path.read_bytes() == before and "disk full" in log.trouble and len(log.entries) == 2
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("platform, variable, end", [
    ("linux", "XDG_DATA_HOME", "grokviz/guesses.json"),
    ("win32", "APPDATA", "grokviz/guesses.json"),
])
def test_it_is_where_programs_keep_what_is_the_users(monkeypatch, tmp_path, platform, variable,
                                                     end):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(logs.VARIABLE, "")
    monkeypatch.setenv(variable, str(tmp_path))
    assert where() == tmp_path / end
    monkeypatch.setattr(sys, "platform", "darwin")
    assert where().parts[-4:-2] == ("Library", "Application Support")
    monkeypatch.setenv(logs.VARIABLE, "OFF")
    assert where() is None and Log(None).trouble == ""
    monkeypatch.setenv(logs.VARIABLE, str(tmp_path / "mine.json"))
    assert where() == tmp_path / "mine.json"


def test_visitors_of_a_page_share_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv(logs.VARIABLE, str(tmp_path / "mine.json"))
    monkeypatch.setenv(SERVED, "1")
    assert where() is None


def test_what_is_seen_of_it_is_right_and_harmless():
    entries = [entry(n, times=n + 1.0, far=0.1 * n, settings="<script>") for n in range(3)]
    assert summary(entries) == ("Your guesses so far: 3, typically 2.0 times off; "
                                "theory: 1.5 times.")
    assert "40% of the picture" in summary([entry(far=0.4)])
    page = as_html(entries)
    assert "<script>" not in page and page.count("<circle") == 3 == page.count("&lt;script&gt;")
    assert 'aria-label="How far off each guess was, oldest first: 0%, 10%, 20%"' in page
    assert as_html([]) == ""


def _file(path, size=0):
    with path.open("wb") as file:
        file.truncate(size)
    return path


def _pipe(path):
    os.mkfifo(path)
    return path
