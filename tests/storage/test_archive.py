"""NPZ files as anybody may have made them: what is read, what is refused, and at what cost."""

import io
import json
import tracemalloc
import zipfile

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from grokviz.storage import archive
from grokviz.storage.archive import ABOUT, Archive, Damaged, parsed, sealed

ARRAYS = {"steps": np.arange(3), "values/a": np.ones((3, 2), "f4"),
          "sweep/b": np.array(["x", "yz"]), "state/c": np.array(7),
          "values/f": np.asfortranarray(np.arange(6.0).reshape(3, 2)),
          "values/none": np.empty((3, 2, 0)), "values/on": np.ones((3, 2), bool)}
ABOUT_IT = {"name": "é", "nan": float("nan"), "list": [1, 2.5, None, True]}


def packed(about=ABOUT_IT, arrays=ARRAYS):
    file = io.BytesIO()
    archive.write(file, *sealed(about, arrays))
    file.seek(0)
    return file


def zipped(*members, kind=zipfile.ZIP_DEFLATED):
    """Any zip of (name, bytes)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as into:
        for name, content in members:
            into.writestr(name, content)
    return file


def npy(head="{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", content=bytes(4)):
    """Any array file, of version 1.0."""
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.encode() + content


def refused(file, said):
    with pytest.raises(Damaged, match=said) as error:
        found = Archive(file)
        found.about(), found.arrays()
    assert len(str(error.value)) < 200 and "pickle" not in str(error.value)


def test_what_was_written_is_read_by_us_and_by_numpy():
    about, arrays = sealed(ABOUT_IT, ARRAYS)
    found = Archive(packed())
    assert json.dumps(found.about()) == json.dumps(about)
    with np.load(packed(), allow_pickle=False) as other:
        assert json.loads(other[ABOUT])["name"] == "é"
        for read in (found.arrays(), {k: other[k] for k in other.files if k != ABOUT}):
            assert read.keys() == ARRAYS.keys()
            for name, array in ARRAYS.items():
                assert_array_equal(read[name], array, strict=True)
    read["steps"][0] = 5                                # nothing is locked
    assert packed().getvalue() == packed().getvalue()   # no time in it


@pytest.mark.parametrize("compressed", [np.savez, np.savez_compressed])
def test_what_numpy_wrote_is_read(compressed):
    file = io.BytesIO()
    compressed(file, **ARRAYS)
    found = Archive(file)
    assert found.about() is None
    for name, array in ARRAYS.items():
        assert_array_equal(found.arrays()[name], array, strict=True)


def test_arrays_of_the_other_byte_order_are_turned():
    found = Archive(packed(arrays={"a": np.arange(3, dtype=">i4")})).arrays()["a"]
    assert_array_equal(found, np.arange(3, dtype="<i4"), strict=True)


def test_the_hash_is_of_the_arrays_and_of_what_is_known():
    flat = ARRAYS | {"values/a": np.ones(6, "f4")}
    typed = ARRAYS | {"values/a": np.ones((3, 2), "f4").view("i4")}
    named = {k.replace("/a", "/b"): v for k, v in ARRAYS.items()}
    many = {archive.digest(a, ABOUT_IT) for a in (ARRAYS, flat, typed, named)}
    many |= {archive.digest(ARRAYS, b) for b in (None, {}, ABOUT_IT | {"name": "e"})}
    assert len(many) == 7
    again = dict(reversed(ABOUT_IT.items())) | {"sha256": "of itself it cannot be"}
    assert archive.digest(dict(reversed(ARRAYS.items())), again) == archive.digest(ARRAYS, ABOUT_IT)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    """A zip of 10 kB for each 10 MB of zeros, and forged sizes in the zip's own list."""
    monkeypatch.setattr(archive, "MOST", 50 * 2**20)
    member = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (10000000,), }", bytes(10**7))
    bomb = zipped(*((f"values/{i}.npy", member) for i in range(6)))
    one = zipped(("steps.npy", member)).getvalue()
    sizes = len(member).to_bytes(4, "little")
    forged = io.BytesIO(one.replace(sizes, (2**32 - 2).to_bytes(4, "little")))
    less = io.BytesIO(one.replace(sizes, (200).to_bytes(4, "little")))
    tracemalloc.start()
    refused(bomb, "it has 57 MB unpacked, and 50 MB is the most")
    refused(forged, "it has 4,096 MB unpacked")
    refused(less, "is damaged .BadZipFile")
    assert tracemalloc.get_traced_memory()[1] < 1e7
    tracemalloc.stop()


@pytest.mark.parametrize("shape", ["(1000000000000,)", "(1000000, 1000000)", "(0, 999999999999)",
                                   "(2,)", "(1, 1, 2)", "()()", "(1,)*9", "(-1,)", "(1.0,)",
                                   "(" + "1, " * 40 + ")", "(" * 9000, "(True,)"])
def test_a_forged_shape_costs_nothing(shape):
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}"
    file = zipped(("steps.npy", npy(head)))
    tracemalloc.start()
    refused(file, "its part steps.npy (announces|is not an array)")
    assert tracemalloc.get_traced_memory()[1] < 1e7
    tracemalloc.stop()


@pytest.mark.parametrize("kind", ["|O", "<c8", "|S3", "<M8[ns]", "|V4", "<U0", ">f4",
                                  "[('a', '<f4')]", "<f3", "<f99999", "x"])
def test_arrays_of_other_than_numbers_and_names_are_refused(kind):
    head = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': (1,), }}"
    refused(zipped(("a.npy", npy(head))), "not an array of numbers|is damaged .TypeError|announces")
    objects = io.BytesIO()
    np.savez(objects, a=np.array([{}], object))
    refused(objects, "its part a.npy is not an array of numbers")


@pytest.mark.parametrize("content", [b"", b"PK", b"\x93NUMPY", b"\x93NUMPY\x01\x00\xff\xff{",
                                     b"{}", npy() + b"\0", npy()[:-1],
                                     b"\x93NUMPY\x02\x00\xff\xff\xff\xff{",
                                     b"\x93NUMPY\x03\x00" + npy()[8:]])
def test_what_is_no_array_inside_a_zip_is_refused(content):
    refused(zipped(("a.npy", content)), "its part a.npy|is damaged")


def test_a_zip_of_another_make_is_refused(monkeypatch):
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped(("a.npy", npy()), ("a.npy", npy()))
    refused(twice, "it holds a part twice")
    for kind in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):  # which unpack without a bound
        refused(zipped(("a.npy", npy()), kind=kind), "a.npy is packed in an unknown way")
    raw = bytearray(zipped(("a.npy", npy())).getvalue())
    raw[raw.find(b"PK\1\2") + 8] |= 1                   # told to be encrypted
    refused(io.BytesIO(raw), "a.npy is packed in an unknown way")
    with monkeypatch.context() as fewer:
        fewer.setattr(archive, "MEMBERS", 50)
        refused(zipped(*((f"{i}.npy", b"") for i in range(51))), "more than 50 parts")
    raw = bytearray(zipped(("a.npy", npy())).getvalue())
    raw[-10:-6] = (2**30).to_bytes(4, "little")         # a list of a gigabyte
    refused(io.BytesIO(raw), "more than 4,096 parts")
    for content in (b"", b"PK", b"steps", zipped().getvalue() + b"more", b"PK\5\6" + b"\0" * 17,
                    b"x" * 100 + zipped().getvalue()[1:]):
        refused(io.BytesIO(content), "it is not a complete NPZ file|File is not a zip file")


def test_a_description_is_bounded_in_every_way():
    deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    nested = json.dumps({"a": json.loads("[" * 40 + "]" * 40)}).encode()
    for raw, said in ((deep, "not JSON|nested"), (nested, "nested more than 32 deep"),
                      (b"[]", "not a JSON object"), (b'{"\\ud800": 1}', "invalid characters"),
                      (b'{"a": 1' + b"0" * 400 + b"}", "beyond 2..64"), (b"\xff{}", "not JSON"),
                      (b'{"a": 1' + b"0" * 5000 + b"}", "not JSON"), (b"", "not JSON"),
                      (b'{"a": "' + b"x" * 2**23 + b'"}', "more than 8 MB")):
        with pytest.raises(Damaged, match=said):
            parsed(raw)
        refused(zipped((ABOUT, raw)), said)
    loop = {}
    loop["loop"] = loop
    for about, said in (({"a": {1, 2}}, "not plain .*set"), (loop, "not plain"),
                        ({"a": 10**400}, "beyond 2..64"), ({"a": "x" * 2**23}, "more than 8 MB")):
        with pytest.raises(Damaged, match=said):
            sealed(about, ARRAYS)


def test_more_than_is_read_is_not_written():
    large = {f"values/{i}": np.broadcast_to(np.float32(0), (2**27,)) for i in range(2)}
    with pytest.raises(Damaged, match="it has 1,032 MB unpacked"):
        sealed({}, large)
    with pytest.raises(Damaged, match="it holds 4,096 arrays"):
        sealed({}, {str(i): np.zeros(1) for i in range(4096)})
