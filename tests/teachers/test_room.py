"""A class as one ensemble: thirty lines become a map, and each bad line gets its sentence."""

import csv
import io
import json
import os
import re

import numpy as np
import pytest

import grokviz as gv
from grokviz import i18n
from grokviz.cli import class_page
from grokviz.metrics import PHASES
from grokviz.teachers.lines import read
from grokviz.teachers.planes import plane_of, theory_line
from grokviz.teachers.seats import PLANE, link

PLANE_ = plane_of(PLANE)
SMALL = "&width=12&n=20&eps=0.1&lr=0.02&steps=300"         # trained in a moment


def said(seat, settings, end="train=40 test=never"):
    return f"seat {seat}  ?lab=teacher_student{settings}{SMALL}  {end}"


def truth(text):
    """What a line has to say, from a run of its own."""
    record = gv.record(gv.recipes.teacher_student.grokking(
        **read(f"{text}  train=1 test=1", PLANE_).settings))
    times = [record.t_train[0], record.t_test[0]]
    return " ".join(f"{k}={'never' if np.isnan(v) else int(v)}"
                    for k, v in zip(("train", "test"), times, strict=True))


@pytest.fixture(scope="module")
def room():
    """Five good lines, the third in doubt, the last diverging; and everything that goes wrong."""
    lines = [
        said(1, "&alpha=1&wd=0.1", ""), said(2, "&alpha=3&wd=0.01", ""),
    ]
    lines = [f"{line} {truth(line)} guess=200" for line in lines[:2]]
    lines += [
        said(3, "&alpha=0.3&wd=1", "train=7 test=9"),
        "Good morning!",
        "seat 4  ?lab=teacher_student&alpha=0.6",                   # cut
        "seat 5  grokviz:2.eyJsYWIi.00000000  train=1 test=2",      # of a newer version
        said(1, "&alpha=2&wd=0.1"),                                 # the first seat again
        "seat 6  ?lab=plane&wd=0.1  train=1 test=2",
        "seat 7  ?lab=teacher_student&alpha=99  train=1 test=2",
        "?lab=teacher_student  train=1 test=2",
        "seat 8  ?lab=teacher_student  train=soon test=2",
        said(9, "&alpha=1&wd=0.1").replace("lr=0.02", "lr=1") + " guess=never why=slide.1",
    ]
    return gv.classroom("\n".join(lines))


def test_every_bad_line_is_answered_by_its_number_and_the_rest_go_on(room):
    assert sorted(s.seat for of in room.maps for s in of.seats) == [1, 2, 3, 9]
    wanted = ["line 5: this line ends too early", "line 6: .*version 2",
              "line 1: seat 1 handed in again .line 7.", "line 8: .* of the lab 'plane'",
              "line 9: .*from 0.1 to 10", "line 10: this line names no seat",
              "line 11: train is 'soon'"]
    assert len(room.answers) == len(wanted)
    for pattern, answer in zip(wanted, room.answers, strict=True):
        assert re.match(pattern, answer), answer


def test_other_settings_have_a_map_of_their_own(room):
    assert [[s.seat for s in of.seats] for of in room.maps] == [[1, 2, 3], [9]]
    assert room.maps[1].settings["learning_rate"] == 1


def test_the_ensemble_finds_what_each_run_finds_alone_and_marks_the_line_that_differs(room):
    rows = {row["seat"]: row for row in room.rows()}
    assert rows[2]["agrees"] is True and rows[3]["agrees"] is False
    assert rows[1]["agrees"] is False                   # its newer line says what it never did
    assert "?" in room.value and "seat 1, 3" in repr(room)
    assert all(row["phase"] in PHASES for row in rows.values())


def test_a_guess_is_compared_and_a_why_counted(room):
    rows = {row["seat"]: row for row in room.rows()}
    assert rows[9]["guess"] == "never" and rows[9]["guess_factor"] == ""
    assert rows[9]["why"] == "slide.1" and "First reasons" in room.value


def test_the_record_and_the_table_are_kept(room, tmp_path):
    gv.save(room.record, tmp_path / "room.npz")
    assert gv.load(tmp_path / "room.npz").sweep["seat"].tolist() == [1, 2, 3]
    table = list(csv.DictReader(io.StringIO(room.csv)))
    assert [row["seat"] for row in table] == ["1", "2", "3", "9"]
    page, numbers = room.save(tmp_path)
    assert "<svg" in page.read_text() and numbers.read_text() == room.csv


def test_a_run_that_diverges_is_confusion_and_the_others_go_on():
    fast = SMALL.replace("lr=0.02", "lr=1")
    lines = [f"seat {n}  ?lab=teacher_student&alpha={a}&wd=0.1{fast}  train=never test=never"
             for n, a in ((1, 10), (2, 0.3))]
    room = gv.classroom("\n".join(lines))
    assert room.maps[0].record.runs == 2 and not room._trouble


def test_without_training_the_map_shows_what_the_lines_say():
    lines = {n: f"{link(n)}  train=100 test={300 * n} guess=1000" for n in range(1, 31)}
    room = gv.classroom(lines, train=False)
    assert len(room.rows()) == 30 and "says" not in repr(room)
    assert "no run was trained again" in repr(room)
    assert room.value.count("<g tabindex") == 30
    assert repr(room).startswith("30 seats: ") and "30 guesses" in repr(room)
    with pytest.raises(ValueError, match="train=True"):
        _ = room.record


def test_several_seats_of_one_place_are_k_of_n():
    line = "?lab=teacher_student&alpha=1&steps=4000&init_seed={}  train=100 test={}"
    room = gv.classroom({1: line.format(1, 150), 2: line.format(2, 5000), 3: line.format(3, 160)},
                        train=False)
    assert "C 2/3" in room.value


def test_theorys_line_is_one_over_the_budget():
    """t_test ∝ 1/λ, so at the line's decay the predicted time is the budget."""
    settings = PLANE_.settings.defaults() | {"steps": 4000}
    line = theory_line(PLANE_, settings)
    assert len(line) > 5
    for decay, scale in line:
        given = settings | {"weight_decay": decay, "init_scale": scale}
        assert PLANE_.predicted(given) == pytest.approx(4000, rel=1e-6)


def test_a_folder_of_texts_notebooks_and_saved_runs(tmp_path):
    (tmp_path / "a.txt").write_text(said(1, "&alpha=1"))
    notebook = {"cells": [{"cell_type": "markdown", "source": [said(2, "&alpha=2")]},
                          {"cell_type": "code", "source": ["1"], "outputs": [
                              {"text": [said(3, "&alpha=3")]}]}]}
    (tmp_path / "b.ipynb").write_text(json.dumps(notebook))
    (tmp_path / "broken.ipynb").write_text("{")
    lab = gv.TeacherStudentLab(init_scale=0.5, steps=100, width=10, n_train=20)
    lab.run()
    lab.save(tmp_path / "seat4.npz")
    line = lab.hand_in(5)
    (tmp_path / "c.txt").write_text(line)
    lab.close()
    (tmp_path / "class.csv").write_text("ours")
    (tmp_path / "seat6.npz").write_text("forged")
    os.utime(tmp_path / "a.txt", (1, 1))
    room = gv.classroom(tmp_path, train=False)
    assert sorted(row["seat"] for row in room.rows()) == [1, 2, 3, 4, 5]
    four, five = (next(r for r in room.rows() if r["seat"] == n) for n in (4, 5))
    assert {k: four[k] for k in four if k != "seat"} == {k: five[k] for k in five if k != "seat"}
    assert len(room.answers) == 1 and room.answers[0].startswith("seat6.npz: ")


def test_a_path_of_nothing_is_an_error():
    with pytest.raises(FileNotFoundError, match="no file"):
        gv.classroom("nowhere.txt")


def test_the_command_writes_a_page_and_prints_seats(tmp_path, capsys):
    (tmp_path / "lines.txt").write_text(f"seat 1  {link(1)}  train=100 test=900")
    assert class_page.main([str(tmp_path), "--claimed", "--no-browser", "--language=zh"]) == 0
    assert "1 个座位" in capsys.readouterr().out and i18n.language() == "en"
    assert 'lang="zh"' in (tmp_path / "class.html").read_text(encoding="utf-8")
    assert class_page.main(["--seats=4"]) == 0
    assert capsys.readouterr().out.splitlines() == [f"seat {n}  {link(n, 4)}" for n in range(1, 5)]
    with pytest.raises(SystemExit) as ended:
        class_page.main([str(tmp_path / "none")])
    assert ended.value.code == 1
    with pytest.raises(SystemExit) as ended:
        class_page.main([])
    assert ended.value.code == 2
