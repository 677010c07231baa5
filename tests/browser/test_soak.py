"""Most of a minute of `grokviz bench soak`: by the same code, with the same floors.

Only the ten minutes can show that the second half is flat: here torch is still being loaded.
"""

from contextlib import nullcontext

from grokviz.bench.browser.learner import ACTIONS
from grokviz.bench.browser.soak import CELLS, missed, soak

SECONDS = 45            # of use; the labs have to be there first


def test_memory_stays_within_its_floors_while_two_labs_are_used(fresh_notebook):
    page = fresh_notebook(CELLS)
    looks, done = soak(lambda: nullcontext(page), SECONDS)
    assert missed(looks) == []
    assert 0 <= looks[0].toolbars <= looks[-1].toolbars < looks[-1].nodes
    assert done["drag"] > 2 and done["rerun"] == 2
    assert sum(n > 0 for n in done.values()) > len(ACTIONS) / 2
