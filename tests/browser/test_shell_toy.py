"""The two weights as a learner has them: a ball that rolls to the ring, in a real browser."""

from browser.lab import screenshot

STAGE = "[...document.querySelectorAll('.grokviz *')].find(each => each.stage).stage"
# The weights at the head, and how many px each axis of the plane gives a weight of 1.
PLACES = f"""() => {{
    const stage = {STAGE}, panel = stage.panels[0];
    const pen = stage.penFor(panel.canvas, panel.box, panel.spec, panel.view);
    return {{ across: pen.X(1) - pen.X(0), up: pen.Y(0) - pen.Y(1),
             ball: [stage.head.value('u')[0], stage.head.value('v')[0]] }};
}}"""


def test_the_ball_rolls_to_the_ring_which_is_round(open_notebook):
    page = open_notebook(["import grokviz as gv\ngv.ShellToy(pace=None)"])
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    title = page.locator(".grokviz-title")
    title.filter(has_text="Where will they end?").wait_for()
    page.locator(".grokviz-play").click()
    page.wait_for_function(f"() => {STAGE}.track.length > 20 && !{STAGE}.training", timeout=120_000)
    page.evaluate(f"() => {{ {STAGE}.head.place = 0.9 * {STAGE}.head.last; }}")
    page.wait_for_function(f"() => {STAGE}.head.atEnd && !{STAGE}.playing")
    title.filter(has_text="It reached the ring").wait_for()
    places = page.evaluate(PLACES)
    assert abs(places["across"] / places["up"] - 1) < 1e-6 and places["up"] > 20
    assert all(abs(place - 1) < 0.1 for place in places["ball"]) and errors == []
    screenshot(page, "shell-toy")
