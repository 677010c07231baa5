"""Folders with the original files of reviews and molecules, made up here."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.storage import graphs, originals, words

WATER = """3
gdb 3\t799.6\t437.9\t282.9\t1.8511\t6.31\t-0.2928\t0.0687
O\t0.0\t0.0\t0.0\t-0.7
H\t0.96\t0.0\t1.2*^-6\t0.35
H\t-0.24\t0.93\t0.0\t0.35
2600
"""


def test_words_lose_case_apostrophes_stop_words_and_tags():
    assert originals.tokens("It's GREAT!<br />Don't miss the film; 10/10, a must-see.") == [
        "great", "miss", "film", "must", "see"]


def test_water_has_two_bonds():
    places = np.array([[0, 0, 0], [0.96, 0, 0], [-0.24, 0.93, 0]])
    assert originals.bonded(["O", "H", "H"], places).tolist() == [[0, 1], [0, 2]]


@pytest.fixture
def imdb(tmp_path):
    """Ten reviews as aclImdb has them."""
    for part in ("train", "test"):
        for kind, word in (("pos", "great"), ("neg", "awful")):
            folder = tmp_path / part / kind
            folder.mkdir(parents=True)
            for k in range(3):
                (folder / f"{k}_9.txt").write_text(f"{word} film, {word} story", encoding="utf-8")
    return str(tmp_path)


def test_a_folder_of_reviews_is_read_as_words_and_labels(imdb):
    names = words.vocabulary(imdb)
    assert set(names[1:]) == {"great", "awful", "film", "story"}
    for each, liked in zip(words.of_reviews(imdb), words.labels(imdb), strict=True):
        first, film, again, story = (names[k] for k in each)
        assert (film, story) == ("film", "story") and first == again == (
            "great" if liked else "awful")
    assert len(words.labels(imdb)) == 12


def test_a_folder_of_molecules_is_read_as_graphs(tmp_path):
    for number in (3, 4):
        (tmp_path / f"dsgdb9nsd_{number:06}.xyz").write_text(WATER)
    every, target = graphs.molecules(str(tmp_path))
    assert [each.formula for each in every] == ["H2O", "H2O"]
    assert every[0].bonds.tolist() == [[0, 1], [0, 2]]
    assert_allclose(target, 6.31, rtol=1e-6)


def test_so_are_the_tables_of_the_package(tmp_path):
    row = '"[\'C\',\'H\']","[[0,0,0],[1.09,0,0]]",1,13.2\n'
    for part in (1, 2):
        (tmp_path / f"qm9_part{part}.csv").write_text(
            "Elements,XYZ_Ang,Index,Polarizability_bohr3\n" + row)
    assert [each.formula for each in graphs.molecules(str(tmp_path))[0]] == ["CH", "CH"]


@pytest.mark.parametrize("read, says", [
    (originals.reviews, "no reviews in"), (originals.molecules, "no molecules in")])
def test_an_empty_folder_is_a_sentence(read, says, tmp_path):
    with pytest.raises(FileNotFoundError, match=says):
        read(str(tmp_path))


@pytest.mark.parametrize("text", ["", WATER[:60], WATER.replace("O\t", "Xe\t"), "3\nno number\n"])
def test_a_file_that_is_no_molecule_is_named(text, tmp_path):
    (tmp_path / "bad.xyz").write_text(text)
    with pytest.raises(ValueError, match="bad.xyz cannot be read"):
        originals.molecules(str(tmp_path))


def test_reviews_of_one_kind_are_an_empty_class(tmp_path):
    (tmp_path / "train" / "pos").mkdir(parents=True)
    (tmp_path / "train" / "pos" / "1.txt").write_text("great film")
    with pytest.raises(ValueError, match="one kind only"):
        originals.reviews(str(tmp_path))
