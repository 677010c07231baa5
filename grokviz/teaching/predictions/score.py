"""The distance between a guess and the run, as a number and in a sentence.

On a logarithmic axis the error is a factor. On every axis it is also a share of the picture, so
that guesses of different quantities can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.teaching.predictions.question import (
    NEVER,
    Guessable,
    Theory,
    Value,
    is_log,
    number_in,
    share,
)

HIT = 1.05              # largest factor of error that counts as a hit
NEAR = 0.02             # largest share of the picture that counts as a hit
POINTS = 60             # at which curves and paths are compared


@dataclass(frozen=True)
class Outcome:
    """Guess, theory and run together.

    Attributes
    ----------
    guess, run : Value
    theory : Theory or None
    far, theory_far : float
        Distance to the run as a share of the picture; 1 if one of the two is never; nan without
        theory.
    times, theory_times : float
        The larger over the smaller; only for numbers on a logarithmic axis, else nan.
    record : Record
    """

    ask: Guessable
    guess: Value
    theory: Theory | None
    run: Value
    far: float
    theory_far: float
    times: float
    theory_times: float
    record: Record

    @property
    def turned(self) -> bool:
        """True if settings changed during the run, so that the guess was about another run."""
        return bool(self.record.changes)


def judge(
    ask: Guessable, guess: Value, theory: Theory | None, record: Record, scales: Mapping[str, Any]
) -> Outcome | None:
    """The outcome; None if the record does not show it yet."""
    run = ask.truth(record)
    if run is None:
        return None
    said = theory.value if theory else None
    return Outcome(
        ask, guess, theory, run, far(ask, guess, run, scales), far(ask, said, run, scales),
        times(ask, guess, run, scales), times(ask, said, run, scales), record,
    )


def far(
    ask: Guessable, guess: Value | None, run: Value, scales: Mapping[str, Any]
) -> float:
    """Distance as a share of the picture.

    For curves, the mean over the x range of the run. For paths, the mean between places at equal
    fractions of their lengths.
    """
    if guess is None:
        return np.nan
    if ask.is_number:
        if NEVER in (guess, run):
            return float(guess != run)
        one, other = share(scales[ask.shape], (guess, run))
        return float(abs(one - other))
    one, other = (np.stack([share(scales[k], v) for k, v in
                            zip("xy", np.array(places).T, strict=True)])
                  for places in (guess, run))               # (2, places)
    if ask.shape == "curve":
        x = np.linspace(other[0, 0], other[0, -1], POINTS)
        return float(np.abs(np.interp(x, *one) - np.interp(x, *other)).mean())
    return float(np.linalg.norm(_evenly(one) - _evenly(other), axis=0).mean())


def times(
    ask: Guessable, guess: Value | None, run: Value, scales: Mapping[str, Any]
) -> float:
    """The larger of the two over the smaller."""
    if guess is None or not ask.is_number or NEVER in (guess, run) or not is_log(
            scales[ask.shape]):
        return np.nan
    low, high = sorted(max(number_in(v), scales[ask.shape].min) for v in (guess, run))
    return high / low


def in_words(outcome: Outcome) -> str:
    """The errors of guess and theory, in words."""
    o = outcome
    said = [t("score.guessed_run_says", guess=o.ask.say(o.guess),
              run=o.ask.say(o.run), off=_off(o.ask, o.guess, o.run, o.times, o.far))
            if o.ask.is_number else
            t("score.between_guess_run_lie", far=o.far)]
    if o.theory and o.theory.value is not None:
        said.append(
            t("score.theory_said", theory=o.ask.say(o.theory.value),
              off=_off(o.ask, o.theory.value, o.run, o.theory_times, o.theory_far))
            if o.ask.is_number else
            t("score.theory_picture_away", far=o.theory_far))
    if o.turned:
        said.append(t("score.turned_setting_way_not"))
    return " ".join(said)


def _off(ask: Guessable, guess: Value, run: Value, ratio: float, distance: float) -> str:
    if guess == run or ratio <= HIT or np.isnan(ratio) and distance <= NEAR:
        return t("score.hit")
    if guess == NEVER:
        return t("score.happens")
    if run == NEVER:
        return t("score.never_happened")
    wrong = t(ask.wrong[int(number_in(guess) > number_in(run))])
    if np.isnan(ratio):
        return t("score.share_off", far=distance, wrong=wrong)
    return t("score.times_off", times=f"{ratio:.{0 if ratio >= 10 else 1}f}", wrong=wrong)


def _evenly(path: np.ndarray) -> np.ndarray:
    """`POINTS` places equally far apart along a path (2, places)."""
    steps = np.linalg.norm(np.diff(path, axis=1), axis=0)
    gone = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.linspace(0, gone[-1], POINTS)
    return np.stack([np.interp(at, gone, row) for row in path])
