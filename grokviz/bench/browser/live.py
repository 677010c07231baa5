"""The lab in use: JupyterLab and Chromium show four pictures while the lab trains.

It needs what `grokviz.bench.browser.jupyterlab` needs. Without a browser these rows are left out,
and a line on stderr says so.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from grokviz.bench.browser import jupyterlab
from grokviz.bench.rows import Row, single

AREA = "live"
KEYS = 30
SECONDS = 4                     # of watching
TURNS = 5                       # of training watched and bare
STEPS = 1_000_000               # more than it can train meanwhile

LAB = f"""
import grokviz as gv
lab = gv.TeacherStudentLab(steps={STEPS}, view="Run")
lab.pace = None
lab
"""
# A second cell would block the messages of the widgets. So a thread measures, and writes its
# numbers into files. What else the machine does changes within seconds, so it trains watched and
# bare in turn and compares each piece with the bare ones before and after it.
WATCH = f"""
import json, pathlib, threading, time

def watched():
    lab.start()
    while not lab.running:
        time.sleep(0.05)
    time.sleep(0.5)
    began, first = time.perf_counter(), lab.record.steps[-1]
    time.sleep({SECONDS})
    rate = float(lab.record.steps[-1] - first) / (time.perf_counter() - began)
    lab.pause()
    while lab.running:
        time.sleep(0.05)
    return rate

def bare():
    began, first, last = time.perf_counter(), None, 0
    for snapshot in stream:
        if snapshot is not None:
            first, last = snapshot.step if first is None else first, snapshot.step
            if time.perf_counter() - began > {SECONDS}:
                return (last - first) / (time.perf_counter() - began)

def watch():
    lab.start()
    while lab.record.steps[-1] < 5000 or not lab.running:
        time.sleep(0.05)
    pathlib.Path("go").write_text("")
    while not pathlib.Path("measured").exists():
        time.sleep(0.05)
    lab.pause()
    while next(snapshot.step for snapshot in stream if snapshot) < 5000:
        pass
    rates = [bare()]
    for _ in range({TURNS}):
        rates += [watched(), bare()]
    pathlib.Path("rates.json").write_text(json.dumps(rates))

stream = gv.recipes.teacher_student.grokking(steps={STEPS}).start({{}})
threading.Thread(target=watch, daemon=True).start()
"""
FRAMES = """seconds => new Promise(done => {
    const lines = () => [...document.querySelectorAll('.grokviz path.line')]
        .map(e => e.getAttribute('d')).join();
    let before = lines(), frames = 0;
    const end = performance.now() + 1000 * seconds;
    const tick = () => {
        const now = lines();
        if (now !== before) { frames += 1; before = now; }
        performance.now() < end ? requestAnimationFrame(tick) : done(frames / seconds);
    };
    requestAnimationFrame(tick);
})"""
# The time from the key press to the frame in which the number beside the slider has changed. By
# then the kernel and the run have the new value.
KEY = """() => {
    const box = document.querySelector('.grokviz-weight_decay input[type=text]');
    window.__took = new Promise(done => {
        let began = 0;
        const before = box.value, given_up = performance.now() + 5000;
        const pressed = () => { began = performance.now(); };
        addEventListener('keydown', pressed, { capture: true, once: true });
        const look = () => {
            if (began && box.value !== before) done(performance.now() - began);
            else if (performance.now() > given_up) done(null);
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    });
}"""


def rows(quick: bool = False) -> Iterator[Row]:
    """Measure the live lab, row by row; `quick` or not, as opening it takes the most time."""
    if jupyterlab.browser() is None:
        print("no browser: the rows of the live lab are left out", file=sys.stderr)
        return
    with jupyterlab.opened((LAB, WATCH)) as (page, folder):
        yield from _watch(page, folder)


def _watch(page, folder: Path) -> Iterator[Row]:
    page.locator(".grokviz path.line").first.wait_for(state="attached")
    _wait_for(folder / "go")
    frames = page.evaluate(FRAMES, SECONDS)
    took = []
    slider = page.locator(".grokviz-weight_decay [role=slider]")
    for i in range(KEYS):
        page.evaluate(KEY)
        slider.press("ArrowRight" if i % 2 else "ArrowLeft")
        took.append(page.evaluate("() => window.__took"))
        page.wait_for_timeout(50 + 37 * (i % 5))        # at any moment between two frames
    (folder / "measured").touch()
    rates = json.loads(_wait_for(folder / "rates.json").read_text())
    shares = [200 * watched / (before + after) for before, watched, after in zip(
        rates[::2], rates[1::2], rates[2::2], strict=False)]
    lost = took.count(None)
    took = [t if t is not None else 5000 for t in took]
    yield single("training while watched, of bare", AREA, statistics.median(shares), "%", 90, 97)
    yield single("frames in the browser", AREA, frames, "frames/s", 15, 25)
    yield single("key to visible, median", AREA, statistics.median(took), "ms", 120, 60)
    yield single("key to visible, worst of 30", AREA, max(took), "ms", 300, 150)
    assert not lost, f"{lost} of {KEYS} key presses had no effect"


def _wait_for(path: Path, seconds: float = 120) -> Path:
    end = time.monotonic() + seconds
    while not path.exists():
        if time.monotonic() > end:
            raise TimeoutError(f"the live lab wrote no {path.name} in {seconds:.0f} s; run the lab "
                               "by hand to see why")
        time.sleep(0.05)
    return path
