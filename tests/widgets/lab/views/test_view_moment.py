"""Which moment of the run in front is looked at."""

from types import SimpleNamespace

import numpy as np
import pytest

from grokviz.run import Record
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.lab.views.view_moment import Moment
from grokviz.widgets.player.player import Player

RECORD = Record("r", {}, {"seed": np.arange(1)}, np.array([0, 10, 20]), {"loss": np.ones((3, 1))})


@pytest.fixture
def moment():
    player = Player(driver="here")
    view = View(pictures=list, experiment=None, uses=(), words=lambda record, state: "",
                animated={"Animation": lambda pictures: None})
    moved = []
    made = SimpleNamespace(of=Moment(view, player, lambda: moved.append(1)), player=player,
                           moved=moved)
    player.load(RECORD)
    return made


def test_an_earlier_moment_shows_the_record_up_to_there(moment):
    assert moment.of.shown is RECORD and moment.of.seen_as == "recorded"
    moment.of.look_at(1, "a note")
    assert moment.of.shown.steps.tolist() == [0, 10] and moment.of.note == "a note"
    assert moment.of.seen_as == "looking back" and moment.moved == [1]
    moment.of.look_at(None)
    assert moment.of.shown is RECORD and moment.of.note == ""


def test_what_is_stored_opens_until_it_is_looked_at(moment):
    assert not moment.of.opens
    moment.of.look_at_opening()
    assert moment.of.opens and moment.of.shown.steps.tolist() == [0]
    moment.of.look_at(0)
    assert not moment.of.opens
