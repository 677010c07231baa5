"""Every view of every lab at the sizes of real screens: nothing is cut, overlaps, or moves.

A lab is shown in two languages, one after the other, and in both themes: the first language shows
the one half of its views, the second the other half. The first view is seen at every size, the
others at two in turn; GROKVIZ_LAYOUT=all shows each at every size. The animated picture and one
ordinary view are also looked at while they train, and at other moments of the run.
"""

import os
from pathlib import Path

import pytest

from browser.lab import STAGE, set_theme

SIZES = [(900, 700), (1093, 614), (1366, 768), (1920, 1080)]
LABS = ["TeacherStudentLab", "PlaneLab", "ModularAdditionLab", "NormFlowLab", "FirstLayerLab",
        "PenaltyLab", "ShellToy", "ParityLab", "DigitsLab", "DensityLab", "ReviewsLab",
        "MoleculesLab", "CoordinatesLab", "CustomLab"]
MAP = "PhaseLab"
OWN = """import numpy as np
from torch import nn
x = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)
TRAIN, TEST = (x[:30], x[:30, 0] > 0), (x[30:], x[30:, 0] > 0)
def network():
    return nn.Sequential(nn.Linear(4, 12), nn.ReLU(), nn.Linear(12, 2))
"""
CALLS = {"CustomLab": "gv.CustomLab(network, TRAIN, TEST, steps=500)",
         MAP: "gv.PhaseLab('stored:teacher_student.phase_grid_fine')"}
# A picture whose numbers stand where the run puts them.
CROWDED = "overlap in The symbols, by frequency k"
PATIENCE = 4            # times that a fault is looked at again, while the kernel moves the words
ALL = os.environ.get("GROKVIZ_LAYOUT") == "all"
LOOKS = [("en", "light"), ("zh", "dark")]
HEARD = """async () => {
    const pause = () => new Promise(done => setTimeout(done, 400));
    await pause();
    await jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.requestKernelInfo();
    await pause(); }"""
MEASURE = Path(__file__).with_name("layout.js").read_text(encoding="utf-8")


class Layout:
    """A page with one lab; what is wrong with it is collected."""

    def __init__(self, page, lab):
        self.page, self.lab, self.faults = page, lab, []
        page.evaluate(MEASURE)

    def run(self, number, theme):
        """Run a cell in a theme; return when its lab has its first picture."""
        set_theme(self.page, theme)
        self.page.evaluate("""async number => {
            window.former = document.querySelector('.grokviz');
            const { content, context } = jupyterapp.shell.currentWidget;
            await context.ready;
            await context.sessionContext.ready;
            await context.sessionContext.session.kernel.info;
            content.deselectAll();
            content.activeCellIndex = number;
            await jupyterapp.commands.execute('notebook:run-cell'); }""", number)
        self.page.wait_for_function(
            "() => document.querySelector('.grokviz') !== window.former"
            f" && ({STAGE}?.track.length > 0 || document.querySelector('.grokviz-map image'))",
            timeout=90_000)
        self.views = [tab.inner_text() for tab in self.page.locator(".grokviz-view").all()]

    def turn_to(self, view):
        """Show a view; return when it is there."""
        tab = self.page.locator(".grokviz-view").nth(view)
        shown = "() => document.querySelector('.grokviz-stage > :not([style*=none])')"
        self.page.evaluate(f"window.shown = ({shown})()")
        if "mod-active" not in tab.get_attribute("class"):
            tab.click()
            self.page.wait_for_function(f"() => ({shown})() !== window.shown", timeout=60_000)

    def resize(self, size):
        self.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        self.page.wait_for_function("() => layout.still()", polling=150, timeout=60_000)

    def look(self, size, when):
        """Note what is wrong at a size; return where the parts of the lab are."""
        self.resize(size)
        for _ in range(PATIENCE):
            found = [fault for fault in self.page.evaluate("() => layout.faults()")
                     if CROWDED not in fault]
            if not found:
                break
            self.page.evaluate(HEARD)
            self.resize(size)
        self.faults += [f"{self.lab} {size} {when}: {fault}" for fault in found]
        return self.page.evaluate("() => layout.places()")

    def stays(self, before, what):
        """Note which part has moved."""
        now = self.page.evaluate("() => layout.places()")
        self.faults += [f"{self.lab}: {name} moves {what}: {before[name]} -> {now.get(name)}"
                        for name in before if now.get(name) != before[name]]


@pytest.fixture
def layout(open_notebook, request):
    lab = request.param
    first, second = LOOKS if [*LABS, MAP].index(lab) % 2 == 0 else LOOKS[::-1]
    own = OWN if lab == "CustomLab" else ""
    page = open_notebook([f"import grokviz as gv\nif 'lab' in globals(): lab.close()\n{own}"
                          f"gv.language('{language}')\nlab = {CALLS.get(lab, f'gv.{lab}()')}\nlab"
                          for language, _ in (first, second)], run=False)
    layout = Layout(page, lab)
    layout.themes = first[1], second[1]
    return layout


@pytest.mark.parametrize("layout", LABS, indirect=True)
def test_nothing_is_cut_and_nothing_moves(layout):
    for number, theme in enumerate(layout.themes):
        layout.run(number, theme)
        for view in range(number, len(layout.views), len(layout.themes)):
            layout.turn_to(view)
            sizes = SIZES if view == 0 or ALL else SIZES[view // 2 % 2::2]
            seen = {size: layout.look(size, f"{theme} {layout.views[view]}") for size in sizes}
            if view == 0:
                animated(layout, seen)
    ordinary(layout)
    assert not layout.faults, "\n".join(dict.fromkeys(layout.faults))


@pytest.mark.parametrize("layout", [MAP], indirect=True)
def test_the_map_of_a_sweep_is_whole(layout, open_notebook):
    """Its lab has the views of another, which is looked at above."""
    open_notebook.allow(r"^Error: \[anywidget\] Failed to initialize model")  # closed, never shown
    for number, theme in enumerate(layout.themes):
        layout.run(number, theme)
        for size in SIZES if ALL else SIZES[number::2]:
            layout.look(size, theme)
    assert not layout.faults, "\n".join(dict.fromkeys(layout.faults))


def animated(layout, seen):
    """An animated picture is as large during and after its run as at the question."""
    page = layout.page
    page.locator(".grokviz-play:visible").click()
    page.evaluate(f"() => {{ const s = {STAGE}; s.held = true; }}")     # no frames that nobody sees
    page.wait_for_function(f"() => {STAGE}.track.length > 20 && !{STAGE}.training", polling=300,
                           timeout=300_000)
    for share, sizes in ((0.4, SIZES[:2]), (1.0, SIZES[2:])):
        page.evaluate(f"share => {{ const s = {STAGE}; s.playing = s.held = false;"
                      " s.head.place = share * s.head.last; s.dirty = true; }", share)
        for size in sizes:
            layout.look(size, f"at {share}")
            layout.stays(seen[size], f"at {share}")


def ordinary(layout):
    """An ordinary view stays where it is on Start, on scrubbing, and with a long sentence."""
    page = layout.page
    layout.turn_to(page.locator(".grokviz-view .fa-play-circle").count())   # the first without
    layout.resize(SIZES[1])
    before = page.evaluate("() => layout.places()")
    start = page.locator(".grokviz-go")
    said = start.inner_text()
    start.click()
    page.wait_for_function("said => document.querySelector('.grokviz-go').innerText !== said",
                           arg=said, timeout=60_000)
    layout.stays(before, "on Start")
    page.wait_for_function("""() => {                   // also if a frame of the run came between
        const at_start = document.querySelector('.grokviz-step input').value === '0';
        if (!at_start) document.querySelector('.grokviz-timebar button').click();
        return at_start; }""", polling=1000, timeout=60_000)
    layout.stays(before, "on scrubbing")
    page.evaluate("""() => { const said = document.querySelector('.grokviz-line p');
        said.textContent = (said.textContent + ' ').repeat(12); }""")
    layout.stays(before, "with a long sentence")
