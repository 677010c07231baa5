"""Runs made again: turned on the way, branched, and branched from what was made again."""

import numpy as np
import pytest
from widgets.standin import SETTINGS, counting, lab

from grokviz.recording import record, replay
from grokviz.run import Change, Hot
from grokviz.widgets.player.branching import Script, Segment, again, segments

WANTED = SETTINGS.defaults()


@pytest.fixture
def made():
    made = lab()
    yield made
    made.close()


def same(mine, theirs):
    assert mine.changes == theirs.changes and mine.settings == theirs.settings
    np.testing.assert_array_equal(mine.steps, theirs.steps)
    for name in theirs.sweep:
        np.testing.assert_array_equal(mine.sweep[name], theirs.sweep[name])
    np.testing.assert_array_equal(mine.values["value"], theirs.values["value"])


def test_one_leg_without_changes_is_the_run_itself():
    same(record(again([Segment(0, WANTED)], counting), progress=False),
         record(counting(WANTED), progress=False))


def test_changes_are_made_at_their_own_steps():
    changes = (Change(4, "decay", (0.5,)), Change(9, "decay", (0.0,)))
    got = record(again([Segment(0, WANTED, changes)], counting), progress=False)
    assert got.changes == changes
    same(got, record(counting(WANTED), progress=False, hot=Hot({}, changes)))


def test_a_branch_of_a_branch_is_made_again_without_its_parents(made):
    made.run(decay=0.3)
    made.go_to(12)
    made.branch(decay=0.05, scale=4.0)
    made.view_state.player.wait()
    made.frames.flush()
    made.go_to(16)
    made.branch(scale=1.0)
    made.view_state.player.wait()
    first, last = segments(made.view_state.tree.runs[1]), segments(made.view_state.tree.front)
    assert [segment.step for segment in first] == [0, 12]
    assert [segment.step for segment in last] == [0, 12, 16]
    for take, script in zip(made.view_state.tree.runs[1:], (first, last), strict=True):
        same(record(again(script, counting), progress=False), take.record)


def test_what_follows_a_script_tells_how_it_came_about_too(made):
    script = (Segment(0, WANTED, (Change(3, "decay", (0.2,)),)),
              Segment(8, WANTED | {"decay": 0.4}))
    want = record(again(script, counting), progress=False)
    made.decay = 0.4
    made.view_state.runner.follow(Script(script, made.wanted))
    same(made.run(), want)
    assert segments(made.view_state.tree.front) == script
    made.go_to(15)
    made.branch(scale=1.0)
    made.view_state.player.wait()
    third = segments(made.view_state.tree.front)
    assert [segment.step for segment in third] == [0, 8, 15] and third[:2] == script
    same(record(again(third, counting), progress=False), made.record)


def test_a_script_is_not_followed_with_other_settings(made):
    turned = Segment(0, WANTED, (Change(3, "decay", (0.2,)),))
    made.view_state.runner.follow(Script((turned,), dict(WANTED)))
    assert made.run(scale=3).changes == ()


def test_a_leg_that_leaves_where_there_is_no_record_says_so():
    stored = record(counting(WANTED), progress=False)
    rough = stored.until(4)
    with pytest.raises(ValueError, match="at step 2, but nothing was measured"):
        gap = replay(type(rough)(rough.name, rough.settings, rough.sweep, rough.steps[::3],
                                 {"value": rough.values["value"][::3]}))
        record(again([Segment(0, {}), Segment(2, {})], lambda wanted: gap), progress=False)
