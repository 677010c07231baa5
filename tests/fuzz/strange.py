"""Values that nobody should give, and what may come of it: a value, or a sentence, and soon."""

import contextlib
import datetime
import os
import resource
import signal
from decimal import Decimal
from fractions import Fraction

import numpy as np
import torch
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from grokviz.sentences import MOST
from grokviz.storage.files import StoreError
from grokviz.widgets.lab.serialization.permalink import LinkError

SOON = 10.0                     # seconds an answer may take, on a machine that is busy
ROOM = 800_000                  # kilobytes that the process may grow by
SENTENCES = (ValueError, TypeError, StoreError, LinkError, FileNotFoundError)
# An example that fails is shown as it was found: to shrink one that takes long takes far longer.
QUIET = settings(derandomize=True, deadline=None, database=None, max_examples=15,
                 phases=[Phase.explicit, Phase.generate],
                 suppress_health_check=list(HealthCheck))


class Rude:
    """Has no repr, and no truth value."""

    def __repr__(self):
        raise RuntimeError("no")

    __bool__ = __len__ = __iter__ = __float__ = __eq__ = __repr__
    __hash__ = object.__hash__


numbers = st.one_of(
    st.integers(-3, 3), st.integers(), st.floats(), st.floats(0, 1), st.integers(0, 200),
    st.sampled_from([10**400, -10**5000, 2**63, 1e308, 5e-324, 0.1 + 2e-17, 1_000_001, -0.0]))
words = st.one_of(
    st.text(max_size=20), st.sampled_from([
        "", " ", "off", "1e5", "1,000", "nan", "none", "AdamW", "CPU", "cuda:7", "x" * 100_000,
        "9" * 6000, "%25" * 5000, "\0", "/etc/passwd", "../..", "{}", "{0}", "λ", "４"]))
others = st.sampled_from([
    None, True, False, 1j, np.complex128(2), b"3", bytearray(b"3"), datetime.date(2020, 1, 1),
    np.datetime64("2020-01-01"), np.timedelta64(3, "s"), Decimal("0.3"), Decimal("nan"),
    Fraction(1, 3), np.array(0.3), np.array([0.3]), np.array([[1, 2]]), np.array([]),
    np.array("a"), np.array(True), np.array([1, "a"], object), np.float32(0.3), np.int8(3),
    torch.tensor(0.3), torch.tensor([1.0, 2.0]), torch.tensor(True), torch.device("cpu"),
    torch.float32, float, {}, {"a": 1}, {1: 2}, set(), {1, 2}, frozenset({3}), range(3), range(0),
    range(10**9), slice(3), object(), len, Rude(), ..., NotImplemented, memoryview(b"ab"),
    [[1], [2, 3]], [[]], [1, [2]], [None], ["a"], [float("nan")], [1] * 20_000, (0, 10)])
lists = st.lists(st.one_of(numbers, st.none(), st.text(max_size=5)), max_size=5)
endless = st.just("endless").map(lambda _: iter(int, 1))
strange = st.one_of(numbers, words, others, lists, endless)


def within(setting):
    """Values near a setting's bounds, on both sides."""
    near = [setting.default]
    if hasattr(setting, "low"):
        near += [setting.low, setting.high, np.nextafter(setting.low, -np.inf), setting.high + 1,
                 np.nextafter(setting.high, np.inf), [setting.low, setting.default],
                 [setting.default] * 3]
    if hasattr(setting, "options"):
        near += [*setting.options, *map(str.upper, setting.options), *setting.options.values()]
    return st.sampled_from(near)


def answer(call, names=()):
    """The result of a call, or None if it raises an error that names one of `names`."""
    try:
        with soon(), np.errstate(all="ignore"):
            return call()
    except SENTENCES as error:
        said = str(error)
        assert 0 < len(said) <= MOST, f"{len(said)} letters: {said[:400]}"
        named = not names or any(name in said for name in names)
        assert named, f"{type(error).__name__} names none of {list(names)}: {said}"
        return None


@contextlib.contextmanager
def soon(seconds=SOON):
    """Fails what takes longer."""
    def late(*_):
        raise TimeoutError(f"no answer within {seconds:g} seconds")

    former = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


@contextlib.contextmanager
def nothing_left_behind(folder):
    """Fails where a file was written under a folder, or the process has grown."""
    before, size = tree(folder), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert tree(folder) == before
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - size < ROOM


def tree(folder):
    return sorted(os.path.join(where, name) for where, _, names in os.walk(folder)
                  for name in names if not name.endswith(".pyc"))
