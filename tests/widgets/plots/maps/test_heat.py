"""A map of cells: each is the mean of its runs, and a click opens one."""

import numpy as np
import pytest

from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.maps.heat import Along, Heat

SWEEP = {"init_scale": np.array([1.0, 1.0, 2.0, 2.0]), "n_train": np.array([10, 10, 10, 20]),
         "data_seed": np.arange(4)}
WRONG = [[np.nan] * 4, [0.1, 0.3, 0.5, np.nan]]
RECORD = Record("made up", {}, SWEEP, np.array([0, 5]), {"wrong": np.array(WRONG)})


@pytest.fixture
def heat():
    made = Heat("Loss", Along("init_scale", "initial scale α", (1.0, 2.0)),
                Along("n_train", "training examples N", (10, 20)),
                lambda record: record.values["wrong"][-1], (0, 1), opens="Run",
                leads_with={"weight_decay": 0})
    yield made
    made.close()


def test_a_cell_is_the_mean_of_its_runs_and_an_unknown_one_is_clear(heat):
    heat.show(RECORD)
    marks = heat.drawn().marks
    assert marks["numbers"].text == ("20", "50")
    assert marks["numbers"].x.tolist() == [0, 1] and marks["numbers"].y.tolist() == [0, 0]
    pixels = marks["cells"].pixels
    assert pixels[..., 3].tolist() == [[255, 255], [0, 0]]
    assert pixels[0, 0, :3].tolist() == theme.losses(np.array(0.2)).tolist()
    heat.show(RECORD, 0)
    assert not (heat.drawn().marks["cells"].pixels[..., 3]).any()


def test_a_click_leads_to_a_run_of_that_cell(heat):
    assert heat.leads(RECORD, 0.8, 0.2) == (
        "Run", {"weight_decay": 0, "init_scale": 2.0, "n_train": 10})


def test_it_names_its_lowest_cell_and_gives_all_as_a_table(heat):
    assert "lowest, 20, at initial scale α = 1 and training examples N = 10" in heat.describe(
        RECORD)
    assert heat.numbers(RECORD)[1] == [["training examples N 20", "", ""],
                                       ["training examples N 10", "20", "50"]]
    assert "nothing is trained" in heat.describe(RECORD.until(0))
