"""Settings of the penalties lab are checked on one problem for all strengths and rates."""

import pytest

from grokviz.recipes import penalties
from grokviz.recipes.plans import penalties as plans
from grokviz.tasks import recovery


def test_a_slider_of_the_strength_draws_one_problem(monkeypatch):
    made, draw = [], recovery.sparse_recovery
    monkeypatch.setattr(recovery, "sparse_recovery",
                        lambda sweep, **options: made.append(1) or draw(sweep, **options))
    plans._slope.cache_clear()
    for strength in (1e-4, 1e-3, 2e-3):
        penalties.check("sparse_recovery", {"penalty_strength": strength, "learning_rate": 0.05})
    assert len(made) == 1
    penalties.check("sparse_recovery", {"data_seed": 5})
    assert len(made) == 2
    with pytest.raises(ValueError, match="takes every weight to 0"):
        penalties.check("sparse_recovery", {"penalty_strength": 1.0})
    with pytest.raises(ValueError, match="more than the dimension"):
        penalties.check("sparse_recovery", {"sparsity": 60, "dimension": 50})


def test_it_refuses_what_the_recipe_refuses():
    for given in ({"penalty_strength": 1.0}, {"n_train": 5}, {"learning_rate": 50}):
        said = []
        for refuse in (lambda: penalties.check("sparse_recovery", given),          # noqa: B023
                       lambda: penalties.sparse_recovery(**given)):                # noqa: B023
            with pytest.raises(ValueError) as error:
                refuse()
            said.append(str(error.value))
        assert said[0] == said[1]
