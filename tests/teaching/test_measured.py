"""The table of stored verdicts that lessons show."""

import pytest

from grokviz.claims import verdicts
from grokviz.i18n import language
from grokviz.teaching.measured import Measured, measured

ROW = {"id": "wet", "area": "here", "paper": "a paper", "figure": "Fig. 1", "expected": True,
       "statement": "Water is wet & <cold>.", "wanted": "wet", "seconds": 1.0}
ROWS = [
    ROW | {"measured": "7 of 8 seeds (47% to 100%): 3.2 / 4.1", "holds": True, "obeyed": 7,
           "seeds": 8, "interval": [0.473, 0.997]},
    ROW | {"measured": "12 times (not expected to hold: it is (dry) ice)", "holds": False,
           "obeyed": None, "seeds": None, "interval": None, "figure": "Fig. 2"},
]


@pytest.fixture(autouse=True)
def _stored(monkeypatch):
    monkeypatch.setattr(verdicts, "rows", lambda area, ids: ROWS)
    yield
    language("en")


def test_a_claim_is_shown_with_rule_numbers_seeds_and_interval():
    assert repr(measured("here")).splitlines()[:4] == [
        "Water is wet & <cold>. (Fig. 1)", "  it holds if: wet",
        "  we measured: Holds: 3.2 / 4.1", "  seeds that obey (95% interval): 7 of 8 (47% to 100%)"]


def test_a_claim_that_was_not_judged_on_seeds_has_no_count_of_them():
    assert repr(measured("here")).splitlines()[5:] == [
        "Water is wet & <cold>. (Fig. 2)", "  it holds if: wet",
        "  we measured: Does not hold: 12 times", "  because: it is (dry) ice"]


def test_in_a_notebook_it_is_a_table_with_its_texts_escaped():
    shown = measured("here")._repr_html_()
    assert shown.count("<tr>") == 3 and shown.count('scope="col"') == 4
    assert "<i>because: it is (dry) ice</i>" in shown
    assert "Water is wet &amp; &lt;cold&gt;." in shown and "7 of 8 (47% to 100%)" in shown


def test_its_headings_are_in_the_present_language():
    language("zh")
    assert "我们测得" in measured("here")._repr_html_()


def test_the_numbers_of_many_seeds_are_folded_behind_those_of_one():
    row = verdicts.rows("here", None)[0] | {"measured": "3 of 3 seeds (29% to 100%): a; b; c",
                                               "seeds": 3, "obeyed": 3, "interval": (0.29, 1)}
    shown = Measured([row])._repr_html_()
    assert ": a<details><summary>" in shown and "</summary>a; b; c</details>" in shown


def test_a_time_that_did_not_come_is_called_never():
    row = ROWS[0] | {"measured": "7 of 8 seeds (47% to 100%): 4x; nanx; +nan%; 5 before nan; nanny"}
    assert "4x; never; never; 5 before never; nanny" in " ".join(repr(Measured([row])).split())
