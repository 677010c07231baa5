"""The coordinates lab as a learner has it: a picture trains, and its noise fades; other cases."""

import numpy as np

from browser.lab import STAGE, button, plays, screenshot

LAB = "import grokviz as gv\ngv.CoordinatesLab(pace=None, weight_decay=1, steps=2500)"
SHOWN = STAGE.replace("each.stage)", "each.stage && each.offsetParent)")
# The share of the panel of the difference that is strongly orange, at a share of the time.
ORANGE = f"""async share => {{
    const stage = {STAGE}, {{ canvas }} = stage.panels[2], {{ width, height }} = canvas;
    Object.assign(stage, {{ playing: false, dirty: true }});
    stage.head.place = share * stage.head.last;
    await new Promise(done => setTimeout(done, 300));
    const {{ data }} = canvas.getContext('2d').getImageData(0, 0, width, height);
    let found = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] > 180 && data[i + 2] < 90) found += 1;
    return found / (width * height); }}"""
# What is heard of a lane at a share of the time, as the numbers that reach the loudspeaker.
HEARD = f"""async ([share, lane]) => {{
    const stage = {SHOWN}, {{ canvas }} = stage.panels[1];
    Object.assign(stage, {{ playing: false, dirty: true }});
    stage.head.place = share * stage.head.last;
    await new Promise(done => setTimeout(done, 300));
    const made = new Promise(done => {{ const put = AudioBuffer.prototype.copyToChannel;
        AudioBuffer.prototype.copyToChannel = function (values, ...rest) {{
            done([...values]); return put.call(this, values, ...rest); }}; }});
    canvas.dispatchEvent(new KeyboardEvent('keydown', {{ key: lane, bubbles: true }}));
    return made; }}"""


def test_a_picture_trains_and_the_noise_between_the_dots_fades(open_notebook):
    page = open_notebook([LAB])
    plays(page)
    noise, rest = (page.evaluate(ORANGE, share) for share in (0.6, 1.0))
    assert noise > 0.05 > 5 * rest
    screenshot(page, "coordinates-image")
    button(page, "Solution").click()                    # another case, with two panels
    page.wait_for_function(f"() => {SHOWN}?.panels.length === 2")
    assert page.locator(".grokviz-title:visible").inner_text().endswith("?")
    screenshot(page, "coordinates-equation")
    button(page, "Sound curve").click()
    page.wait_for_function(f"() => {SHOWN}?.track.channels.fitted")
    page.locator(".grokviz-play:visible").click()
    page.wait_for_function(f"() => {{ const s = {SHOWN}; return !s.training && !s.open"
                           " && s.track.length > 20; }", timeout=90_000)
    before, after, truth = (np.array(page.evaluate(HEARD, list(asked))) for asked in (
        (0.6, "1"), (1.0, "1"), (1.0, "3")))
    assert np.corrcoef(before, truth)[0, 1] < 0.8 < 0.95 < np.corrcoef(after, truth)[0, 1]
    screenshot(page, "coordinates-sound")
