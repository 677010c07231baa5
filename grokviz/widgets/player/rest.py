"""A run that stays paused comes to rest: its stream is closed, and it goes on from its state.

A learner leaves paused runs in many views, and each open stream holds tensors and threads. The
rest of the run is the same, bit for bit.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator

from grokviz.widgets.player.run_state import Job


def stand(
    job: Job, paused: Callable[[], bool], turn: threading.Condition, seconds: float
) -> Generator[float, None, bool]:
    """Turns of the player while a job is paused.

    Parameters
    ----------
    job : Job
    paused : function
        Whether it still is.
    turn : Condition
        Guards that, and what the job is to do.
    seconds : float
        Of pause, until it rests. It does not rest while its history lacks a change of a hot
        setting: only the stream knows the step of that change.

    Returns
    -------
    bool
        Whether it rests, and its stream is to be closed.
    """
    told, since = job.told(), time.monotonic()
    while not job.stop and paused():
        left = since + seconds - time.monotonic() if told else float("inf")
        if left > 0:
            yield left
            continue
        state, told = job.here(), False
        with turn:
            if state is not None and not job.stop and paused():
                job.rest, job.resting = state, True
                return True
    return False
