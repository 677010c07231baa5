"""The cost of a changed setting: a hot one builds nothing, a cold one builds one experiment."""

import numpy as np
import pytest
from widgets import standin
from widgets.lab.test_lab import live, still  # noqa: F401 (fixtures)


@pytest.fixture
def built(monkeypatch):
    """Every experiment that the recipe made."""
    made, recipe = [], standin.counting

    def counted(wanted):
        made.append(recipe(wanted))
        return made[-1]

    monkeypatch.setattr(standin, "counting", counted)
    return made


def test_a_hot_tick_builds_nothing(built, live):  # noqa: F811
    live.start()
    live.view_state.runner._began -= 1                       # not the slider that began the run
    running = live.view_state.player.job.experiment
    built.clear()
    for decay in np.linspace(0.2, 0.3, 10):
        live.decay = decay
        live.frames.flush()
    assert built == [] and live.view_state.player.job.experiment is running
    assert live.view_state.player.hot["decay"] == pytest.approx(0.3)
    with pytest.raises(ValueError, match="rate times decay"):       # and it is still checked
        live.update({"decay": 10, "rate": 0.5})
    assert built == [] and live.decay == pytest.approx(0.3)


def test_a_cold_tick_builds_one_experiment_and_begins_it(built, live):  # noqa: F811
    live.start()
    built.clear()
    live.scale = 3
    live.frames.flush()
    assert len(built) == 1 and live.view_state.player.job.experiment is built[0]


def test_what_was_built_for_a_check_is_not_begun_with_other_settings(built, still):  # noqa: F811
    still.scale = 3
    still.decay = 0.5
    got = still.run()
    assert got.settings["decay"] == 0.5 and len(built) == 2
    assert still.run().settings == got.settings and len(built) == 3


def test_a_recipe_is_still_asked_at_once_of_a_cold_setting(still):  # noqa: F811
    def refuse(wanted):
        raise ValueError("scale is too odd")

    object.__setattr__(still.view_state.view, "experiment", refuse)
    with pytest.raises(ValueError, match="too odd"):
        still.scale = 3
    assert still.scale == 2
