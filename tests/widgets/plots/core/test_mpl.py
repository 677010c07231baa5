"""The same pictures by matplotlib: lines, colours and dashes are those of the browser's."""


from dataclasses import replace

import bqplot
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from widgets.plots.test_plots import loss, norm
from widgets.records import cells, run

from grokviz.widgets import theme
from grokviz.widgets.plots import Collapse, Curves, Landscape, Series, Shells, Times
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.axes import axis
from grokviz.widgets.plots.core.base import Beside, Plot


def axes():
    return Figure().subplots()


def drawn(ax, look):
    """The lines of a look, as (points, 2), without the upright rules."""
    dash = {"dashed": "--", "solid": "-", "dotted": ":"}[look.dash]
    return [line.get_xydata() for line in ax.lines if len(set(line.get_xdata())) > 1
            and line.get_linestyle() == dash and to_hex(line.get_color()).upper() == look.colour]


def test_curves_have_the_points_colours_and_dashes_of_the_browser():
    plot, record, ax = loss(), run(), axes()
    plot.show(record)
    plot.sketch(ax, record)
    for look, name in ((theme.TRAIN, "train_loss"), (theme.TEST, "test_loss")):
        (line,), mark = drawn(ax, look), plot.drawn().marks[name]
        np.testing.assert_allclose(line, np.concatenate([mark.x, mark.y]).T, rtol=1e-6)
    assert ax.get_xscale() == ax.get_yscale() == "log" and ax.get_title() == "Loss"
    assert ax.get_xlim() == (1, 1000) and ax.get_ylim() == (1e-6, 10)
    assert [t.get_text() for t in ax.get_legend().texts] == ["train", "test"]
    assert [t.get_text().strip() for t in ax.texts] == ["memorised", "generalised"]


def test_several_runs_have_the_colours_of_the_ramp_and_a_key():
    plot, record, ax = loss(), run((0.1, 0.3)), axes()
    plot.sketch(ax, record)
    for colour in theme.ramp(2):
        assert len(drawn(ax, theme.TEST._replace(colour=colour))) == 1
        assert len(drawn(ax, theme.TRAIN._replace(colour=colour))) == 1
    assert [t.get_text() for t in ax.get_legend().texts][2:] == ["λ 0.1", "λ 0.3"]


def test_a_prediction_is_dotted_and_others_are_beside():
    plot, ax = norm(), axes()
    plot.show(run())
    plot.sketch(ax, run(), [Beside(run((0.3,)), "#123456")])
    (law,) = drawn(ax, theme.THEORY)
    forecast = plot.drawn().marks["weight_norm forecast"]
    np.testing.assert_allclose(law[:, 1], forecast.y[0], rtol=1e-6)
    assert len(drawn(ax, theme.TEST._replace(colour="#123456"))) == 1


def test_a_landscape_has_its_curve_its_trail_and_its_dots():
    plot, ax = Landscape(), axes()
    plot.sketch(ax, run())
    bare = len(ax.lines)
    plot.curve(cells())
    ax = axes()
    plot.sketch(ax, run(), [Beside(run((0.3,)))])
    curve = [c for c in drawn(ax, theme.TRAIN) if len(c) == 3]
    np.testing.assert_allclose(curve[0][:, 0], [4.0, 8.0, 16.0])
    assert len(ax.lines) == bare + 2 * (2 + 1 + 1)      # two sides: seeds, mean, the one beside
    assert [tuple(dots.get_offsets()[0]) for dots in ax.collections] == [
        pytest.approx((8.0, 1e-9 + 1e-5)), pytest.approx((8.0, 1e-4))]


def test_times_show_the_dots_and_the_fit():
    plot, ax, record = Times("T", "λ", "weight_decay", (0.02, 1)), axes(), run((0, 0.1, 0.3))
    plot.sketch(ax, record)
    memorised, generalised = (dots.get_offsets() for dots in ax.collections)
    np.testing.assert_allclose(memorised, [[0.1, 100], [0.3, 100]])
    np.testing.assert_allclose(generalised, [[0.1, 1000], [0.3, 1000]])
    assert len(drawn(ax, theme.THEORY)) == 1


def test_an_x_of_its_own_is_kept():
    plot, ax = Collapse("C"), axes()
    plot.sketch(ax, run((0.1, 0.3)))
    assert ax.get_xlim() == (0.003, 10) and len([x for x in ax.lines if len(x.get_xdata())]) == 2


@pytest.mark.parametrize("make", [
    loss, norm, Landscape, lambda: Times("T", "λ", "weight_decay", (0.02, 1)),
    lambda: Collapse("C"),
])
def test_what_is_erased_is_drawn_again_in_the_same_frame(make):
    plot, ax = make(), axes()
    counts = []
    for record in (run().until(0), run(), run()):
        mpl.erase(ax)
        plot.sketch(ax, record)
        counts.append((len(ax.lines), len(ax.collections), len(ax.texts)))
    assert counts[1] == counts[2]
    mpl.erase(ax)
    assert not (*ax.lines, *ax.collections, *ax.texts) and ax.get_title()


def test_ticks_are_written_as_in_the_browser():
    ax = axes()
    Curves("L", "loss", [Series("loss", theme.TEST, "")], (1e-7, 10), log=True).sketch(
        ax, type(run())("x", {"steps": 10_000}, {"s": np.arange(1)}, np.array([0, 9]),
                        {"loss": np.ones((2, 1))}))
    assert [t.get_text() for t in ax.get_yticklabels()] == ["10⁻⁷", "10⁻⁵", "10⁻³", "0.1", "10"]
    assert [t.get_text() for t in ax.get_xticklabels()][-2:] == ["1,000", "10,000"]


def test_a_plot_that_says_nothing_is_drawn_as_it_stands_in_the_browser():
    class Own(Plot):
        def __init__(self):
            super().__init__("Own", axis("a", 0, 10), axis("b", 0, 1, vertical=True))
            line = self.lines(theme.TRAIN, visible=True)
            line.x, line.y = np.array([1, 2, 3]), np.array([[0, 1, 0], [1, 0, 1]])
            hidden = self.lines(theme.TEST)
            dots = bqplot.Scatter(x=[4.0], y=[0.5], scales=self.scales, marker="square")
            self.ground.show(np.array([[[0, 0, 255, 255]], [[255, 0, 0, 255]]], np.uint8))
            self.put(hidden=hidden, line=line, dots=dots, word=self.label([5], [0.2], ["here"]))

        def show(self, record, at=None):
            """Nothing moves."""

        def describe(self, record):
            return "Own."

    ax = axes()
    Own().sketch(ax, run())
    assert len(drawn(ax, theme.TRAIN)) == 2 and not drawn(ax, theme.TEST)
    assert [t.get_text() for t in ax.texts] == ["here"]
    ground, dots = ax.collections
    assert ax.get_xlim() == (0, 10) and dots.get_offsets().tolist() == [[4.0, 0.5]]
    below, above = ground.get_array()[:, 0, :3]                 # red on top, blue below
    assert below.tolist() == [0, 0, 1] and above.tolist() == [1, 0, 0]
    assert ground.get_coordinates()[-1, -1].tolist() == [10, 1]


def test_shells_and_times_have_their_keys_on_paper():
    ax, shells = axes(), Shells("U", "loss", "share", (5, 100), (0.1, 10))
    record = run((0.1, 0.3))
    sweep = {"share": np.array([0.3, 0.6]), "init_scale": np.ones(2)}
    shells.sketch(ax, replace(record, sweep=sweep))
    assert [t.get_text() for t in ax.get_legend().texts] == ["share 0.3", "share 0.6"]
    ax, times = axes(), Times("t", "λ", "weight_decay", (0.01, 1))
    times.sketch(ax, record)
    assert [line.get_marker() for line in ax.get_legend().get_lines()] == ["s", "o"]
    (said,) = ax.texts
    assert said.get_text() in times.describe(record)
