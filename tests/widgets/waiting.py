"""Waiting for another thread, but not for ever."""

import threading
import time

PATIENCE = 20           # seconds


def until(condition):
    due = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < due, "did not happen"
        time.sleep(0.002)


def threads():
    """How many there are, but for those that only give memory back and end."""
    return sum(thread.name != "grokviz-memory" for thread in threading.enumerate())
