"""The stored records of `norm_flow`, and of the predictions for its runs."""

from collections.abc import Callable
from functools import partial

from grokviz.recipes import norm_flow, norm_flow_forecast
from grokviz.recipes.stored import Stored
from grokviz.run import Experiment

BOURSIER = "Boursier et al. 2025, arXiv:2505.20172"
MUSAT = "Musat 2025, arXiv:2511.01938"
_FIGURES = {
    "hyperbola": "Sec. 3", "cross": "Sec. 3", "linear_regression": "App., Eq. 23",
    "diagonal_network": "Fig. 1", "matrix_completion": "Sec. 5", "relu_network": "Fig. 3",
}


def _of_task(predict: Callable[[Experiment], Experiment], task: str) -> Experiment:
    """A prediction for a run of a task with its default settings."""
    return predict(getattr(norm_flow, task)())


STORED = {
    **{f"norm_flow.{task}": Stored(getattr(norm_flow, task), f"{BOURSIER}, {figure}")
       for task, figure in _FIGURES.items()},
    **{f"norm_flow.{task}": Stored(getattr(norm_flow, task), f"{MUSAT}, Sec. 4")
       for task in ("adder", "adder_three")},
    **{f"norm_flow.slow_flow_{task}": Stored(
        partial(_of_task, norm_flow_forecast.slow_path, task), f"{BOURSIER}, Prop. 2")
       for task in norm_flow.SETTINGS if task != "relu_network"},
    **{f"norm_flow.given_{task}": Stored(
        partial(_of_task, norm_flow_forecast.given, task), f"{BOURSIER}, Sec. 5", last_only=True)
       for task in ("diagonal_network", "linear_regression", "relu_network")},
    "norm_flow.slide": Stored(norm_flow_forecast.slide, f"{BOURSIER}, Sec. 5"),
}
