"""Stored records are made by name, by one command."""

import sys
from importlib import import_module

import numpy as np
import pytest
from small_sweeps import TINY, here

from grokviz import recipes, store
from grokviz.cli import precompute
from grokviz.recipes import teacher_student
from grokviz.recipes.stored import Stored
from grokviz.recording import record
from grokviz.storage import sources


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Two quick records in place of the real ones, in a folder of their own."""
    sizes = dict(width=10, n_train=20, steps=100)
    stored = {
        "a.run": Stored(
            lambda: teacher_student.grokking(init_seed=[1, 2], **sizes), "F1"
        ),
        "a.curve": Stored(
            lambda: teacher_student.lu_curve([0.5, 1], [1], **sizes), "F2", last_only=True
        ),
    }
    engine = import_module("grokviz.engines.train")
    monkeypatch.setattr(engine, "record_steps", lambda steps: (0, steps // 2, steps))
    monkeypatch.setattr(precompute, "stored_records", lambda: stored)
    monkeypatch.setattr(sources, "DATA", tmp_path)
    return stored


def test_a_record_is_made_saved_and_says_how(small, capsys):
    assert precompute.main(["a.run"]) == 0
    assert capsys.readouterr().out.startswith("a.run: 2 runs in ")
    found, wanted = store.stored("a.run"), record(small["a.run"].make(), progress=False)
    np.testing.assert_allclose(found.values["test_loss"], wanted.values["test_loss"], rtol=1e-6)
    made = store.provenance("stored:a.run")["made"]
    assert (made["recipe"], made["source"]) == ("a.run", "F1")
    assert made["command"] == "grokviz precompute a.run" and made["seconds"] >= 0
    with pytest.raises(FileNotFoundError):
        store.stored("a.curve")


def test_without_a_name_all_are_made_and_of_a_landscape_only_the_end(small):
    assert precompute.main([]) == 0
    curve = store.stored("a.curve")
    assert curve.steps.tolist() == [200] and curve.values["test_loss"].shape == (1, 2)
    assert np.isfinite(curve.values["test_loss"]).all()
    assert len(store.stored("a.run").steps) > 1


def test_a_map_is_trained_in_blocks_of_whole_cells_which_are_removed_once_it_is_stored(
    small, monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(precompute, "many", here)
    axes = TINY | dict(init_scale=[1.0, 6.0], weight_decay=[0.1, 1.0], init_seed=[0, 1])
    small["a.map"] = Stored(
        lambda: teacher_student.phase_grid(**{k: v for k, v in axes.items() if k != "records"}),
        "F3", last_only=True,
        train=lambda: teacher_student.grokking(**axes), block=2)
    assert precompute.main(["a.map"]) == 0
    found = store.stored("a.map")
    assert found.name == "teacher_student.phase_grid" and found.runs == 8
    wanted = record(small["a.map"].train(), progress=False)
    np.testing.assert_array_equal(found.values["t_test"][-1], wanted.t_test)
    assert not (tmp_path / "sweeps" / "a.map").exists()


def test_an_unknown_name_is_a_sentence_and_status_2(small, capsys):
    with pytest.raises(SystemExit) as ended:
        precompute.main(["a.rum"])
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert "no stored record 'a.rum'; did you mean 'a.run'" in said and "Traceback" not in said


def test_a_recipe_that_is_put_among_the_others_is_found_with_what_it_stores(monkeypatch, tmp_path):
    """And no line is changed anywhere."""
    (tmp_path / "decay_alone.py").write_text('''
from grokviz.recipes import teacher_student
from grokviz.recipes.stored import Stored
from grokviz.run import Experiment

SETTINGS = teacher_student.SETTINGS


def forgetting(weight_decay=1.0, steps=100) -> Experiment:
    return teacher_student.grokking(weight_decay=weight_decay, steps=steps, width=6, n_train=20)


STORED = {"decay_alone.forgetting": Stored(forgetting, "nowhere")}
''')
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setattr(sources, "DATA", data)
    monkeypatch.setattr(recipes, "__path__", [*recipes.__path__, str(tmp_path)])
    try:
        assert "decay_alone.forgetting" in recipes.experiments()
        assert "decay_alone" in recipes.areas()
        assert precompute.precompute("decay_alone.forgetting").startswith(
            "decay_alone.forgetting: 1 runs in ")
        assert store.stored("decay_alone.forgetting").sweep["weight_decay"].tolist() == [1.0]
    finally:
        sys.modules.pop("grokviz.recipes.decay_alone", None)
        vars(recipes).pop("decay_alone", None)


def test_an_area_stands_for_all_of_its_records():
    assert precompute.of_area("digits") == [
        name for name in precompute.stored_records() if name.startswith("digits.")]
    assert precompute.of_area("digits.law") == ["digits.law"]
    assert precompute.of_area("mnist") == ["mnist"]
