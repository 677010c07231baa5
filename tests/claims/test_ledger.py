"""What the ledger prints and returns, on claims that train nothing."""

import json
from dataclasses import replace

import numpy as np
import pytest

from grokviz.claims import command as claims
from grokviz.claims.ledger import Claim, Verdict, each_seed, table
from grokviz.divergence import Diverged, Lost
from grokviz.run import Record

KEYS = ["id", "area", "paper", "figure", "statement", "wanted", "measured", "holds", "expected",
        "seconds"]


def claim(holds=True, reason="", **other):
    given = dict(id="water_is_wet", area="here", paper="a paper", figure="Fig. 1", wanted="wet",
                 statement="Water is wet.", test=lambda: holds,
                 rule=lambda found: Verdict(found, f"found {found}"))
    return Claim(**given | other, reason=reason)


def ledger(monkeypatch, *entries):
    monkeypatch.setattr(claims, "AREAS", {"here": entries})


@pytest.mark.parametrize(("holds", "expected", "status"), [
    (True, True, 0), (False, True, 1), (False, False, 0), (True, False, 1),
])
def test_the_status_is_1_where_a_claim_came_out_other_than_expected(
    holds, expected, status, monkeypatch, capsys
):
    one = claim(holds, "" if expected else "it is ice")
    ledger(monkeypatch, claim(id="before"), one, claim(id="after"))
    assert claims.main(["here"]) == status
    said = capsys.readouterr().out
    assert ("OTHER THAN EXPECTED" in said) == bool(status)
    assert f"{2 + holds} of 3 claims hold; {status} came out" in said


def test_json_is_a_list_of_claims_and_nothing_else(monkeypatch, capsys):
    ledger(monkeypatch, claim(), claim(False, "it is ice", id="ice"))
    assert claims.main(["--json"]) == 0
    wet, ice = json.loads(capsys.readouterr().out)
    assert list(wet) == list(ice) == KEYS
    assert wet["measured"] == "found True" and wet["holds"] is wet["expected"] is True
    assert ice["measured"] == "found False (not expected to hold: it is ice)"
    assert ice["holds"] is ice["expected"] is False
    assert 0 <= wet["seconds"] < 1


def test_an_unknown_area_names_the_known_ones(capsys):
    with pytest.raises(SystemExit) as ended:
        claims.main(["teacher"])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert "no area 'teacher'" in said.err and "teacher_student" in said.err and not said.out


def test_a_claim_with_a_reason_is_not_expected_to_hold():
    assert claim().expected and not claim(reason="it is ice").expected


def test_a_run_that_diverges_counts_against_the_claim():
    def test():
        raise Diverged(70, 0, float("nan"), {"learning_rate": 1.0})

    judged = claim(test=test).judge()
    assert not judged.holds and judged.surprising
    assert "is not finite at step 70" in judged.measured


@pytest.mark.parametrize("shape", [lambda r: r, lambda r: [{0.1: r}, {}], lambda r: {"a": (1, r)}])
def test_a_run_of_an_ensemble_that_diverges_counts_against_the_claim_too(shape):
    lost = Lost(70, 1, float("inf"), {"learning_rate": 1.0})
    found = Record("r", {}, {"seed": np.arange(2)}, np.array([0]), {}, (), (lost,))
    judged = claim(test=lambda: shape(found), rule=lambda found: Verdict(True, "fine")).judge()
    assert not judged.holds and judged.measured == str(lost)
    whole = replace(found, diverged=())
    assert claim(test=lambda: shape(whole), rule=lambda found: Verdict(True, "fine")).judge().holds


def test_seeds_are_counted_and_all_have_to_agree():
    judge = each_seed(lambda x: Verdict(x > 0, f"{x}"))
    assert judge([1, 2]) == (True, "2 of 2 seeds: 1; 2")
    assert judge([1, -2, 3]) == (False, "2 of 3 seeds: 1; -2; 3")
    assert not judge([]).holds


def test_the_table_shows_measured_beside_wanted_and_why_not():
    said = table([claim(False, "it is ice").judge()])
    assert said.splitlines()[0].startswith("FAILS  here.water_is_wet  [Fig. 1]")
    for part in ("Water is wet.", "wanted   wet", "measured found False", "because  it is ice"):
        assert part in said
    assert "OTHER" not in said


def test_the_ledger_itself_is_in_order():
    for area, entries in claims.AREAS.items():
        ids = [entry.id for entry in entries]
        assert len(entries) >= 10 and len(set(ids)) == len(ids)
        for entry in entries:
            assert entry.area == area
            assert all((entry.paper, entry.figure, entry.statement, entry.wanted))
