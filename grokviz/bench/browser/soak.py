"""Use two labs in a real browser for minutes, and measure the memory that stays in use.

A learner drags sliders, picks presets, opens other views and pages, starts and pauses, and in each
half runs a cell again. The memory of kernel and page is measured when both labs are there, half-way
and at the end. It has to stay bounded, and to grow little in the second half.

JupyterLab itself keeps the DOM nodes of a cell's toolbar each time another cell is clicked. A
notebook without labs keeps as many. The cost of one click is measured first, on the same page.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from grokviz.bench.browser import attended, jupyterlab
from grokviz.bench.browser.attended import Attend
from grokviz.bench.browser.learner import Learner

SECONDS = 600
FLOORS = {"kernel": 700, "page": 500}       # MB at most
CLICKS = 10             # on other cells, to see what one costs
SETTLED = 1000          # ms for the system to take back freed memory
GROWTH, SLACK = 1.1, 30         # most growth in the second half: a factor, and MB more
CELLS = [
    "import grokviz as gv\nfirst = gv.TeacherStudentLab(); first",
    "second = gv.ModularAdditionLab(); second",
]
NAMES = {"kernel": "kernel, resident [MB]", "page": "page, held [MB]",
         "loose": "page, held and garbage [MB]",
         "heap": "page, JavaScript in use [MB]", "nodes": "page, DOM nodes",
         "toolbars": "  of them JupyterLab's old toolbars",
         "threads": "threads", "widgets": "widgets in the kernel", "models": "widgets in the page",
         "labs": "open labs"}
IN_KERNEL = {
    "pid": "__import__('os').getpid()",
    "threads": "__import__('threading').active_count()",
    "widgets": "len(__import__('ipywidgets').widgets.widget._instances)",
    "labs": "sum(isinstance(o, __import__('sys').modules['grokviz.widgets.lab.lab'].Lab)"
            " and not o._closed for o in __import__('gc').get_objects())",
}


class Look(NamedTuple):
    """Memory [MB] and counts at one moment.

    A browser collects garbage late if there is much memory. So the floor judges `page`, measured
    after a collection; `loose` is the memory before it.
    """

    kernel: float
    page: float
    loose: float
    heap: float
    nodes: int
    toolbars: int
    threads: int
    widgets: int
    models: int
    labs: int


def main(argv: Sequence[str] | None = None) -> int:
    """`grokviz bench soak`: use the labs, print the looks; 1 where a floor is missed."""
    parser = argparse.ArgumentParser(prog="grokviz bench soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, metavar="N",
                        help=f"how long the labs are used (default {SECONDS})")
    args = parser.parse_args(argv)
    if jupyterlab.browser() is None:
        parser.exit(2, 'grokviz bench soak: there is no browser to drive; install Chromium, and '
                       'type\n    pip install -e ".[test]"\n')
    with attended.opened(CELLS) as attend:
        looks, done = soak(attend, args.seconds)
    print(table(looks))
    print(", ".join(f"{name} {n}" for name, n in sorted(done.items())), f"in {args.seconds:g} s")
    wrong = missed(looks) + grown(looks)
    print("\n".join(wrong) or "both floors hold, and the second half is flat")
    return bool(wrong)


def soak(attend: Attend, seconds: float) -> tuple[list[Look], dict[str, int]]:
    """Use the labs of a page with CELLS; looks at the start, half-way and at the end, and how
    often each thing was done. Each look has a new connection: see `bench.attended`."""
    with attend() as page:
        learner = Learner(page, len(CELLS))
        learner.wait_for_labs()
        learner.turn(1)
        before = _nodes(page)
        learner.turn(CLICKS)
        each = (_nodes(page) - before) / CLICKS
    looks, began = [_looked(attend, CLICKS * each)], time.monotonic()
    for number, share in enumerate((0.5, 1.0)):
        with attend() as learner.page:
            for until in (share - 0.25, share):
                while time.monotonic() - began < until * seconds:
                    learner.act()
                if until < share:
                    learner.rerun(number)
        looks.append(_looked(attend, (CLICKS + learner.turns) * each))
        print(f"after {share * seconds:.0f} s: {looks[-1]}", file=sys.stderr, flush=True)
    return looks, dict(learner.done)


def _looked(attend: Attend, toolbars: float) -> Look:
    with attend() as page:
        return look(page)._replace(toolbars=round(toolbars))


def _nodes(page: Any) -> int:
    """How many DOM nodes there are once those are gone that nobody refers to."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    nodes: int = session.send("Memory.getDOMCounters")["nodes"]
    session.detach()
    return nodes


def look(page: Any) -> Look:
    """Measure kernel and page now."""
    found = {k: int(v) for k, v in jupyterlab.evaluate(page, **IN_KERNEL).items()}
    loose = jupyterlab.resident_of_page(page)
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    session.detach()
    page.wait_for_timeout(SETTLED)
    held = jupyterlab.resident_of_page(page)
    return Look(jupyterlab.resident(found.pop("pid")), held, loose, heap, _nodes(page), 0,
                models=jupyterlab.models(page), **found)


def missed(looks: Sequence[Look]) -> list[str]:
    """A sentence for each missed floor, and for labs or widgets that are left open."""
    end = looks[-1]
    said = [f"the {name} has {max(getattr(each, name) for each in looks):.0f} MB; "
            f"wanted are {floor}" for name, floor in FLOORS.items()
            if max(getattr(each, name) for each in looks) > floor]
    if end.labs != len(CELLS) or end.widgets != end.models:
        said.append(f"{end.labs} labs are open, with {end.widgets} widgets in the kernel and "
                    f"{end.models} in the page")
    return said


def grown(looks: Sequence[Look]) -> list[str]:
    """A sentence for each kind of memory that grew in the second half."""
    half, end = looks[-2:]
    return [f"the {name} grew from {getattr(half, name):.0f} to {getattr(end, name):.0f} MB"
            for name in FLOORS if getattr(end, name) > GROWTH * getattr(half, name) + SLACK]


def table(looks: Sequence[Look]) -> str:
    """Print the looks beside each other."""
    line = "{:32}{:>10}{:>10}{:>10}".format
    rows = [line(NAMES[name], *(f"{getattr(each, name):,.0f}" for each in looks))
            for name in Look._fields]
    return "\n".join([line("", "start", "half", "end"), *rows])
