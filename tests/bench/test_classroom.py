"""The class that is timed: every line counts, and no two seats train the same run."""

import grokviz as gv
from grokviz.bench import classroom


def test_thirty_lines_are_thirty_runs_of_one_ensemble():
    room = gv.classroom(classroom.handed_in(), train=False)
    assert room.answers == [] and len(room.maps) == 1
    assert len({tuple(s.settings.values()) for s in room.maps[0].seats}) == 30


def test_the_row_is_the_time_until_all_are_trained(monkeypatch):
    short = "seat 1  ?lab=teacher_student&width=12&n=20&steps=300  train=never test=never"
    monkeypatch.setattr(classroom, "handed_in", lambda: short)
    rooms, made = [], gv.classroom
    monkeypatch.setattr(classroom, "classroom", lambda text: rooms.append(made(text)) or rooms[-1])
    (row,) = classroom.rows(quick=True)
    assert rooms[0].maps[0].record is not None and row.ours > 0
    assert (row.unit, row.floor, row.aim) == ("s", 10, 5)
