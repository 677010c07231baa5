"""The map of phases on a made-up record: colours, letters, table, and where a click leads."""

import io

import bqplot
import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances
from matplotlib.figure import Figure
from matplotlib.image import imread
from widgets.standin import SETTINGS

from grokviz.run import Record
from grokviz.sweep import grid
from grokviz.widgets import theme
from grokviz.widgets.plots.core.marks import png
from grokviz.widgets.plots.maps.phase_axes import Plane
from grokviz.widgets.plots.maps.phase_cells import cells_of, phase_words
from grokviz.widgets.plots.maps.phase_diagram import PhaseMap

SWEEP = grid(scale=[1.0, 2.0, 4.0], decay=[0.1, 1.0], seed=[3, 4, 5])
BUDGET = 1000


def history():
    """Nothing; then the cell (decay 0.1, scale 4) alone; then all."""
    nan = np.nan
    t_train = np.full(18, 10.0)
    t_test = np.select([SWEEP["scale"] == 1, SWEEP["scale"] == 2], [20.0, 50.0], nan)
    t_test[[0, 4]] = nan, 900                           # one seed of two cells is another
    t_train[SWEEP["scale"] * SWEEP["decay"] == 4] = nan
    corner = (SWEEP["scale"] == 4) & (SWEEP["decay"] == 0.1)
    values = {
        "t_train": np.stack([np.full(18, nan), np.where(corner, t_train, nan), t_train]),
        "t_test": np.stack([np.full(18, nan), np.where(corner, t_test, nan), t_test]),
        "trained": np.stack([np.zeros(18), np.where(corner, BUDGET, 0), np.full(18, BUDGET)]),
    }
    return Record("map", {"budget": BUDGET, "steps": 18 * BUDGET, "rate": 0.01, "seed": [3, 4, 5]},
                  SWEEP, np.array([0, 3000, 18_000]), values)


@pytest.fixture
def plot():
    made = PhaseMap(Plane(SETTINGS, {"decay": [0.1, 1], "scale": [1, 2, 4]}, "seed"), "Run",
                    {"decay": "λ", "scale": "α"})
    yield made
    made.close()


def pixels(plot):
    """(up, across, 4), the lowest row first."""
    found = np.round(imread(io.BytesIO(image(plot).value)) * 255).astype(int)[::-1]
    np.testing.assert_array_equal(found, plot.drawn().marks["ground"].pixels)
    return found


def image(plot):
    """The picture that the browser has."""
    return next(m.image for m in plot.figure.marks if isinstance(m, bqplot.Image))


def colour(hexadecimal):
    return [int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5)]


def letters(plot):
    mark = plot.drawn().marks.get("letters")
    return mark and {(int(x), int(y)): text
                     for x, y, text in zip(mark.x, mark.y, mark.text, strict=True)}


def test_the_phase_of_most_seeds_is_shown_in_colour_and_letter_with_how_many(plot):
    plot.show(history())
    assert letters(plot) == {(0, 0): "C", (1, 0): "C", (0, 1): "G", (1, 1): "G", (0, 2): "M",
                             (1, 2): "X"}
    assert list(plot.drawn().marks["shares"].text) == ["2/3", "2/3", "3/3", "3/3", "3/3", "3/3"]
    seen = pixels(plot)
    for (x, y), letter in letters(plot).items():
        assert seen[y, x].tolist() == [*colour(theme.PHASES["XMGC".index(letter)]), 255]
    assert plot.figure.axes[0].tick_labels == {"0": "0.1", "1": "1"}
    assert plot.figure.axes[1].tick_labels == {"0": "1", "1": "2", "2": "4"}


def test_a_cell_that_is_not_trained_yet_is_lent_a_colour_but_no_letter(plot):
    plot.show(history(), at=1)
    assert letters(plot) == {(0, 2): "M"}
    seen = pixels(plot)
    lent = (seen[..., 3] > 0) & (seen[..., 3] < 255)
    assert seen[2, 0, 3] == 255 and np.argwhere(lent).tolist() == [[1, 0], [1, 1], [2, 1]]
    assert (seen[lent][:, :3] == colour(theme.PHASES[1])).all()
    assert (seen[0, :, 3] == 0).all()                   # too far
    plot.show(history(), at=0)
    assert letters(plot) is None and (pixels(plot)[..., 3] == 0).all()


def test_nothing_is_sent_where_nothing_has_changed(plot):
    plot.show(history())
    before = image(plot)
    plot.show(history())
    assert image(plot) is before


def test_a_place_leads_to_the_run_that_was_trained_there(plot):
    view, settings = plot.leads(history(), 0.6, 1.7)
    assert view == "Run"
    assert settings == {"decay": 1.0, "scale": 4.0, "seed": 3, "rate": 0.01, "steps": BUDGET}
    assert plot.leads(history(), -0.5, -0.5)[1]["scale"] == 1.0     # its very edge


def test_the_tools_open_the_same_cell_and_turn_the_axes(plot):
    clicked, turned = [], []
    plot.clicked, plot.turned = lambda *at: clicked.append(at), lambda: turned.append(True)
    plot.show(history())
    plot.tools.cell[0].index, plot.tools.cell[1].index = 1, 2
    plot.tools.go.click()
    assert clicked == [(1, 2)]
    plot.tools.across.value = "scale"
    assert turned and cells_of(history(), plot.plane).axes == ("scale", "decay")
    plot.show(history())
    assert letters(plot)[2, 0] == "M" and len(plot.figure.axes[0].tick_labels) == 3


def test_it_is_a_table_and_a_sentence_too(plot):
    heads, rows = plot.numbers(history())
    assert heads == ["", "λ 0.1", "λ 1"]
    assert rows == [["α 4", "M 3/3", "X 3/3"], ["α 2", "G 3/3", "G 3/3"],
                    ["α 1", "C 2/3", "C 2/3"]]
    assert plot.numbers(history().until(0))[1][0] == ["α 4", "–", "–"]
    said = phase_words(history(), plot.plane)
    assert said == "6 of 6 cells, 3 seeds each: 1 confusion, 1 memorisation, 2 grokking, " \
                   "2 comprehension."
    assert said in plot.describe(history())
    assert phase_words(history().until(0), plot.plane) == "No cell is decided yet."
    plot.show(history())
    assert "5 times later" in plot.tools.legend.value and "1,000 steps" in plot.tools.legend.value


def test_a_picture_of_pixels_is_read_back_as_it_was():
    wanted = np.random.default_rng(0).integers(0, 256, (3, 5, 4)).astype(np.uint8)
    wanted[..., 3] = 255
    seen = imread(io.BytesIO(png(wanted)))
    np.testing.assert_array_equal(np.round(seen * 255), wanted)


def test_it_is_drawn_without_a_browser_too(plot):
    ax = Figure().subplots()
    plot.show(history())
    plot.sketch(ax, history())
    assert [text.get_text() for text in ax.texts] == ["C 2/3", "C 2/3", "G 3/3", "G 3/3", "M 3/3",
                                                      "X 3/3"]
    (mesh,) = ax.collections
    corner = np.asarray(mesh.get_array()).reshape(3, 2, 4)[2, 1]
    assert corner.tolist() == [*colour(theme.PHASES[0]), 255]


def test_nothing_is_left_of_it():
    before = len(_instances)
    made = PhaseMap(Plane(SETTINGS, {"decay": [0.1, 1], "scale": [1, 2, 4]}, "seed"), "Run", {})
    made.show(history())
    made.show(history(), at=1)
    made.close()
    assert len(_instances) == before
