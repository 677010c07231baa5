"""The contents of a file are checked before a lab follows them."""

import numpy as np
import pytest

from grokviz.run import Change, Experiment, Record, Snapshot
from grokviz.storage.files import StoreError
from grokviz.store import Saved
from grokviz.widgets.lab.serialization.saved_run import check_fits, plain_segments, told
from grokviz.widgets.player.branching import Segment

SEGMENTS = (Segment(0, {"decay": 0.1}, (Change(3, "decay", (0.2, 0.3)),)),
            Segment(9, {"decay": 1.0}))
MADE = {"link": "grokviz:1.a.b", "view": "Run", "wanted": {"decay": 1.0},
        "run": plain_segments(SEGMENTS)}


def saved(state=True, **change):
    made = {k: v for k, v in (MADE | change).items() if v != "left out"}
    return Saved(None, {"step": 9} if state else {}, {"made": made}, "a.npz")


def test_what_was_written_is_read():
    found = told(saved())
    assert (found.link, found.view, found.wanted) == ("grokviz:1.a.b", "Run", {"decay": 1.0})
    assert [Segment(step, wanted, tuple(Change(s, n, tuple(v)) for s, n, v in changes))
            for step, wanted, changes in found.run] == list(SEGMENTS)


def test_numbers_without_a_run_are_told():
    for each in (saved(state=False), saved(run="left out")):
        with pytest.raises(StoreError, match="a.npz holds numbers, but no run that can go on"):
            told(each)


@pytest.mark.parametrize("change", [
    {"run": []}, {"run": 3}, {"run": [3]}, {"run": [[0, {}]]}, {"run": [[-1, {}, []]]},
    {"run": [["0", {}, []]]}, {"run": [[0, [], []]]}, {"run": [[0, {}, [3]]]}, {"run": {"a": 1}},
    {"run": [[0, {}, [[3, "decay", [None]]]]]}, {"run": [[0, {}, [[3, "decay", 0.2]]]]},
    {"run": [[0, {}, [[-3, "decay", [0.2]]]]]}, {"view": 3}, {"view": None}, {"view": "left out"},
    {"wanted": 3}, {"wanted": None}, {"wanted": []}, {"link": None}, {"link": {}},
    {"link": "left out"},
])
def test_what_cannot_be_is_refused(change):
    with pytest.raises(StoreError, match="a.npz does not say how its run was made; save"):
        told(saved(**change))


@pytest.mark.parametrize("given, fits", [
    ([Snapshot(4, {"loss": np.ones(2)})], True), ([Snapshot(4, {"loss": np.ones(3)})], False),
    ([Snapshot(4, {"other": np.ones(2)})], False), ([None], False), ([], False),
])
def test_a_state_from_which_a_run_goes_on_otherwise_is_refused(given, fits):
    sweep = {"seed": np.arange(2)}
    of = Record("r", {"steps": 9}, sweep, np.array([0, 3]), {"loss": np.ones((2, 2))})
    file = Saved(of, {"step": np.array(3)}, {}, "a.npz")
    experiment = Experiment("r", {"steps": 9}, sweep, lambda hot, state=None: (s for s in given))
    if fits:
        check_fits(file, experiment)
        return
    with pytest.raises(StoreError, match="a.npz"):
        check_fits(file, experiment)
