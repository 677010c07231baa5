"""The predictions before a run use one problem, which is drawn once."""

import numpy as np
import pytest

from grokviz.labs.norm_flow.forecast import forecast
from grokviz.recipes import norm_flow, norm_flow_forecast
from grokviz.tasks import interpolation


@pytest.fixture
def drawn(monkeypatch):
    """How many runs each problem had that was drawn."""
    made, draw = [], interpolation.linear_regression

    def counted(sweep, **options):
        made.append(len(sweep["init_seed"]))
        return draw(sweep, **options)

    monkeypatch.setattr(interpolation, "linear_regression", counted)
    return made


def test_a_forecast_draws_its_problem_once_and_a_description_draws_none(drawn):
    experiment = norm_flow.linear_regression(init_seed=[1, 2])
    assert drawn == []
    law = forecast(experiment)
    assert drawn == [2] and law.slow is not None


def test_what_comes_of_one_problem_is_what_comes_of_three():
    experiment = norm_flow.linear_regression(init_seed=[1, 2])
    law = forecast(experiment)
    for name, value in norm_flow_forecast.limits(experiment).items():
        np.testing.assert_array_equal(law.limits[name], value)
    for name, value in norm_flow_forecast.known(experiment).items():
        np.testing.assert_array_equal(law.given[name], value)
