"""The tools of this folder on a page that knows nothing of grokviz."""

import pytest

from browser.lab import changes, output_area, screenshot, set_theme, wait_until_still

SLIDER_AND_FIGURE = """
import bqplot as bq, ipywidgets as w, numpy as np

x = np.linspace(0, 6, 50)
line = bq.Lines(x=x, y=np.sin(x), scales={"x": bq.LinearScale(), "y": bq.LinearScale()})
figure = bq.Figure(marks=[line], layout=w.Layout(width="600px", height="300px"))
slider = w.IntSlider(1, 0, 10).add_class("gk-slider")
label = w.Label("not yet turned").add_class("gk-label")

def turn(change):
    line.y = np.sin(x * change.new)
    label.value = f"now {change.new}"

slider.observe(turn, "value")
w.VBox([slider, label, figure]).add_class("gk-probe")
"""


def test_a_key_on_a_slider_reaches_the_kernel_and_comes_back(open_notebook):
    page = open_notebook(["# A probe", SLIDER_AND_FIGURE])
    page.wait_for_selector(".gk-probe path.line")
    with changes(page, ".gk-probe path.line", "d"):
        page.locator(".gk-slider [role=slider]").press("ArrowRight")
    wait_until_still(page, ".gk-probe path.line", "d")
    assert page.locator(".gk-label").inner_text() == "now 2"
    for theme in ("light", "dark"):
        set_theme(page, theme)
        screenshot(page, f"harness-{theme}")


def test_a_small_screen_leaves_room_for_a_lab(open_notebook):
    page = open_notebook(["1 + 1"])
    width, height = output_area(page)
    assert (width, height) >= (1190, 675)
    assert not page.locator(".jp-mod-outputsScrolled").count()


def test_errors_and_requests_to_the_outside_fail_a_test(fresh_notebook):
    page = fresh_notebook(["1 + 1"], run=False)
    page.route("http://192.0.2.1/*", lambda route: route.abort())     # an address nobody has
    page.evaluate("() => fetch('http://192.0.2.1/planted').catch(() => null)")
    page.evaluate("() => { setTimeout(() => { throw Error('planted'); }); }")
    page.evaluate("() => new Promise(done => setTimeout(done))")
    for seen in (fresh_notebook.errors, fresh_notebook.outside):
        with pytest.raises(AssertionError, match="planted"):
            fresh_notebook.check()
        seen.clear()


def test_kernels_in_the_browser_train_in_earnest(open_notebook):
    page = open_notebook(["import os; os.environ.get('GROKVIZ_HEADLESS', 'not set')"])
    assert page.locator("pre").inner_text() == "'not set'"
