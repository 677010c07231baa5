"""What can be guessed in the norm-flow lab, and what theory says to it before the run.

Theory is the slow flow, found while the page asks; see `labs.foresight`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grokviz.labs import norm_whys as whys
from grokviz.labs.norm_words import half_at, loss_of
from grokviz.run import Experiment, History, Record
from grokviz.teaching.guessable import NEVER, Guessable, Theory
from grokviz.widgets.strings import t

Law = Callable[[], Any]
LATE = ("too early", "too late")
WAY = 40                # places of a path


def of_a_task(task: str, law: Law) -> tuple[Guessable, ...]:
    """The questions of a task; `law` gives its present `Foresight`, or None."""
    put = {"whys": whys.RUN, "numbers": whys.numbers}
    norm = Guessable(
        "norm", "the norm at the end", "Which weight norm will it end with?", shape="y",
        level=30.0, picture=2 if task in ("hyperbola", "cross") else 1, truth=_norm,
        form="norm {}", predicted=_told(law, _norm), **put,
    )
    if loss_of(task) == "train_loss":
        return (
            Guessable("end", "where it ends", "Where will it end, after the fall and the slide?",
                      picture=0, shape="place", truth=_end, predicted=_told(law, _end), **put),
            Guessable("way", "the whole way", "Which way will it take to its end?", picture=0,
                      shape="path", truth=_way, **put),
            norm,
        )
    return (
        Guessable("half", "when the test loss halves",
                  "At which t will the test loss have fallen to half of its plateau?", picture=0,
                  level=1.0, truth=_half, form="t = {}", wrong=LATE, never=True,
                  predicted=_told(law, _half), **put),
        Guessable("test_curve", "the whole test curve", "How will the test loss go?", picture=0,
                  shape="curve", truth=_test_curve, predicted=_told(law, _test_curve), **put),
        norm,
    )


def _told(law: Law, truth: Callable[[Record], Any]) -> Callable[[Mapping[str, Any]], Theory]:
    """What the slow flow answers, judged as a run would be."""
    def predicted(wanted: Mapping[str, Any]) -> Theory:
        found = law()
        if found is None:
            return Theory(None, t("Theory was still at work when the run began."))
        if found.slow is None:
            return Theory(None, t("Theory has no slow flow here."))
        sweep = found.slow.sweep | {
            k: np.resize(np.asarray(wanted[k], float), found.slow.runs)
            for k in ("weight_decay", "learning_rate")}
        settings = dict(found.slow.settings) | {"steps": wanted["steps"]}
        told = found(History(Experiment("", settings, sweep, None)).record())
        value = truth(told)
        return Theory(value, t("Theory: the slow flow from where descent without decay lands."))
    return predicted


# ---- what happened ------------------------------------------------------------------------------

def _is_over(record: Record) -> bool:
    return bool(record.steps[-1] >= record.settings["steps"])


def _half(record: Record) -> float | None:
    """Flow time; of several runs the median."""
    s = half_at(record)
    if not (np.isfinite(s).all() or _is_over(record)):
        return None
    t = [np.interp(at, record.values["slow_time"][:, i], record.values["flow_time"][:, i])
         if np.isfinite(at) else NEVER for i, at in enumerate(s)]
    return float(np.median(t))


def _norm(record: Record) -> float | None:
    return float(np.median(_last(record, "weight_norm"))) if _is_over(record) else None


def _end(record: Record) -> tuple[tuple[float, float], ...] | None:
    if not _is_over(record):
        return None
    return (tuple(np.median(_last(record, "weights"), axis=0).tolist()),)


def _way(record: Record) -> tuple[tuple[float, float], ...] | None:
    if not _is_over(record):
        return None
    keep = np.linspace(0, len(record.steps) - 1, WAY).astype(int)
    return tuple(map(tuple, record.values["weights"][keep, 0].tolist()))


def _test_curve(record: Record) -> tuple[tuple[float, float], ...] | None:
    if not _is_over(record):
        return None
    t, test = record.values["flow_time"][:, 0], np.median(record.values["test_loss"], axis=1)
    keep = (np.diff(t, prepend=-1) > 0) & (t > 0) & np.isfinite(test)
    return tuple(zip(t[keep].tolist(), test[keep].tolist(), strict=True))


def _last(record: Record, name: str) -> np.ndarray:
    """Of each run the last value that is known, (runs, ...)."""
    values = record.values[name]
    known = np.isfinite(values).reshape(*values.shape[:2], -1).all(2)
    last = len(values) - 1 - known[::-1].argmax(0)
    return values[last, np.arange(values.shape[1])]
