"""Files that go to the browser and come from it."""

import base64
import re

import pytest

from grokviz.widgets.controls import browser_files
from grokviz.widgets.controls.browser_files import download, upload


def given(**files):
    """As a `FileUpload` gives them; `_` in a name stands for its dot."""
    return [{"name": name.replace("_", "."), "content": memoryview(content)}
            for name, content in files.items()]


def test_what_is_written_comes_as_links_that_hold_it_and_leaves_nothing_behind():
    there = []

    def save(path):
        there.append(path)
        path.write_bytes(b"\x00numbers")
        path.with_suffix(".json").write_text("{}")

    links = download("a&b.npz", save)
    found = re.findall(r'download="([^"]*)" href="data:[^;]*;base64,([^"]*)"', links)
    assert [(name, base64.b64decode(data)) for name, data in found] == [
        ("a&amp;b.json", b"{}"), ("a&amp;b.npz", b"\x00numbers")]
    assert not there[0].parent.exists() and str(there[0].parent) not in links


def test_too_large_a_file_is_refused_in_either_direction(monkeypatch):
    monkeypatch.setattr(browser_files, "MOST", 1_000_000)
    with pytest.raises(ValueError, match="run.csv has 2 MB, but a page can send at most 1;"):
        download("run.csv", lambda path: path.write_bytes(bytes(2_000_000)))
    with pytest.raises(ValueError, match="has 2 MB, and a page takes at most 1$"):
        upload(given(a_npz=bytes(2_000_000)), lambda path: pytest.fail("was read"))


def test_names_of_uploaded_files_are_not_used(tmp_path):
    read = []

    def load(path):
        read.append((path, path.read_bytes(), path.with_suffix(".json").read_bytes()))

    hostile = [{"name": f"../../../../../..{tmp_path}/evil.NPZ", "content": memoryview(b"n")},
               {"name": f"{tmp_path}/evil.json", "content": memoryview(b"j")}]
    upload(hostile, load)
    (path, *contents), = read
    assert path.name == "run.npz" and contents == [b"n", b"j"]
    assert not path.parent.exists() and not list(tmp_path.iterdir())


@pytest.mark.parametrize("files", [
    given(a_csv=b""), given(a_npz=b"", b_npz=b""), given(a_json=b""),
    given(a_npz=b"", b_json=b"", c_json=b""), given(npz=b""),
])
def test_what_is_no_single_run_is_refused(files):
    with pytest.raises(ValueError, match="choose one file that ends in .npz"):
        upload(files, lambda path: pytest.fail("was read"))


@pytest.mark.parametrize("error, said", [
    (lambda p: ValueError(f"{p} is damaged"), "run.npz is damaged"),
    (lambda p: FileNotFoundError(f"there is no {p.name} in {p.parent}"), "there is no run.npz in "),
    (lambda p: OSError(28, "No space left on device", "/srv/secret/place"),
     "this did not work (OSError); try another format, or try again later"),
])
def test_no_path_of_the_server_is_told(error, said):
    def fails(path):
        raise error(path)

    with pytest.raises(ValueError) as download_error:
        download("run.npz", fails)
    with pytest.raises(ValueError) as upload_error:
        upload(given(a_npz=b""), fails)
    assert str(download_error.value) == str(upload_error.value) == said
