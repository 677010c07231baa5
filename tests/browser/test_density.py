"""The density lab in a browser: dots light up, and the width slider chooses whose dots they are."""

from browser.lab import STAGE, plays_from_to, screenshot

LIT = f"""() => {{ const {{ head }} = {STAGE}, kinds = head.track.row('newest', head.at[0]);
    return [1, 2, 3].map(kind => kinds.filter(each => each === kind).length); }}"""


def test_networks_light_up_and_the_width_chooses_them(open_notebook):
    page = open_notebook(["import grokviz as gv\ngv.DensityLab(pace=None, steps=20_000)"])
    plays_from_to(page, "Will a random network be right?", "as common as")
    dark, blue, green = page.evaluate(LIT)
    assert dark + blue + green == 240 and dark > 200 and blue + green > 0
    screenshot(page, "density")
