"""Waiting for another thread, but not for ever."""

import time

PATIENCE = 20           # seconds


def until(condition):
    due = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < due, "did not happen"
        time.sleep(0.002)
