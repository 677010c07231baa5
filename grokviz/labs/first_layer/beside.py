"""The first layer alone, simulated beside a run of both layers once the run has memorised.

Source: Musat (2025), arXiv:2511.01938, Eq. 20.
"""

from __future__ import annotations

import numpy as np

from grokviz.recipes import first_layer as recipes
from grokviz.recording import record
from grokviz.run import Experiment, Record

SINCE = 0.2             # slow time at which the simulated dynamics starts


class Alone:
    """A law (see ``View``): the dynamics simulated from the state at slow time `SINCE`."""

    def __init__(self, alone: Record):
        self.alone = alone

    def __call__(self, run: Record) -> Record:
        return self.alone


def beside(experiment: Experiment) -> Alone | None:
    """Train to that point, then follow Eq. 20; None if the run has no slow time."""
    decays = np.asarray(experiment.sweep["weight_decay"], float)
    until = float((np.asarray(experiment.sweep["learning_rate"]) * decays).max()
                  * experiment.settings["steps"])
    if not decays.all() or until <= SINCE:
        return None
    try:
        alone = recipes.isolated(experiment, since=SINCE, until=until)
    except ValueError:                          # too few hidden units for it
        return None
    return Alone(record(alone, progress=False))
