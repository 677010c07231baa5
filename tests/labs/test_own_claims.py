"""Claims of one's own: judged seed by seed, and reported from their records."""

import json
import re
from types import SimpleNamespace

import pytest
from scipy.stats import binomtest

import grokviz as gv
from grokviz.labs.own_claims import _judge

RECIPE = gv.recipes.teacher_student.grokking
SHORT = {"steps": 300, "width": 10}


@pytest.fixture(scope="module")
def made():
    return gv.claim(
        "Larger weights give a larger norm.", RECIPE, SHORT | {"init_scale": 2},
        control={"init_scale": 1}, seeds=[3, 5, 8], predicted=2,
        rule=lambda run, control: run.values["weight_norm"][0, 0] > 1.9 * norm(control))


def norm(record):
    return record.values["weight_norm"][0, 0]


def test_a_claim_trains_each_seed_and_its_control_and_judges_them(made):
    assert made and made.obeyed == 3 and made.needed == 3 and made.predicted == 2
    assert [row.seed for row in made.rows] == [3, 5, 8]
    for seed, run, control in zip((3, 5, 8), made.records, made.controls, strict=True):
        assert {k: v.item() for k, v in run.sweep.items() if k.endswith("seed")} == {
            "data_seed": seed, "teacher_seed": seed, "init_seed": seed + 1}
        assert norm(run) == pytest.approx(2 * norm(control), rel=1e-5)
        alone = gv.record(RECIPE(init_scale=2, data_seed=seed, teacher_seed=seed,
                                 init_seed=seed + 1, **SHORT), progress=False)
        assert alone.values["test_loss"][-1, 0] == run.values["test_loss"][-1, 0]


def test_the_interval_is_that_of_another_library(made):
    other = binomtest(3, 3).proportion_ci(method="exact")
    assert made.interval == pytest.approx((other.low, other.high))


def test_a_claim_that_does_not_hold_is_false_and_names_the_seeds_against_it(tmp_path):
    made = gv.claim("Seed 5 alone.", RECIPE, SHORT, seeds=[3, 5], predicted=2,
                    rule=lambda run: run.sweep["data_seed"][0] == 5)
    assert not made and made.obeyed == 1 and made.changed is None
    assert "Does not hold: 1 of 2 seeds obey" in repr(made) and "1 of 2" in made._repr_html_()
    said = made.report(tmp_path / "mine.md").read_text()
    assert "Seeds that do not obey: 3." in said and "There is no control." in said


def test_a_run_that_is_lost_counts_against_the_claim():
    lost = gv.Diverged.__new__(gv.Diverged)
    row = _judge(4, lost, None, lambda run: True, dict)
    assert not row.obeys and row.seed == 4


@pytest.mark.parametrize("ending", ["md", "html"])
def test_the_report_has_prediction_rule_control_numbers_curves_and_code(made, tmp_path, ending):
    path = made.report(tmp_path / f"mine.{ending}", author="A. <B>", because="Norms add up.",
                       limits="One task only.")
    said = path.read_text(encoding="utf-8")
    for wanted in ("Larger weights give a larger norm.", "Predicted: 2 of 3 seeds obey.",
                   "1.9 * norm(control)", "init_scale = 1", "Norms add up.", "One task only.",
                   "data:image/png;base64,", "gv.record(gv.recipes.teacher_student.grokking("):
        assert wanted.replace(">", "&gt;" if ending == "html" else ">") in said
    assert ("<B>" in said) == (ending == "md")


def test_the_link_and_the_code_of_a_report_repeat_the_first_run(made, tmp_path):
    said = made.report(tmp_path / "mine.md").read_text(encoding="utf-8")
    again = eval(re.search(r"^gv\.record\((gv\.recipes.*)\)$", said, re.M)[1], {"gv": gv})
    assert dict(again.settings) == dict(made.records[0].settings)
    assert all(again.sweep[k] == v for k, v in made.records[0].sweep.items())
    lab = gv.open_link(re.search(r'gv\.open_link\("(.*)"\)', said)[1])
    assert isinstance(lab, gv.TeacherStudentLab)
    assert {k: lab.value[k] for k in ("init_scale", "width", "data_seed", "init_seed")} == {
        "init_scale": 2, "width": 10, "data_seed": 3, "init_seed": 4}
    lab.close()


def test_a_recipe_without_a_lab_of_its_own_is_repeated_by_code_alone(tmp_path):
    made = gv.claim("The norm falls.", gv.recipes.norm_flow.hyperbola, {"steps": 200},
                    seeds=range(2), predicted=2, rule=lambda run: True)
    assert "open_link" not in made.report(tmp_path / "x.md").read_text(encoding="utf-8")
    assert "train_loss" in repr(made)


def test_more_seeds_than_have_to_obey_are_not_needed():
    rule = SimpleNamespace(seen=0)

    def three_of_four(run):
        rule.seen += 1
        return rule.seen != 2

    assert gv.claim("Three of four.", RECIPE, SHORT | {"steps": 100}, seeds=range(4), predicted=3,
                    rule=three_of_four).needed == 3


@pytest.mark.parametrize(("changes", "error"), [
    ({"settings": {"weight_decy": 1}}, "no .*'weight_decy'.*did you mean 'weight_decay'"),
    ({"settings": SHORT | {"init_scale": [1, 2]}}, "make 2 runs; give one number"),
    ({"predicted": 5}, "predicted is 5; say how many of the 2 seeds"),
    ({"seeds": [1]}, r"seeds are \(1,\); give 2 to 100"),
    ({"seeds": [1, 1]}, "different whole numbers"),
    ({"share": 0}, "share is 0; give the share"),
    ({"rule": lambda run: run.t_tets}, "the rule fails at seed 0 with .*t_tets"),
])
def test_an_impossible_claim_is_answered(changes, error):
    given = {"settings": SHORT | {"steps": 100}, "seeds": range(2), "predicted": 1,
             "rule": lambda run: True} | changes
    with pytest.raises(ValueError, match=error):
        gv.claim("x", RECIPE, **given)


def test_what_is_no_recipe_and_no_report_is_refused(made, tmp_path):
    with pytest.raises(TypeError, match="recipe is 'x'; give a function"):
        gv.claim("x", "x", predicted=0, rule=bool)
    with pytest.raises(ValueError, match=r"report is mine.pdf; end its name with .md or .html"):
        made.report(tmp_path / "mine.pdf")


def test_a_report_can_be_chinese(made, tmp_path):
    gv.language("zh")
    try:
        said = made.report(tmp_path / "mine.md").read_text(encoding="utf-8")
    finally:
        gv.language("en")
    assert "训练之前的说法" in said and json.dumps("结果", ensure_ascii=False)[1:-1] in said
