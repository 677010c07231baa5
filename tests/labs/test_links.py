"""Labs opened by a link: the same run bit for bit, and what a saved notebook shows of each lab."""

import hashlib
import re
import subprocess
import sys
from urllib.parse import urlencode

import nbclient
import nbconvert
import nbformat
import numpy as np
import pytest

import grokviz as gv
from grokviz.labs import LABS
from grokviz.widgets.lab.serialization import permalink
from grokviz.widgets.lab.serialization.permalink import LinkError

SMALL = {"steps": 400, "width": 12}
AGAIN = """
import hashlib, sys, grokviz as gv
for text in sys.argv[1:]:
    record = gv.open_link(text).run()
    values = b"".join(record.values[k].tobytes() for k in sorted(record.values))
    changes = [(c.step, c.name, c.value) for c in record.changes]
    print(hashlib.sha256(values).hexdigest(), record.steps.tolist(), changes)
"""


@pytest.fixture
def lab():
    made = gv.TeacherStudentLab(**SMALL)
    yield made
    made.close()


def told(record):
    values = b"".join(record.values[k].tobytes() for k in sorted(record.values))
    changes = [(c.step, c.name, c.value) for c in record.changes]
    return f"{hashlib.sha256(values).hexdigest()} {record.steps.tolist()} {changes}"


def ended(lab):
    lab.view_state.player.wait()
    lab.frames.flush()
    return lab.link(), told(lab.record)


def test_a_link_gives_the_same_record_bit_for_bit_in_a_fresh_kernel(lab):
    lab.comparing, lab.runs = "weight_decay", 3         # an ensemble
    lab.run(init_scale=1.3, init_seed=7)
    made = [ended(lab)]
    lab.comparing = None
    lab.reset()
    lab.step(6)
    lab.view_state.runner.turn(lab.state.wanted({"weight_decay": 1.0}), ["weight_decay"])
    lab.weight_decay = 1.0                              # a setting turned on the way
    lab.start()
    made.append(ended(lab))
    assert [c.name for c in lab.record.changes] == ["weight_decay"]
    lab.go_to(100)
    lab.branch(weight_decay=0.0, n_train=60)            # and a branch
    made.append(ended(lab))
    assert {c.name for c in lab.record.changes} == {"weight_decay", "n_train"}
    assert lab.record.changes[-1].step <= 100 < lab.record.steps[-1]
    links, records = zip(*made, strict=True)
    again = subprocess.run([sys.executable, "-c", AGAIN, *links], capture_output=True, text=True)
    assert again.stdout.splitlines() == list(records), again.stderr


def older(content):
    """The content of a link from before penalties could be chosen."""
    if isinstance(content, list):
        return [older(part) for part in content]
    if not isinstance(content, dict):
        return content
    return {k: older(v) for k, v in content.items() if not k.startswith("penalty")}


def test_a_link_saved_before_there_were_penalties_opens_without_one(lab):
    """Run, branch and pin: each leg has its own settings."""
    lab.run(init_scale=1.3)
    pins = next(panel for panel in lab.panels if panel.key == "compare")
    lab.frames.call(pins.pin)
    lab.go_to(100)
    lab.branch(weight_decay=0.0)
    now, made = ended(lab)
    text = "grokviz:" + permalink.write(older(permalink.read(now)))
    assert text != now
    again = gv.open_link(text)
    assert (again.penalty, again.init_scale) == ("none", 1.3)
    again.run()
    assert ended(again) == (now, made)
    again.close()


def test_a_link_of_what_is_recorded_shows_it_again_without_training():
    first = gv.TeacherStudentLab(view="The law")
    first.go_to(1000)
    again = gv.open_link(first.link())
    assert again.view == "The law" and again.badge == "recorded"
    assert again.view_state.at == first.view_state.at
    np.testing.assert_array_equal(again.record.steps, first.record.steps)
    first.close()
    again.close()


@pytest.mark.parametrize("lab", LABS)
def test_every_lab_has_its_name_and_opens_by_it(lab):
    made = gv.open_link(f"?lab={lab}")
    assert made.key == lab and gv.open_link(made.link()).settings == made.settings


@pytest.mark.parametrize("text, sentence", [
    ("?lab=teacher&alpha=2", "no lab 'teacher'; did you mean 'teacher_student'"),
    ("?alpha=20", "init_scale is 20; give a value from 0.1 to 10"),
    ("?alhpa=2", "no setting 'alhpa'; did you mean 'alpha'"),
    ("grokviz:1.abc", "cut off"),
])
def test_a_link_that_cannot_be_opened_says_why_and_leaves_no_lab(text, sentence):
    with pytest.raises(LinkError, match=sentence):
        gv.open_link(text)


def test_a_page_opens_what_its_address_asks_for(monkeypatch, lab):
    lab.init_scale = 0.7
    code = lab.link("voila").partition("grokviz=")[2]
    for query in ("theme=dark&alpha=0.7&steps=400&width=12",
                  urlencode({"grokviz": code, "token": "x"})):
        monkeypatch.setenv("QUERY_STRING", query)
        page = gv.open_page("teacher_student")
        assert page.settings == lab.settings
        page.close()
    monkeypatch.setenv("QUERY_STRING", "alpha=nothing")
    page = gv.open_page("teacher_student")
    page.frames.flush()
    assert "init_scale is 'nothing'" in page.status and page.init_scale == 2.0
    monkeypatch.setenv("QUERY_STRING", "theme=dark")
    assert gv.open_page("teacher_student").badge == "recorded"


# ---- notebooks without a kernel -----------------------------------------------------------------

CHANGED = {"plane": ("weight_decay", "λ", 0.1),         # a reduced path ends where λ has it end
           "density": ("steps", "networks", 1000)}      # this many are drawn, at least
USUAL = ("steps", "steps", 100)


@pytest.fixture(scope="module")
def executed():
    """By lab: a notebook with its cells alone, run with the others in one kernel."""
    sources = {name: (f"import grokviz as gv\nlab = gv.{LABS[name]}()\nlab", "lab.status",
                      "_ = lab.run({0}={2})".format(*CHANGED.get(name, USUAL)))
               for name in LABS}
    notebook = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_code_cell(c) for cells in sources.values() for c in cells])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    each = len(notebook.cells) // len(LABS)
    return {name: nbformat.v4.new_notebook(cells=notebook.cells[i * each:(i + 1) * each],
                                           metadata=notebook.metadata)
            for i, name in enumerate(sources)}


@pytest.mark.parametrize("name", LABS)
def test_an_executed_notebook_has_a_figure_with_its_alt_text_for_each_lab(name, executed):
    _, symbol, value = CHANGED.get(name, USUAL)
    widget, still = executed[name].cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in widget.data
    assert "needs a kernel" in widget.data["text/plain"] and "text/html" not in widget.data
    page, _ = nbconvert.HTMLExporter().from_notebook_node(executed[name])
    (alt,) = re.findall(r'<img alt="([^"]+)"', page)
    assert f"{symbol} {value}" in alt                   # the last state, not the first
    assert "<figcaption>" in page and still.data["image/png"]


def test_pages_are_made_without_torch_which_would_hold_their_first_picture_back():
    code = ("import sys, grokviz as gv\nfor name in sys.argv[1:]:\n    gv.open_page(name).close()\n"
            "    if 'torch' in sys.modules: sys.exit(f'{name} loads torch')")
    ran = subprocess.run([sys.executable, "-c", code, *LABS], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
