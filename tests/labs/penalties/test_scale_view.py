"""The view of one slider, c: the norm moves as predicted, and no function does."""

import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose

from grokviz.labs.penalties.lab import PenaltyLab


@pytest.fixture
def lab():
    made = PenaltyLab()
    yield made
    made.close()


def test_the_stored_networks_are_shown_with_the_norm_at_every_c(lab):
    view_state = show(lab, "Scale")
    assert lab.badge == "recorded" and lab.status.startswith("At c = 30 the network that")
    told = view_state.law(view_state.shown).values
    assert_allclose(told["weight_norm"], view_state.shown.values["weight_norm"], rtol=1e-5)
    outputs = view_state.shown.values["outputs"]
    assert_allclose(outputs, np.broadcast_to(outputs[:1], outputs.shape), atol=1e-4)
    assert all(plot.describe(view_state.shown) for plot in view_state.plots)


@pytest.mark.parametrize("degree", [2, 3])
def test_another_degree_is_another_function_with_another_norm(lab, degree):
    view_state = show(lab, "Scale")
    before = view_state.shown.values["weight_norm"]
    lab.update({"degree": degree})
    run = lab.run()
    assert run.settings["degree"] == view_state.law.degree == degree
    assert_allclose(view_state.law(run).values["weight_norm"], run.values["weight_norm"], rtol=1e-9)
    assert not np.allclose(before[0], run.values["weight_norm"][0], rtol=0.1)
