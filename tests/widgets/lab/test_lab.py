"""A lab on an experiment that only counts: without a browser, then with one that is played."""

from dataclasses import replace

import ipywidgets
import numpy as np
import pytest
from widgets.standin import SETTINGS, counting, lab, seen_on_stage
from widgets.waiting import PATIENCE, threads, until

from grokviz.divergence import Diverged
from grokviz.recording import record
from grokviz.widgets.lab import render_loop

ALIVE = ipywidgets.widgets.widget._instances


@pytest.fixture
def still():
    made = lab()
    yield made
    made.close()


@pytest.fixture
def live(monkeypatch):
    """As in a browser that always keeps up: a painter with a thread, and training on any change."""
    monkeypatch.setattr(render_loop, "has_browser", lambda widget: True)
    monkeypatch.setenv("GROKVIZ_HEADLESS", "")
    made = lab(scale=2, steps=1000)
    made.frames.sent.observe(lambda c: setattr(made.frames.seen, "value", c.new), "value")
    made.frames.seen.value = made.frames.sent.value
    made.stop()
    yield made
    made.close()


# ---- Python alone -------------------------------------------------------------------------------

def test_run_trains_to_the_end_and_gives_the_record(still):
    assert still.status == "Ready. Press Start." and still.badge == "" and not still.running
    got = still.run(scale=3)
    want = record(counting(SETTINGS.defaults() | {"scale": 3.0}), progress=False)
    np.testing.assert_array_equal(got.values["value"], want.values["value"])
    assert still.value["scale"] == still.scale == 3 and still.badge == "live"
    assert still.status == "finished at 20" and still.view_state.plots[0].shown[-1] == 21


def test_a_setting_is_a_trait_with_the_bounds_of_the_table(still):
    still.scale = "4"
    assert still.scale == 4.0 and still.controls.rows["scale"].text.value == "4"
    for bad in (-1, 11, "x", np.nan, None):
        with pytest.raises(ValueError, match="scale is"):
            still.scale = bad
    with pytest.raises(ValueError, match="rate times decay"):
        still.update({"decay": 10, "rate": 0.5})
    with pytest.raises(ValueError, match="did you mean 'scale'"):
        still.update({"scael": 1})
    assert still.value == SETTINGS.defaults() | {"scale": 4.0}


def test_value_can_be_observed_and_nothing_trains_by_itself(still):
    seen = []
    still.observe(lambda change: seen.append(change.new["decay"]), "value")
    still.controls.rows["decay"].text.value = "off"
    assert seen == [0] and still.decay == 0 and still.record is None


def test_presets_set_everything(still):
    still.rate = 0.01
    still.controls.presets.value = "small"
    assert still.value == SETTINGS.defaults() | {"scale": 0.1, "decay": 0.0}
    with pytest.raises(ValueError, match="known: plain, small"):
        still.preset("smal")


def test_comparing_spreads_the_setting_over_runs(still):
    still.controls.compare.value = "decay"
    still.controls.runs.value = 4
    assert (still.comparing, still.runs) == ("decay", 4)
    np.testing.assert_allclose(still.run().sweep["decay"], [0, 0.0333, 0.1, 0.3])
    with pytest.raises(ValueError):
        still.comparing = "steps"


def test_the_stored_record_comes_first_and_then_stands_behind_as_a_ghost():
    stored = record(counting(SETTINGS.defaults()), progress=False)
    made = lab(stored=lambda: stored)
    assert made.record is stored and made.badge == "recorded"
    plot = made.view_state.plots[0]
    assert plot.shown == [21] and plot.ghosts == []
    made.run(scale=3)
    assert made.badge == "live" and plot.ghosts == [stored]
    made.scale = 5
    made.frames.flush()
    assert "other settings" in made.status
    made.close()


def test_a_stored_landscape_of_one_record_can_be_a_ghost_too():
    stored = record(counting(SETTINGS.defaults()), progress=False).until(0)
    made = lab(stored=lambda: stored)
    made.run(scale=3)
    assert made.view_state.plots[0].ghosts == [stored]
    made.close()


def test_a_run_like_the_former_one_has_no_ghost_over_which_it_would_be_drawn():
    stored = record(counting(SETTINGS.defaults()), progress=False)
    made = lab(stored=lambda: stored)
    for settings, ghosts in (({}, 0), ({"scale": 3}, 1), ({"scale": 3}, 0)):
        made.run(**settings)
        assert len(made.view_state.plots[0].ghosts) == ghosts
    made.close()


def test_a_failure_raises_from_run_and_offers_a_remedy(still):
    with pytest.raises(Diverged):
        still.run(scale=10)
    assert "step 5" in still.status and len(still.record.steps) == 5
    assert still.desk.remedy.description == "try scale 1"
    still.desk.remedy.click()
    still.view_state.player.wait(PATIENCE)
    still.frames.flush()
    assert still.scale == 1 and still.status == "finished at 20"
    assert still.desk.remedy.layout.display == "none"


def test_reset_is_step_0_of_the_same_run(still):
    first = still.run()
    still.reset()
    until(lambda: still.view_state.player.state == "paused")
    assert list(still.record.steps) == [0]
    still.step(2)
    until(lambda: still.view_state.player.state == "paused")
    assert list(still.record.steps) == [0, 1, 2]
    still.start()
    still.view_state.player.wait(PATIENCE)
    np.testing.assert_array_equal(still.record.values["value"], first.values["value"])


def test_new_seed_counts_up_and_wraps(still):
    still.new_seed()
    assert still.seed == 2
    still.seed = 99
    still.new_seed()
    assert still.seed == 0


def test_a_view_uses_its_own_settings_and_keeps_its_own_history(still):
    still.run()
    still.view = "Other"
    still.frames.flush()
    assert still.record is None and still.status == "Ready. Press Start."
    assert still.controls.rows["decay"].layout.display == "none"
    assert seen_on_stage(still) == [still.view_state.box]
    assert len(still.run().steps) == 21
    still.view = "Run"
    still.frames.flush()
    assert still.record.sweep["decay"][0] == 0.1
    with pytest.raises(ValueError, match="did you mean 'Other'"):
        still.view = "Othr"


def test_a_place_that_stands_for_a_run_opens_it_in_its_view(still):
    still.run()
    still.comparing = "decay"
    still.view_state.plots[0].clicked(3.0, 2.0)
    assert still.view == "Other" and still.comparing is None and still.scale == 3
    assert still.record.sweep["scale"][0] == 3


def test_a_view_may_spread_settings_over_runs_by_itself(still):
    still.view_states["Other"].view = replace(
        still.view_states["Other"].view,
        asks=lambda wanted: wanted | {"scale": [1.0, wanted["scale"]]})
    still.view = "Other"
    still.frames.flush()
    assert still.controls.rows["scale"].layout.display == "none"
    assert list(still.run(scale=3).sweep["scale"]) == [1, 3]


def test_nothing_is_left_of_fifty_labs():
    lab().close()
    widgets, before = len(ALIVE), threads()
    for _ in range(50):
        made = lab()
        made.view = "Other"
        made.close()
        made.close()
    assert len(ALIVE) == widgets and threads() == before


def test_a_setting_under_more_can_be_kept_in_sight(still):
    def seen():
        return {name for name, row in still.controls.rows.items() if row.layout.display is None}

    before = seen()
    still.controls.keep(["rate"])
    assert seen() == before | {"rate"}
    still.controls.keep([])
    assert seen() == before


# ---- with a browser -----------------------------------------------------------------------------

def test_a_lab_with_nothing_recorded_shows_step_0_and_waits_for_start(live):
    live.reset()                                        # the fixture has stopped it
    until(lambda: live.view_state.player.state == "paused")
    assert list(live.record.steps) == [0]
    live.frames.flush()
    assert live.transport.go.description == "Start"
    other = lab(scale=3, steps=1000)
    until(lambda: other.view_state.player.state == "paused")
    assert list(other.record.steps) == [0] and other.record.sweep["scale"][0] == 3
    other.close()


def test_start_is_pause_is_resume(live):
    go = live.transport.go
    go.click()
    until(lambda: live.running and go.description == "Pause")
    go.click()
    until(lambda: not live.running and go.description == "Resume")
    assert live.view_state.player.state == "paused"
    n = live.record.steps[-1]
    go.click()
    until(lambda: live.record.steps[-1] > n)


def test_a_hot_setting_is_turned_while_it_runs_and_a_cold_one_restarts(live):
    live.start()
    until(lambda: live.record is not None and len(live.record.steps) > 5)
    live.view_state.runner._began -= 1                       # not the slider that began the run
    live.decay = 0.2
    until(lambda: live.record.changes)
    assert live.record.changes[0].value == (0.2,)
    former = live.record
    live.scale = 3
    until(lambda: live.record is not None and live.record.sweep["scale"][0] == 3)
    ghost = live.view_state.plots[0].ghosts[-1]
    assert ghost.sweep["scale"][0] == 2 and len(ghost.steps) >= len(former.steps)
    assert live.record.sweep["decay"][0] == 0.2 and not live.record.changes


def test_turning_a_hot_slider_at_rest_starts_one_run_without_marks(live):
    for decay in (0.2, 0.3, 0.4):
        live.controls.rows["decay"].text.value = str(decay)
    until(lambda: live.running and live.record is not None and live.decay == 0.4)
    until(lambda: live.record is not None and live.record.sweep["decay"][0] == 0.4)
    assert not live.record.changes


def test_a_hot_ensemble_is_spread_again(live):
    live.comparing, live.runs = "decay", 4
    until(lambda: live.record is not None and live.record.runs == 4)
    live.view_state.runner._began -= 1
    live.decay = 1.0
    until(lambda: live.record.changes)
    np.testing.assert_allclose(live.record.changes[-1].value, [0, 0.333, 1, 3])


def test_starting_a_view_pauses_the_others(live):
    live.start()
    live.view = "Other"
    assert live.view_states["Run"].player.state == "running"
    live.start()
    assert live.view_states["Run"].player.state == "paused"


def test_an_error_of_a_callback_is_told_in_the_line_of_words(live):
    live.frames.post(lambda: 1 / 0)
    until(lambda: live.status == "division by zero")
    live.start()
    until(lambda: live.status.startswith("running"))


def test_a_picture_that_fails_does_not_take_the_lab_along(live):
    def broken(*_):
        raise RuntimeError("no ink")

    live.view_state.plots[0].show = broken
    live.run(steps=20)
    assert live.status == "no ink" and not live.running and len(live.record.steps) == 21


def test_the_run_does_not_wait_for_anybody_to_look(live):
    live.frames.sent.unobserve_all()
    assert len(live.run(steps=50).steps) == 51
    assert live.status == "finished at 50" and live.view_state.plots[0].shown[-1] == 51


def test_the_pace_can_be_set_from_both_sides(still):
    still.transport.speed.value = "full speed"
    assert still.pace is None and still.view_state.player.pace is None
    still.pace = 3
    assert still.transport.speed.value == "3 s a decade" and still.view_state.player.pace == 3
    still.pace = 7
    assert still.transport.speed.value is None and still.pace == 7


def test_after_start_there_is_a_record(live):
    live.start()
    assert live.record.steps[0] == 0
