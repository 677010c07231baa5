"""Updates, penalties and constraints: what a training step does to the parameters.

Names are imported when they are first used, so the table of penalties does not load torch.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grokviz.optim.constraints import CONSTRAINTS, Constraint
    from grokviz.optim.flat import Flat
    from grokviz.optim.penalties import PENALTIES, Penalty, which
    from grokviz.optim.subgradients import Subgradients, matrices
    from grokviz.optim.updates import UPDATES, adam, adamw, sgd

_HOME = {
    "CONSTRAINTS": "constraints", "Constraint": "constraints", "Flat": "flat",
    "PENALTIES": "penalties", "Penalty": "penalties", "which": "penalties",
    "Subgradients": "subgradients", "matrices": "subgradients",
    "UPDATES": "updates", "adam": "updates", "adamw": "updates", "sgd": "updates",
}
__all__ = [
    "CONSTRAINTS", "PENALTIES", "UPDATES", "Constraint", "Flat", "Penalty", "Subgradients", "adam",
    "adamw", "matrices", "sgd", "which",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"grokviz.optim has no {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"grokviz.optim.{_HOME[name]}"), name)
