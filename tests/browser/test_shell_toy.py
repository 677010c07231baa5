"""The two-weight lab in a browser: a ball rolls to the ring."""

from browser.lab import STAGE, plays_from_to, screenshot

# The weights at the head, and how many px each axis of the plane gives a weight of 1.
PLACES = f"""() => {{
    const stage = {STAGE}, panel = stage.panels[0];
    const pen = stage.penFor(panel.canvas, panel.box, panel.spec, panel.view);
    return {{ across: pen.X(1) - pen.X(0), up: pen.Y(0) - pen.Y(1),
             ball: [stage.head.value('u')[0], stage.head.value('v')[0]] }};
}}"""


def test_the_ball_rolls_to_the_ring_which_is_round(open_notebook):
    page = open_notebook(["import grokviz as gv\ngv.ShellToy(pace=None)"])
    plays_from_to(page, "Where will they end?", "It reached the ring")
    places = page.evaluate(PLACES)
    assert abs(places["across"] / places["up"] - 1) < 1e-6 and places["up"] > 20
    assert all(abs(place - 1) < 0.1 for place in places["ball"])
    screenshot(page, "shell-toy")
