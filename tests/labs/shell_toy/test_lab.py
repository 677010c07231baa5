"""The toy lab without a browser: it waits at its start, is dragged, and has a picture."""

import numpy as np
import pytest

from grokviz.labs.shell_toy.lab import ShellToy
from grokviz.recipes.shell_toy import slide
from grokviz.recording import record


@pytest.fixture
def lab():
    made = ShellToy(steps=500)
    yield made
    made.close()


def test_a_run_of_the_lab_is_the_run_of_the_recipe(lab):
    assert lab.badge == "recorded"                      # and nothing trains by itself
    got = lab.run()
    want = record(slide(steps=500), progress=False)
    np.testing.assert_array_equal(got.values["weights"], want.values["weights"])
    assert lab.status.startswith("It memorised at step 16 and did not generalise in 500 steps")


def test_dragging_the_diamond_sets_the_start_within_the_bounds(lab):
    lab.run()
    start = next(mark for mark in lab.view_state.plots[0].figure.marks
                 if getattr(mark, "enable_move", False))
    for x, y, u, v in ((0.512345, -1.0, 0.51, -1.0), (3.1, 0.5, 3.0, 0.5)):
        start._handle_custom_msgs(None, {"event": "drag_end", "point": {"x": x, "y": y}}, None)
        assert (lab.u, lab.v) == (u, v)


def test_without_a_kernel_the_output_is_its_plane_with_a_sentence(lab):
    lab.run()
    bundle = lab.persistence.still()
    assert bundle["image/png"] and "memorised at step 16" in bundle["text/plain"]
