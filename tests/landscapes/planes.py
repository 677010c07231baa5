"""A made-up plane with known losses: a wall along a straight border, test loss growing in m."""

import numpy as np

from grokviz.landscapes.reduced import Surface
from grokviz.run import Record
from grokviz.sweep import grid

SCALE, MESSINESS = np.geomspace(0.5, 8, 61), np.linspace(0, 1, 41) ** 2
FOOT, LEAN = np.log(1.5), 2.0           # ln w of the border at m = 0, and how it grows with m


def train(w, m):
    """Zero to the right of ln w = FOOT + LEAN m, and (twice the distance)² to the left."""
    return np.maximum(2 * (FOOT + LEAN * m - np.log(w)), 0) ** 2


def test(w, m):
    """(2 m + 0.1)² whatever the norm: solved up to m = 0.108."""
    return (2 * m + 0.1) ** 2 + 0 * w


def surface():
    w, m = SCALE[:, None], MESSINESS[None]
    return Surface(SCALE, MESSINESS, train(w, m), test(w, m))


def record():
    """The same as a Record of cells, in no order, its last record whole."""
    sweep = grid(init_scale=SCALE, messiness=MESSINESS)
    order = np.random.default_rng(0).permutation(len(sweep["init_scale"]))
    sweep = {k: v[order] for k, v in sweep.items()}
    w, m = sweep["init_scale"], sweep["messiness"]
    values = {"train_loss": train(w, m)[None], "test_loss": test(w, m)[None]}
    return Record("made up", {"n_train": 45, "data_seed": 28}, sweep, np.array([7]), values)
