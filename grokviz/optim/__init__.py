"""What happens to the parameters in a step: updates, penalties, constraints."""

from grokviz.optim.constraints import CONSTRAINTS, Constraint
from grokviz.optim.flat import Flat
from grokviz.optim.penalties import PENALTIES, Penalty, which
from grokviz.optim.subgradients import Subgradients, matrices
from grokviz.optim.updates import UPDATES, adam, adamw, sgd

__all__ = [
    "CONSTRAINTS", "PENALTIES", "UPDATES", "Constraint", "Flat", "Penalty", "Subgradients", "adam",
    "adamw", "matrices", "sgd", "which",
]
