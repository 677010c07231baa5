"""The density lab in a browser: each dot is a network, and those that fit light up."""

from browser.lab import STAGE, plays, screenshot

LIT = f"""() => {{ const {{ head }} = {STAGE}, kinds = head.track.row('newest', head.at[0]);
    return [1, 2, 3].map(kind => kinds.filter(each => each === kind).length); }}"""


def test_networks_that_fit_light_up(open_notebook):
    page = open_notebook(["import grokviz as gv\ngv.DensityLab(pace=None, steps=20_000)"])
    page.locator(".grokviz-title").filter(has_text="Will a random network be right?").wait_for()
    plays(page)
    page.locator(".grokviz-title").filter(has_text="times as common as").wait_for()
    dark, blue, green = page.evaluate(LIT)
    assert dark + blue + green == 240 and dark > 200 and blue + green > 0
    screenshot(page, "density")
