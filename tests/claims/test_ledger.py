"""The ledger's output and return values, on claims that train nothing."""

import json
from dataclasses import replace

import numpy as np
import pytest
from ledgers import small_ledger

from grokviz.claims import command as claims
from grokviz.claims import judging
from grokviz.claims.ledger import Claim, Verdict, each_seed, table
from grokviz.claims.rules import excludes
from grokviz.claims.seeds import seeded
from grokviz.divergence import Diverged, Lost
from grokviz.run import Record

KEYS = ["id", "area", "paper", "figure", "statement", "wanted", "measured", "holds", "expected",
        "seconds", "obeyed", "seeds", "interval", "undecided"]


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
    assert f"{status} came out" in said
    area, count, held, missed, seeds, _ = said.splitlines()[-2].split()
    assert (area, count, held, seeds) == ("here", "3", str(2 + holds), "1")
    assert int(missed) == (not holds and not expected)


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


def test_three_of_four_seeds_have_to_obey():
    judge = each_seed(lambda x: Verdict(x > 0, f"{x}"))
    assert judge([1, 2]) == (True, "2 of 2 seeds (16% to 100%): 1; 2", 2, 2)
    assert judge([1, -2, 3, 4]).holds and not judge([1, -2, 3]).holds
    assert not judge([]).holds
    assert not each_seed(judge.rule, rate=1)([1, -2, 3, 4]).holds


@seeded
def drawn(seeds=(0, 1)):
    return list(seeds)


def test_a_claim_is_judged_on_the_seeds_that_are_asked_for(monkeypatch, capsys):
    above = each_seed(lambda x: Verdict(x > 90, f"{x}"))
    ledger(monkeypatch, claim(test=drawn, rule=above))
    assert claims.main(["--json", "--seeds", "100:103"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["obeyed"], row["seeds"], row["interval"]) == (3, 3, [0.292, 1.0])
    assert claims.main(["--quick"]) == 1
    assert "0 of 2 seeds (0% to 84%): 0; 1" in capsys.readouterr().out
    assert claims.main([]) == 1 and "0 of 8 seeds" in capsys.readouterr().out


@pytest.mark.parametrize(("found", "reason", "rate", "word"), [
    ((1, 0), "", 0.75, "undecided"),                    # 44% of all pairs miss once or twice
    ((0, 0), "", 0.75, "OTHER"),                        # 6% miss twice
    ((1, 1), "", 0.75, "holds"),
    ((1, 1), "ice", 0.75, "undecided"),
    ((0, 1), "ice", 0.75, "FAILS"),
    ((1, 0), "", 1, "OTHER"),                           # "each" allows no exception
])
def test_two_seeds_are_not_fooled(found, reason, rate, word, monkeypatch, capsys):
    rule = each_seed(lambda x: Verdict(bool(x), f"{x}"), rate)
    ledger(monkeypatch, claim(test=seeded(lambda seeds: found), rule=rule, reason=reason))
    status = claims.main(["--quick"])
    said = capsys.readouterr().out
    head, *_, last = said.splitlines()
    assert head.startswith("FAILS" if word == "OTHER" else word) and status == (word == "OTHER")
    assert ("1 undecided on so few seeds" in last) == (word == "undecided")
    assert claims.main([]) == (word in ("undecided", "OTHER"))      # on all seeds nothing is open


def test_areas_side_by_side_say_what_they_say_one_by_one(monkeypatch):
    """In processes of their own, which get the ledger by its name."""
    apart = judging.judged(["one", "two"], small_ledger, (0, 1))
    monkeypatch.setattr(judging, "cores", lambda: 1)
    alone = judging.judged(["one", "two"], small_ledger, (0, 1))
    assert [(j.claim.id, j.verdict, j.few) for j in apart] == [
        (j.claim.id, j.verdict, j.few) for j in alone]
    assert [j.claim.id for j in alone] == ["first", "second", "third"]


def test_seeds_that_are_none_are_answered_before_anything_runs(monkeypatch, capsys):
    ledger(monkeypatch, claim(test=lambda: pytest.fail("it ran")))
    with pytest.raises(SystemExit):
        claims.main(["--seeds", "8:2"])
    assert "type two whole numbers" in capsys.readouterr().err


def test_a_rule_that_is_blind_is_told(monkeypatch, capsys):
    learns = Record("r", {}, {"seed": np.zeros(1)}, np.arange(2), {"loss": np.array([[2.0], [1]])})

    @excludes("frozen", "x0.5")
    def falls(found):
        loss = found.values["loss"]
        return Verdict(loss[-1, 0] < loss[0, 0], "")

    ledger(monkeypatch, claim(test=lambda: learns, rule=falls))
    assert claims.main(["--mutations"]) == 1
    assert "here.water_is_wet: notices frozen; MISSES x0.5" in capsys.readouterr().out
    ledger(monkeypatch, claim(test=lambda: learns, rule=excludes("frozen")(lambda f: falls(f))))
    assert claims.main(["--mutations"]) == 0
    ledger(monkeypatch, claim(test=lambda: learns, rule=lambda found: Verdict(True, "")))
    assert claims.main(["--mutations"]) == 1            # it names nothing that it excludes


def test_the_table_shows_measured_beside_wanted_and_why_not():
    said = table([claim(False, "it is ice").judge()])
    assert said.splitlines()[0].startswith("FAILS  here.water_is_wet  [Fig. 1]")
    for part in ("Water is wet.", "wanted   wet", "measured found False", "because  it is ice"):
        assert part in said
    assert "OTHER" not in said


def test_the_ledger_itself_is_in_order():
    for area, entries in claims.AREAS.items():
        ids = [entry.id for entry in entries]
        assert len(entries) >= 5 and len(set(ids)) == len(ids)
        for entry in entries:
            assert entry.area == area
            assert all((entry.paper, entry.figure, entry.statement, entry.wanted))


def test_a_time_that_did_not_come_is_printed_as_never_and_stays_a_number_in_the_json():
    late = claim(rule=lambda found: Verdict(found, "520 before nan; nanx")).judge()
    assert "520 before never; never" in table([late])
    assert late.row()["measured"] == "520 before nan; nanx"
