"""Looking back, playing back, and going on from there as a branch; on the lab that counts."""

import numpy as np
import pytest
from widgets.lab.test_lab import live, still  # noqa: F401 (fixtures)
from widgets.standin import SETTINGS, counting, lab
from widgets.waiting import until

from grokviz.recording import record
from grokviz.widgets import theme
from grokviz.widgets.controls.timeline import PLACES
from grokviz.widgets.lab.controllers.time_control import number_at


@pytest.fixture
def ran():
    made = lab()
    made.run()
    yield made
    made.close()


def looked_at(made):
    made.frames.flush()
    return [plot.at for plot in made.view_state.plots]


# ---- looking back -------------------------------------------------------------------------------

def test_one_cursor_stands_in_all_pictures_and_words_and_bar_agree(ran):
    ran.go_to(7)
    assert looked_at(ran) == [7, 7]
    assert ran.status == "looking back at 7" and ran.time.text.value == "7"
    assert len(ran.view_state.shown.steps) == 8 and len(ran.record.steps) == 21
    assert "8 points" in ran.view_state.sheets[""].alts[0].value
    ran.go_to(None)
    assert looked_at(ran) == [None, None] and ran.time.text.value == "newest"


def test_every_record_is_reached_by_the_buttons(ran):
    ran.time.first.click()
    seen = []
    for _ in ran.record.steps:
        ran.frames.flush()
        seen.append(ran.time.text.value)
        ran.time.forward.click()
    assert seen == [str(s) for s in ran.record.steps[:-1]] + ["newest"]
    ran.time.back.click()
    assert looked_at(ran) == [19, 19]


def test_the_slider_runs_over_the_logarithm_of_the_step(ran):
    for step in (2, 5, 13):
        ran.time.slider.value = round(PLACES * np.log(step) / np.log(20))
        assert looked_at(ran)[0] == step
    ran.time.slider.value = PLACES
    assert looked_at(ran)[0] is None


@pytest.mark.parametrize(("typed", "at"), [
    ("7", 7), (" 7.9 ", 7), ("1,000", None), ("newest", None),
])
def test_a_step_can_be_typed(ran, typed, at):
    ran.go_to(3)
    ran.frames.flush()
    ran.time.text.value = typed
    assert looked_at(ran)[0] == at


def test_a_typed_step_that_was_not_measured_says_which_one_is_shown(ran):
    ran.time.text.value = "7.9"
    ran.frames.flush()
    assert ran.status == ("looking back at 7 Step 7.9 was not measured; this is step 7, "
                          "the measurement before it.")
    ran.time.text.value = "9"
    ran.frames.flush()
    assert ran.status == "looking back at 9"
    ran.time.text.value = "1,000"
    ran.frames.flush()
    assert "Step 1,000 was not measured; this is step 20" in ran.status


def test_a_step_typed_before_there_is_a_run_is_answered(still):  # noqa: F811
    still.time.text.value = "5"
    still.frames.flush()
    assert still.status == "There is no run to look at yet; press Start first."


def test_what_is_typed_and_is_no_step_is_answered_and_changes_nothing(ran):
    ran.go_to(3)
    ran.frames.flush()
    ran.time.text.value = "soon"
    assert looked_at(ran)[0] == 3
    assert "'soon'" in ran.status and "type a step from 0 to 20" in ran.status


def test_a_click_in_a_picture_goes_there(ran):
    ran.view_state.plots[1].clicked(11.4, 0.5)
    assert looked_at(ran) == [11, 11]


def test_a_click_before_there_is_a_record_waits_for_one(live, monkeypatch):  # noqa: F811
    live.run(steps=20)
    record, asked = live.record, [None, None]
    monkeypatch.setattr(live.view_state.player, "state", "running")      # it has just begun
    monkeypatch.setattr(type(live.state), "record", property(
        lambda self: asked.pop() if asked else record))
    live.frames.call(lambda: live.view_state.plots[1].clicked(11.4, 0.5))
    until(lambda: live.view_state.at == 11)
    assert not asked


def test_a_new_run_leaves_the_past(ran):
    ran.go_to(3)
    ran.run(scale=3)
    assert ran.view_state.at is None


def test_it_plays_to_the_end_and_stands_at_the_newest(live):  # noqa: F811
    live.run(steps=100)
    live.pace, seen = 0.3, []
    live.view_state.plots[0].show = lambda record, at=None: seen.append(at)
    live.time.play.click()
    until(lambda: live.view_state.at is None and None in seen)
    moved = [at for at in seen if at is not None]
    assert moved == sorted(moved) and len(moved) > 2


def test_the_number_of_a_typed_step_of_a_record():
    made = record(counting(SETTINGS.defaults()), progress=False)
    assert number_at(made, "0") == 0 and number_at(made, "-3") == 0
    assert number_at(made, "12.5") == 12


# ---- branches -----------------------------------------------------------------------------------

def test_going_on_with_nothing_changed_is_the_same_run(ran):
    whole = ran.record
    ran.go_to(8)
    ran.branch()
    np.testing.assert_array_equal(ran.record.values["value"], whole.values["value"])
    np.testing.assert_array_equal(ran.record.steps, whole.steps)
    assert not ran.record.changes and ran.view_state.tree.front.step == 8


def test_a_branch_shares_the_past_and_bends_where_it_left(ran):
    whole = ran.record
    ran.go_to(8)
    ran.branch(decay=0.5)
    value = ran.record.values["value"][:, 0]
    np.testing.assert_array_equal(value[:9], whole.values["value"][:9, 0])
    np.testing.assert_allclose(value[9:] / value[8:-1], np.exp(-0.5))
    (change,) = ran.record.changes
    assert (change.step, change.name, change.value) == (8, "decay", (0.5,))
    assert ran.record.sweep["decay"] == [0.1]           # of step 0, as where it is turned


def test_the_tree_grows_and_another_branch_can_be_brought_to_the_front(ran):
    ran.go_to(8)
    ran.branch(decay=0.5)
    ran.go_to(12)
    ran.branch(decay=0.01, scale=3)
    root, first, second = ran.view_state.tree.runs
    assert second.parent is first and first.parent is root and root.parent is None
    assert second.turned == {"decay": 0.01, "scale": 3} and second.step == 12
    assert len({t.colour for t in ran.view_state.tree.runs} | {theme.TRAIN.colour}) == 4
    shown = ran.view_state.plots[0].ghosts
    assert [list(r.values["value"][-1]) for r in shown[-2:]] == [
        list(t.record.values["value"][-1]) for t in (root, first)]
    ran.view_state.runner.bring(root)
    ran.frames.flush()
    assert ran.record.values["value"][-1] == root.record.values["value"][-1]
    assert ran.view_state.tree.front is root and len(ran.view_state.plots[0].ghosts) >= 2


@pytest.mark.parametrize(("prepare", "settings", "said"), [
    (lambda made: made.go_to(8), {"steps": 30}, "steps cannot change on the way"),
    (lambda made: setattr(made.view_state.player, "_job", None), {}, "This run is recorded"),
    (lambda made: made.view_state.player.job.ring._kept.clear(), {},
     "No state was kept at or before"),
])
def test_what_cannot_go_on_says_why_and_changes_nothing(ran, prepare, settings, said):
    takes = list(ran.view_state.tree.runs)
    prepare(ran)
    with pytest.raises(ValueError, match=said):
        ran.branch(**settings)
    assert ran.view_state.tree.runs == takes and ran.view_state.player.state == "finished"


def test_a_branch_says_where_it_went_on_from_if_that_is_not_what_was_looked_at(ran):
    kept = ran.view_state.player.job.ring._kept
    for step in [s for s in kept if 5 < s <= 8]:
        del kept[step]
    ran.go_to(8)
    ran.branch(decay=0.3)
    ran.frames.flush()
    assert ran.view_state.tree.front.step == 5
    assert "It went on from step 5, the last state kept before step 8." in ran.status
    ran.go_to(3)
    ran.frames.flush()
    assert "went on" not in ran.status


@pytest.mark.parametrize(("settings", "said"), [
    ({"decay": 0.3}, "“Continue from here” goes on with the new ones"),
    ({"steps": 30}, "steps cannot change on the way; press Reset, then Start"),
])
def test_while_one_looks_back_the_line_names_the_button_that_is_there(ran, settings, said):
    ran.go_to(8)
    ran.update(settings, settle=False)
    ran.frames.flush()
    assert ran.transport.go.description == "Continue from here"
    assert said in ran.status and "Start trains" not in ran.status


def test_a_paused_run_of_other_settings_does_not_offer_to_resume(still):  # noqa: F811
    still.step(3)
    still.frames.flush()
    assert still.transport.go.description == "Resume"
    still.update({"scale": 3}, settle=False)
    still.frames.flush()
    assert still.transport.go.description == "Start" and "Start trains" in still.status


def test_while_one_looks_back_a_setting_waits_for_the_branch(live):  # noqa: F811
    live.run(steps=50)
    job = live.view_state.player.job
    live.go_to(10)
    live.decay = 0.3
    live.frames.flush()
    assert live.view_state.player.job is job
    assert "Continue from here" in live.transport.go.description
    live.transport.go.click()
    player = live.view_state.player
    until(lambda: player.job is not job and player.state == "finished")
    assert live.record.changes[0].step == 10 and live.view_state.at is None


def test_settings_that_cannot_hold_leave_the_run_as_it_was(ran):
    ran.go_to(8)
    with pytest.raises(ValueError, match="rate times decay"):
        ran.branch(decay=10, rate=1)
    assert len(ran.record.steps) == 21 and looked_at(ran)[0] == 8
