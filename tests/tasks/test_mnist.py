"""MNIST: the digits that come with the package, blending, and a folder of idx files."""

import gzip
import json
import tracemalloc

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from grokviz.storage import archive
from grokviz.sweep import grid
from grokviz.tasks import mnist


def test_the_own_digits_are_2000_real_ones_and_say_where_they_are_from():
    images, labels = mnist.digits()
    about = json.loads(mnist.OWN.with_suffix(".json").read_text())
    found = archive.digest({"images": images, "labels": labels}, about)
    assert images.shape == (2000, 784) and images.dtype == np.uint8
    assert np.bincount(labels).tolist() == [200] * 10 and len(np.unique(images, axis=0)) == 2000
    assert found == about["sha256"]
    assert {"source", "version", "licence", "citation", "selection", "seed"} <= set(about)
    assert mnist.OWN.stat().st_size < 1e6
    means = np.stack([images[labels == k].mean(0) for k in range(10)])      # by nearest mean
    far = ((images[:, None].astype(float) - means) ** 2).sum(-1)
    assert (far.argmin(1) == labels).mean() > 0.75


def test_an_input_is_the_image_blended_with_its_label():
    found = mnist.mnist(grid(messiness=[0, 0.25, 1], n_train=[7, 20], data_seed=3))
    assert found.train_inputs.shape == (6, 20, 784) and found.test_inputs.shape == (6, 500, 784)
    labels = found.train_targets.argmax(-1)
    clean, between, image = found.train_inputs[0], found.train_inputs[2], found.train_inputs[4]
    value = labels[0, :, None] / 9 - 0.5
    assert_close(clean, value.expand(20, 784), rtol=0, atol=1e-6)
    assert_close(between, 0.25 * image + 0.75 * value, rtol=0, atol=1e-6)
    assert image.min() == 0 and image.max() == 1
    assert_close(found.train_weights[0, :7], torch.full((7,), 1 / 7).double())
    assert not found.train_weights[0, 7:].any()
    seen = (image[:, None] == found.test_inputs[4]).all(-1)
    assert not seen.any()
    outputs = torch.nn.functional.one_hot(labels, 10) * 0.1
    assert found.correct(outputs, found.train_targets).all()
    assert not found.correct(-outputs, found.train_targets).any()


@pytest.fixture
def folder(tmp_path):
    """Random digits as idx files, one of the four gzipped."""
    rng = np.random.default_rng(0)
    for (images, labels), n in zip(mnist.FILES, (600, 20), strict=True):
        for name, array in ((images, rng.integers(0, 256, (n, 28, 28), np.uint8)),
                            (labels, rng.integers(0, 10, n, np.uint8))):
            raw = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
            (tmp_path / name).write_bytes(raw + array.tobytes())
    path = tmp_path / mnist.FILES[0][0]
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    return tmp_path


def test_a_folder_of_idx_files_is_read(folder):
    images, labels = mnist.digits(str(folder))
    rng = np.random.default_rng(0)
    assert images.shape == (620, 784) and labels.shape == (620,)
    np.testing.assert_array_equal(images[:600].ravel(),
                                  rng.integers(0, 256, (600, 28, 28), np.uint8).ravel())
    assert mnist.check_size(120, str(folder)) == 120
    assert mnist.mnist(grid(messiness=1, n_train=120, data_seed=0), folder=str(folder))


def test_a_folder_that_lacks_a_file_or_holds_a_broken_one_is_refused(folder):
    labels = folder / mnist.FILES[1][1]
    labels.write_bytes(labels.read_bytes()[:-1])
    with pytest.raises(ValueError, match="is no idx file of bytes"):
        mnist.digits(str(folder))
    for head in (b"", b"\0\0\x08", b"\0\0\x08\x03" + b"\xff" * 12, b"\0\0\x08\x09" + bytes(36)):
        labels.write_bytes(head)
        with pytest.raises(ValueError, match="is no idx file of bytes"):
            mnist.digits(str(folder))
    labels.unlink()
    with pytest.raises(FileNotFoundError, match="no t10k-labels-idx1-ubyte or .*gz in"):
        mnist.digits(str(folder))


def test_a_packed_file_is_unpacked_no_further_than_it_says_it_is_long(folder):
    images = folder / f"{mnist.FILES[0][0]}.gz"
    images.write_bytes(gzip.compress(gzip.decompress(images.read_bytes()) + bytes(2 * 10**8), 1))
    tracemalloc.start()
    with pytest.raises(ValueError, match="is no idx file of bytes"):
        mnist.digits(str(folder))
    assert tracemalloc.get_traced_memory()[1] < 1e7
    tracemalloc.stop()


def test_labels_that_no_digit_has_are_refused(folder):
    labels = folder / mnist.FILES[1][1]
    labels.write_bytes(labels.read_bytes()[:-1] + b"\x0a")
    with pytest.raises(ValueError, match="labels as images, from 0 to 9"):
        mnist.digits(str(folder))


@pytest.mark.parametrize("n", [0, 1501, 2.5, True])
def test_sizes_that_leave_no_test_set_are_refused(n):
    with pytest.raises(ValueError, match="n_train is .*; give a whole number from 1 to 1500"):
        mnist.check_size(n)


def test_digits_that_were_changed_are_refused(tmp_path, monkeypatch):
    for suffix in (".npz", ".json"):
        (tmp_path / f"mnist{suffix}").write_bytes(mnist.OWN.with_suffix(suffix).read_bytes())
    raw = bytearray((tmp_path / "mnist.npz").read_bytes())
    raw[1000] ^= 1
    (tmp_path / "mnist.npz").write_bytes(raw)
    monkeypatch.setattr(mnist, "OWN", tmp_path / "mnist.npz")
    with pytest.raises(ValueError, match="not what was stored .*; type: grokviz precompute mnist"):
        mnist._own()
