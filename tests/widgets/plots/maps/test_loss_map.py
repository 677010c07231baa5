"""Maps of a loss: what lies under the paths, and what is drawn, sent and said of them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.maps.loss_map import LossMap, Window
from grokviz.widgets.plots.maps.loss_surface import LEVELS, Ground, arrows, contrast, pixels, within

WINDOW = Window((0.5, 5), (0, 1), ((1, 2), (0, 1)))
LOWER = Window((1, 2), (0, 0.5), ((1, 2), (0, 0.5)))


def record(runs=1, points=41):
    """Straight to the left, the second run half as fast."""
    steps = np.arange(points) * 10
    w = 4 * np.exp(-np.outer(steps / 400, 1 / np.arange(1, runs + 1)))
    values = {"w": w, "m": np.full_like(w, 0.3) + 0.2 * np.arange(runs)}
    return Record("x", {"steps": int(steps[-1])}, {"path": np.arange(runs)}, steps, values)


@pytest.fixture
def plot():
    moved, made = [], LossMap(
        "Loss", "w", "m", values=("w", "m"), window=WINDOW, goes=lambda x, y: ("there", (x, y)),
        moved=lambda *where: moved.append(where))
    made.log = moved
    yield made
    made.close()


def test_a_small_loss_is_light_a_large_one_dark_and_an_unknown_one_is_not_seen():
    rgb = theme.losses(np.array([0.0, 0.5, 1.0])).astype(int)
    assert (np.diff(rgb @ [0.2126, 0.7152, 0.0722]) < -50).all()
    assert_array_equal(theme.losses(np.array([-1.0, 2.0])), theme.losses(np.array([0.0, 1.0])))
    seen = pixels(lambda x, y: np.where(y > 0.5, np.nan, LEVELS[0] + 0 * x), (1, 5), (0, 1))
    assert (seen[:32, :, 3] == 255).all() and (seen[32:, :, 3] == 0).all()
    assert_array_equal(seen[0, 0, :3], theme.losses(np.array(0.0)))


def test_a_pixel_has_the_loss_of_its_middle():
    seen = pixels(lambda x, y: np.where(np.log(x) < 0, LEVELS[1], LEVELS[0]) + 0 * y,
                  (0.5, 2), (0, 1))
    assert (seen[:, :48] == seen[0, 0]).all() and (seen[:, 48:] == seen[0, -1]).all()


def test_words_are_black_on_light_and_white_on_dark():
    assert contrast(lambda x, y: 0 * x + LEVELS[0], 1, 1) == "#111111"
    assert contrast(lambda x, y: 0 * x + LEVELS[1], 1, 1) == "#FFFFFF"


def test_a_border_ends_where_the_map_does(plot):
    line = np.array([[1, 0], [2, 0.4], [3, 0.8], [4, 0.4], [4.5, 0.1]])
    left, right = within([line], (0, 0.6))
    assert_allclose(left, [[1, 0], [2, 0.4], [2.5, 0.6]])
    assert_allclose(right, [[3.5, 0.6], [4, 0.4], [4.5, 0.1]])
    assert_allclose(within([line], (-1, 1))[0], line)
    plot.lay(Ground(lambda x, y: x + 0 * y, [line]))
    plot.look_at(LOWER)
    assert np.nanmax(plot._border.y) == 0.5


def test_arrows_point_along_the_flow_and_the_strongest_is_the_longest():
    x, y = arrows(lambda x, y: (np.where(y > 0.5, 1.0, 1e-2), 0 * y), (0.5, 5), (0, 1))
    assert np.isfinite([x[-1], y[-1]]).all()            # a line that ends in a gap is an error
    tails, tips = (np.append(x, np.nan).reshape(-1, 6)[:, i] for i in (0, 1))
    long = np.log(tips / tails)
    assert (long > 0).all()
    assert_allclose(long.max() / long.min(), 2.0)       # a hundredth is two of four decades
    assert_allclose(np.append(y, np.nan).reshape(-1, 6)[:, 0],
                    np.append(y, np.nan).reshape(-1, 6)[:, 1])


def handle(plot):
    return next(mark for mark in plot.figure.marks if getattr(mark, "enable_move", False))


def test_paths_dots_and_starts(plot):
    run = record(2)
    plot.show(run, at=20)
    marks = plot.drawn().marks
    dots, now = marks["dots"], marks["dots"].sizes == 1
    assert marks["paths"].x.shape == (2, 41)
    assert_allclose(dots.x[now], run.values["w"][20], rtol=1e-6)
    assert_allclose(marks["start"].y, [0.3, 0.5], rtol=1e-6)
    between = np.diff(np.log(dots.x[~now][: (~now).sum() // 2]))
    assert_allclose(between, between[0], rtol=1e-4)     # equally far apart in time: one speed


def test_what_has_not_changed_is_not_sent_again(plot):
    plot.show(record())
    before = handle(plot).x
    plot.show(record())
    assert handle(plot).x is before


def test_a_drag_is_told_within_the_map_and_holds_the_start_in_the_hand(plot):
    plot.show(record())
    for event, shown in (("drag", 0.3), ("drag_end", 0.5)):
        handle(plot)._handle_custom_msgs(
            None, {"event": event, "point": {"x": 9.0, "y": 0.123456}, "index": 0}, None)
        plot.show(record(2).take(1))
        assert_allclose(plot.drawn().marks["start"].y, shown, rtol=1e-6)
    assert plot.log == [(0, 5.0, 0.123)] * 2


def test_a_click_goes_elsewhere_and_on_a_path_it_is_a_moment(plot):
    run = record()
    assert plot.leads(run, 1.0, 0.9) == ("there", (1.0, 0.9))
    w = run.values["w"][7, 0]
    assert plot.leads(run, w, 0.3) is None and plot.moment(run, w, 0.3) == 70


def test_another_part_of_the_map_and_the_ground_below(plot):
    plot.lay(Ground(lambda x, y: x + y, [np.array([[1.0, 0], [2, 1]])], (1.5, 0.0),
                       [(0.7, 0.2, "left"), (4, 0.2, "right")], lambda x, y: (x, y)))
    before = plot.drawn().marks
    assert before["names"].text == ("left", "right") and before["star 0"].text == ("★",)
    plot.look_at(LOWER)
    marks = plot.drawn().marks
    assert plot.drawn().x == LOWER.x and "names" not in marks and "arrows" not in marks
    assert (marks["ground"].pixels != before["ground"].pixels).any()
    plot.show_arrows(True)
    assert "arrows" in plot.drawn().marks
    plot.lay(None)
    assert not {"star 0", "arrows", "border"} & set(plot.drawn().marks)


def test_it_says_and_tabulates_where_the_paths_went(plot):
    run = record(2)
    plot.show(run)
    assert "from (4, 0.3) to (1.47, 0.3)" in plot.describe(run)
    heads, rows = plot.numbers(run)
    assert len(heads) == len(rows[0]) == 5 and rows[0][0] == "400"
