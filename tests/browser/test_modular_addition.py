"""The modular-addition lab as a learner has it: trained until it generalises, the circle seen."""

import re

import numpy as np
import pytest

from browser.lab import SEEN, output_area, says, screenshot, set_theme
from grokviz import store

LAB = "import grokviz as gv\nlab = gv.ModularAdditionLab(pace=None); lab"
CIRCLE = "The clock"
STAGE = "[...document.querySelectorAll('.grokviz *')].find(each => each.stage).stage"


@pytest.fixture
def opened(open_notebook):
    """The lab as it opens, on its animated picture."""
    page = open_notebook([LAB])
    page.locator(".grokviz-strip").wait_for()
    page.wait_for_function(f"() => {STAGE}.track.length === 1 && {STAGE}.frames > 2")
    return page


@pytest.fixture
def page(opened):
    turn_to(opened, "Run")
    opened.wait_for_selector(".grokviz-pictures path.line", state="attached")
    return opened


def turn_to(page, view):
    page.locator(".grokviz-view").filter(has_text=re.compile(rf"^\s*{view}\s*$")).click()


def asked(page, of):
    """The value of the JavaScript expression `of` about the stage of the animated picture."""
    return page.evaluate(f"() => {{ const stage = {STAGE}; return {of}; }}")


def test_it_plays_from_strangers_to_a_clock_and_the_hands_add_what_is_pointed_at(opened):
    page = opened
    first, rough = page.locator(".grokviz-title").inner_text(), asked(page, "stage.found.mean")
    assert asked(page, "stage.track.events.map(event => event.step)") == [0]
    page.locator(".grokviz-play").click()
    page.wait_for_function(
        f"() => {STAGE}.head.atEnd && !{STAGE}.training && !{STAGE}.open && !{STAGE}.dirty",
        timeout=120_000)
    assert page.locator(".grokviz-title").inner_text() not in ("", first)
    assert rough > 30 and asked(page, "stage.found.mean") < 10      # [degrees]
    table = page.locator(".grokviz-panel-canvas").nth(1)
    table.hover(position={"x": 90, "y": 110})
    page.wait_for_function(f"() => {STAGE}.looked.pair !== {STAGE}.panels[1].spec.marks[0].pair"
                           f" && {STAGE}.looked.shown === {STAGE}.looked.pair")
    table.press("ArrowRight")
    a, b = asked(page, "stage.looked.pair")
    page.wait_for_function(f"() => {STAGE}.looked.shown === {STAGE}.looked.pair")
    assert asked(page, "stage.found.c") == (a + b) % 31             # its place is itself
    strip, half = page.locator(".grokviz-strip").bounding_box(), asked(
        page, "stage.strip.shown.map(each => [each.x, each.number])")[1]
    page.mouse.click(strip["x"] + half[0] + 20, strip["y"] + 20)
    page.wait_for_function(f"number => {STAGE}.head.at[0] === number", arg=half[1])
    screenshot(page, "modular-animation")



def dots(page):
    """Where the residues stand in the picture of the circle, in the order of the ring, px."""
    moves = page.locator(".grokviz-picture:visible", has_text=CIRCLE).locator(
        "g.object_grp:has(path)").evaluate_all(
        "groups => groups.map(g => g.getAttribute('transform'))")
    found = [re.search(r"translate\(([-\d.e]+)[, ]+([-\d.e]+)\)", move) for move in moves if move]
    return np.array([[float(m[1]), float(m[2])] for m in found if m])


def off_a_circle(points):
    """How far the points are from a circle round their middle, as a share of its radius."""
    size = np.linalg.norm(points - points.mean(0), axis=1)
    return size.std() / size.mean()


def test_every_view_fits_and_is_recorded(page):
    width, _ = output_area(page)
    for view, pictures in (("Clock", 3), ("Moments", 1), ("Inside", 4), ("Neurons", 2),
                           ("L and U", 2), ("The law", 1), ("Data size", 1), ("Run", 4)):
        turn_to(page, view)
        page.wait_for_function(
            SEEN,
            arg=pictures)
        assert page.locator(".grokviz-badge").inner_text() == "recorded"
        box = page.locator(".grokviz").first.bounding_box()
        assert box["height"] <= 700 and box["width"] <= width       # what JupyterLab shows
        screenshot(page, f"modular-{view.lower().replace(' ', '-')}")


def test_it_trains_until_it_generalises_and_the_residues_stand_in_a_circle(page):
    page.locator(".grokviz-go").click()
    page.wait_for_function("document.querySelector('.grokviz-badge').innerText === 'live'")
    says(page, "generalised at step")
    turn_to(page, "Clock")
    page.wait_for_function(
        SEEN, arg=3)
    page.wait_for_function("title => [...document.querySelectorAll('.grokviz-picture')].some("
                           "p => p.innerText.includes(title) && p.innerText.includes('power'))",
                           arg="The clock")
    page.wait_for_function(
        "document.querySelector('.grokviz-go').innerText.includes('Start')", timeout=120_000)
    after = dots(page)
    for _ in range(80):                     # the last picture may come after the button
        if off_a_circle(after) < 0.15:
            break
        page.wait_for_timeout(250)
        after = dots(page)
    assert len(after) == 31 and off_a_circle(after) < 0.15
    screenshot(page, "modular-generalised")
    reply = "document.querySelector('.grokviz-ask').innerText"
    page.wait_for_function(f"{reply}.includes('7 + 13 = 20, right. ')")
    inside = page.locator(".grokviz-picture", has=page.locator(".grokviz-ask")).bounding_box()
    below = page.locator(".grokviz-ask").bounding_box()
    assert below["y"] + below["height"] <= inside["y"] + inside["height"] + 1
    screenshot(page, "modular-asked")
    page.locator(".grokviz-ask input").first.fill("9")
    page.wait_for_function(f"{reply}.includes('9 + 13 = 22, right. ')")
    box = page.get_by_label("step shown")
    box.fill("0")
    box.press("Enter")
    says(page, "At the start")
    page.wait_for_function(
        "[...document.querySelectorAll('.grokviz-alt p')].some("
        "p => p.getAttribute('aria-label').includes('step 0:'))")
    assert off_a_circle(dots(page)) > 2 * off_a_circle(after)
    set_theme(page, "dark")
    screenshot(page, "modular-start-dark")


def test_a_choice_restarts_the_run_and_the_paper_s_run_is_there_at_once(page):
    page.get_by_label("preset").select_option("the paper's run")
    stored = store.stored("modular_addition.paper_size")
    says(page, f"generalised at step {stored.times()[0]:,.0f}")
    assert page.locator(".grokviz-badge").inner_text() == "recorded"
    page.get_by_label("preset").select_option("de-grok: fixed norm")
    page.wait_for_function("document.querySelector('.grokviz-badge').innerText === 'live'")
    says(page, "generalised soon after|there is no delay")
    page.get_by_label("norm", exact=True).select_option("free")
    page.wait_for_function("document.querySelector('.grokviz-preset select').selectedIndex === 0")


def test_frequencies_are_taken_out_with_the_keyboard(page):
    turn_to(page, "Inside")
    term = page.locator("text.mainheading.grokviz-term", has_text="Accuracy").first
    term.dispatch_event("mouseover")                                    # a term of the glossary
    page.wait_for_function("[...document.querySelectorAll('.grokviz-tip')].some("
                           "t => !t.hidden && t.textContent.startsWith('Accuracy: '))")
    slider = page.locator(".grokviz-ablation [role=slider]")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    page.wait_for_function("[...document.querySelectorAll('.grokviz-picture text')].some("
                           "t => t.textContent.startsWith('without the 5 strongest'))")
    screenshot(page, "modular-ablated")
