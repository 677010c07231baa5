"""Rest: a run that stays paused closes its stream, and later continues from its state.

A learner leaves paused runs in many views, and each open stream holds tensors and threads. So
after some seconds of pause, the player asks the stream for its state and closes it. Resume starts a
new stream from that state. The run is the same as without the pause, bit for bit.
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
        Returns whether the job is still paused.
    turn : Condition
        Guards the player's state and the job's commands.
    seconds : float
        Pause before the rest [s]. The run does not rest while its history lacks a change of a
        hot setting, because only the stream knows the step of that change.

    Returns
    -------
    bool
        True if the run rests, so that the player must close its stream.
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
