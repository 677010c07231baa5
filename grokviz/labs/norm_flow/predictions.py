"""Questions of the norm-flow lab, and the prediction of theory before the run.

Theory is the slow flow, computed while the page asks; see `labs.norm_flow.forecast`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs.base import LATE, is_over
from grokviz.labs.norm_flow.status import fitted_at, half_at, halved, loss_of
from grokviz.metrics import first_times, median_time
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import Answer, Why, where
from grokviz.teaching.predictions.question import NEVER, Guessable, Theory


def numbers(record: Record) -> Mapping[str, Any]:
    """The numbers that the sentences need; the median over several runs."""
    last = {k: float(np.median(record.values[k][-1]))
            for k in ("train_loss", "weight_norm", "slow_time", "flow_time")}
    decay = record.values["slow_time"][-1] / np.maximum(record.values["flow_time"][-1], 1e-300)
    fits = [fit for fit in fitted_at(record) if np.isfinite(fit)]
    return {
        "decay": float(np.median(decay)), "fit": median_time(fits) if fits else np.inf,
        "norm": last["weight_norm"], "slow": last["slow_time"], "time": last["flow_time"],
        "train": last["train_loss"]}


_when = partial(where, numbers)


NO_DECAY = Why(
    "norm_flow.why.no_decay.question",
    (
        Answer("norm_flow.why.no_decay.choice_1", "norm_flow.why.no_decay.choice_1_answer"),
        Answer("norm_flow.why.no_decay.choice_2",
               "norm_flow.why.no_decay.choice_2_answer", right=True),
        Answer("norm_flow.why.no_decay.choice_3", "norm_flow.why.no_decay.choice_3_answer"),
    ),
    _when(lambda slow, fit, **_: slow == 0 and np.isfinite(fit)),
)
NO_PLATEAU = Why(
    "norm_flow.why.no_plateau.question",
    (
        Answer("norm_flow.why.no_plateau.choice_1",
               "norm_flow.why.no_plateau.choice_1_answer", right=True),
        Answer("norm_flow.why.no_plateau.choice_2", "norm_flow.why.no_plateau.choice_2_answer"),
        Answer("norm_flow.why.no_plateau.choice_3", "norm_flow.why.no_plateau.choice_3_answer"),
    ),
    _when(lambda fit, slow, **_: not np.isfinite(fit) and slow > 0),
)
SLIDE = Why(
    "norm_flow.why.slide.question",
    (
        Answer("common.choice_more_steps", "norm_flow.why.slide.choice_1_answer"),
        Answer("norm_flow.why.slide.choice_2", "norm_flow.why.slide.choice_2_answer", right=True),
        Answer("norm_flow.why.slide.choice_3", "norm_flow.why.slide.choice_3_answer"),
    ),
)
RUN = (NO_DECAY, NO_PLATEAU, SLIDE)


Law = Callable[[], Any]
WAY = 40                # places of a path
PLANES = ("hyperbola", "cross", "adder")        # tasks whose two weights are a picture


def of_a_task(task: str, law: Law) -> tuple[Guessable, ...]:
    """The questions of a task; `law` gives its present `Forecast`, or None."""
    put: dict[str, Any] = {"whys": RUN, "numbers": numbers}
    first = int(task in (*PLANES, "adder_three"))                           # of the curves
    norm = Guessable(
        "norm", "norm_flow.guess.norm.name", "norm_flow.guess.norm.question", shape="y",
        level=30.0, picture=first + 1, truth=_norm,
        form="guess.form_norm", predicted=_told(law, _norm), **put,
    )
    places = (
        Guessable("end", "norm_flow.guess.end.name", "norm_flow.guess.end.question",
                  picture=0, shape="place", truth=_end, predicted=_told(law, _end), **put),
        Guessable("way", "norm_flow.guess.way.name", "norm_flow.guess.way.question", picture=0,
                  shape="path", truth=_way, **put),
    )
    curves = (
        Guessable("half", "norm_flow.guess.half.name",
                  "norm_flow.guess.half.question", picture=first,
                  level=1.0, truth=_half, form="t = {}", wrong=LATE, never=True,
                  predicted=_told(law, _half), **put),
        Guessable("test_curve", "common.guess_test_curve", "norm_flow.guess.test_curve.question",
                  picture=first,
                  shape="curve", truth=_test_curve, predicted=_told(law, _test_curve), **put),
    )
    return (*(places if task in PLANES else ()),
            *(curves if loss_of(task) == "test_loss" else ()), norm)


def _told(law: Law, truth: Callable[[Record], Any]) -> Callable[[Mapping[str, Any]], Theory]:
    """The answer of the slow flow, judged in the same way as a run."""
    def predicted(wanted: Mapping[str, Any]) -> Theory:
        found = law()
        if found is None:
            return Theory(None, t("common.theory_late"))
        if found.slow is None:
            return Theory(None, t("norm_flow.predictions.theory_no_slow_flow"))
        sweep = found.slow.sweep | {
            k: np.resize(np.asarray(wanted[k], float), found.slow.runs)
            for k in ("weight_decay", "learning_rate")}
        settings = dict(found.slow.settings) | {"steps": wanted["steps"]}
        told = found(Record("", settings, sweep, np.empty(0, int), {}))
        value = truth(told)
        return Theory(value, t("norm_flow.predictions.theory_slow_flow_descent"))
    return predicted


# ---- what happened ------------------------------------------------------------------------------

def _half(record: Record) -> float | None:
    """The flow time; the median over several runs."""
    s = half_at(record)
    if not (np.isfinite(s).all() or is_over(record)):
        return None
    return median_time(first_times(record.values["flow_time"], halved(record)), NEVER)


def _norm(record: Record) -> float | None:
    return float(np.median(_last(record, "weight_norm"))) if is_over(record) else None


def _end(record: Record) -> tuple[tuple[float, float], ...] | None:
    if not is_over(record):
        return None
    return (tuple(np.median(_last(record, "weights"), axis=0).tolist()),)


def _way(record: Record) -> tuple[tuple[float, float], ...] | None:
    if not is_over(record):
        return None
    keep = np.linspace(0, len(record.steps) - 1, WAY).astype(int)
    return tuple(map(tuple, record.values["weights"][keep, 0].tolist()))


def _test_curve(record: Record) -> tuple[tuple[float, float], ...] | None:
    if not is_over(record):
        return None
    t, test = record.values["flow_time"][:, 0], np.median(record.values["test_loss"], axis=1)
    keep = (np.diff(t, prepend=-1) > 0) & (t > 0) & np.isfinite(test)
    return tuple(zip(t[keep].tolist(), test[keep].tolist(), strict=True))


def _last(record: Record, name: str) -> np.ndarray:
    """The last known value of each run, (runs, ...)."""
    values = record.values[name]
    known = np.isfinite(values).reshape(*values.shape[:2], -1).all(2)
    last = len(values) - 1 - known[::-1].argmax(0)
    return values[last, np.arange(values.shape[1])]
