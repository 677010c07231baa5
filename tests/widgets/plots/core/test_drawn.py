"""The numbers on a picture, against the browser's messages and matplotlib's drawing."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_array_equal
from widgets.records import run
from widgets.standin import SETTINGS, counting

from grokviz.widgets import theme
from grokviz.widgets.lab.lab import Lab
from grokviz.widgets.lab.output import image_export
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.panels.data_tables import Numbers
from grokviz.widgets.plots import Curves, Series
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.drawn import points
from grokviz.widgets.plots.core.marks import draw, draw_each


class Last(Plot):
    """The last value of each run: all that a new plot has to say of itself."""

    noted = (0.97, 0.9, "end")

    def __init__(self):
        super().__init__("Last", axis("run", 0, 5), axis("value", 0, 10, vertical=True))
        self.put(last=self.dots(theme.TEST.colour, "square", 50))

    def shapes(self, record, at):
        now = record.values["value"][at]
        return {"last": points(1 + np.arange(len(now)), now, theme.TEST.colour),
                "note": self.legend.note(f"{len(now)} of them")}

    def describe(self, record):
        return f"They end at {record.values['value'][-1].max():.3g}."

    def numbers(self, record):
        return ["run", "value"], [[f"{i}", f"{v:.3g}"] for i, v in
                                  enumerate(record.values["value"][-1])]


@pytest.fixture
def lab():
    made = Lab(SETTINGS, {"Run": View(pictures=lambda: [Last()], experiment=counting,
                                      uses=tuple(SETTINGS), words=lambda record, state: state)},
               driver="here", panels=[Numbers])
    yield made
    made.close()


def test_a_new_plot_is_seen_told_listed_and_on_paper_with_no_other_line(lab):
    got = lab.run(steps=7, scale=4.0)
    (plot,), sheet = lab.view_state.plots, lab.view_state.sheets[""]
    end = 4 * np.exp(-0.7)
    drawn = plot.drawn()
    assert plot.figure in sheet.box.children[0].children
    assert_allclose(drawn.marks["last"].y, [end], rtol=1e-6)
    assert (drawn.x, drawn.y, drawn.words) == ((0, 5), (0, 10), ["1 of them"])
    for say in sheet.descriptions(got):
        say()
    assert "They end at 1.99." in sheet.alts[0].value
    lab.pages.turn_to("Numbers")
    lab.frames.flush()
    (table,) = lab.panels[0].tables.children
    assert "They end at 1.99." in table.value and "<td>1.99</td>" in table.value
    ax = Figure().subplots()
    plot.sketch(ax, got)
    (dots,) = ax.collections
    assert_allclose(dots.get_offsets(), [[1, end]], rtol=1e-6)
    assert [text.get_text() for text in ax.texts] == ["1 of them"] and ax.get_ylim() == (0, 10)
    early = Figure().subplots()
    plot.sketch(early, got.until(2))                    # as a GIF does, with the whole in front
    assert_allclose(early.collections[0].get_offsets(), [[1, 4 * np.exp(-0.2)]], rtol=1e-6)
    assert_allclose(plot.drawn().marks["last"].y, [end], rtol=1e-6)
    assert image_export.draw(image_export.Sight.of(lab.view_state, SETTINGS))[:4] == b"\x89PNG"


@pytest.fixture
def plot():
    made = Last()
    yield made
    made.close()


def test_of_lines_that_became_fewer_the_copies_do_not_count(plot):
    mark = plot.lines(theme.TRAIN)
    plot.put(some=mark)
    line = np.arange(3.0), np.arange(3.0)
    draw_each(mark, [line] * 3, ["#111111", "#222222", "#333333"])
    assert plot.drawn().marks["some"].colours == ("#111111", "#222222", "#333333")
    draw_each(mark, [line], ["#111111"])
    shape = plot.drawn().marks["some"]
    assert np.shape(mark.y) == (3, 3) and shape.y.tolist() == [[0, 1, 2]]
    assert shape.colours == ("#111111",) and shape.look == "dashed"
    draw(mark, np.arange(3.0), np.zeros((3, 3)))
    assert plot.drawn().marks["some"].y.shape == (3, 3)


def test_what_is_not_seen_is_not_there_and_a_list_is_numbered(plot):
    words = plot.label([1], [2], [""])
    plot.put(two=[plot.lines(theme.TEST), plot.lines(theme.TEST, visible=True)], word=words)
    assert list(plot.drawn().marks) == ["two 1"]
    words.text = ["here"]
    assert plot.drawn().words == ["here"]
    plot.host(plot.lines(theme.GUESS, visible=True), owner="guess")
    assert list(plot.drawn().marks) == ["two 1", "word", "guess 0"]


def test_pixels_are_told_with_the_lowest_row_first(plot):
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    assert "ground" not in plot.drawn().marks
    plot.ground.show(pixels)
    shape = plot.drawn().marks["ground"]
    assert_array_equal(shape.pixels, pixels)
    assert_array_equal([shape.x, shape.y], [[0, 5], [0, 10]])
    plot.ground.show(None)
    assert "ground" not in plot.drawn().marks


@pytest.mark.parametrize("decays", [(0.1,), (0.03, 0.1, 0.3)])
def test_each_value_of_curves_is_called_by_its_name_run_by_run(decays):
    plot = Curves("Loss", "loss", [Series("train_loss", theme.TEST, "train"),
                                   Series("test_loss", theme.TEST._replace(colour="#111111"), "")],
                  (1e-12, 10), log=True, symbols={"weight_decay": "λ"})     # alike: one mark
    record = run(decays)
    plot.show(record)
    plot.beside([Beside(run((0.2,)), "#123456", "pin")])
    marks = plot.drawn().marks
    for name in ("train_loss", "test_loss"):
        assert_allclose(marks[name].y, record.values[name].T, rtol=1e-6)
        assert_allclose(marks[name].x, np.tile([1, 100, 1000], (len(decays), 1)))
        assert marks[f"{name} beside"].colours == ("#123456",)
    one = (theme.TEST.colour,), ("#111111",)
    assert (marks["train_loss"].colours, marks["test_loss"].colours) == (
        one if len(decays) == 1 else (tuple(theme.ramp(3)),) * 2)
    assert marks["tags"].text == ("pin",) and plot.drawn().x == (1, 1000)
    plot.close()
