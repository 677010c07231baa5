"""The large view: a tour plays by itself, with time to read; keys pause it and turn its steps."""

import pytest

from browser.lab import STAGE, opens, screenshot

LAB = "import grokviz as gv\ngv.TeacherStudentLab(steps=300, width=10)"
SHOWN = ("number => document.querySelector('.grokviz-caption')?.textContent"
         ".includes(`Step ${number} of`)")
# Reading takes no time any more, so that the test takes little.
HURRY = f"() => {{ const t = {STAGE}.tour; if (t?.step) t.spent = t.since = 1000; }}"


@pytest.fixture
def page(open_notebook):
    page = open_notebook([LAB])
    opens(page)
    page.get_by_role("button", name="Present").click()
    page.locator(".grokviz-animated[data-presenting=true]").wait_for()
    return page


def play(page):
    page.get_by_role("button", name="Play the tour").click()
    page.wait_for_function(SHOWN, arg=1)


def test_the_tour_trains_and_goes_on_and_keys_pause_and_turn_it(page):
    places = "() => ['.grokviz-panels', '.grokviz-strip'].map(name => " \
             "document.querySelector(name).getBoundingClientRect().top)"
    before = page.evaluate(places)
    play(page)
    screenshot(page, "present-tour")
    assert page.evaluate(places) == before                      # words move nothing
    assert page.locator(".grokviz-caption").evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)") >= 20
    page.keyboard.press(" ")
    page.evaluate(HURRY)
    page.wait_for_timeout(500)
    assert page.evaluate(SHOWN, 1)                              # it waits
    page.keyboard.press(" ")
    page.wait_for_function(f"() => {STAGE}.track.length > 5", timeout=60_000)   # it has begun a run
    page.evaluate(HURRY)
    page.wait_for_function(SHOWN, arg=2)
    page.keyboard.press("ArrowRight")
    page.wait_for_function(SHOWN, arg=3)
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(SHOWN, arg=2)
    page.locator(".grokviz-strip").focus()
    at = page.evaluate(f"() => {STAGE}.head.place")
    page.keyboard.press("ArrowLeft")                            # on the strip it moves the head
    page.wait_for_function(f"at => {STAGE}.head.place < at", arg=at)
    assert page.evaluate(SHOWN, 2)
    page.get_by_role("button", name="Play the tour").click()
    page.locator(".grokviz-caption").wait_for(state="detached")
    assert page.evaluate(places) == before


def test_where_less_motion_is_wanted_no_bar_runs_and_nothing_glides(page):
    page.evaluate(f"() => {{ const s = {STAGE}; s.scene.still = true; }}")
    play(page)
    page.wait_for_function(f"() => {STAGE}.tour.spent > 0.5")
    assert page.locator(".grokviz-caption > i").evaluate("e => e.style.width") == ""
    page.wait_for_function(f"() => {{ const s = {STAGE}; return s.track.length > 5"
                           " && !s.training && s.head.atEnd; }", timeout=90_000)
    page.evaluate(f"() => {STAGE}.take({{ kind: 'at', number: 0 }}, [])")
    page.wait_for_function(f"() => {STAGE}.head.place === 0 && !{STAGE}.glide", timeout=2_000)


def test_where_less_motion_is_wanted_the_picture_rests_during_training(page):
    """Only at an event does it change by itself, and at the end of the run."""
    page.emulate_media(reduced_motion="reduce")
    try:
        assert page.evaluate(f"() => {STAGE}.still")
        page.evaluate(f"""() => {{
            const s = {STAGE}; window.places = [];
            const note = () => {{
                if (s.training) window.places.push(s.head.place);
                requestAnimationFrame(note); }};
            note(); }}""")
        page.locator(".grokviz-play:visible").click()
        starting = page.locator("[data-starting] .grokviz-play, .grokviz-play:visible").first
        assert starting.evaluate("e => getComputedStyle(e).animationName") == "none"
        page.wait_for_function(f"() => {{ const s = {STAGE}; return s.track.length > 5"
                               " && !s.training && s.head.atEnd && !s.playing; }", polling=300,
                               timeout=120_000)
        rests, events = page.evaluate(f"""() => {{ const s = {STAGE};
            return [new Set(window.places).size, s.track.events.length]; }}""")
        assert 0 < rests <= 1 + events
    finally:
        page.emulate_media(reduced_motion="no-preference")
