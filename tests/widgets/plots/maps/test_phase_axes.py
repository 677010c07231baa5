"""The choice of a plane: its settings, and the controls that choose them."""

import numpy as np
import pytest
from widgets.standin import SETTINGS

from grokviz.widgets.components import close_all
from grokviz.widgets.plots.maps.phase_axes import Plane, PlaneTools

VALUES = {"decay": [0.1, 1, 10], "scale": [1, 2], "steps": [5, 7]}


@pytest.fixture
def tools():
    turned, opened = [], []
    plane = Plane(SETTINGS, VALUES, "seed")
    made = PlaneTools(plane, lambda: turned.append((plane.across, plane.up, plane.seeds)),
                      lambda *cell: opened.append(cell))
    yield made, turned, opened
    close_all(made)


def test_it_asks_for_lists_of_the_axes_and_the_seeds_that_follow():
    plane = Plane(SETTINGS, VALUES, "seed")
    asked = plane.asks(SETTINGS.defaults() | {"seed": 98})
    assert asked["decay"] == [0.1, 1, 10] and asked["scale"] == [1, 2]
    assert asked["seed"] == [97, 98, 99] and asked["steps"] == 20      # within its bounds


def test_values_out_of_bounds_are_refused():
    with pytest.raises(ValueError, match="scale is 11"):
        Plane(SETTINGS, {"decay": [1], "scale": [11]}, "seed")


def test_axes_that_would_be_the_same_change_places(tools):
    tools, turned, _ = tools
    tools.across.value = "scale"
    assert turned == [("scale", "decay", 3)] and tools.up.value == "decay"
    tools.up.value = "steps"
    tools.seeds.value = 1
    assert turned[1:] == [("scale", "steps", 3), ("scale", "steps", 1)]


def test_a_cell_is_opened_by_its_place(tools):
    tools, _, opened = tools
    tools.show(("decay", "scale"), (np.array([0.1, 1.0, 10.0]), np.array([1.0, 2.0])))
    assert [o for o, _ in tools.cell[0].options] == ["0.1", "1", "10"]
    assert tools.cell[1].description.startswith("α")
    tools.cell[0].index, tools.cell[1].index = 2, 0
    tools.go.click()
    assert opened == [(2, 0)]
