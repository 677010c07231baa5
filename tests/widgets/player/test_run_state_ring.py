"""Which states are kept when memory is bounded."""

import numpy as np

from grokviz.widgets.player.run_state import SHARED, Budget, Ring


def state(step, size=100):
    return {"step": np.array(step), "w": np.full(size, step, np.float32)}      # 408 bytes


def test_all_are_kept_while_there_is_room():
    ring = Ring(Budget(1e6))
    for step in range(0, 500, 10):
        ring.add(step, lambda step=step: state(step))
    assert [int(ring.at(s)["step"]) for s in (0, 9, 10, 255, 5000)] == [0, 0, 10, 250, 490]
    assert Ring().at(7) is None


def test_beyond_the_limit_they_thin_out_evenly_and_the_first_stays():
    ring, taken = Ring(Budget(10 * 408)), []
    for step in range(50):
        ring.add(step, lambda step=step: taken.append(step) or state(step))
    kept = sorted({int(ring.at(s)["step"]) for s in range(50)})
    assert kept[0] == 0 and len(kept) <= 10
    assert len(set(np.diff(kept))) == 1 and kept[-1] >= 40
    assert len(taken) < 25                      # those that are not kept are not even taken


def test_a_single_state_larger_than_the_limit_is_kept():
    ring = Ring(Budget(10))
    ring.add(0, lambda: state(0))
    ring.add(1, lambda: state(1))
    assert int(ring.at(1)["step"]) == 0


def test_states_that_no_picture_can_tell_apart_are_not_taken():
    ring, taken = Ring(), []
    for step in range(10_000, 20_000, 50):
        ring.add(step, lambda step=step: taken.append(step) or state(step))
    assert len(taken) < 40 and max(b / a for a, b in zip(taken, taken[1:], strict=False)) < 1.03


def test_several_rings_share_one_budget_and_the_largest_gives_way():
    budget = Budget(40 * 408)
    rings = [Ring(budget) for _ in range(4)]
    for ring in rings:                          # one run after the other
        for step in range(50):
            ring.add(step, lambda step=step: state(step))
    assert budget.used <= budget.limit
    assert min(map(len, rings)) >= 3            # each can still be gone on from
    assert all(int(ring.at(0)["step"]) == 0 for ring in rings)
    for ring in rings:
        kept = sorted({int(ring.at(s)["step"]) for s in range(50)})
        assert len(set(np.diff(kept))) == 1     # evenly, although others thinned it out


def test_a_ring_that_is_gone_takes_nothing_of_the_budget():
    budget = Budget(1e6)
    ring = Ring(budget)
    ring.add(0, lambda: state(0))
    assert budget.used == 408
    del ring
    assert budget.used == 0


def test_runs_share_the_budget_of_the_kernel():
    before = SHARED.used
    ring = Ring()
    ring.add(0, lambda: state(0))
    assert SHARED.used == before + 408
