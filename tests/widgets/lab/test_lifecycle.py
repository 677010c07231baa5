"""A lab that cannot be made, one that is closed, and attributes that are slips of others."""

import gc
import sys
import tracemalloc
import weakref

import ipywidgets
import pytest
from widgets.standin import SETTINGS, Counting, counting, lab
from widgets.waiting import threads

from grokviz.recording import record
from grokviz.settings import Setting, Table
from grokviz.widgets.lab import render_loop
from grokviz.widgets.lab.lifecycle import Closed, meant_by
from grokviz.widgets.lab.output import notebook_output
from grokviz.widgets.player import memory

AGAIN = 10
ALIVE = ipywidgets.widgets.widget._instances
SHORT = Table(
    Setting("weight_decay", "λ", "weight decay", 0, 10, 0.1, short="wd"),
    Setting("init_scale", "α", "initial scale", 0, 10, 2.0, short="alpha"),
    Setting("init_seed", "seed: init", "draws the start", 0, 99, 1),
    Setting("data_seed", "seed: data", "draws the data", 0, 99, 1),
    Setting("n_train", "N", "training examples", 1, 99, 10, short="n"),
)
ASKED = {
    "run": lambda lab: lab.run(scale=3), "start": lambda lab: lab.start(),
    "pause": lambda lab: lab.pause(), "stop": lambda lab: lab.stop(),
    "step": lambda lab: lab.step(2), "reset": lambda lab: lab.reset(),
    "go_to": lambda lab: lab.go_to(3), "branch": lambda lab: lab.branch(decay=1),
    "new_seed": lambda lab: lab.new_seed(), "preset": lambda lab: lab.preset("small"),
    "update": lambda lab: lab.update({"scale": 3}), "link": lambda lab: lab.link(),
    "open_link": lambda lab: lab.open_link("?scale=3"), "save": lambda lab: lab.save("x.csv"),
    "resume": lambda lab: lab.resume("x.npz"), "scale": lambda lab: lab.scale,
    "record": lambda lab: lab.record, "wanted": lambda lab: lab.wanted,
    "panels": lambda lab: lab.panels, "nested": lambda lab: ipywidgets.VBox([lab]),
} | {f"{name} =": lambda lab, name=name, value=value: setattr(lab, name, value) for name, value in
     {"scale": 3, "view": "Other", "comparing": "scale", "runs": 3, "pace": None,
      "guess_first": True, "anything": 1}.items()}


@pytest.fixture
def noise(monkeypatch):
    """The message of a `__del__` that fails."""
    heard = []
    monkeypatch.setattr(sys, "unraisablehook", heard.append)
    yield heard
    gc.collect()
    assert not heard


# ---- one that cannot be made --------------------------------------------------------------------

class Broken(Exception):
    pass


def broken(*_):
    raise Broken("a panel")


@pytest.mark.parametrize(("given", "error", "said"), [
    ({"driver": "tread"}, ValueError, "no driver 'tread'; did you mean 'thread'.*asyncio"),
    ({"scael": 3}, ValueError, "did you mean 'scale'"),
    ({"view": "none"}, ValueError, "no view 'none'"),
    ({"panels": [broken]}, Broken, "a panel"),
    ({"guess_first": "x"}, Exception, "guess_first"),
])
def test_a_lab_that_cannot_be_made_leaves_nothing_and_says_it_once(noise, given, error, said):
    alive, before = set(ALIVE), threads()
    with pytest.raises(error, match=said):
        lab(**given)
    gc.collect()
    assert set(ALIVE) <= alive and threads() <= before


# ---- a closed one -------------------------------------------------------------------------------

@pytest.fixture
def closed(noise):
    made = lab()
    made.run()
    made.close()
    return made


@pytest.mark.parametrize("what", ASKED)
def test_whatever_is_asked_of_a_closed_lab_is_answered_with_a_sentence(closed, what):
    with pytest.raises(Closed, match=r"This lab is closed; run its cell again, .* gv.Counting\(\)"):
        ASKED[what](closed)


def test_a_closed_lab_is_shown_as_a_sentence(closed, capsys, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **how: shown.append(data))
    closed._ipython_display_()
    (bundle,) = shown
    assert "This lab is closed" in bundle["text/html"] and "closed" in bundle["text/plain"]
    assert not any("widget-view" in kind for kind in bundle)
    assert repr(closed) == "<Counting, closed>"


def test_a_closed_lab_may_be_closed_again_and_looked_at(closed):
    closed.close()
    assert isinstance(closed, Counting) and not hasattr(closed, "frames")
    assert closed.value["scale"] == 2 and not closed.running


@pytest.fixture
def seen(monkeypatch):
    """Labs as in a kernel with a browser, made by the same cell again and again."""
    count = iter(range(1000))
    monkeypatch.setenv("GROKVIZ_HEADLESS", "")
    monkeypatch.setattr(render_loop, "has_browser", lambda widget: True)
    monkeypatch.setattr(notebook_output, "_present", lambda: ("cell", next(count)))


def test_a_cell_run_again_and_again_leaves_shells_alone(seen, noise):
    """As `Out` does, this keeps every lab that the cell gave."""
    stored = record(counting(SETTINGS.defaults() | {"steps": 1000}), progress=False)
    out, held = [lab(stored=lambda: stored)], []
    out[0].run()
    gc.collect()
    tracemalloc.start()
    for number in range(AGAIN + 1):
        if number == 1:                         # what is loaded once has been loaded
            gc.collect()
            before, _ = tracemalloc.get_traced_memory()
        made = lab(stored=lambda: stored)
        out.append(made)
        made.run()
        held += map(weakref.ref, (made.view_state, made.record, made.view_state.player.job,
                                  *made.view_state.plots, made.frames, made.controls, made.outputs))
    lab().close()
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(each._closed for each in out)
    assert not [each() for each in held if each() is not None]
    assert (after - before) / AGAIN < 0.2e6


# ---- slips --------------------------------------------------------------------------------------

@pytest.mark.parametrize(("name", "meant"), [
    ("wd", ["weight_decay"]), ("weight_decya", ["weight_decay"]), ("λ", ["weight_decay"]),
    ("weightDecay", ["weight_decay"]), ("alpha", ["init_scale"]), ("N", ["n_train"]),
    ("seed", ["init_seed", "data_seed"]), ("decay", ["weight_decay"]), ("veiw", []),
    ("viewe", ["view"]),
    ("notes", []), ("data", []), ("train", ["n_train"]), ("x", []), ("student", []),
])
def test_a_name_is_known_for_what_it_is_meant_to_be(name, meant):
    assert meant_by(name, SHORT, ["view", "runs", "pace", "value"]) == meant


def test_an_attribute_that_is_a_slip_is_refused_and_any_other_is_not(noise):
    made = lab()
    with pytest.raises(AttributeError, match=r"a lab has no 'sclae'; type lab.scale = 3"):
        made.sclae = 3
    with pytest.raises(AttributeError, match=r"type lab.decay = 0.3"):
        made.λ = 0.3
    with pytest.raises(AttributeError, match=r"type lab.guess_first = True"):
        made.guessfirst = True
    with pytest.raises(AttributeError, match="'Counting' object has no attribute 'sclae'"):
        _ = made.sclae
    made.notes, made._sclae = "of mine", 1
    assert made.notes == "of mine" and made._sclae == 1 and made.scale == 2
    made.close()


def test_a_lab_beside_a_browser_bounds_its_memory_and_gives_it_back(monkeypatch):
    asked = []
    for name in ("few_arenas", "after_a_lab"):
        monkeypatch.setattr(memory, name, lambda name=name: asked.append(name))
    lab().close()                               # of a script, whose memory is its own
    assert asked == []
    monkeypatch.delenv("GROKVIZ_HEADLESS", raising=False)
    monkeypatch.setattr(render_loop, "has_browser", lambda widget: True)
    made = lab(driver="thread", pace=None)
    assert asked == ["few_arenas"]
    made.close()
    assert asked == ["few_arenas", "after_a_lab"]
