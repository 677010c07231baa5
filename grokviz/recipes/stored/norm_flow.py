"""The stored records of `norm_flow`, and of what is known before its runs."""

from collections.abc import Callable
from functools import partial

from grokviz.recipes import norm_flow, norm_flow_forecast
from grokviz.recipes.stored import Stored
from grokviz.run import Experiment


def _of_task(what: Callable[[Experiment], Experiment], task: str) -> Experiment:
    """Something known before a run of a task, with its default settings."""
    return what(getattr(norm_flow, task)())


_FIGURES = {
    "hyperbola": "Sec. 3", "cross": "Sec. 3", "linear_regression": "App., Eq. 23",
    "diagonal_network": "Fig. 1", "matrix_completion": "Sec. 5", "relu_network": "Fig. 3",
}
STORED = {
    **{
        f"norm_flow.{task}": Stored(
            getattr(norm_flow, task), f"Boursier et al. 2025, arXiv:2505.20172, {figure}"
        )
        for task, figure in _FIGURES.items()
    },
    **{
        f"norm_flow.slow_flow_{task}": Stored(
            partial(_of_task, norm_flow_forecast.slow_path, task),
            "Boursier et al. 2025, arXiv:2505.20172, Prop. 2",
        )
        for task in norm_flow.SETTINGS if task != "relu_network"
    },
    **{
        f"norm_flow.given_{task}": Stored(
            partial(_of_task, norm_flow_forecast.given, task),
            "Boursier et al. 2025, arXiv:2505.20172, Sec. 5", last_only=True,
        )
        for task in ("diagonal_network", "linear_regression", "relu_network")
    },
    "norm_flow.slide": Stored(
        norm_flow_forecast.slide, "Boursier et al. 2025, arXiv:2505.20172, Sec. 5",
    ),
}
