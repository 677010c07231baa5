"""Records as files for other programs: what is read back, and what happens where none can be."""

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pandas
import pytest
from test_store import RECORD

from grokviz import exports, store
from grokviz.exports import columns, export
from grokviz.recording import replay
from grokviz.storage.files import StoreError


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "deep" / "er"


def about(text):
    """The JSON among the lines that a reader skips."""
    return json.loads(next(line for line in text.splitlines() if line.startswith("# {"))[2:])


def test_the_table_has_a_row_for_each_run_at_each_step():
    table = columns(RECORD)
    assert list(table) == ["step", "run", "seed", "scale", "loss", "norms_0", "norms_1", "norms_2",
                           "norms_3", "count"]
    assert {len(column) for column in table.values()} == {6}
    np.testing.assert_array_equal(table["step"], [0, 0, 10, 10, 30, 30])
    for row in range(6):
        at, run = divmod(row, 2)
        assert table["run"][row] == run and table["scale"][row] == RECORD.sweep["scale"][run]
        assert table["count"][row] == RECORD.values["count"][at, run]
        assert table["norms_3"][row] == RECORD.values["norms"][at, run, 3]


def test_csv_is_read_by_pandas_to_the_last_digit_and_its_settings_by_anybody(folder):
    path = export(RECORD, folder / "a.csv", link="grokviz:1.x.y")
    frame = pandas.read_csv(path, comment="#")
    for name, column in columns(RECORD).items():
        np.testing.assert_array_equal(frame[name].to_numpy().astype(column.dtype), column)
    found = about(path.read_text(encoding="utf-8"))
    assert found["settings"]["scales"] == [1.0, 2.0] and found["made"]["link"] == "grokviz:1.x.y"
    assert found["changes"] == [[10, "rate", [0.1, 0.2]], [20, "decay", [0.0, 1 / 3]]]


def test_csv_has_all_digits_of_single_precision_for_other_readers_too(folder):
    values = {"loss": np.geomspace(1e-30, 1e30, 6).reshape(3, 2).astype("f4")}
    path = export(replace(RECORD, values=values), folder / "b.csv")
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    read = [float(row["loss"]) for row in csv.DictReader(io.StringIO("\n".join(lines)))]
    np.testing.assert_array_equal(np.array(read, "f4"), values["loss"].ravel())


def test_npz_is_loaded_as_the_record_it_was(folder):
    path = export(RECORD, folder / "c.NPZ", link="x")
    found = store.load(path)
    assert path == folder / "c.NPZ" and found.changes == RECORD.changes
    np.testing.assert_array_equal(found.values["count"], RECORD.values["count"])
    assert store.provenance(path)["made"]["link"] == "x"


def test_parquet_is_read_by_pyarrow_with_the_settings_in_its_schema(folder):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(export(RECORD, folder / "d.parquet", link="x"))
    for name, column in columns(RECORD).items():
        np.testing.assert_array_equal(table[name].to_numpy(), column, strict=True)
    found = json.loads(table.schema.metadata[b"grokviz"])
    assert found["settings"]["steps"] == 30 and found["made"]["link"] == "x"


def test_without_pyarrow_it_says_what_to_install_and_leaves_nothing(folder, monkeypatch):
    monkeypatch.setattr(exports.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StoreError, match="needs pyarrow.* type: pip install pyarrow"):
        export(RECORD, folder / "e.parquet")
    assert not folder.exists()


def test_a_bare_name_goes_into_the_present_folder(folder, monkeypatch):
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    for name in ("f.csv", "f.npz"):
        assert export(RECORD, name).parent == folder.resolve()
    assert {p.name for p in folder.iterdir()} == {"f.csv", "f.npz"}


@pytest.mark.parametrize("name", ["mine.npz", "./mine.npz", "~/x.npz", "deep/MINE.NPZ", "a.b.npz"])
def test_what_is_exported_under_a_name_is_loaded_under_it(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    path = export(RECORD, name)
    assert path.is_relative_to(tmp_path) and store.load(name).changes == RECORD.changes


@pytest.mark.parametrize("name", ["f.csv", "f.npz"])
def test_what_is_no_whole_record_is_refused_with_a_sentence(folder, name):
    for given, said in (
        (replay(RECORD), "a Record is wanted and a Experiment came; type gv.record.experiment."),
        (replace(RECORD, steps=np.arange(0)), "it has no recorded step; make it again"),
        (replace(RECORD, values={"a": [[1], [2, 3], [4]]}), "list of lists of several lengths"),
        (replace(RECORD, settings={"of": {1, 2}}), "set is not JSON serializable"),
    ):
        with pytest.raises(StoreError, match=said):
            export(given, folder / name)
    assert not folder.exists()


@pytest.mark.parametrize("path", ["a" * 5000 + ".csv", "a\0.csv", "", "deep/", 3])
def test_a_path_that_no_file_can_have_is_a_sentence(path):
    with pytest.raises(StoreError) as error:
        export(RECORD, path)
    assert 20 < len(str(error.value)) <= 300


@pytest.mark.parametrize("name", ["f.csv", "f.npz"])
def test_a_folder_that_cannot_be_written_is_named(tmp_path, name):
    wall = tmp_path / "wall"
    wall.write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=rf"{name} cannot be written into the folder .*wall \("):
        export(RECORD, wall / name)
    assert [p.name for p in tmp_path.iterdir()] == ["wall"]


def test_what_was_there_stays_whole_when_the_disk_is_full(folder, monkeypatch):
    path = export(RECORD, folder / "g.csv")
    before = path.read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exports.csv, "writer", full)
    with pytest.raises(StoreError, match="No space left on device.*nothing there was changed"):
        export(RECORD, path)
    assert path.read_bytes() == before and [p.name for p in folder.iterdir()] == ["g.csv"]


def test_an_unknown_ending_says_which_there_are(folder):
    with pytest.raises(ValueError, match="no format '.xls'; known: .csv, .npz, .parquet"):
        export(RECORD, folder / "h.xls")
