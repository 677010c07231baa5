"""Tiles, a sheaf, a level, and pictures of errors, not accuracies, on records made by hand."""

import io
from dataclasses import replace

import bqplot
import numpy as np
import pytest
from matplotlib.image import imread
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.run import Change, Record
from grokviz.widgets import theme
from grokviz.widgets.plots import Curves, Level, Series, Sheaf, Stems, Tile, Tiles, Times
from grokviz.widgets.plots.core.annotations import events
from grokviz.widgets.plots.core.base import Beside
from grokviz.widgets.plots.maps.matrices import MINUS, PLUS

STEPS = np.array([0, 1, 10, 100])
TRUTH = np.array([[0.0, 1.0], [-2.0, 0.0]])


def made(runs=1, **values):
    values = {k: np.asarray(v, float) for k, v in values.items()}
    error = np.array([1.0, 0.5, 0.2, 0.01])[:, None] * np.ones(runs)
    return Record("made", {"steps": 100}, {"beta": 1e-3 * 4.0 ** np.arange(runs)}, STEPS,
                  {"error": error} | values)


# ---- tiles --------------------------------------------------------------------------------------

def tiles(record, at, law):
    now = record.values["product"][at]
    found = [Tile(f"run {i}", m) for i, m in enumerate(now)]
    return found if law is None else [Tile("truth", TRUTH, law["seen"]), *found]


def pixels(plot):
    """As the browser gets them, the highest row first."""
    _, picture = (mark for mark in plot.figure.marks if isinstance(mark, bqplot.Image))
    found = np.round(255 * imread(io.BytesIO(picture.image.value))).astype(int)
    assert_array_equal(found[::-1], plot.drawn().marks["cells"].pixels)
    return found


@pytest.fixture
def plot():
    made = Tiles("Tiles", tiles, notes=("dots: seen",))
    made.show_forecast({"seen": np.array([[True, False], [False, False]])})
    yield made
    made.close()


def matrices(scale=1.0):
    return made(product=np.linspace(0, 1, 4)[:, None, None, None] * TRUTH[None, None] * scale)


def test_an_entry_is_a_cell_with_the_hue_of_its_sign_and_the_depth_of_its_size(plot):
    plot.show(matrices())
    picture = pixels(plot)
    seen = picture[picture[..., 3] == 255]              # the largest entry, and the dot
    colours = {tuple(rgb) for rgb in seen[:, :3]}
    assert colours == {tuple(MINUS), (0x77, 0x77, 0x77)}
    half = picture[(picture[..., 3] == 127)]
    assert {tuple(rgb) for rgb in half[:, :3]} == {tuple(PLUS)}
    assert (picture[..., 3] == 127).sum() == 2 * 81     # a cell of the truth, and of what is found
    assert plot.drawn().marks["names"].text == ("truth", "run 0")


def test_a_moment_before_the_end_is_paler(plot):
    plot.show(matrices(), at=1)
    faint = pixels(plot)[..., 3]
    assert (faint == 85).sum() == 81                    # a third of the largest


def test_the_distance_from_the_truth_is_said_and_tabled(plot):
    assert plot.describe(matrices(0.5)).endswith("from the truth: run 0 0.5.")
    assert plot.numbers(matrices(0.5))[1] == [["run 0", "0.5"]]


def test_vectors_are_rows_under_each_other():
    def rows(record, at, law):
        return [Tile("truth", np.array([[1.0, 0, 0, -1]])), Tile("none", np.zeros((1, 4)))]

    plot = Tiles("Rows", rows)
    plot.show(made())
    alpha = pixels(plot)[..., 3]
    assert alpha.shape[0] == 8 and (alpha[4:] == 0).all()
    assert_array_equal(alpha[1, -4:], [255, 0, 0, 255])
    assert np.diff(plot.drawn().marks["names"].y) < 0
    plot.close()


def test_as_many_matrices_as_there_are_fit_into_the_picture(plot):
    record = made(5, product=np.tile(TRUTH, (4, 5, 1, 1)))
    plot.show(record)
    names = plot.drawn().marks["names"]
    assert len(names.text) == 6 and 0 < names.x.min() < names.x.max() < 1


# ---- a sheaf ------------------------------------------------------------------------------------

def sheaf(**options):
    return Sheaf("Sheaf", "size", lambda record: record.values["sizes"], (0.01, 10), log=True,
                 above=0.5, **options)


def sizes(runs=1):
    one = np.array([[1, 1, 1], [2, 1, 0.6], [3, 1, 0.1], [4, 0.7, 0]])
    return made(runs, sizes=np.repeat(one[:, None], runs, 1), slow=STEPS[:, None] * np.ones(runs))


def test_each_column_is_a_line_of_one_mark_and_has_its_colour():
    plot = sheaf()
    plot.show(sizes())
    line = plot.drawn().marks["sheaf"]
    assert_allclose(line.y[:, -1], [4, 0.7, 0.01], rtol=1e-6)       # 0 is drawn on the edge
    assert list(line.colours) == theme.ramp(3)
    assert plot.describe(sizes()).endswith("2 of 3 are above 0.5.")
    assert len(plot.numbers(sizes())[0]) == 4


def test_of_several_runs_the_colours_are_those_of_the_runs():
    plot = sheaf(x=lambda record: record.values["slow"], x_range=(1, 100))
    plot.show(sizes(2))
    line = plot.drawn().marks["sheaf"]
    assert len(line.y) == 6 and len(set(line.colours[:3])) == 1 and len(set(line.colours)) == 2
    assert plot.describe(sizes(2)).endswith("2, 2 of 3 are above 0.5.")


# ---- a level, and marks -------------------------------------------------------------------------

def test_a_level_goes_from_side_to_side_once_theory_knows_it():
    plot = Level("Error", "error", [Series("error", theme.TEST, "test")], (1e-3, 1), log=True,
                 level=lambda law: law and np.array(law), word="floor")
    plot.show(made(2))
    assert "level" not in plot.drawn().marks
    plot.show_forecast([0.3, 0.3])
    plot.show(made(2))
    marks = plot.drawn().marks
    assert marks["level"].look == "dashed"
    assert_allclose(marks["level"].y, [[0.3, 0.3]], rtol=1e-6)
    assert_allclose(marks["level"].x, [[1, 100]])
    assert marks["words"].text == ("test", "floor")


def test_a_curve_marks_what_it_is_told_to_and_a_choice_that_was_turned():
    def reached(record):
        return events(((np.array([10.0]), "small", theme.TRAIN), (np.array([np.nan]), "never",
                                                                 theme.TEST)))

    plot = Curves("Error", "error", [Series("error", theme.TEST, "")], (0, 1), events=reached,
                  symbols={"penalty": "h"})
    record = replace(made(), changes=(Change(10, "penalty", ("l1",)),))
    plot.show(record)
    marks = plot.drawn().marks
    assert_allclose(marks["rules"].x, 10)
    assert marks["rules"].y.shape == (2, 2) and {"small", "h→l1"} <= set(plot.drawn().words)


def test_a_line_beside_is_drawn_from_where_it_is_known():
    plot = Curves("Error", "error", [Series("error", theme.TEST, "")], (0, 1))
    half = made(error=[[np.nan], [np.nan], [0.5], [0.25]])
    plot.beside([Beside(half), Beside(made(error=np.full((4, 1), np.nan)))])
    assert_allclose(plot.drawn().marks["error beside"].y, [[0.5, 0.25]])
    plot.close()


def test_times_may_be_others_than_those_of_accuracies():
    plot = Times("When?", "β", "beta", (1e-4, 1), words=("fitted", "found"),
                 times=lambda record: (np.ones(record.runs), 1 / record.sweep["beta"]))
    plot.show(made(3))
    assert "slope −1.00, from 3 of 3 runs" in plot.describe(made(3))
    assert plot.numbers(made(3))[0][1:] == ["fitted", "found"]


def test_stems_make_room_for_as_many_places_as_there_are():
    column = np.arange(60.0).reshape(1, 1, 60, 1) / 60
    plot = Stems("Stems", "entry", "value", "b", 100, (-1, 0, 1), teacher=lambda law: None,
                 taught="truth", forecast="")
    record = Record("r", {}, {"seed": np.array([0])}, STEPS[:1], {"b": column})
    plot.show(record)
    assert plot.drawn().x == (0, 61) and len(plot.drawn().marks["dots"].x) == 60
    assert plot.drawn().words == ["learnt", "truth"]
    assert "the largest are 60 (0.983)" in plot.describe(record)
