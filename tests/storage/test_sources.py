"""Sources of a record: a path, a name from the package, or bytes; one rule for all."""

import io
import json
from pathlib import Path

import pytest
from test_store import RECORD

from grokviz import store
from grokviz.storage import sources
from grokviz.storage.files import StoreError


@pytest.fixture
def path(tmp_path):
    return store.save(RECORD, tmp_path / "deep" / "made.grokking")


@pytest.mark.parametrize("name", ["mine", "mine.npz", "./mine.npz", "~/mine.npz", "MINE.NPZ",
                                  "lr0.1", "deep/er/run.v2", "teacher_student.law", Path("mine")])
def test_what_is_saved_under_a_name_is_loaded_under_it(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    before = {p: p.stat().st_mtime_ns for p in sources.DATA.iterdir()}
    path = store.save(RECORD, name)
    assert path.is_absolute() and path.is_relative_to(tmp_path) and path.suffix.lower() == ".npz"
    assert store.load(name).changes == store.load(path).changes == RECORD.changes
    assert {p: p.stat().st_mtime_ns for p in sources.DATA.iterdir()} == before


def test_a_record_of_the_package_is_read_under_a_name_that_is_no_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    law = store.load("stored:teacher_student.law")
    with pytest.raises(FileNotFoundError, match='type "stored:teacher_student.law"'):
        store.load(law.name)
    path = store.save(law.take([0]), law.name)
    assert path == tmp_path / "teacher_student.law.npz" and store.load(law.name).runs == 1
    assert store.stored(law.name).runs == law.runs > 1
    with pytest.raises(StoreError, match="belongs to grokviz and is read-only; give a path"):
        store.save(law, "stored:teacher_student.law")
    for name in ("teacher_student.lawn", "../data/teacher_student.law", "mnist", ""):
        with pytest.raises(FileNotFoundError, match="there is no stored record ") as error:
            store.load(f"stored:{name}")
        assert len(str(error.value)) <= 300
    assert "did you mean" in str(pytest.raises(FileNotFoundError, store.stored, "shell_toy.slid"))


def test_only_a_command_writes_into_the_package_and_with_a_json_for_readers(monkeypatch, tmp_path):
    monkeypatch.setattr(sources, "DATA", tmp_path)
    path = store.write_stored(RECORD, "made.grokking", recipe="made")
    assert {p.name for p in tmp_path.iterdir()} == {"made.grokking.npz", "made.grokking.json"}
    about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert about == store.provenance("stored:made.grokking")
    path.with_suffix(".json").write_text("for readers only")
    assert store.stored("made.grokking").changes == RECORD.changes
    path.write_bytes(b"")
    with pytest.raises(StoreError, match="type: grokviz precompute made.grokking"):
        store.stored("made.grokking")


@pytest.mark.parametrize("ending", store.OTHERS)
def test_another_ending_is_refused_instead_of_being_lengthened(ending, tmp_path):
    with pytest.raises(StoreError, match=f"ends in {ending}, and `save` writes NPZ; .*gv.export"):
        store.save(RECORD, tmp_path / f"mine{ending}")
    assert not list(tmp_path.iterdir())


def test_what_is_not_there_gives_the_nearest(path):
    with pytest.raises(FileNotFoundError, match="there is no file made.groking.npz in .*; did you "
                                                "mean 'made.grokking.npz'"):
        store.load(path.with_name("made.groking"))
    with pytest.raises(FileNotFoundError, match="; give the path of one"):
        store.load(path.with_name("nothing"))
    with pytest.raises(FileNotFoundError, match="no such folder"):
        store.load(path.parent / "no" / "folder")
    with pytest.raises(FileNotFoundError) as error:
        store.load("a" * 5000)
    assert len(str(error.value)) <= 300
    (path.parent / "x.json").mkdir()
    with pytest.raises(FileNotFoundError, match="there is no file x.npz"):
        store.load(path.parent / "x.json")
    (path.parent / "x.npz").mkdir()
    with pytest.raises(StoreError, match="x.npz cannot be read .it is a folder"):
        store.load(path.parent / "x.json")
    with pytest.raises(StoreError, match="zero cannot be read .it is not an ordinary file"):
        store.load("/dev/zero")


def test_a_file_may_come_as_bytes(path):
    raw = path.read_bytes()
    for source in (raw, bytearray(raw), memoryview(raw), io.BytesIO(raw)):
        assert store.read(source).record.changes == RECORD.changes
    with path.open("rb") as file:
        assert store.load(file).name == "made"
    with pytest.raises(StoreError, match="the file cannot be read: .*; save or download it again"):
        store.load(raw[:-1])
    for source in (3, None, io.StringIO("text"), RECORD):
        with pytest.raises(StoreError, match="the source is a "):
            store.load(source)
