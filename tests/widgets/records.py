"""Small records of the teacher-student kind, made without training."""

import numpy as np

from grokviz.run import Change, Record


def run(decays=(0.1,), steps=(0, 100, 1000), changes=()) -> Record:
    """Three records: untrained, memorised at step 100, generalised at step 1000."""
    decay, n = np.array(decays, float), len(decays)
    sweep = {
        "init_scale": np.full(n, 2.0), "weight_decay": decay, "learning_rate": np.full(n, 0.01),
    }
    shape = np.ones((len(steps), n))
    values = {
        "train_loss": shape * [[0.3], [1e-4], [1e-9]],
        "test_loss": shape * [[0.4], [1e-2], [1e-4]],
        "train_accuracy": shape * [[0.0], [0.97], [1.0]],
        "test_accuracy": shape * [[0.0], [0.3], [0.99]],
        "weight_norm": shape * [[17.0], [16.0], [8.0]],
    }
    return Record("test", {"steps": 1000}, sweep, np.array(steps), values,
                  tuple(Change(*c) for c in changes))


def cells(scales=(0.5, 1.0, 2.0), seeds=(1, 2)) -> Record:
    """An L and a U: losses differ by a factor of 4 between two seeds."""
    scale, seed = (a.ravel() for a in np.meshgrid(scales, seeds, indexing="ij"))
    factor = np.where(seed == seeds[0], 1.0, 4.0)
    values = {
        "train_loss": (scale < 1) * 0.01 * factor,
        "test_loss": (np.abs(np.log(scale)) + 0.01) * factor,
        "weight_norm": 8.0 * scale,
    }
    return Record("cells", {"steps": 6}, {"init_scale": scale, "init_seed": seed}, np.array([6]),
                  {k: v[None] for k, v in values.items()})
