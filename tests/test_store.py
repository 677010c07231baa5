"""Records on disk: what comes back, what is refused with which sentence, what a kill leaves."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from grokviz import store
from grokviz.divergence import Lost
from grokviz.recording import record, replay
from grokviz.run import Change, Record
from grokviz.storage import archive, origin
from grokviz.storage.files import StoreError

PAIRS = Path(__file__).with_name("pairs")       # of NPZ and JSON, as they were written once

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


def test_one_file_holds_all_and_may_be_renamed_or_copied_alone(path, tmp_path):
    assert path.name == "made.grokking.npz" and list(path.parent.iterdir()) == [path]
    other = shutil.copy(path, tmp_path / "anything (1).npz")
    path.unlink()
    assert store.load(other).changes == RECORD.changes
    assert store.provenance(other)["made"]["recipe"] == "made"
    with np.load(other) as file:                        # and others can read it
        assert json.loads(file["about.json"])["settings"]["steps"] == 30


def test_lost_runs_come_back_and_older_files_have_none(path):
    lost = (Lost(10, 1, float("inf"), {"learning_rate": 0.5}, 0.02), Lost(30, 0, float("nan")))
    found = store.load(store.save(replace(RECORD, diverged=lost), path)).diverged
    assert found[0] == lost[0] and np.isnan(found[1].loss) and found[1].bound is None
    assert store.load(next(PAIRS.glob("*.npz"))).diverged == ()


def test_saving_what_was_loaded_changes_no_byte_of_the_arrays(path, tmp_path):
    other = store.save(store.load(path), tmp_path / "again")
    with np.load(path) as old, np.load(other) as new:
        for name in set(old.files) - {"about.json"}:
            assert_array_equal(old[name], new[name], strict=True)


@pytest.mark.parametrize("ending", ["", ".npz", ".json"])
def test_a_name_may_come_with_either_ending_or_none(path, ending):
    named = str(path).removesuffix(".npz") + ending
    assert store.load(named).name == "made" and path.name == "made.grokking.npz"


def test_a_state_comes_back_and_a_record_without_one_has_none(path, tmp_path):
    state = {"step": np.array(3), "weights/W": np.ones((2, 3), "f4"), "time": np.array([0.1, 0.7])}
    other = store.save(RECORD, tmp_path / "a", state=state)
    found = store.load_state(other)
    assert found.keys() == state.keys() and store.load_state(path) == {}
    for name, value in state.items():
        assert_array_equal(found[name], value, strict=True)


def test_provenance_says_how_when_and_with_what_it_was_made(path):
    about = store.provenance(path)
    assert about["format"] == origin.FORMAT
    assert about["made"]["recipe"] == "made" and about["made"]["seconds"] == 1.5
    assert set(about["made"]["versions"]) == {"python", "grokviz", "torch", "numpy"}
    assert {"at", "commit", "machine"} <= set(about["made"])


# ---- damage --------------------------------------------------------------------------------------

def test_a_byte_flipped_anywhere_is_refused_or_changes_nothing(path):
    raw = path.read_bytes()
    refused = 0
    for at in range(0, len(raw), 5):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :])
        try:
            found = store.load(path)
        except StoreError as error:
            refused += ("made.grokking.npz" in str(error) and "again" in str(error)
                        and len(str(error)) <= 300)
            continue
        assert found.settings["steps"] == 30 and found.changes == RECORD.changes
        for name, value in RECORD.values.items():           # e.g. a time stamp of the archive
            assert_array_equal(found.values[name], value.astype(found.values[name].dtype))
    assert refused > len(raw) / 10


@pytest.mark.parametrize("keep", [0.0, 0.1, 0.5, 0.99])
def test_a_truncated_file_is_refused(path, keep):
    raw = path.read_bytes()
    path.write_bytes(raw[: int(keep * len(raw))])
    with pytest.raises(StoreError, match="cannot be read"):
        store.load(path)


def rewritten(path, hashed=False, drop=(), **changes):
    """The same file with some of its description or its arrays changed, as an editor would."""
    with path.open("rb") as file:
        found = archive.Archive(file)
        about, arrays = found.about(), found.arrays()
    about |= {k: v for k, v in changes.items() if not k.startswith("_")}
    arrays |= {k[1:].replace("_", "/", 1): v for k, v in changes.items() if k.startswith("_")}
    about, arrays = ({k: v for k, v in each.items() if k not in drop} for each in (about, arrays))
    if hashed:
        about["sha256"] = archive.digest(arrays, about)
    with path.open("wb") as file:
        archive.write(file, about, arrays)
    return path


@pytest.mark.parametrize("change", [
    {"settings": {"steps": 31}}, {"name": "other"}, {"changes": []}, {"made": {}},
    {"sha256": "0" * 64}, {"drop": ["sha256"]}, {"drop": ["values/count"]},
    {"_values_loss": np.ones((3, 2), "f4")}, {"_sweep_seed": np.arange(2)[::-1]},
])
def test_whatever_was_edited_is_refused_by_the_hash(path, change):
    with pytest.raises(StoreError, match="its hash differs, so it is not what was saved; save or"):
        store.load(rewritten(path, **change))


@pytest.mark.parametrize("change, said", [
    ({"format": "1"}, "its format is '1', and not 2"), ({"format": 1}, "its format is 1, and no"),
    ({"format": -1}, "its format is -1"), ({"format": None}, "its format is None"),
    ({"format": True}, "its format is True"), ({"format": 2.0}, "its format is 2.0"),
    ({"drop": ["format"]}, "its format is None"), ({"format": [[1] * 500]}, "its format is "),
    ({"format": 3}, "has format 3, and this grokviz reads up to 2; type: pip install --upgrade"),
    ({"made": 3}, "its part 'made' has no names"), ({"name": 3}, "its name is int"),
    ({"settings": [1]}, "its settings have no names"), ({"drop": ["changes"]}, "without 'change"),
    ({"drop": ["steps"]}, "it has no steps"), ({"_steps": np.array([0, 1])}, "begins with .2, 2"),
    ({"_other": np.zeros(3)}, "a record has no part 'other'"),
])
def test_what_was_forged_with_a_right_hash_is_checked_all_the_same(path, change, said):
    with pytest.raises(StoreError, match=said) as error:
        store.load(rewritten(path, hashed=True, **change))
    assert "made.grokking.npz" in str(error.value) and len(str(error.value)) <= 300


def test_without_a_word_on_how_it_was_made_it_is_still_a_record(path):
    saved = store.read(rewritten(path, hashed=True, drop=["made"]))
    assert saved.about["made"] == {} == store.provenance(path)["made"]
    assert saved.record.changes == RECORD.changes


# ---- pairs of NPZ and JSON -----------------------------------------------------------------------

@pytest.fixture
def pair(tmp_path):
    for ending in ("npz", "json"):
        shutil.copy(PAIRS / f"made.grokking.{ending}", tmp_path)
    return tmp_path / "made.grokking.npz"


@pytest.mark.parametrize("ending", ["", ".npz", ".json"])
def test_a_pair_is_read_as_the_record_it_was(pair, ending):
    saved = store.read(str(pair).removesuffix(".npz") + ending)
    assert saved.about["made"]["seconds"] == 1.5 and saved.record.changes == RECORD.changes
    assert saved.record.settings == origin.plain(RECORD.settings) and saved.state == {}
    for name, value in RECORD.values.items():
        assert_array_equal(saved.record.values[name], value.astype(saved.record.values[name].dtype))


def test_pairs_with_names_and_with_a_state_are_read(tmp_path):
    words, half = store.load(PAIRS / "words"), store.read(PAIRS / "half")
    assert words.sweep["kind"].tolist() == ["l1", "nuclear"] and words.sweep["on"].dtype == bool
    assert words.values["product"].dtype == np.float16 and words.steps.tolist() == [7]
    assert half.record.steps.tolist() == list(range(9)) and half.state["step"] == 8
    assert half.record.changes == (Change(4, "weight_decay", (0.2,)),)
    assert half.state["params/W1"].shape == (1, 5, 6) and half.about["made"]["view"] == "Run"


def test_a_pair_that_was_parted_damaged_or_changed_is_refused(pair, tmp_path):
    other = shutil.copy(pair, tmp_path / "alone.npz")
    with pytest.raises(StoreError, match="holds numbers without settings, and alone.json is not"):
        store.load(other)
    with pytest.raises(StoreError, match="the file cannot be read: it holds numbers without sett"):
        store.load(pair.read_bytes())
    about = pair.with_suffix(".json")
    text = about.read_text()
    for broken in (text[: len(text) // 2], "", "[]", "{}", "3",
                   text.replace('"format": 1', '"format": 2'),
                   text.replace('"steps"', '"st"').replace('"sha256": "', '"sha256": "0')):
        about.write_text(broken)
        with pytest.raises(StoreError, match="made.grokking.npz cannot be read: its "):
            store.load(pair)
    about.write_text(text.replace('"format": 1', '"format": 3'))
    with pytest.raises(StoreError, match="has format 3, .* type: pip install --upgrade grokviz"):
        store.load(pair)


def test_a_pair_that_is_saved_over_is_one_file_from_then_on(pair):
    store.save(replace(RECORD, name="new"), pair)
    assert store.load(pair).name == "new"


# ---- writing -------------------------------------------------------------------------------------

@pytest.mark.parametrize("given, said", [
    ({"steps": np.array([])}, "'steps' is an array of float64, and not of whole numbers"),
    ({"steps": np.array([], int)}, "it has no recorded step"),
    ({"values": RECORD.values | {"loss": np.ones((3, 3))}}, "'loss' has shape .3, 3., and for its"),
    ({"values": {"loss": [[1, 2], [3], [4, 5]]}}, "list of lists of several lengths"),
    ({"values": {"loss": np.ones((3, 2), complex)}}, "'loss' is an array of complex128"),
    ({"sweep": {}}, "its sweep has no column"),
    ({"settings": {"of": {1, 2}}}, "is not plain .*set"),
    ({"settings": {"of": 10**400}}, "a whole number in its description is beyond"),
])
def test_what_could_not_be_loaded_is_not_saved(given, said, tmp_path):
    with pytest.raises(StoreError, match=said) as error:
        store.save(replace(RECORD, **given), tmp_path / "x")
    assert not list(tmp_path.iterdir()) and len(str(error.value)) <= 300


def test_what_is_no_record_says_what_to_type(tmp_path):
    with pytest.raises(StoreError, match="a Record is wanted and a Experiment came; type gv.rec"):
        store.save(replay(RECORD), tmp_path / "x")
    with pytest.raises(StoreError, match="a Record is wanted and a dict came; give a Record"):
        store.save({}, tmp_path / "x")


def test_a_save_that_fails_leaves_the_old_record_whole_and_nothing_else(path, monkeypatch):
    def half(file, *_):
        file.write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "write", half)
    with pytest.raises(StoreError, match="No space left on device.; nothing there was changed"):
        store.save(replace(RECORD, name="new"), path)
    assert store.load(path).name == "made" and list(path.parent.iterdir()) == [path]
