"""A penalty that is entered in the table is everywhere: nothing else is changed here."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

import grokviz as gv
from grokviz.claims.penalties import claims, rules, runs
from grokviz.optim.penalties import PENALTIES, Penalty
from grokviz.recipes import modular_addition, penalties, penalty_forecast, teacher_student
from grokviz.recording import record

FEW = {"steps": 100, "records": [0, 100]}


def lengths(w):
    """Of rows, (runs, ..., rows, 1); away from 0."""
    return w.norm(dim=-1, keepdim=True).clamp_min(1e-12)


ROWS = Penalty(                                 # sum of the lengths of all rows
    "rows", "ℓ2,1", "few rows", "the norm of rows",
    norm=lambda matrices: sum(((w * w).sum(2) ** 0.5).sum(1) for w in matrices),
    subgradient=lambda w: w / lengths(w),
    proximal=lambda w, t: w * (1 - t / lengths(w)).clamp_min(0),
    dual_norm=lambda matrices: np.linalg.norm(matrices, axis=2).max(1),
    look=3, of_matrices=True,
)


@pytest.fixture
def rows(monkeypatch):
    monkeypatch.setitem(PENALTIES, "rows", ROWS)


@pytest.mark.parametrize("table", [teacher_student.SETTINGS, modular_addition.SETTINGS,
                                   *penalties.SETTINGS.values()])
def test_it_is_in_the_menu(rows, table):
    assert table["penalty"].options["rows"] == "rows: few rows"
    assert table["penalty"].check("rows: few rows") == "rows"
    assert table["penalty"].check("l1+rows") == "l1+rows"


def test_a_network_trains_under_it_as_with_its_own_gradient(rows):
    """One step of plain descent, beside autograd of the norm itself."""
    options = dict(weight_decay=0, learning_rate=0.01, optimizer="sgd", dtype="float64", width=6,
                   steps=100, records=[0, 1])

    def weights(penalty):
        stream = teacher_student.grokking(penalty=penalty, penalty_strength=0.1, **options).start(
            {})
        states = [s.state() for s in stream if s is not None and s.state is not None]
        return [{k.removeprefix("params/"): torch.as_tensor(v) for k, v in state.items()
                 if k.startswith("params/")} for state in states[:2]]

    (start, plain), (same, pulled) = weights("none"), weights("rows")
    W = [same[k].clone().requires_grad_() for k in same if k.startswith("W")]
    found = torch.autograd.grad(ROWS.norm(W).sum(), W)
    moved = dict(zip((k for k in same if k.startswith("W")), found, strict=True))
    for name, value in plain.items():
        assert torch.equal(start[name], same[name])
        wanted = value - 0.01 * 0.1 * moved.get(name, 0)
        assert_allclose(pulled[name], wanted, rtol=1e-12, atol=1e-15)


def test_beside_a_compiled_penalty_each_has_its_own_step(rows):
    found = record(teacher_student.grokking(
        weight_decay=0, penalty=["none", "l1", "l1+rows", "rows"], penalty_strength=1e-3, width=6,
        **FEW), progress=False)
    norm = found.values["rows_norm"][-1]
    assert norm[3] < norm[0] and norm[2] < norm[1]
    alone = record(teacher_student.grokking(weight_decay=0, penalty="l1", penalty_strength=1e-3,
                                            width=6, **FEW), progress=False)
    assert_allclose(found.values["train_loss"][:, 1], alone.values["train_loss"][:, 0], rtol=1e-4)


@pytest.mark.parametrize("method", penalties.METHODS)
def test_a_descent_steps_by_it(rows, method):
    """A matrix, beside the loop one would write."""
    made = dict(penalty="rows", penalty_strength=0.02, method=method, rows=5, n_train=12, rank=1,
                init_scale=1.0, learning_rate=0.1)
    found = record(penalties.matrix_completion(**made, steps=100, records=[0, 40]),
                   progress=False).values
    known = penalty_forecast.known(penalties.matrix_completion(**made, **FEW))
    w = torch.as_tensor(found["product"][0])
    truth, seen = (torch.as_tensor(known[k]) for k in ("matrix", "observed"))
    for _ in range(40):
        moved = w - 0.1 * (w - truth) * seen
        w = (ROWS.proximal(moved, torch.tensor(0.002, dtype=torch.float64)) if method == "proximal"
             else moved - 0.002 * ROWS.subgradient(w))
    assert_allclose(found["product"][1], w, rtol=1e-9, atol=1e-12)
    assert_allclose(found["rows_norm"][1], ROWS.norm([w]), rtol=1e-9)


def test_races_have_a_run_of_it_and_too_strong_is_refused(rows):
    race = penalties.race(**FEW)
    assert race.sweep["penalty"].tolist() == ["none", "l1", "l2", "nuclear", "rows"]
    assert teacher_student.race(width=6, **FEW).sweep["penalty"].tolist()[-1] == "rows"
    with pytest.raises(ValueError, match="on the rows penalty takes every weight to 0"):
        penalties.matrix_sensing("rows", 10.0, **FEW)


def test_claims_judge_it_too(rows, monkeypatch):
    class Planned(Exception):
        """Instead of training: the experiments that a claim would run."""

    def plan(*made):
        raise Planned(*made)

    monkeypatch.setattr(runs, "run", plan)
    monkeypatch.setattr(runs, "run_named", lambda made: plan(*made.values()))
    for test in (runs.sparse_race, runs.sensing_race, runs.completion_race):
        with pytest.raises(Planned) as planned:
            test((9,))
        assert "rows" in planned.value.args[0].sweep["penalty"]
    with pytest.raises(Planned) as planned:
        runs.group((9,))
    assert len(planned.value.args) == 5
    short = record(penalties.race(**FEW), progress=False)
    of_rows = short.values["test_error"][-1, -1]
    assert rules.winner("rows", 0.5)(short).measured.startswith(f"{of_rows:.2g}, ")
    assert {claim.id for claim in claims.CLAIMS} >= {"sparse_race", "group_groks"}


def test_the_key_of_the_plot_and_the_lab_s_menu_have_it(rows):
    lab = gv.PenaltyLab(view="Sensing")
    try:
        menu = lab.controls.rows["penalty"].list
        assert ("rows: few rows", "rows") in menu.options
        lab.update({"penalty": "rows", "penalty_strength": 0.02, "steps": 1000})
        run = lab.run()
        assert run.values["rows_norm"].shape[1] == 1
        texts = [text for plot in lab.view_state.plots for mark in plot.figure.marks
                 for text in getattr(mark, "text", ())]
        assert "ℓ2,1" in texts
        assert "the norm of rows" in lab.status
    finally:
        lab.close()
