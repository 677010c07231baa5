"""Questions for after a run of the norm-flow lab, chosen by what happened in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.labs.norm_words import fitted_at
from grokviz.run import Record
from grokviz.teaching.score import Outcome
from grokviz.teaching.why import Answer, Why


def numbers(record: Record) -> Mapping[str, Any]:
    """What the sentences speak of; of several runs the median."""
    last = {k: float(np.median(record.values[k][-1]))
            for k in ("train_loss", "weight_norm", "slow_time", "flow_time")}
    decay = record.values["slow_time"][-1] / np.maximum(record.values["flow_time"][-1], 1e-300)
    return {"decay": float(np.median(decay)), "fit": float(np.nanmedian(
        np.append(fitted_at(record), np.nan))) if np.isfinite(fitted_at(record)).any() else np.inf,
        "norm": last["weight_norm"], "slow": last["slow_time"], "time": last["flow_time"],
        "train": last["train_loss"]}


def _when(holds: Callable[..., bool]) -> Callable[[Outcome], bool]:
    return lambda outcome: holds(**numbers(outcome.record))


NO_DECAY = Why(
    "On zero loss since t = {fit:.3g}, and there it stays. What would move it on?",
    (
        Answer("More training: it is not done yet.",
               "The gradient of the loss is 0 there. From t = {fit:.3g} to {time:.3g} nothing "
               "moved, and nothing will."),
        Answer("Weight decay, be it ever so small.",
               "Yes. Along the zero-loss set it is the only force. A small λ only takes longer, "
               "as 1/λ.", right=True),
        Answer("A larger learning rate.",
               "It moves faster where there is a gradient. On the zero-loss set there is none."),
    ),
    _when(lambda slow, fit, **_: slow == 0 and np.isfinite(fit)),
)
NO_PLATEAU = Why(
    "With λ = {decay:.2g} there are no two phases. Why?",
    (
        Answer("Decay this strong does not wait for the fit.",
               "Yes. The clocks come apart only where λ is far below the smallest curvature of "
               "the loss: then the fit is over before the slide begins.", right=True),
        Answer("It learns everything at once, which is better.",
               "It also stops short: the training loss stays at {train:.2g}, for decay holds the "
               "fit back."),
        Answer("The network is too small for two phases.",
               "The same one has two with a tenth of the λ: try it."),
    ),
    _when(lambda fit, slow, **_: not np.isfinite(fit) and slow > 0),
)
SLIDE = Why(
    "The training loss ended at {train:.2g}, not at 0. Why?",
    (
        Answer("It needs more steps.",
               "It stands still there: the floor is (λ²/2) wᵀH⁺w, known before the run. A "
               "tenth of the λ would lower it a hundred times."),
        Answer("Decay pulls it a little off the zero-loss set, by λ‖H⁺w‖.",
               "Yes. There the pull of decay and the push of the loss are equal: the distance "
               "goes as λ, so the loss as λ².", right=True),
        Answer("Of rounding errors.",
               "They are some 1e-30 here. This is λ² at work."),
    ),
)
RUN = (NO_DECAY, NO_PLATEAU, SLIDE)
