"""Values of a record that are drawn as lines: grouped for their marks, and as numbers."""

import numpy as np

from grokviz.divergence import Lost
from grokviz.run import Record
from grokviz.widgets.plots.lines.series import Series, groups, known, newest, table, together
from grokviz.widgets.theme import Look

RED, BLUE, THIN = Look("red", "solid"), Look("blue", "solid"), Look("red", "dashed")
BOTH = [Series("a", RED, "first"), Series("b", BLUE, "")]
VALUES = {"a": np.array([[1.0, 2.0], [3.0, np.nan]]), "b": np.array([[5.0, 6.0], [7.0, 8.0]])}
RECORD = Record("r", {}, {"seed": np.arange(2)}, np.array([0, 10]), VALUES)


def test_series_that_differ_in_colour_alone_are_one_mark():
    dashed = Series("c", THIN, "")
    assert groups([*BOTH, dashed]) == [BOTH, [dashed]]


def test_lines_of_one_mark_have_the_colours_of_the_runs_or_else_of_the_series():
    x = np.array([1.0, 10.0])
    points = {name: (x, value.T) for name, value in VALUES.items()}
    _, y, colours = together(BOTH, points, None)
    assert y.shape == (4, 2) and colours == ["red", "red", "blue", "blue"]
    assert together(BOTH, points, ["c0", "c1"])[2] == ["c0", "c1", "c0", "c1"]
    _, y, _ = together(BOTH, {"b": points["b"]}, None)
    assert np.isnan(y[:2]).all() and np.isfinite(y[2:]).all()


def test_a_line_goes_as_far_as_it_is_a_number():
    y = np.array([[1.0, np.nan], [np.nan, np.nan], [2.0, 3.0]])
    assert [(x.tolist(), line.tolist()) for x, line in known(np.array([1, 10]), y)] == [
        ([1], [1.0]), ([1, 10], [2.0, 3.0])]


def test_the_newest_numbers_are_said_and_the_table_names_what_is_lost():
    said = newest(RECORD, BOTH, "loss")
    assert said.startswith("first 3") and "loss 7" in said and "nan" not in said
    lost = Record("r", {}, RECORD.sweep, RECORD.steps, VALUES,
                  diverged=(Lost(step=10, run=1, loss=np.inf),))
    heads, rows = table(lost, BOTH, "loss", {"seed": "seed"})
    assert len(heads) == 5 and [row[0] for row in rows] == ["10", "0"]
    assert rows[0][1] == "3" and rows[0][2] == rows[0][4] == "diverged"
