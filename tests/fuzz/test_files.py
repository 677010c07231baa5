"""Saved records whose bytes or members were changed: the record, or a sentence, and no memory.

The test reads the file to learn its layout, so it assumes nothing about records.
"""

import io
import shutil
import zipfile

import numpy as np
import pytest
from fuzz.strange import QUIET, answer, nothing_left_behind
from hypothesis import given, settings
from hypothesis import strategies as st

import grokviz as gv

RUN = gv.record(gv.recipes.shell_toy.slide(steps=100), progress=False).until(20)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Of a record in a folder of the user's."""
    folder = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.chdir(folder)
        yield gv.export(RUN, folder / "run.npz")


def load(path, raw):
    """The record of a copy with these bytes, or None; what lies beside it is copied too."""
    copy = path.with_name("changed.npz")
    beside = path.with_suffix(".json")
    copy.write_bytes(raw)
    if beside.exists():
        shutil.copy(beside, copy.with_suffix(".json"))
    with nothing_left_behind(path.parent):
        return answer(lambda: gv.load(copy))


@settings(QUIET, max_examples=50)
@given(data=st.data())
def test_a_file_whose_bytes_were_changed_is_the_same_record_or_none(path, data):
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(raw)), st.integers(0, len(raw))))
    found = load(path, bytes(raw[:cut]))
    if found is not None:
        np.testing.assert_array_equal(found.steps, RUN.steps)
        assert found.values.keys() == RUN.values.keys()


def rewritten(raw, change):
    """The archive with ``change(name, bytes)`` in place of each member; None leaves it out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in old.namelist():
            inside = change(name, old.read(name))
            if inside is not None:
                new.writestr(name, inside)
    return made.getvalue()


def npy(array):
    made = io.BytesIO()
    np.save(made, array, allow_pickle=True)
    return made.getvalue()


MEMBERS = [None, b"", b"\x93NUMPY", b"{}", b"[" * 10_000, b"null", npy(np.zeros(0)),
           npy(np.array([3, 1, 2])), npy(np.array([np.nan])), npy(np.array(["a"])),
           npy(np.array([{}], object)), npy(np.zeros((2, 2, 2, 2))), bytes(10_000_000),
           npy(np.zeros(1)).replace(b"(1,)", b"(999999999999,)")]


@settings(QUIET, max_examples=30)
@given(data=st.data())
def test_an_archive_whose_members_were_changed_is_refused_or_whole(path, data):
    raw = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = archive.namelist()
    which, inside = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(MEMBERS))
    found = load(path, rewritten(raw, lambda name, old: inside if name == which else old))
    if found is not None:
        assert len(found.steps) and all(len(v) == len(found.steps) for v in found.values.values())


@settings(QUIET, max_examples=30)
@given(name=st.one_of(st.text(max_size=30), st.sampled_from(
    ["", ".", "/", "a" * 5000, "\0", "~", "~nobody/x.npz", "run.npz/x", "/dev/null", "../../x"])))
def test_any_path_is_read_or_refused(path, name):
    with nothing_left_behind(path.parent):
        answer(lambda: gv.load(name))
        answer(lambda: gv.resume(name))
