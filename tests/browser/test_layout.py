"""Every lab at the sizes of real screens: nothing is cut, overlaps, or moves on Start.

Labs take turns with language and theme; the question is looked at in both themes, the run in one.
"""


import pytest

from browser.lab import STAGE, set_theme

SIZES = [(900, 700), (1093, 614), (1366, 768), (1920, 1080)]
LABS = ["TeacherStudentLab", "PlaneLab", "ModularAdditionLab", "NormFlowLab", "FirstLayerLab",
        "PenaltyLab", "ShellToy", "ParityLab"]
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

@pytest.mark.parametrize("lab", LABS)
def test_nothing_is_cut_and_nothing_moves(open_notebook, lab):
    number = LABS.index(lab)
    language, theme = LOOKS[number % 4]
    other = {"light": "dark", "dark": "light"}[theme]
    page = open_notebook([f"import grokviz as gv\ngv.language('{language}')\ngv.{lab}()"])
    page.wait_for_function(f"() => {STAGE}?.track.length > 0", timeout=90_000)
    faults, before = [], {}
    for shade in (other, theme):
        set_theme(page, shade)
        for size in SIZES:
            before[size] = look(page, size, faults, (language, shade, "open"))
    page.locator(".grokviz-play").click()
    page.wait_for_function(f"() => {STAGE}.track.length > 20", timeout=120_000)
    page.wait_for_function(f"() => !{STAGE}.training", timeout=240_000)
    for share in (0.4, 1.0):
        page.evaluate(f"share => {{ const s = {STAGE}; s.playing = false;"
                      " s.head.place = share * s.head.last; s.dirty = true; }", share)
        for size in SIZES:
            now = look(page, size, faults, (language, theme, f"at {share}"))
            assert now == before[size], (lab, size)
    assert not faults, "\n".join(sorted(set(faults)))


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
