"""The plane of two weights, on records made by hand."""

import numpy as np
import pytest

from grokviz.run import Record
from grokviz.widgets.plots import WeightPlane
from grokviz.widgets.plots.core.base import Beside

PATHS = np.array([[[2.0, 1.0], [0.5, 0.5]], [[1.5, 0.5], [0.6, 0.6]], [[1.0, 1.0], [0.7, 0.7]]])


def walk(runs=2):
    values = {"weights": PATHS[:, :runs], "weight_norm": np.hypot(*PATHS[:, :runs].T).T}
    return Record("walk", {"steps": 100}, {"u": np.arange(runs)}, np.array([0, 10, 100]), values)


@pytest.fixture
def moved():
    return []


@pytest.fixture
def plane(moved):
    made = WeightPlane("Plane", ("u", "v"), radius=1.5, valley=[np.array([[1.0, 2.0], [1.0, 0.5]])],
                 moved=lambda x, y: moved.append((x, y)))
    yield made
    made.close()


def test_ring_and_valley_are_there_from_the_beginning(plane):
    valley, ring = (plane.drawn().marks[name] for name in ("still 0", "still 1"))
    np.testing.assert_allclose(np.hypot(ring.x, ring.y), 1.5, rtol=1e-6)
    assert valley.y.tolist() == [[1.0, 0.5]]


@pytest.mark.parametrize("runs", [1, 2])
def test_paths_and_where_they_are(plane, runs):
    plane.show(walk(runs), at=1)
    marks = plane.drawn().marks
    np.testing.assert_allclose(marks["paths"].x, PATHS[:, :runs, 0].T)
    np.testing.assert_allclose(marks["now"].x, PATHS[1, :runs, 0])
    np.testing.assert_allclose(marks["start"].y, PATHS[0, :runs, 1])
    plane.show(walk(runs))
    np.testing.assert_allclose(plane.drawn().marks["now"].x, PATHS[2, :runs, 0])


def test_others_are_drawn_beside(plane):
    plane.beside([Beside(walk(1), "#123456")])
    assert plane.drawn().marks["beside"].colours == ("#123456",)
    plane.beside([])
    assert "beside" not in plane.drawn().marks


def test_a_place_stands_for_the_nearest_moment_and_is_told_in_words(plane):
    assert plane.moment(walk(1), 1.4, 0.6) == 10
    assert "step 100: from (2.00, 1.00) to (1.00, 1.00), norm 1.41" in plane.describe(walk(1))


def test_a_drag_is_told_rounded_and_inside(plane, moved):
    start = next(mark for mark in plane.figure.marks if getattr(mark, "enable_move", False))
    start._handle_custom_msgs(
        None, {"event": "drag_end", "point": {"x": 1.23456, "y": -9.0}}, None)
    assert moved == [(1.23, -3.0)]
