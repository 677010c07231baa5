"""Pictures of replayed records of three snapshots, one run and several, without training."""

import json
from dataclasses import replace

import bqplot
import ipywidgets
import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances
from matplotlib.figure import Figure
from widgets.records import cells, run

from grokviz.theory.delay import weight_norm_law
from grokviz.widgets import theme
from grokviz.widgets.plots import Collapse, Curves, Landscape, Series, Times
from grokviz.widgets.plots.core.axes import small_ticks
from grokviz.widgets.plots.core.base import Beside
from grokviz.widgets.plots.core.ensemble import swept
from grokviz.widgets.plots.core.marks import POINTS, power, thinned


def loss():
    return Curves(
        "Loss", "loss", [Series("train_loss", theme.TRAIN, "train"),
                         Series("test_loss", theme.TEST, "test")], (1e-6, 10), log=True,
        symbols={"weight_decay": "λ"},
    )


def norm():
    return Curves("Norm", "norm", [Series("weight_norm", theme.TEST, "")], (1, 30), log=True,
                  predict=weight_norm_law)


def lines(plot, look):
    return [m for m in plot.figure.marks if isinstance(m, bqplot.Lines) and m.visible
            and m.line_style == look.dash and m.colors == [look.colour]]


def dots(plot):
    return [m for m in plot.figure.marks if isinstance(m, bqplot.Scatter) and m.visible]


def texts(plot):
    return [t for m in plot.figure.marks if isinstance(m, bqplot.Label) and m.visible
            for t in m.text]


PLOTS = {
    "curves": loss, "norm": norm, "landscape": Landscape, "collapse": lambda: Collapse("c"),
    "times": lambda: Times("t", "λ", "weight_decay", (0.01, 1)),
}


@pytest.mark.parametrize("make", PLOTS.values(), ids=PLOTS)
@pytest.mark.parametrize("decays", [(0.1,), (0.03, 0.1, 0.3)])
def test_every_picture_draws_any_part_of_a_record_and_says_what_it_shows(make, decays):
    plot, record = make(), run(decays)
    for step in (0, 100, 1000, 0):
        plot.show(record.until(step))
        assert "nan" not in plot.describe(record.until(step))
    plot.beside([Beside(record)])
    plot.beside([])


def test_a_curve_is_the_record_with_step_0_at_1_and_clipped_below():
    plot = loss()
    plot.show(run())
    (train,), (test,) = lines(plot, theme.TRAIN), lines(plot, theme.TEST)
    np.testing.assert_array_equal(train.x, [1, 100, 1000])
    np.testing.assert_allclose(train.y, [0.3, 1e-4, 1e-6], rtol=1e-6)
    np.testing.assert_allclose(test.y, [0.4, 1e-2, 1e-4], rtol=1e-6)


def test_what_is_predicted_is_of_the_run_in_front_and_named_where_it_is_drawn():
    """Runs from one start: of another decay, and of one that theory says nothing of."""
    first, other = run((0.1,)), run((0.3,))

    def law(record):
        found = weight_norm_law(record)
        return found if record is not silent else replace(found, values={})

    silent = replace(other, settings={**other.settings, "penalty": "l1"},
                     sweep={**other.sweep, "penalty": np.array(["l1"])})
    plot = Curves("Norm", "norm", [Series("weight_norm", theme.TEST, "w")], (1, 30), log=True,
                  predict=law)
    ends = []
    for record in (first, other):
        plot.show(record)
        (line,) = lines(plot, theme.THEORY)
        ends.append(line.y[-1])
        assert {"w", "predicted"} <= set(texts(plot))
    assert ends[1] < ends[0]
    plot.show(silent)
    assert not lines(plot, theme.THEORY) and "predicted" not in texts(plot)
    plot.show(first)
    assert lines(plot, theme.THEORY)[0].y[-1] == ends[0] and "predicted" in texts(plot)


def test_one_more_run_or_one_less_leaves_no_old_line():
    plot = loss()
    for n in (1, 3, 2, 1):
        plot.show(run(np.geomspace(0.03, 0.3, n)))
        shown = [m for m in plot.figure.marks if isinstance(m, bqplot.Lines)
                 and m.line_style == theme.TRAIN.dash and m.visible]
        assert [np.atleast_2d(m.y).shape for m in shown] == [(n, 3)]


def test_runs_are_coloured_along_what_differs_and_the_key_says_so():
    plot = loss()
    plot.show(run((0.3, 0, 0.1)))
    blue, middle, last = theme.ramp(3)
    train = next(m for m in plot.figure.marks if isinstance(m, bqplot.Lines)
                 and m.line_style == theme.TRAIN.dash and m.visible)
    assert train.colors == [last, blue, middle]
    assert {"λ off", "λ 0.1", "λ 0.3"} <= set(texts(plot))


@pytest.mark.parametrize("height", [180, 258, 480])
def test_the_key_of_eight_runs_stays_in_the_picture_in_lines_of_equal_height(height):
    plot = Curves("Loss", "loss", [Series("train_loss", theme.TRAIN, "train")], (1e-7, 10),
                  log=True, corner=(0.03, 0.35))
    plot.show(run(np.geomspace(0.01, 1, 8)))
    plot.fit(700, height)
    columns = [m for m in plot.figure.marks if isinstance(m, bqplot.Label) and m.visible
               and any("weight decay" in word for word in m.text)]
    assert [len(m.text) for m in columns] == [4, 4]
    assert columns[0].x_offset < columns[1].x_offset
    pixels = (height - 64) * np.log10(columns[0].y / 1e-7) / 8
    np.testing.assert_allclose(np.diff(pixels), -16)
    assert pixels.min() > 0


def test_a_narrow_picture_names_some_of_eight_values_the_first_and_the_last_among_them():
    plot = Curves("Loss", "loss", [Series("train_loss", theme.TRAIN, "train")], (1e-7, 10),
                  log=True, corner=(0.03, 0.35))
    decays = np.geomspace(0.01, 1, 8)
    for wide, columns in ((700, [4, 4]), (400, [4]), (700, [4, 4])):
        plot.fit(wide, 258)
        plot.show(run(decays))
        key = [m for m in plot.figure.marks if isinstance(m, bqplot.Label) and m.visible
               and any("weight decay" in word for word in m.text)]
        assert [len(m.text) for m in key] == columns
        ends = key[0].text[0], key[-1].text[-1]
        assert [float(word.split()[-1]) for word in ends] == [0.01, 1]
        assert [key[0].colors[0], key[-1].colors[-1]] == [theme.ramp(8)[0], theme.ramp(8)[-1]]
    plot.show(run((0.1,)))
    assert not any("weight_decay" in t for t in texts(plot))


def test_what_was_learnt_and_turned_is_marked():
    plot = loss()
    plot.show(run(changes=[(500, "weight_decay", (0.3,))]))
    assert {"memorised", "generalised", "λ→0.3"} <= set(texts(plot))
    plot.show(run().until(0))
    assert not {"memorised", "generalised", "λ→0.3"} & set(texts(plot))


def test_the_law_stands_over_the_whole_axis_before_the_run():
    plot = norm()
    plot.show(run().until(0))
    (law,) = [m for m in plot.figure.marks if isinstance(m, bqplot.Lines)
              and m.line_style == theme.THEORY.dash and m.visible]
    assert law.x[-1] == 1000
    assert law.y[-1] == pytest.approx(17 * (1 - 0.01 * 0.1) ** 1000, rel=1e-5)


@pytest.mark.parametrize("make", [
    Landscape, lambda: Times("t", "λ", "weight_decay", (0.01, 1)),
], ids=["landscape", "times"])
def test_a_ghost_of_dots_and_trails_comes_and_goes(make):
    plot = make()
    def shown():
        return [m for m in plot.figure.marks if theme.GHOST.colour in getattr(m, "colors", ())
                and not isinstance(m, bqplot.Label) and m.visible]
    assert not shown()
    plot.beside([Beside(run((0.1, 0.2)))])
    assert len(shown()) == 2
    plot.beside([])
    assert not shown()


def test_small_ticks_are_powers_of_ten_keyed_as_the_browser_writes_numbers():
    assert small_ticks([1e-7, 1e-5, 1e-3, 0.01, 10]) == {
        "1e-7": "10⁻⁷", "0.00001": "10⁻⁵", "0.001": "10⁻³",
    }


def test_a_ghost_is_the_former_run_in_grey():
    plot = loss()
    plot.show(run())
    assert not lines(plot, theme.GHOST)
    plot.beside([Beside(run().until(100))])
    ghosts = [m for m in plot.figure.marks if isinstance(m, bqplot.Lines) and m.visible
              and m.colors == [theme.GHOST.colour]]
    assert [(m.x[-1], m.line_style) for m in ghosts] == [(100, "dashed"), (100, "solid")]


def test_the_l_and_the_u_are_geometric_means_over_seeds_with_the_papers_floor():
    plot = Landscape()
    plot.curve(cells())
    (train,), (test,) = lines(plot, theme.TRAIN), lines(plot, theme.TEST)
    np.testing.assert_allclose(test.x, [4, 8, 16])
    np.testing.assert_allclose(test.y, 2 * np.array([np.log(2) + 0.01, 0.01, np.log(2) + 0.01]),
                               rtol=1e-5)
    np.testing.assert_allclose(train.y[1:], 1e-5, rtol=1e-5)


def test_a_coarse_curve_shows_what_there_is():
    half = cells()
    for value in half.values.values():
        value[:, half.sweep["init_scale"] == 1.0] = np.nan
        value[:, half.sweep["init_seed"] == 2] = np.nan
    plot = Landscape()
    plot.curve(half)
    np.testing.assert_allclose(lines(plot, theme.TEST)[0].x, [4, 16])


def test_the_dots_stand_where_the_runs_are_and_their_trail_ends_there():
    plot = Landscape()
    plot.show(run((0.03, 0.1)))
    train, test = dots(plot)
    np.testing.assert_allclose(test.x, [8, 8])
    np.testing.assert_allclose(test.y, [1e-4, 1e-4], rtol=1e-6)
    np.testing.assert_allclose(train.y, [1.0001e-5] * 2, rtol=1e-3)
    trails = next(m for m in plot.figure.marks if isinstance(m, bqplot.Lines) and m.visible)
    np.testing.assert_array_equal(trails.x[:, -1], [8, 8, 8, 8])        # train twice, test twice
    np.testing.assert_array_equal(trails.y[:, -1], [*train.y, *test.y])


def test_times_fit_the_slope_of_what_is_there():
    record = run((0.03, 0.1, 0.3))
    accuracy = np.zeros((4, 3))
    accuracy[1:, 2], accuracy[2:, 1], accuracy[3:, 0] = 1, 1, 1
    record = type(record)(
        "t", record.settings, record.sweep, np.array([0, 100, 300, 1000]),
        {"train_accuracy": np.ones((4, 3)), "test_accuracy": accuracy},
    )
    plot = Times("t", "λ", "weight_decay", (0.01, 1))
    plot.show(record)
    assert "slope −1.00, from 3 of 3 runs" in plot.describe(record)
    np.testing.assert_allclose(dots(plot)[1].y, [1000, 300, 100])


def test_runs_at_equal_decay_times_fall_on_each_other():
    plot = Collapse("c")
    record = run((0.1, 0.2))
    plot.show(record)
    line = next(m for m in plot.figure.marks if isinstance(m, bqplot.Lines) and m.visible)
    np.testing.assert_allclose(line.x[:, 1], [0.01 * 0.1 * 100, 0.01 * 0.2 * 100])


def test_a_long_history_stays_a_short_line():
    steps = np.arange(100_000)
    keep = thinned(np.maximum(steps, 1), 1, 100_000, log=True)
    assert len(keep) <= POINTS + 1 and keep[-1] == 99_999
    longer = thinned(np.maximum(np.arange(200_000), 1), 1, 200_000, log=True)
    assert longer[-1] == 199_999


def test_a_frame_of_four_pictures_is_at_most_ten_messages_and_60_kb(monkeypatch):
    sent = []
    monkeypatch.setattr(ipywidgets.Widget, "_send", lambda self, message, buffers=None:
                        sent.append(len(json.dumps(message)) + sum(map(len, buffers or ()))))
    plots = [loss(), loss(), norm(), Landscape()]
    record = long(400)
    for plot in plots:
        plot.show(record.until(398))
    sent.clear()
    for plot in plots:
        plot.show(record)
    assert 4 <= len(sent) <= 10, len(sent)
    assert sum(sent) < 60_000, sum(sent)


def long(n):
    """A run of n records."""
    record = run()
    values = {k: np.repeat(v[1:2], n, axis=0) for k, v in record.values.items()}
    return type(record)(record.name, {"steps": n - 1}, record.sweep, np.arange(n), values)


@pytest.mark.parametrize("make", PLOTS.values(), ids=PLOTS)
def test_closing_closes_every_part(make):
    before = set(_instances)
    plot = make()
    for decays in ((0.1, 0.2), (0.1,), (0.1, 0.2, 0.3)):
        plot.show(run(decays))
    assert set(_instances) > before
    plot.close()
    assert set(_instances) == before


def test_small_numbers_are_written_as_people_write_them():
    assert power(0.5) == "0.5"
    assert power(2.1e-6) == "2.1·10⁻⁶"
    assert power(12_345.0) == "12,345"


def test_what_is_swept_is_the_first_column_that_differs():
    assert swept(run((0.1,)))[0] is None
    assert swept(run((0.1, 0.2)))[0] == "weight_decay"


def test_lines_beside_carry_their_names_each_at_its_own_place_in_browser_and_on_paper():
    plot, record = loss(), run()
    others = [Beside(record, theme.branch(i), str(i + 1)) for i in range(3)]
    plot.show(record)
    plot.beside([Beside(record), *others])
    tags = plot.drawn().marks["tags"]
    assert tags.text == ("1", "2", "3")                 # the ghost has none
    assert tags.colours == tuple(theme.branch(i) for i in range(3))
    ax = Figure().subplots()
    plot.sketch(ax, record, [Beside(record), *others])
    assert [text.get_text() for text in ax.texts if len(text.get_text()) == 1] == ["1", "2", "3"]
    plot.beside([])
    assert "tags" not in plot.drawn().marks


def test_the_numbers_of_curves_are_those_of_the_record_the_newest_first():
    record = run((0.1, 0.3))
    heads, rows = loss().numbers(record)
    assert heads == ["step", "train λ 0.1", "train λ 0.3", "test λ 0.1", "test λ 0.3"]
    assert [row[0] for row in rows] == ["1,000", "100", "0"]
    assert rows[1] == ["100", "1.0·10⁻⁴", "1.0·10⁻⁴", "0.01", "0.01"]
    assert loss().numbers(run())[0] == ["step", "train", "test"]
    assert Landscape().numbers(run())[1] == [["step 1,000", "8", "1.0·10⁻⁹", "1.0·10⁻⁴"]]
    assert Times("t", "λ", "weight_decay", (0.01, 1)).numbers(run())[1] == [
        ["0.1", "0–100", "100–1,000"]]
    dense = replace(record, steps=np.arange(3) + 5000)
    assert [row[0] for row in loss().numbers(dense)[1]] == ["5,002", "5,000"]
