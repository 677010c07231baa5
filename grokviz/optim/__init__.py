"""What happens to the parameters in a step: updates, penalties, constraints."""

from grokviz.optim.constraints import fixed_norm
from grokviz.optim.flat import Flat
from grokviz.optim.penalties import PENALTIES
from grokviz.optim.updates import UPDATES, adam, adamw, sgd

__all__ = ["PENALTIES", "UPDATES", "Flat", "adam", "adamw", "fixed_norm", "sgd"]
