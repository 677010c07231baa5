"""The penalty lab in a browser: every view, the race, the depth, and failed settings."""

import pytest

from browser.lab import (
    CURVES,
    SEEN,
    STAGE,
    button,
    output_area,
    plays_from_to,
    says,
    screenshot,
    set_theme,
)
from grokviz import store

LAB = "import grokviz as gv\ngv.PenaltyLab(view='Sparse vector', pace=None)"
UNDER_L1 = store.stored("modular_addition.grokking_l1")
VIEWS = {"Sensing": (4, "found the truth"), "Completion": (4, "found the truth"),
         "Deep net": (4, "found the truth"), "The race": (4, "1 found the truth: l1"),
         "The law": (2, "10 of 10 runs"), "Teacher": (4, "generalised at step 3,"),
         "Modular": (4, f"generalised at step {UNDER_L1.times()[0]:,.0f}"),
         "Sparse vector": (4, "found the truth at step 6,480–6,720")}


@pytest.fixture
def page(open_notebook):
    page = open_notebook([LAB])
    page.wait_for_selector(CURVES, state="attached")
    return page


def live(page):
    page.wait_for_function("document.querySelector('.grokviz-badge').innerText === 'live'")


def test_it_opens_on_the_race_and_plays_it_to_its_end(open_notebook):
    page = open_notebook(["import grokviz as gv\ngv.PenaltyLab(pace=None)"])
    plays_from_to(page, "Which penalty will find it?", "Only ℓ1 has found the truth")
    assert page.evaluate(f"() => {STAGE}.track.events.length") == 2
    screenshot(page, "penalties-race")


def test_every_view_appears_whole_and_recorded(page):
    width, _ = output_area(page)
    for view, (pictures, said) in VIEWS.items():
        button(page, view).click()
        page.wait_for_function(
            SEEN,
            arg=pictures)
        says(page, said)
        assert page.locator(".grokviz-badge").inner_text() == "recorded"
        box = page.locator(".grokviz").first.bounding_box()
        assert box["height"] <= 620 and box["width"] <= width
        screenshot(page, f"penalties-{view.split()[-1].lower()}")
    set_theme(page, "dark")
    screenshot(page, "penalties-dark")


def test_depth_is_typed_and_turns_failure_into_finding(page):
    button(page, "Deep net").click()
    says(page, r"found the truth at step 1\d,")        # not yet that of the view before
    box = page.get_by_role("textbox", name="L factors of the model")
    for depth, said in (("1", "like least squares"), ("3", "found the truth at step 4,")):
        box.fill(depth)
        box.press("Enter")
        says(page, said)
    live(page)


def test_the_other_truth_is_raced_for_and_another_penalty_wins(page):
    button(page, "The race").click()
    says(page, "1 found the truth: l1")
    page.get_by_label("truth", exact=True).select_option("a low-rank matrix")
    says(page, "step 10,000.*found the truth: nuclear")
    live(page)
    assert page.get_by_role("textbox", name="N measurements").input_value() == "60"


def test_a_large_start_fools_and_s_makes_the_arrival_a_corner(page):
    page.get_by_label("preset", exact=True).select_option("fooled by l2")
    says(page, "the truth is not found")
    page.get_by_label("preset", exact=True).select_option("l1: late")
    says(page, "–6,660.")
    page.get_by_label("time axis", exact=True).select_option("s = η β step")
    axes = page.locator(".grokviz-pictures .axislabel:visible")
    axes.filter(has_text="slow time").first.wait_for()
    screenshot(page, "penalties-slow")


def test_too_few_measurements_are_refused_with_the_bound_and_mended(page):
    box = page.get_by_role("textbox", name="N measurements")
    box.fill("8")
    box.press("Enter")
    says(page, "too few to tell solutions apart; give at least 10")
    button(page, "try N 10").click()
    live(page)
    page.wait_for_function(
        "document.querySelector('.grokviz-n_train input[type=text]').value === '10'")
