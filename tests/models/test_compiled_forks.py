"""Forked parts of a program: on threads of their own, with none of torch's beside them."""

import time
from concurrent.futures import ThreadPoolExecutor

import torch

from grokviz.models import compiled
from grokviz.models.compiled import forks_are_alone


def count_of_a_new_thread():
    with ThreadPoolExecutor(1) as new:
        return new.submit(torch.get_num_threads).result()


def test_every_fork_s_thread_is_alone_and_new_threads_are_as_before():
    before, own = count_of_a_new_thread(), torch.get_num_threads()
    assert forks_are_alone()                            # says what each counted for itself
    assert (count_of_a_new_thread(), torch.get_num_threads()) == (before, own)


def test_where_a_thread_does_not_come_nothing_is_forked(monkeypatch):
    """The fork too many begins when the others have given up, and may end after the caller has."""
    before, there = count_of_a_new_thread(), torch.get_num_interop_threads()
    to_set = torch.set_num_threads

    def in_a_while(n):
        if n == 1:
            time.sleep(0.2)
        to_set(n)

    monkeypatch.setattr(compiled, "PATIENCE", 0.3)
    monkeypatch.setattr(torch, "set_num_threads", in_a_while)
    monkeypatch.setattr(torch, "get_num_interop_threads", lambda: there + 1)
    assert forks_are_alone.__wrapped__() is False
    time.sleep(0.5)
    assert count_of_a_new_thread() == before
