"""The one line of a run: it says what the run was, and waits for its end."""

from dataclasses import replace

import pytest

import grokviz as gv
from grokviz.run import Change
from grokviz.teachers.lines import read
from grokviz.teachers.planes import plane_of
from grokviz.teaching.predictions.hand_in import line

SMALL = dict(steps=200, width=12, n_train=20, learning_rate=0.02, threshold=0.1)


@pytest.fixture
def lab():
    made = gv.TeacherStudentLab(**SMALL)
    yield made
    made.close()


def test_the_line_of_a_run_is_read_back_as_the_run(lab):
    lab.guess = 150
    record = lab.run(weight_decay=0.2)
    lab.weight_decay = 0.5                          # the line is of the run, not of the slider
    handed = read(lab.hand_in(17), plane_of("teacher_student.phases"))
    assert (handed.seat, handed.guess) == (17, 150)
    assert handed.settings["weight_decay"] == 0.2
    assert {k: handed.settings[k] for k in SMALL} == SMALL
    times = [f"{t:.0f}" for t in (handed.t_train, handed.t_test)]
    assert times == [f"{t[0]:.0f}" for t in (record.t_train, record.t_test)]
    assert len(lab.hand_in(17)) < 200


def test_a_run_that_is_no_single_whole_one_is_refused(lab):
    with pytest.raises(ValueError, match="from 1 to 99,999"):
        lab.hand_in(0)
    lab.step(1)
    with pytest.raises(ValueError, match="not over"):
        lab.hand_in(1)
    record = lab.run()
    turned = replace(record, changes=(Change(100, "weight_decay", (0.3,)),))
    with pytest.raises(ValueError, match="was changed during"):
        line(1, lab.key, lab.table, lab.view_state.asked, turned, None)
    lab.view = "The law"
    many = lab.run()
    with pytest.raises(ValueError, match=f"There are {many.runs} runs"):
        lab.hand_in(1)


def test_share_shows_the_line_with_a_box_for_the_seat(lab):
    lab.run()
    share = next(panel for panel in lab.panels if panel.key == "share")
    lab.pages.tabs["Share"].click()
    share.form.value, share.seat.value = "class", 12
    lab.frames.flush()
    assert share.link.link == lab.hand_in(12) and share.seat.layout.display is None
    share.form.value = "short"
    lab.frames.flush()
    assert share.seat.layout.display == "none"
