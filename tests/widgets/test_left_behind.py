"""Nothing is left of a lab that was closed or whose cell was run again: comms, threads, files."""

import gc

import pytest
from ipywidgets.widgets.widget import _instances
from widgets.standin import lab
from widgets.waiting import threads

from grokviz.widgets.lab import render_loop
from grokviz.widgets.lab.output import notebook_output

RUNS = 8                # what one of them left would be counted


@pytest.fixture(params=["", "1"], ids=["threads", "headless"])
def cell(request, monkeypatch):
    """`cell()` makes a lab as the next execution of one cell does."""
    monkeypatch.setenv("GROKVIZ_HEADLESS", request.param)
    monkeypatch.setattr(render_loop, "has_browser", lambda widget: True)
    count = iter(range(1000))
    monkeypatch.setattr(notebook_output, "_present", lambda: ("cell", next(count)))
    made = []
    yield lambda: made.append(lab()) or made[-1]
    made[-1].close()


def test_more_runs_of_a_cell_leave_as_much_as_one(cell):
    first = cell()
    first.run()
    comms, before = len(_instances), threads()
    for _ in range(RUNS):
        made = cell()
    made.run()
    gc.collect()
    assert len(_instances) == comms
    assert threads() == before
    assert first._closed and not made._closed
