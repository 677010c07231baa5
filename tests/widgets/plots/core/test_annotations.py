"""Labels of rules make room for each other; turned settings are marked on the curves."""

import bqplot
import numpy as np
import pytest
from widgets.records import run

from grokviz.widgets import theme
from grokviz.widgets.plots import Curves, Series
from grokviz.widgets.plots.core.annotations import arrange


def test_a_turned_setting_leaves_a_diamond_on_each_curve():
    plot = Curves("Loss", "loss", [Series("train_loss", theme.TRAIN, "train"),
                                   Series("test_loss", theme.TEST, "test")], (1e-6, 10), log=True)
    def diamonds():
        return [m for m in plot.figure.marks if isinstance(m, bqplot.Scatter) and m.visible]
    plot.show(run(changes=[(100, "weight_decay", (0.3,))]))
    (turns,) = diamonds()
    np.testing.assert_array_equal(turns.x, [100, 100])
    np.testing.assert_allclose(turns.y, [1e-4, 1e-2], rtol=1e-6)        # train, test
    plot.show(run())
    assert not diamonds()


def test_a_drag_of_a_slider_is_one_mark_with_the_value_at_its_end():
    plot = Curves("Loss", "loss", [Series("train_loss", theme.TRAIN, "train")], (1e-6, 10),
                  log=True)
    turned = [(100, 0.3), (103, 0.4), (107, 0.5), (112, 0.6)]
    plot.show(run(changes=[(step, "weight_decay", (value,)) for step, value in turned]))
    said = [word for word in plot.drawn().words if "→" in word]
    assert len(said) == 1 and said[0].endswith("→0.6")
    plot.show(run(changes=[(10, "weight_decay", (0.3,)), (500, "weight_decay", (0.6,))]))
    assert sum("→" in word for word in plot.drawn().words) == 2


@pytest.mark.parametrize("log", [True, False])
def test_it_stands_where_its_step_is_on_another_clock(log):
    plot = Curves("Loss", "loss", [Series("train_loss", theme.TRAIN, "train")], (1e-6, 10),
                  log=True, x=lambda record: np.outer(record.steps, [0.5]), x_log=log,
                  x_ends=lambda settings: (1.0, 500.0))
    plot.show(run(changes=[(100, "weight_decay", (0.3,))]))
    turns = next(m for m in plot.figure.marks if isinstance(m, bqplot.Scatter) and m.visible)
    np.testing.assert_array_equal(turns.x, [50])
    rules, words = (next(m for m in plot.figure.marks if isinstance(m, kind) and m.visible
                         and 50.0 in np.asarray(m.x).ravel())
                    for kind in (bqplot.Lines, bqplot.Label))
    assert any("0.3" in word for word in words.text) and rules.visible


@pytest.mark.parametrize(("at", "expected"), [
    ((100, 200), [(False, 0), (False, 0)]),             # far apart: each right of its rule
    ((100, 120), [(True, 0), (False, 0)]),              # near: on both sides
    ((10, 20), [(False, 0), (False, 1)]),               # near, at the left edge: in two rows
    ((100, 360), [(False, 0), (True, 0)]),              # near the right edge: left of it
])
def test_labels_of_near_events_make_room_for_each_other(at, expected):
    assert arrange(at, [55, 60]) == expected


@pytest.mark.parametrize("wide", [150, 270, 600])
def test_many_labels_never_lie_on_each_other_nor_outside(wide):
    at = np.sort(np.random.default_rng(0).uniform(0, wide, (50, 6)), axis=1)
    for places in at:
        spans = [(x - 50, x, row) if left else (x, x + 50, row)
                 for x, (left, row) in zip(places, arrange(places, [50] * 6, wide), strict=True)]
        assert all(a >= -1 and b <= wide + 1 for a, b, _ in spans)
        assert not any(r == s and a < d and c < b for i, (a, b, r) in enumerate(spans)
                       for c, d, s in spans[:i])
