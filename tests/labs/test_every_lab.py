"""Every lab shows its stored runs without torch, and leaves nothing behind."""

import importlib
import subprocess
import sys

import ipywidgets
import pytest

from grokviz.labs import LABS


@pytest.mark.parametrize("name", LABS.values())
def test_no_view_needs_torch_to_show_what_is_stored(name):
    code = (f"import sys, grokviz as gv\nlab = gv.{name}(driver='here')\n"
            "for view in lab.view_states:\n    lab.view = view\n    lab.frames.flush()\n"
            "sys.exit('torch' in sys.modules)")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("module", LABS)
def test_nothing_is_left_of_a_closed_lab(module):
    make = getattr(importlib.import_module(f"grokviz.labs.{module}.lab"), LABS[module])
    make().close()
    alive = set(ipywidgets.widgets.widget._instances)
    lab = make()
    for view in lab.view_states:
        lab.view = view
        lab.frames.flush()
    lab.close()
    assert set(ipywidgets.widgets.widget._instances) <= alive
