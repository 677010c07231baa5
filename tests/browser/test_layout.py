"""Every lab at the sizes of real screens: nothing is cut, overlaps, or moves on Start.

A lab is looked at twice: played in one language and theme, and at its question in the other ones.
Its ordinary views are dealt out over both, each at the next of the sizes.
"""


import pytest

from browser.lab import STAGE, set_theme

SIZES = [(900, 700), (1093, 614), (1366, 768), (1920, 1080)]
LABS = ["TeacherStudentLab", "PlaneLab", "ModularAdditionLab", "NormFlowLab", "FirstLayerLab",
        "PenaltyLab", "ShellToy"]
LOOKS = [("en", "light"), ("zh", "dark"), ("en", "dark"), ("zh", "light")]
# Words on the canvases, drawn anew: those that leave their canvas, and pairs that overlap.
WORDS = f"""() => new Promise(done => {{
    const stage = {STAGE};
    stage.words = [];
    stage.stale = stage.dirty = true;
    requestAnimationFrame(() => requestAnimationFrame(() => {{
        const words = stage.words, dots = devicePixelRatio, bad = [];
        stage.words = null;
        const grounds = new Map(stage.panels.map(panel => [panel.ground, panel.canvas]));
        for (const word of words) word.canvas = grounds.get(word.canvas) ?? word.canvas;
        for (const word of words) {{
            const {{ width, height }} = word.canvas;
            if (word.x < -1.5 || word.x + word.w > width / dots + 1.5 || word.y < -1
                || word.y + word.h > height / dots + 1) bad.push(`cut: ${{word.text}}`);
        }}
        words.forEach((a, i) => words.slice(i + 1).forEach(b => {{
            const wide = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
            const high = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
            const places = /^\\d$/.test(a.text) && /^\\d$/.test(b.text);    // of ten numbers
            if (a.canvas === b.canvas && wide > 2 && high > 3 && !places)
                bad.push(`overlap: ${{a.text}} | ${{b.text}}`);
        }}));
        done([words.length, bad]);
    }}));
}})"""
# Elements of the lab whose text is cut, and what stands where.
BOXES = """() => {
    const lab = document.querySelector('.grokviz'), bad = [];
    const seen = element => element.offsetParent
        && getComputedStyle(element).visibility !== 'hidden';
    for (const each of lab.querySelectorAll(
        'h2, .grokviz-sentence, .grokviz-pill, button, label, summary'))
        if (seen(each) && each.scrollWidth > each.clientWidth + 2 && each.clientWidth > 1)
            bad.push(`cut: ${each.textContent}`);
    const strip = lab.querySelector('.grokviz-strip').getBoundingClientRect();
    const panel = lab.closest('.jp-WindowedPanel-outer, .jp-Notebook').getBoundingClientRect();
    const top = lab.getBoundingClientRect().top;
    return { bad, tall: strip.bottom - top, room: panel.height,
             places: ['.grokviz-strip', '.grokviz-panels', '.grokviz-quick'].map(name =>
                 lab.querySelector(name).getBoundingClientRect().top - top) };
}"""
# The same of an ordinary view: its words outside of pictures, the titles of these, and all edges.
ORDINARY = """() => {
    const lab = document.querySelector('.grokviz'), bad = [], box = e => e.getBoundingClientRect();
    const seen = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const whole = box(lab), panel = box(lab.closest('.jp-WindowedPanel-outer, .jp-Notebook'));
    for (const e of lab.querySelectorAll('h2, button, label, summary, .grokviz-line p'))
        if (seen(e) && e.clientWidth > 1 && getComputedStyle(e).overflowX !== 'visible'
            && (e.scrollWidth > e.clientWidth + 2
                || e.localName === 'p' && e.scrollHeight > e.clientHeight + 2))
            bad.push(`cut: ${e.textContent}`);
    for (const e of lab.querySelectorAll('.grokviz-picture, .grokviz-timebar, .grokviz-views'))
        if (seen(e) && box(e).right > whole.right + 1)
            bad.push(`too wide: ${e.className}`);
    const figures = [...lab.querySelectorAll('.grokviz-picture .bqplot')].filter(seen);
    for (const figure of figures) {
        const title = figure.querySelector('text.mainheading'), frame = box(figure);
        if (title?.textContent && (box(title).left < frame.left - 2
            || box(title).right > frame.right + 2)) bad.push(`cut: ${title.textContent}`);
    }
    const bar = box(lab.querySelector('.grokviz-timebar')).bottom - whole.top;
    if (bar > panel.height) bad.push(`the bar of time ends at ${Math.round(bar)} px`);
    return [figures.length, bad];
}"""


@pytest.mark.parametrize("lab", LABS)
def test_nothing_is_cut_and_nothing_moves(open_notebook, lab):
    number = LABS.index(lab)
    first, second = (LOOKS[(number + by) % 4] for by in (0, 1))
    page = open_notebook([cell(lab, language) for language, _ in (first, second)], run=False)
    faults = []
    run_cell(page, 0, first)
    before = {size: look(page, size, faults, (*first, "open")) for size in SIZES}
    page.locator(".grokviz-play").click()
    page.wait_for_function(f"() => {STAGE}.track.length > 20", timeout=120_000)
    page.wait_for_function(f"() => !{STAGE}.training", timeout=240_000)
    for share in (0.4, 1.0):
        page.evaluate(f"share => {{ const s = {STAGE}; s.playing = false;"
                      " s.head.place = share * s.head.last; s.dirty = true; }", share)
        for size in SIZES:
            now = look(page, size, faults, (*first, f"at {share}"))
            assert now == before[size], (lab, size)
    ordinary(page, number, 0, faults, first)
    run_cell(page, 1, second)
    for size in SIZES:
        look(page, size, faults, (*second, "open"))
    ordinary(page, number, 1, faults, second)
    assert not faults, "\n".join(sorted(set(faults)))


def cell(lab, language):
    return (f"import grokviz as gv\nglobals().get('lab') and lab.close()\n"
            f"gv.language('{language}')\nlab = gv.{lab}()\nlab")


def run_cell(page, number, look):
    """Run this cell, in a theme; return when its lab has its first picture."""
    page.evaluate("() => { window.former = document.querySelector('.grokviz'); }")
    set_theme(page, look[1])
    page.evaluate("""async number => {
        const { content, context } = jupyterapp.shell.currentWidget;
        await context.ready;
        await context.sessionContext.ready;
        await context.sessionContext.session.kernel.info;
        content.deselectAll();
        content.activeCellIndex = number;
        await jupyterapp.commands.execute('notebook:run-cell'); }""", number)
    page.wait_for_function(f"() => document.querySelector('.grokviz') !== window.former"
                           f" && {STAGE}?.track.length > 0", timeout=90_000)


def ordinary(page, number, which, faults, how):
    """Every second ordinary view, each at the next size."""
    animated = len(page.query_selector_all(".grokviz-view .fa-play-circle"))
    tabs = page.locator(".grokviz-view")
    for place in range(animated + which, tabs.count(), 2):
        size = SIZES[(number + place) % len(SIZES)]
        resized(page, size)
        name = tabs.nth(place).inner_text().strip()
        tabs.nth(place).click()
        page.locator(".grokviz-pictures .bqplot:visible").first.wait_for()
        page.wait_for_timeout(500)
        count, bad = page.evaluate(ORDINARY)
        faults += [f"{size} {' '.join(how)} {name}: {fault}" for fault in bad]
        assert count > 0, f"{name}: no picture is drawn"


def resized(page, size):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    page.wait_for_timeout(250)


def look(page, size, faults, how):
    """Note what is wrong at a size; give back where the parts of the picture stand."""
    resized(page, size)
    count, words = page.evaluate(WORDS)
    boxes = page.evaluate(BOXES)
    when = " ".join(how)
    faults += [f"{size} {when}: {fault}" for fault in [*words, *boxes["bad"]]]
    if boxes["tall"] > boxes["room"]:
        faults.append(f"{size} {when}: the strip ends at {boxes['tall']:.0f} px")
    assert count > 8, "no words are drawn"
    return boxes["places"]
