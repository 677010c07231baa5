"""Questions that several labs ask: of a run before it, and why it went that way after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grokviz.labs.base import LATE, curve_of_test, learnt
from grokviz.run import Record
from grokviz.teaching.predictions.follow_up import Answer, Why
from grokviz.teaching.predictions.question import Guessable, Theory
from grokviz.teaching.predictions.score import Outcome


def why(
    key: str, right: int, when: Callable[[Outcome], bool] = lambda outcome: True, *,
    choices: int = 3, common: Mapping[int, str] | None = None,
) -> Why:
    """A question after a run: its texts are KEY.question, KEY.choice_1, KEY.choice_1_answer, ...

    Parameters
    ----------
    key : str
    right : int
        The number of the right choice, from 1.
    when : function
        See `Why`.
    choices : int
    common : mapping, optional
        Number of a choice -> key of a text that other questions have too.
    """
    texts = {k: f"{key}.choice_{k}" for k in range(1, choices + 1)}
    return Why(f"{key}.question", tuple(
        Answer({**texts, **(common or {})}[k], f"{texts[k]}_answer", right=k == right)
        for k in texts), when)


def of_the_test_set(
    predicted: Callable[[Mapping[str, Any]], Theory] | None = None, **put: Any
) -> tuple[Guessable, Guessable]:
    """When is the test set learnt, and along which curve?

    Parameters
    ----------
    predicted : function, optional
        What theory says of the first, see `Guessable`.
    **put
        `numbers` and `whys` of both, see `Guessable`.
    """
    return (
        Guessable(
            "t_test", "common.guess_when_learnt", "common.guess_when_learnt_question", picture=1,
            level=0.95, truth=learnt, form="guess.form_step", wrong=LATE, never=True,
            predicted=predicted, **put),
        Guessable(
            "test_curve", "common.guess_test_curve", "common.guess_test_curve_question", picture=1,
            shape="curve", truth=curve_of_test, **put),
    )


def of_the_bottom(
    level: float, truth: Callable[[Record], float | None], **put: Any
) -> tuple[Guessable]:
    """At which norm is the U lowest? `level` is the height [loss] at which the guess is drawn."""
    return (Guessable(
        "bottom", "common.guess_best_norm", "common.guess_best_norm_question", picture=0,
        level=level, truth=truth, form="guess.form_norm", **put),)
