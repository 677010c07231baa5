"""A field followed by Euler steps, where the steps are known."""

import numpy as np
import torch
from numpy.testing import assert_allclose

from grokviz.engines.field import Field, Parts, follow
from grokviz.recording import record
from grokviz.sweep import grid


def parts(sweep):
    start = torch.as_tensor(sweep["start"])[:, None, None].expand(-1, 2, 3)
    return Parts(start, lambda w: -w, lambda w: {"train_loss": w.square().mean((1, 2))})


def test_each_run_decays_by_its_own_step():
    sweep = grid(start=[1.0, 2.0], learning_rate=[0.1, 0.2], weight_decay=1.0)
    found = record(follow(Field(parts), name="t", settings={}, sweep=sweep, steps=9,
                          records=[0, 4, 9]), progress=False)
    k = found.steps[:, None]
    wanted = sweep["start"] * (1 - sweep["learning_rate"]) ** k
    assert_allclose(found.values["train_loss"], wanted**2, rtol=1e-12)
    assert_allclose(found.values["slow_time"], k * sweep["learning_rate"])
    assert found.settings == {"steps": 9}


def test_it_can_be_started_again_and_turned_while_it_runs():
    sweep = grid(start=1.0, learning_rate=0.1, weight_decay=1.0)
    made = follow(Field(parts), name="t", settings={}, sweep=sweep, steps=9, records=[0, 9])
    record(made, progress=False)
    again = record(made, progress=False, hot={"learning_rate": 0.2})
    assert_allclose(again.values["train_loss"][:, 0], [1, 0.8**18], rtol=1e-12)
    assert np.isclose(again.values["slow_time"][-1, 0], 1.8)


def test_it_goes_on_from_a_state():
    sweep = grid(start=[1.0, 2.0], learning_rate=0.1, weight_decay=1.0)
    made = follow(Field(parts), name="t", settings={}, sweep=sweep, steps=9, records=[0, 4, 9])
    state = None
    for snapshot in made.start({}):
        if snapshot is not None and snapshot.step == 4:
            state = snapshot.state()
    (last,) = (s for s in made.start({}, state) if s is not None)
    assert_allclose(last.values["train_loss"], sweep["start"] ** 2 * 0.9**18, rtol=1e-12)
    assert_allclose(last.values["slow_time"], 0.9)
