"""What happens to the parameters in a step: updates, penalties, constraints."""

from grokviz.optim.constraints import CONSTRAINTS, Constraint
from grokviz.optim.flat import Flat
from grokviz.optim.penalties import PENALTIES, STEPS
from grokviz.optim.updates import UPDATES, adam, adamw, sgd

__all__ = [
    "CONSTRAINTS", "PENALTIES", "STEPS", "UPDATES", "Constraint", "Flat", "adam", "adamw", "sgd",
]
