"""Records on disk: what comes back, and what is refused with which sentence."""

import json
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from grokviz import store
from grokviz.run import Change, Lost, Record, record, replay
from grokviz.store import StoreError

RECORD = Record(
    "made", {"steps": 30, "scales": np.array([1.0, 2.0]), "on": np.True_, "of": ("a", None)},
    {"seed": np.arange(2), "scale": np.array([0.1, 0.2])}, np.array([0, 10, 30]),
    {"loss": np.array([[1, 2], [0.5, np.nan], [0.25, 1 / 3]]), "norms": np.ones((3, 2, 4), "f4"),
     "count": np.arange(6).reshape(3, 2)},
    (Change(10, "rate", (0.1, 0.2)), Change(20, "decay", (0.0, 1 / 3))),
)


@pytest.fixture
def path(tmp_path):
    return store.save(RECORD, tmp_path / "deep" / "made.grokking", recipe="made", seconds=1.5)


def test_what_was_saved_comes_back_values_to_single_precision(path):
    found = store.load(path)
    assert found.name == "made" and found.changes == RECORD.changes
    assert found.settings == {"steps": 30, "scales": [1.0, 2.0], "on": True, "of": ["a", None]}
    assert_array_equal(found.steps, RECORD.steps)
    for name, column in RECORD.sweep.items():
        assert_array_equal(found.sweep[name], column, strict=True)
    for name, value in RECORD.values.items():
        wanted = value.astype("f4") if name == "loss" else value
        assert_array_equal(found.values[name], wanted, strict=True)
    again = record(replay(found), progress=False)
    assert_array_equal(again.values["loss"], found.values["loss"])
    assert again.changes == found.changes


def test_lost_runs_come_back_and_older_files_have_none(path):
    lost = (Lost(10, 1, float("inf"), {"learning_rate": 0.5}, 0.02), Lost(30, 0, float("nan")))
    found = store.load(store.save(replace(RECORD, diverged=lost), path)).diverged
    assert found[0] == lost[0] and np.isnan(found[1].loss) and found[1].bound is None
    about = json.loads(path.with_suffix(".json").read_text())
    del about["diverged"]
    path.with_suffix(".json").write_text(json.dumps(about))
    assert store.load(path).diverged == ()


def test_saving_what_was_loaded_changes_no_byte_of_the_arrays(path, tmp_path):
    other = store.save(store.load(path), tmp_path / "again")
    assert store.provenance(other)["sha256"] == store.provenance(path)["sha256"]


@pytest.mark.parametrize("ending", ["", ".npz", ".json"])
def test_a_name_may_come_with_either_ending_or_none(path, ending):
    named = str(path).removesuffix(".npz") + ending
    assert store.load(named).name == "made" and path.name == "made.grokking.npz"


def test_provenance_says_how_when_and_with_what_it_was_made(path):
    about = store.provenance(path)
    assert about["format"] == store.FORMAT
    assert about["made"]["recipe"] == "made" and about["made"]["seconds"] == 1.5
    assert set(about["made"]["versions"]) == {"python", "grokviz", "torch", "numpy"}
    assert {"at", "commit", "machine"} <= set(about["made"])


def test_a_byte_flipped_anywhere_is_refused_or_changes_nothing(path):
    raw = path.read_bytes()
    refused = 0
    for at in range(0, len(raw), 3):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :])
        try:
            found = store.load(path)
        except StoreError as error:
            refused += "made.grokking.npz" in str(error) and "save it again" in str(error)
            continue
        for name, value in RECORD.values.items():           # e.g. a time stamp of the archive
            assert_array_equal(found.values[name], value.astype(found.values[name].dtype))
    assert refused > len(raw) / 6


def test_other_arrays_under_the_same_name_are_refused_by_their_hash(path, tmp_path):
    values = RECORD.values | {"loss": RECORD.values["loss"] * 1.001}
    other = store.save(replace(RECORD, values=values), tmp_path / "other")
    path.write_bytes(other.read_bytes())
    with pytest.raises(StoreError, match="is not what was saved: its hash differs"):
        store.load(path)


@pytest.mark.parametrize("rename", [("loss", "lost"), ("norms", "norm")])
def test_the_hash_holds_names_types_and_shapes_too(rename):
    arrays = {k: np.asarray(v) for k, v in RECORD.values.items()}
    old, new = rename
    other = {new if k == old else k: v for k, v in arrays.items()}
    flat = arrays | {"norms": arrays["norms"].reshape(-1)}
    typed = arrays | {"count": arrays["count"].view("u8")}
    digests = {store.digest(a) for a in (arrays, other, flat, typed)}
    assert len(digests) == 4
    assert store.digest(dict(reversed(arrays.items()))) == store.digest(arrays)


@pytest.mark.parametrize("keep", [0.0, 0.5, 0.99])
def test_a_truncated_file_is_refused(path, keep):
    raw = path.read_bytes()
    path.write_bytes(raw[: int(keep * len(raw))])
    with pytest.raises(StoreError, match="cannot be read"):
        store.load(path)


def test_a_missing_array_file_and_a_broken_description_are_refused(path):
    about = path.with_suffix(".json")
    text = about.read_text()
    for broken in (text[: len(text) // 2], "", "[]", "{}", "3"):
        about.write_text(broken)
        with pytest.raises(StoreError, match="made.grokking.json cannot be read"):
            store.load(path)
    about.write_text(text)
    path.unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        store.load(path)


def test_a_newer_format_says_what_to_type(path):
    about = path.with_suffix(".json")
    about.write_text(json.dumps({"format": store.FORMAT + 1, "another": "layout"}))
    with pytest.raises(StoreError, match="has format 2, .* up to 1; type: pip install --upgrade"):
        store.load(path)


def test_an_unknown_name_gives_the_nearest_and_all_known(path):
    with pytest.raises(FileNotFoundError, match="no stored record 'made.groking'; did you mean "
                                                "'made.grokking'. known: made.grokking"):
        store.load(path.with_name("made.groking"))
    with pytest.raises(FileNotFoundError, match="known: .*teacher_student.grokking"):
        store.load("nothing")
    with pytest.raises(FileNotFoundError):
        store.load(path.parent / "no" / "folder")


@pytest.mark.parametrize("broken", ["savez", "write", "provenance"])
def test_a_save_that_fails_leaves_the_old_record_whole_and_nothing_else(path, monkeypatch, broken):
    def full(*args, **kwargs):
        raise OSError("no space left on device")

    more = {}
    if broken == "savez":
        def half(file, **arrays):
            file.write(b"half of it")
            full()

        monkeypatch.setattr(np, "savez_compressed", half)
    elif broken == "write":
        monkeypatch.setattr(type(path), "write_text", full)
    else:
        more = {"figure": {1, 2}}               # a set is no JSON
    values = {name: value * 2 for name, value in RECORD.values.items()}
    with pytest.raises((StoreError, TypeError)):
        store.save(replace(RECORD, values=values), path, **more)
    assert_array_equal(store.load(path).values["count"], RECORD.values["count"])
    assert {p.name for p in path.parent.iterdir()} == {"made.grokking.npz", "made.grokking.json"}


def test_a_bare_name_is_the_package_s_own(monkeypatch, tmp_path):
    monkeypatch.setattr(store, "DATA", tmp_path)
    path = store.save(RECORD, "made")
    assert path == tmp_path / "made.npz" and store.load("made").name == "made"
    path.write_bytes(b"")
    with pytest.raises(StoreError, match="type: grokviz precompute made"):
        store.load("made")
