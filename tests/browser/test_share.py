"""Links, files and what a saved notebook shows, as a learner meets them in JupyterLab."""

import re

from browser.lab import CURVES, button, changes, screenshot, set_theme

LAB = ("import grokviz as gv\nlab = gv.TeacherStudentLab(view='Run', steps=200, width=20)\n"
       "lab.pace = None\nlab")
LIVE = "document.querySelector('.grokviz-badge').innerText === 'live'"
ENDED = "document.querySelector('.grokviz-go').innerText.includes('Start')"
STOPPED = """import time
while len(lab.record.steps) < 30:
    time.sleep(0.05)
lab.pause()
lab.save("half.npz")"""
STILL = ".grokviz-still img"


def share(page):
    page.wait_for_selector(".grokviz path.line", state="attached")
    page.locator(".grokviz-tabs").get_by_role("tab", name="Share").click()
    page.wait_for_selector(".grokviz-link textarea")


def holds(page, text):
    page.wait_for_function(
        "text => document.querySelector('.grokviz-link textarea').value.includes(text)", arg=text)


def test_a_notebook_opened_again_without_its_kernel_shows_the_last_state(fresh_notebook):
    page = fresh_notebook([LAB])
    page.wait_for_selector(".grokviz path.line", state="attached")
    assert not page.locator(STILL).is_visible()         # the lab lives
    page.wait_for_function(LIVE)                        # other settings than stored: it trains
    page.wait_for_function(ENDED)
    page.wait_for_function(f"document.querySelector('{STILL}')?.alt.includes('200 steps')")
    assert page.locator(".grokviz").count() == 1        # and its view was not made anew
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    for session in fresh_notebook.server.api("GET", "/api/sessions"):
        fresh_notebook.server.api("DELETE", f"/api/sessions/{session['id']}")
    fresh_notebook.allow("widget|model")                 # the first output has no model any more
    page.reload()
    picture = page.locator(STILL)
    picture.wait_for()
    assert "200 steps" in picture.get_attribute("alt") and "α 2" in picture.get_attribute("alt")
    assert picture.evaluate("e => e.naturalWidth") > 500 and picture.is_visible()
    screenshot(page, "share-no-kernel")


def test_a_link_is_shown_opened_and_refused_and_files_are_written(fresh_notebook, jupyterlab):
    page = fresh_notebook([LAB])
    share(page)
    page.wait_for_function(LIVE)
    box = page.get_by_role("textbox", name="link", exact=True)
    assert box.input_value().startswith("grokviz:1.")
    assert not box.is_editable()
    box.evaluate("e => { if (e.scrollHeight <= e.clientHeight) throw e.scrollHeight; }")
    assert box.evaluate("e => getComputedStyle(e).overflowY") == "auto"     # it has a bar
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button(page, "Copy the link").click()
    page.wait_for_selector("text=Copied.")
    assert page.evaluate("() => navigator.clipboard.readText()") == box.input_value()
    page.get_by_label("link to").select_option("settings only")
    holds(page, "?lab=")
    assert "width=20" in box.input_value()

    given = page.get_by_label("open", exact=True)
    given.fill("?alpha=99")
    given.press("Enter")
    page.get_by_role("alert").wait_for()
    assert "from 0.1 to 10" in page.get_by_role("alert").inner_text()
    given.fill("?alpha=0.5&steps=150&width=10")
    given.press("Enter")
    page.wait_for_selector("text=Opened.")
    holds(page, "alpha=0.5")

    page.get_by_label("link to").select_option("a line for the class")
    page.get_by_label("seat", exact=True).fill("17")
    page.get_by_label("seat", exact=True).press("Enter")
    holds(page, "seat 17  ?lab=teacher_student&alpha=0.5")      # once the run is over
    assert re.search(r" train=\S+ test=\S+$", box.input_value())
    screenshot(page, "share-class")
    page.get_by_label("link to").select_option("settings only")

    page.get_by_role("button", name="CSV", exact=True).click()
    page.wait_for_selector("text=Written:")
    where = re.search(r"/\S+teacher_student\.csv", page.locator(".grokviz-said").inner_text())
    assert where and jupyterlab.root.joinpath("teacher_student.csv").read_text().startswith("# ")
    page.get_by_label("save as").fill("teacher_student.csv/in a file")
    page.get_by_role("button", name="PNG", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert "cannot be written into the folder" in page.get_by_role("alert").inner_text()
    for theme in ("light", "dark"):
        set_theme(page, theme)
        screenshot(page, f"share-{theme}")


def test_a_run_is_saved_and_gone_on_with_in_another_kernel(open_notebook):
    page = open_notebook([LAB.replace("200", "90_000"), STOPPED])
    page.locator(".jp-OutputArea-executeResult").filter(has_text="half.npz").wait_for()
    page = open_notebook(["import grokviz as gv\nlab = gv.resume('half.npz')\nlab"])
    resume = button(page, "Resume")
    resume.wait_for()
    page.wait_for_function(LIVE)
    with changes(page, CURVES, "d"):
        resume.click()
    button(page, "Pause").click()
