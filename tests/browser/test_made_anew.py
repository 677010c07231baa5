"""A lab that is made in the moment in which the only other one closes."""

from browser.lab import STAGE

FIRST = "import grokviz as gv\nlab = gv.ParityLab(); lab"
ANEW = "lab.close()\nlab = gv.ParityLab(); lab"
RUN = """async number => {
    window.former = document.querySelector('.grokviz');
    const { content } = jupyterapp.shell.currentWidget;
    content.deselectAll();
    content.activeCellIndex = number;
    await jupyterapp.commands.execute('notebook:run-cell'); }"""


def test_it_hears_its_page(open_notebook):
    open_notebook.allow("[Cc]omm|model")         # of the closed lab, while its words are on the way
    page = open_notebook([FIRST, ANEW, ANEW], run=False)
    for number in range(3):
        page.evaluate(RUN, number)
        page.wait_for_function("() => document.querySelector('.grokviz') !== window.former"
                               f" && {STAGE}?.track.length > 0", timeout=60_000)
        page.locator(".grokviz-play:visible").click()
        page.wait_for_function(f"() => {STAGE}.track.length > 1", timeout=60_000)
