"""Names of files, opening them, and writing them whole."""

import os
import socket
import threading
import time
from pathlib import Path

import pytest

from grokviz.storage import files
from grokviz.storage.files import SENTENCE, StoreError, opened, place, shorten, whole


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The current folder and the home folder, both empty."""
    for name in ("here", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.mark.parametrize("typed, meant", [
    ("mine.npz", "here/mine.npz"), ("mine", "here/mine.npz"), ("./mine.npz", "here/mine.npz"),
    ("deep/er/mine", "here/deep/er/mine.npz"), ("~/mine", "home/mine.npz"),
    ("lr0.1", "here/lr0.1.npz"), ("run.v2", "here/run.v2.npz"), ("run.v2.npz", "here/run.v2.npz"),
    ("MINE.NPZ", "here/MINE.NPZ"), ("a b~", "here/a b~.npz"), ("模型", "here/模型.npz"),
    (Path("mine"), "here/mine.npz"),
])
def test_a_name_is_a_path_and_keeps_every_letter(here, typed, meant):
    assert place(typed, ".npz") == here / meant


def test_an_absolute_path_stays_where_it_is(here):
    assert place(str(here / "x.y"), ".npz") == here / "x.y.npz"


@pytest.mark.parametrize("typed, said", [
    (3, "the path is a int; give a name such as mine.npz"),
    (None, "the path is a NoneType"), (b"x", "the path is a bytes"), ("", "the path is empty"),
    ("  ", "the path is empty"), ("deep/", "deep/ is a folder"), (".", "is a folder"),
    ("..", "is a folder"), ("/", "is a folder"), ("a\0b", "is not a path here .it holds a NUL"),
    ("\ud800", "is not a path here"), ("~nobody-of-this-name/x", "is not a path here"),
])
def test_what_no_file_can_have_is_a_sentence(here, typed, said):
    with pytest.raises(StoreError, match=said):
        place(typed, ".npz")


def test_long_names_are_shortened_in_sentences(here):
    assert shorten("a" * 60) == "a" * 60 and len(shorten("a" * 61)) == 59
    for name in ("a" * 5000, "a/" * 2500 + "b", "~" + "a" * 5000):
        for do in (opened, whole):
            with pytest.raises((StoreError, FileNotFoundError)) as error, do(place(name)):
                pass
            assert 20 < len(str(error.value)) <= SENTENCE


def test_only_ordinary_files_are_opened_and_nothing_is_waited_for(here):
    os.mkfifo("pipe")
    Path("folder.json").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        said = []
        trying = threading.Thread(target=_try, args=(said,), daemon=True)
        trying.start()
        trying.join(10)
        assert len(said) == 5 and all("it is not an ordinary file" in sentence for sentence in said)
    with pytest.raises(StoreError, match="folder.json cannot be read .it is a folder"), \
         opened(place("folder.json")):
        pass
    with pytest.raises(FileNotFoundError, match="there is no file x in "), opened(place("x")):
        pass
    Path("file").write_text("")
    with pytest.raises(FileNotFoundError, match="there is no file x in "), opened(place("file/x")):
        pass


def _try(said):
    for do, names in ((opened, ("pipe", "socket", "/dev/zero")), (whole, ("pipe", "/dev/null"))):
        for name in names:
            try:
                with do(place(name)):
                    said.append("opened")
            except StoreError as error:
                said.append(str(error))


def test_a_file_that_is_too_large_is_not_read(here):
    with open("large", "wb") as file:
        file.truncate(files.MOST + 1)
    with pytest.raises(StoreError, match="large cannot be read .it has 512 MB, and 512 MB"), \
         opened(place("large")):
        pass


# ---- writing -------------------------------------------------------------------------------------

def test_a_file_is_the_old_one_until_all_is_written(here):
    path = place("deep/er/file")
    with whole(path) as part:
        part.write_text("old")
        assert part.parent == path.parent and not path.exists()
    with pytest.raises(KeyError), whole(path) as part:
        part.write_text("half")
        raise KeyError
    assert path.read_text() == "old" and [p.name for p in path.parent.iterdir()] == ["file"]


def test_it_is_on_the_disk_before_it_has_its_name(here, monkeypatch):
    did = []
    monkeypatch.setattr(files.os, "fsync", lambda handle: did.append(
        "folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file"))
    replace = os.replace
    monkeypatch.setattr(files.os, "replace", lambda *names: (did.append("name"), replace(*names)))
    with whole(place("file")) as part:
        part.write_text("new")
    assert did == ["file", "name", "folder"]


@pytest.mark.parametrize("wall", ["folder", "pipe", "below a file", "no name of that length"])
def test_what_cannot_be_written_is_a_sentence_and_changes_nothing(here, wall):
    Path("folder").mkdir()
    os.mkfifo("pipe")
    Path("plain").write_text("old")
    name = {"below a file": "plain/x", "no name of that length": "n" * 300}.get(wall, wall)
    with pytest.raises(StoreError, match="cannot be written into the folder .*nothing there was"), \
         whole(place(name)) as part:
        part.write_text("new")
    assert sorted(os.listdir()) == ["folder", "pipe", "plain"] and not os.listdir("folder")
    assert Path("plain").read_text() == "old" and not Path("pipe").is_file()


def test_a_link_stays_a_link_and_what_it_leads_to_is_written(here):
    os.symlink(here / "home" / "real", "link")
    with whole(place("link")) as part:
        part.write_text("new")
    assert Path("link").is_symlink() and (here / "home" / "real").read_text() == "new"


def _part(process, host=files._HOST):
    path = Path(f".grokviz-{host}-{process}-{'0' * 12}.part")
    path.write_text("half")
    return path


def test_parts_of_dead_processes_are_swept_and_no_others(here):
    with socket.socket(), open(os.devnull) as _:
        child = os.posix_spawn("/bin/true", ["true"], {})
        os.waitpid(child, 0)
    dead, namesake = _part(child), _part(os.getpid())
    ours, elsewhere, old = _part(os.getppid()), _part(child, "deadbeef"), _part(1, "feedbeef")
    os.utime(old, (time.time() - 2 * files._DAY,) * 2)
    Path(".grokviz-notes.part").write_text("somebody's")
    with whole(place("outer")) as outer:
        outer.write_text("1")
        with whole(place("inner")) as inner:            # of this process, and being written
            inner.write_text("2")
    assert not dead.exists() and not namesake.exists() and not old.exists()
    assert ours.exists() and elsewhere.exists() and Path(".grokviz-notes.part").exists()
    assert Path("outer").read_text() == "1" and Path("inner").read_text() == "2"
