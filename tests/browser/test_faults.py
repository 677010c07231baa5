"""Labs under hurried or hostile users and under failures of the machine."""

import os
import signal

import pytest

from browser.lab import CURVES, badge, button, changes, run_all, says, wait_until_still
from browser.test_teacher_student import LAB

HIDDEN = 6              # seconds behind another tab
AWAKE = "document.querySelector('.grokviz-badge').innerText === 'live'"
SETTLED = """() => {                            // the text is that of the slider's place
    const row = document.querySelector('.grokviz-weight_decay');
    const place = +row.querySelector('[role=slider]').getAttribute('aria-valuenow');
    const value = row.querySelector('input').value;
    const wanted = place < 1 ? 0 : 1e-3 * 10 ** (4 * (place - 1) / 100);
    return Math.abs((value === 'off' ? 0 : +value) - wanted) < 0.01 * wanted + 1e-9;
}"""
WILDLY = """async ([left, width, y]) => {      // faster than the page can draw
    for (let i = 0; i < 600; i++) {
        const clientX = left + width * (0.1 + 0.8 * ((i * 37) % 100) / 100);
        document.documentElement.dispatchEvent(new MouseEvent('mousemove', {
            clientX, clientY: y, buttons: 1, bubbles: true }));
        if (i % 10 === 9) await new Promise(done => setTimeout(done));
    }
}"""
TWO = ["import grokviz as gv\none = gv.TeacherStudentLab(view='Run'); one",
       "two = gv.TeacherStudentLab(init_scale=0.5, view='Run'); two"]


@pytest.fixture
def page(fresh_notebook):
    page = fresh_notebook([LAB])
    page.wait_for_selector(CURVES, state="attached")
    return page


def kernel(page, method):
    """Call a method of the notebook's kernel connection, e.g. restart or interrupt."""
    page.evaluate("""method => jupyterapp.shell.currentWidget.context
        .sessionContext.session.kernel[method]()""", method)


def heap(page):
    """Bytes of JavaScript that are in use, once what is not has been taken away."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"]


def test_a_slider_dragged_wildly_while_it_trains_loses_nothing(page):
    page.get_by_label("speed").select_option("full speed")
    page.get_by_role("textbox", name="λ weight decay").fill("0.1")
    button(page, "Start").click()
    page.wait_for_function(AWAKE)
    row = page.locator(".grokviz-weight_decay [role=slider]")
    box = page.locator(".grokviz-weight_decay .slider-container").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    place = row.get_attribute("aria-valuenow")
    page.evaluate(WILDLY, [box["x"], box["width"], middle])
    assert row.get_attribute("aria-valuenow") != place
    page.mouse.move(box["x"] + box["width"] * 0.6, middle)
    page.mouse.up()
    page.wait_for_function(SETTLED)             # nothing was queued: the last place is the value
    button(page, "Reset").click()
    says(page, "Ready. Press Start.")
    assert page.locator(".grokviz-failed").count() == 0
    with changes(page, CURVES, "d"):
        button(page, "Start").click()


def test_two_labs_at_once_train_each_its_own_run(fresh_notebook):
    page = fresh_notebook(TWO)
    page.wait_for_function("document.querySelectorAll('.grokviz-go').length === 2")
    labs = page.locator(".grokviz")
    labs.nth(0).locator(".grokviz-go").click()          # the other lab trains with its own settings
    for i, said in enumerate(("times later", "soon after|no delay")):
        page.wait_for_function(
            "([i, said]) => new RegExp(said).test("
            "document.querySelectorAll('.grokviz-line')[i].innerText)",
            arg=[i, said], timeout=90_000)
    assert [labs.nth(i).locator(".grokviz-badge").inner_text() for i in (0, 1)] == ["live"] * 2


def test_a_hidden_tab_costs_no_memory_and_wakes_up_live(fresh_notebook):
    page = fresh_notebook([LAB.replace("gv.T", "lab = gv.T") + "; lab"])
    page.wait_for_selector(CURVES, state="attached")
    page.locator(".grokviz-more").click()
    page.get_by_role("textbox", name="steps", exact=True).fill("1000000")
    page.get_by_label("speed").select_option("full speed")
    page.keyboard.press("Tab")                  # it begins by itself, with the new number of steps
    button(page, "Pause").wait_for()
    page.wait_for_function(AWAKE)
    page.evaluate("() => { jupyterapp.commands.execute('launcher:create'); }")     # in front
    page.wait_for_selector(".grokviz", state="hidden")
    before = heap(page)
    page.wait_for_timeout(1000 * HIDDEN)         # time passes; nothing is waited for
    grown = heap(page) - before
    page.evaluate("""() => jupyterapp.shell.activateById([...jupyterapp.shell.widgets('main')]
        .find(w => w.content?.model?.cells).id)""")
    page.wait_for_selector(".grokviz", state="visible")
    with changes(page, CURVES, "d"):
        pass
    assert grown < 1.3e6 * HIDDEN, f"{grown / 1e6:.1f} MB in {HIDDEN} s"


def test_a_page_loaded_again_is_live_again(page):
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    button(page, "Start").click()
    page.wait_for_function(AWAKE)
    page.reload()
    page.wait_for_selector(CURVES, state="attached", timeout=60_000)
    says(page, "generalised")
    with changes(page, CURVES, "d"):
        button(page, "Start").click()


def test_a_tab_closed_and_opened_again_finds_its_kernel(page):
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    path = page.evaluate("() => jupyterapp.shell.currentWidget.context.path")
    page.evaluate("() => jupyterapp.shell.currentWidget.dispose()")
    page.wait_for_selector(".grokviz", state="detached")
    page.evaluate("path => jupyterapp.commands.execute('docmanager:open', { path })", path)
    page.wait_for_selector(".jp-NotebookPanel:visible .jp-Cell")
    run_all(page)
    page.wait_for_selector(CURVES, state="attached")
    assert page.locator(".grokviz").count() == 1 and badge(page) == "recorded"


def test_an_interrupted_kernel_trains_on_and_pause_still_works(page):
    button(page, "Start").click()
    page.wait_for_function(AWAKE)
    kernel(page, "interrupt")
    with changes(page, CURVES, "d"):
        pass
    if button(page, "Pause").count():
        button(page, "Pause").click()
    wait_until_still(page, CURVES, "d")


def test_a_killed_kernel_is_said_and_the_cell_brings_the_lab_back(fresh_notebook):
    page = fresh_notebook([LAB, "import os; os.getpid()"])
    page.wait_for_selector(CURVES, state="attached")
    page.wait_for_function("document.querySelectorAll('.jp-OutputArea-output pre').length > 0")
    pid = int(page.locator(".jp-OutputArea-output pre").last.inner_text())
    os.kill(pid, signal.SIGKILL)
    page.wait_for_selector(".grokviz.jupyter-widgets-disconnected", timeout=60_000)
    while page.locator(".jp-Dialog-button:visible").count():     # that the kernel has died
        page.locator(".jp-Dialog-button:visible").last.click()
    run_all(page)
    page.wait_for_selector(".grokviz:not(.jupyter-widgets-disconnected)", timeout=60_000)
    with changes(page, CURVES, "d"):
        button(page, "Start").click()
