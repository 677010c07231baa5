"""The one line that a learner hands in: seat, link, when the run learnt, the guess, the reason.

``seat 17  ?lab=teacher_student&alpha=0.62&init_seed=4  train=115 test=1900 guess=3000``
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.settings import Table
from grokviz.teaching.predictions.follow_up import question_for
from grokviz.teaching.predictions.question import NEVER
from grokviz.teaching.predictions.rounds import Round, Rounds
from grokviz.widgets.lab.serialization.permalink import write_short

WHY = re.compile(r"\.why\.(\w+)\.choice_(\d+)_answer$")     # key of the reply to a choice
ASKED = "t_test"                                            # the question whose guess is handed in


def line(
    seat: int, lab: str, settings: Table, asked: Mapping[str, Any] | None, record: Record | None,
    rounds: Rounds,
) -> str:
    """The line of a finished run; ValueError while it cannot be handed in.

    `asked` are the settings of the run, which may differ from those that the sliders show now.
    """
    if record is None or asked is None or "test_accuracy" not in record.values:
        raise ValueError(t("hand_in.no_run"))
    if record.runs != 1:
        raise ValueError(t("hand_in.one_run", runs=record.runs))
    if record.changes:
        raise ValueError(t("hand_in.turned"))
    times = {"train": float(record.t_train[0]), "test": float(record.t_test[0])}
    if record.steps[-1] < record.settings["steps"] and np.isnan(list(times.values())).any():
        raise ValueError(t("hand_in.not_over"))
    content = {"lab": lab, "view": None, "compare": None, "settings": asked}
    words = {**times, **_of_round(rounds.now)}
    return (f"seat {seat}  ?{write_short(content, settings)}  "
            + " ".join(f"{k}={_shown(v)}" for k, v in words.items()))


def _of_round(now: Round | None) -> dict[str, Any]:
    """The guess, and the first choice in the question after the run."""
    if now is None or now.ask.key != ASKED or now.value is None or now.seen:
        return {}
    said: dict[str, Any] = {"guess": now.value}
    why = question_for(now.outcome) if now.outcome else None
    if why is not None and now.tried:
        found = WHY.search(why.choices[now.tried[0]].answer)
        said |= {"why": f"{found[1]}.{found[2]}"} if found else {}
    return said


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "never" if np.isnan(value) or value == NEVER else f"{value:.0f}"
