"""What goes beside a run of both layers: the first one alone, from where the run has memorised.

Source: Musat (2025), arXiv:2511.01938, Eq. 20.
"""

from __future__ import annotations

import numpy as np

from grokviz.recipes import first_layer as recipes
from grokviz.recording import record
from grokviz.run import Experiment, Record

SINCE = 0.2             # slow time from which the simulated dynamics goes beside training


class Alone:
    """A law, see `View.foresee`: the simulated dynamics from where it is at slow time `SINCE`."""

    def __init__(self, alone: Record):
        self.alone = alone

    def __call__(self, run: Record) -> Record:
        return self.alone


def beside(experiment: Experiment) -> Alone | None:
    """Found out by training to there and following Eq. 20; None where there is no slow time."""
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
