"""The reference for the map does the same work as one of its cells."""


import numpy as np
from torch import nn

from grokviz.bench import plane
from grokviz.engines import Plan, train
from grokviz.landscapes.lu import cooling
from grokviz.models import mlp
from grokviz.optim import CONSTRAINTS, adam
from grokviz.recording import record
from grokviz.sweep import grid
from grokviz.tasks.toy_addition import toy_addition


def test_the_plain_cell_and_the_engine_train_the_same_network(monkeypatch):
    """Over a few steps, with the norm held alone; the map takes the radial part out as well."""
    seen = []
    monkeypatch.setattr(nn.functional, "mse_loss", lambda a, b: seen.append(
        (a - b).square().mean()) or seen[-1])
    assert plane.plain_cell(steps=30) == 30
    sweep = grid(init_scale=2.0, messiness=0.04, n_train=45, data_seed=28, init_seed=0,
                 learning_rate=3e-2, weight_decay=0.0)
    plan = Plan(toy_addition, mlp([2, 200, 200, 30], "leaky_relu"), adam(betas=(0.9, 0.9)),
                constraint=CONSTRAINTS["fixed_norm"], schedule=cooling(30))
    ours = record(train(plan, name="x", settings={}, sweep=sweep, steps=30,
                        records=range(30)), progress=False)
    theirs = [loss.item() for loss in seen]
    np.testing.assert_allclose(ours.values["train_loss"][:10, 0], theirs[:10], rtol=1e-2)


def test_stages_are_timed_as_they_end_and_their_cells_kept():
    from grokviz.recipes import toy_addition as recipes
    from grokviz.recording import History

    history = History(recipes.landscape(width=5, steps=100))
    times = dict(plane._stages(history))
    assert list(times) == [5, 11, 21] and sorted(times.values()) == list(times.values())
    assert np.isfinite(history.record().values["test_loss"][-1]).all()
