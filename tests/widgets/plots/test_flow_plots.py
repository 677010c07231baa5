"""Faces, derived curves, stems, a fit, a ring and a histogram, on records made by hand."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots import Curves, Derived, Faces, Fit, Histogram, Ring, Series, Stems
from grokviz.widgets.plots.core.base import Beside
from grokviz.widgets.plots.core.marks import draw

STEPS = np.array([0, 1, 10, 100])


def made(**values):
    values = {k: np.asarray(v, float) for k, v in values.items()}
    runs = next(iter(values.values())).shape[1]
    return Record("made", {"steps": 100}, {"seed": np.arange(runs)}, STEPS,
                  {"weight_norm": np.ones((4, runs))} | values)


def falling(runs=1):
    y = np.array([8.0, 4.0, 2.0, 1.0])[:, None] * np.ones(runs)
    return made(y=y, time=STEPS[:, None] * 0.5 * np.ones(runs))


def over_time(log):
    return Curves("Fall", "y", [Series("y", theme.TEST, "y")], (0, 10), has_forecast=True,
                  x=lambda record: record.values["time"], x_label="time", x_log=log,
                  x_range=(0.1, 50), x_ends=lambda settings: (0.1, settings["steps"] / 2))


@pytest.fixture
def faces():
    made = Faces({"log": partial(over_time, True), "linear": partial(over_time, False)})
    yield made
    made.close()


def seen(faces):
    return [figure for figure in faces.box.children if figure.layout.display != "none"]


def test_the_face_in_front_is_drawn_and_the_other_when_it_is_turned_to(faces):
    faces.beside([Beside(falling(), "#123456")])
    faces.show(falling(2), at=2)
    assert seen(faces) == [faces.first.figure] and faces.title == "Fall"
    faces.turn_to("linear")
    assert seen(faces) == [faces.face.figure] != [faces.first.figure]
    marks = faces.drawn().marks
    assert_allclose(marks["y"].y[:, -1], 1)
    assert marks["y beside"].colours == ("#123456",) and marks["cursor"].x[0, 0] == 5


def test_a_guess_stands_in_the_first_face_and_is_not_taken_from_another(faces):
    clicks = []
    faces.clicked = lambda x, y: clicks.append(x)
    mark = faces.lines(theme.GUESS)
    faces.host(mark, owner="guess")
    assert mark in faces.first.figure.marks
    faces.turn_to("linear")
    faces.face.clicked(3.0, 1.0)
    assert clicks == []
    faces.host(owner="guess")
    faces.face.clicked(3.0, 1.0)
    assert clicks == [3.0]


def test_a_place_on_the_time_axis_is_a_moment(faces):
    assert faces.moment(falling(), 6.0, 1.0) == 10 and faces.moment(falling(), 0.1, 1.0) == 0


def test_what_theory_says_is_dotted_until_it_is_taken_away(faces):
    faces.show_forecast(lambda record: replace(record, values=record.values | {
        "y": 2 * record.values["y"]}))
    faces.show(falling())
    law = faces.drawn().marks["y forecast"]
    assert law.look == "dotted" and law.y[0, -1] == 2
    faces.show_forecast(None)
    faces.show(falling())
    assert "y forecast" not in faces.drawn().marks


def test_a_line_ends_where_it_is_known_last():
    mark = over_time(True).lines(theme.TEST)
    draw(mark, np.array([1.0, 2, 3]), np.array([[1.0, 2, np.nan], [4, 5, 6]]), ["#111111"] * 2)
    assert_allclose(mark.x, [[1, 2, 2], [1, 2, 3]])
    assert_allclose(mark.y, [[1, 2, 2], [4, 5, 6]])
    draw(mark, np.array([1.0, 2]), np.full((1, 2), np.nan))
    assert not mark.visible


def test_derived_curves_draw_what_is_worked_out_with_the_law():
    def gap(record, law):
        there = np.nan if law is None else law(record).values["y"]
        return replace(record, values=record.values | {"gap": record.values["y"] - there})

    plot = Derived("Gap", "gap", [Series("gap", theme.TEST, "")], (-1, 10), of=gap)
    plot.show(falling())
    assert "gap" not in plot.drawn().marks and plot.describe(falling()) == ""
    plot.show_forecast(lambda record: replace(record, values={"y": np.ones((4, 1))}))
    plot.show(falling())
    assert_allclose(plot.drawn().marks["gap"].y[0, [0, -1]], [3, 0])      # step 0 stands at 1
    assert plot.describe(falling()).endswith("gap 0.") and plot.numbers(falling())[1][0][1] == "0"


def test_stems_stand_beside_a_teacher_and_crosses_of_theory():
    value = np.zeros((4, 1, 5))
    value[-1, 0] = [0, 2, 0, -1, 0]
    plot = Stems("Stems", "place", "value", "b", 5, (-2, 0, 2), teacher=lambda law: np.ones(5))
    law = lambda record, steps, names: replace(record, values={"b": value[-1:]})    # noqa: E731
    plot.show_forecast(law)
    plot.show(made(b=value), at=3)
    marks = plot.drawn().marks
    assert_allclose(marks["dots"].y, value[-1, 0])
    assert_allclose(marks["forecast"].y, value[-1, 0])
    assert_allclose(marks["teacher"].y, [[0, 1]] * 5)
    assert_allclose(marks["stems"].y[:, 1], value[-1, 0])
    assert "the largest are 2 (2), 4 (-1)" in plot.describe(made(b=value))
    plot.show(made(b=np.repeat(value, 2, axis=1)))
    assert "stems" not in plot.drawn().marks and len(plot.drawn().marks["dots"].y) == 10


def test_a_fit_counts_its_bends_and_shows_its_examples():
    grid = np.linspace(-1, 1, 21)
    outputs = np.stack([np.abs(grid), np.abs(grid), np.abs(grid), grid])[:, None]
    known = {"outputs": grid, "inputs": np.array([0.5]), "targets": np.array([0.5])}
    plot = Fit("Fit", grid, (-1, 0, 1), given=lambda law, name: known[name] if law else None)
    record = made(outputs=outputs)
    plot.show(record)
    assert "examples" not in plot.drawn().marks
    plot.show_forecast(lambda record: record)
    plot.show(record, at=0)
    assert list(plot.drawn().marks["examples"].x) == [0.5]
    assert [row[1] for row in plot.numbers(record)[1]] == ["0", "1", "1", "1"]


def test_a_ring_joins_symbols_in_the_order_of_a_round_circle():
    turn = 2 * np.pi * 2 * np.arange(5) / 5                     # frequency 2
    round_ = np.stack([np.cos(turn), np.sin(turn)], 1)
    circles = np.tile(round_, (4, 1, 2, 1, 1))
    plot = Ring("Ring")
    plot.frequency = 2
    plot.show(made(circles=circles))
    line = plot.drawn().marks["line"]
    angles = np.unwrap(np.arctan2(line.y[0], line.x[0]))
    assert_allclose(np.diff(angles), 2 * np.pi / 5, rtol=1e-5)
    assert "frequency 2, at step 100: the symbols are 0% away" in plot.describe(
        made(circles=circles))


def test_a_ring_is_round_and_names_that_would_touch_are_left_out():
    turn = 2 * np.pi * np.arange(7) / 7
    round_ = np.stack([np.cos(turn), np.sin(turn)], 1)
    round_[6] = round_[0] + 0.01                                # it touches symbol 0
    plot = Ring("Ring")
    plot.show(made(circles=np.tile(round_, (4, 1, 1, 1, 1))))
    x, y = plot.scales["x"], plot.scales["y"]
    wide = (x.max - x.min) / (y.max - y.min)
    assert plot.size.shape == pytest.approx(wide)
    assert y.max > 1.17
    names = list(plot.drawn().marks["names"].text)
    assert names[1:6] == ["1", "2", "3", "4", "5"] and names[::6].count("") == 1


def test_a_histogram_is_of_all_units_now_and_at_first():
    share = np.full((4, 2, 10), 0.1)
    share[-1] = 0.9
    plot = Histogram("Histogram", "share", "u")
    plot.show(made(u=share))
    marks = [plot.drawn().marks[name] for name in ("now", "first")]
    now, first = (mark.x[0, np.argmax(mark.y)] for mark in marks)
    assert 0.05 < first <= 0.1 and 0.85 < now <= 0.9
    assert [mark.y.max() for mark in marks] == [1, 1]
    assert plot.numbers(made(u=share))[1][0][2] == "0.90"
