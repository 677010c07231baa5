"""Stored verdicts: written by the command, whole, and those of the claims there are."""

import json
import re
from pathlib import Path

import pytest

import grokviz
from grokviz.claims import command, verdicts
from grokviz.claims.ledger import Claim, Verdict
from grokviz.claims.seeds import SEEDS
from grokviz.storage import sources
from grokviz.storage.files import StoreError

README = Path(grokviz.__file__).parents[1] / "README.md"
AREAS = verdicts.areas()
SAID = ("paper", "figure", "statement", "wanted", "expected")


@pytest.fixture
def stored(monkeypatch, tmp_path):
    """Two claims of one area, and a folder of its own for their verdicts."""
    claims = [Claim(id=name, area="here", paper="a paper", figure="Fig. 1", wanted="wet",
                    statement="Water is wet.", test=lambda: 1, reason=reason,
                    rule=lambda found, reason=reason: Verdict(
                        not reason, "3 of 4 seeds (19% to 99%): 1", 3, 4))
              for name, reason in (("wet", ""), ("ice", "it is ice"))]
    monkeypatch.setattr(command, "AREAS", {"here": claims})
    monkeypatch.setattr(sources, "DATA", tmp_path)
    assert command.main(["here", "--store"]) in (0, 1)
    return claims


def test_the_command_stores_what_it_prints_as_json(stored, capsys):
    capsys.readouterr()
    command.main(["here", "--json"])
    printed = json.loads(capsys.readouterr().out)
    about = verdicts.read("here")
    for ours, wanted in zip(about["claims"], printed, strict=True):
        assert ours | {"seconds": 0} == wanted | {"seconds": 0}
    assert about["settings"]["seeds"] == list(SEEDS)
    made = about["made"]
    assert made["command"] == "grokviz claims here --store" and made["seconds"] >= 0
    assert {"python", "grokviz", "torch", "numpy"} <= set(made["versions"])


def test_they_are_counted_an_area_a_line(stored, capsys):
    assert command.main(["--stored"]) == 0
    *_, line = capsys.readouterr().out.splitlines()
    assert line == "| `here` | a paper | 2 | 1 | 1 | 4 |"


def test_claims_are_found_by_name_in_the_order_asked_for(stored):
    assert [row["id"] for row in verdicts.rows("here", ["ice", "wet"])] == ["ice", "wet"]
    with pytest.raises(ValueError, match="no claim of here 'wett'; did you mean 'wet'"):
        verdicts.rows("here", ["wett"])
    with pytest.raises(ValueError, match="no area 'there'"):
        verdicts.rows("there")


def test_a_changed_file_is_refused(stored):
    path = verdicts.path_of("here")
    path.write_text(path.read_text(encoding="utf-8").replace("3 of 4", "4 of 4"), encoding="utf-8")
    with pytest.raises(StoreError, match="damaged; type: grokviz claims here --store"):
        verdicts.read("here")


def test_other_seeds_are_not_stored(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["plane", "--store", "--quick"])
    assert ended.value.code == 2 and "leave out --seeds" in capsys.readouterr().err


# ---- those of the package -------------------------------------------------------------------

def test_every_area_has_stored_verdicts():
    assert sorted(command.AREAS) == AREAS


@pytest.mark.parametrize("area", AREAS)
def test_stored_verdicts_are_those_of_the_claims_there_are(area):
    """If they are not: grokviz claims AREA --store, then grokviz lessons --verdicts."""
    about = verdicts.read(area)
    assert about["area"] == area and about["settings"]["seeds"] == list(SEEDS)
    assert about["made"]["command"] == f"grokviz claims {area} --store"
    told = {row["id"]: {name: row[name] for name in SAID} for row in about["claims"]}
    assert told == {claim.id: {name: getattr(claim, name) for name in SAID}
                    for claim in command.AREAS[area]}
    assert [row["id"] for row in about["claims"] if row["holds"] != row["expected"]] == []


def test_the_readme_counts_the_stored_verdicts():
    """If it does not: put in what `grokviz claims --stored` prints."""
    table = re.search(r"\| area \| paper \|.*?\n\n", README.read_text(encoding="utf-8"), re.DOTALL)
    assert table[0].strip() == verdicts.counted()
