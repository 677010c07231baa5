"""Three ways through the code, from what a user does to its effect: each has few files.

The files are read off the call stack at the effect, in the order in which they are entered.
"""

import traceback

import bqplot
import pytest
from widgets.standin import SETTINGS, counting

from grokviz.run import Hot
from grokviz.widgets import __file__ as widgets
from grokviz.widgets import theme
from grokviz.widgets.lab.lab import Lab
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.player.executors import Here
from grokviz.widgets.plots import Curves, Series

ROOT = widgets.removesuffix("__init__.py")


@pytest.fixture
def lab():
    series = [Series("value", theme.TEST, "value")]
    view = View(pictures=lambda: [Curves("Value", "value", series, (0.1, 10))],
                experiment=counting, uses=tuple(SETTINGS), hot=("decay",),
                words=lambda record, state: state)
    made = Lab(SETTINGS, {"Run": view}, driver="here")
    yield made
    made.close()


@pytest.fixture
def way(monkeypatch):
    """Note the files of the widgets that lead to the first call of a method."""
    def watch(owner, method, name=None):
        found, call = [], getattr(owner, method)

        def watched(self, *args, **given):
            if not found and name in (None, *args[:1]):
                files = (frame.filename for frame in traceback.extract_stack())
                found.extend(dict.fromkeys(
                    file.removeprefix(ROOT) for file in files if file.startswith(ROOT)))
            return call(self, *args, **given)

        monkeypatch.setattr(owner, method, watched)
        return found
    return watch


def test_from_start_to_the_training_of_a_run(lab, way):
    found = way(Here, "start")
    lab.transport.go.click()
    assert found == ["controls/toolbar.py", "lab/callbacks.py", "lab/render_loop.py",
                     "lab/controllers/run_control.py", "lab/views/view_runner.py",
                     "player/player.py"]


def test_from_a_hot_slider_to_the_run(lab, way):
    lab.step(2)
    lab.state.auto = True                       # as beside a browser
    found = way(Hot, "__setitem__")
    lab.controls.rows["decay"].slider.value += 1
    assert lab.view_state.player.hot["decay"] == lab.decay
    assert found == ["controls/setting_rows.py", "controls/settings_form.py", "lab/render_loop.py",
                     "lab/controllers/settings_control.py", "lab/lifecycle.py",
                     "lab/views/view_runner.py"]


def test_from_the_painter_to_a_line(lab, way):
    lab.step(2)
    lab.view_state.player.step(1)
    found = way(bqplot.Lines, "__setattr__", "y")
    lab.frames.flush()
    assert found == ["lab/render_loop.py", "lab/callbacks.py", "lab/refresh.py",
                     "lab/views/view_state.py", "lab/views/view_plots.py", "plots/lines/curves.py",
                     "plots/core/marks.py"]
