"""Rules for maps of the (w, m) plane.

A rule gets the maps of one seed by their number of pairs, e.g. 45, or of digits.
"""

from __future__ import annotations

import numpy as np

from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.rules import excludes, rule
from grokviz.landscapes.reduced import Surface, surface

Array = np.ndarray
DEEP = 2.8                              # norms from here on lie well inside region II
CHANCE = {45: 1.0, 500: 0.09}           # loss of the best constant answer: targets N(0, 1), one-hot


@rule
@excludes("shuffled")
def made_again(runs: Runs, most: float) -> Verdict:
    """The roots of the training losses of cells trained here are near those of the stored map.

    In region II losses are about 1e-3, so a bound on the losses themselves would not see them.
    """
    kept, made = (np.sqrt(run.values["train_loss"][-1]) for run in runs.values())
    off = np.abs(kept - made)
    return Verdict(float(off.max()) <= most,
                   f"at most {off.max():.3f}, median {np.median(off):.1e}")


@excludes("swapped", "equal", "shuffled", "constant")
def two_regions(runs: Runs) -> Verdict:
    """Every row crosses the boundary once, and the test loss in region II is not small as well."""
    found = surface(runs[45])
    region = found.region()
    crossings = (np.diff(region, axis=0) != 0).sum(0)
    holds = (region[0] == 1).all() and (region[-1] == 2).all() and (crossings == 1).all()
    # Of the cells, and not of the least loss at a smaller norm, which hides shuffled cells.
    deep = found.scale >= DEEP
    flat = float((found.train[deep] < found.train[0].min()).mean())
    apart = float((found.test[deep] > 10 * found.train[deep]).mean())
    border = np.array([found.scale[np.argmax(column == 2)] for column in region.T])
    return Verdict(bool(holds and flat == 1 and apart > 0.5),
                   f"boundary {border.min():.2g} to {border.max():.2g} times the init")


@rule
@excludes("swapped", "equal", "shuffled", "constant", "x0.1")
def weak_and_strong(runs: Runs, most_train: float, least_ratio: float) -> Verdict:
    """Deep in region II the test loss varies much over m, more than chance, the training loss
    little."""
    train, test = _variation(surface(runs[45]))
    holds = train <= most_train and test >= least_ratio * train and test >= CHANCE[45]
    return Verdict(holds, f"train {train:.3f}, test {test:.1f}, {test / train:.0f} times")


@rule
# "Alike" has two sides, and cells that change places do so in both losses: swapped and shuffled
# leave the sentence true.
@excludes("constant", "x0.1")
def alike(runs: Runs, most_ratio: float, least_m: float = 0.0) -> Verdict:
    """Deep in region II neither loss varies over `most_ratio` times as much over m as the other.

    Both vary by a tenth of chance at least: they depend on m.
    """
    train, test = _variation(surface(runs[500]), least_m)
    vary = min(train, test) >= 0.1 * CHANCE[500]
    return Verdict(vary and 1 / most_ratio <= test / train <= most_ratio,
                   f"train {train:.3f}, test {test:.3f}, {test / train:.1f} times")


@excludes("x0.1", "permuted")
def weaker_than_sums(runs: Runs) -> Verdict:
    """Over m the test loss of digits varies by less than that of a constant answer, that of sums
    by more."""
    digits, sums = (_variation(surface(runs[n]))[1] / CHANCE[n] for n in (500, 45))
    return Verdict(digits < 1 < sums, f"digits {digits:.2f}, sums {sums:.1f} times chance")


@rule
@excludes("shuffled")
def no_mismatch(runs: Runs, most: float, digits: int = 500) -> Verdict:
    """Test and training loss are alike where training has settled: |log10 ratio| is small."""
    off = _mismatch(surface(runs[digits]))
    return Verdict(float(off.max()) < most, f"at most {off.max():.2f}, median {np.median(off):.2f}")


# The sentence is of the number of digits and not of cells, so it holds of their mean, "constant".
@excludes("permuted")
def nearer_with_more(runs: Runs) -> Verdict:
    """The median mismatch is smaller with 1500 digits than with 500, by a factor of 1.2 or more."""
    few, many = (float(np.median(_mismatch(surface(runs[n])))) for n in (500, 1500))
    return Verdict(few >= 1.2 * many, f"median {few:.2f} / {many:.2f}")


def _mismatch(found: Surface) -> Array:
    inside = np.ix_((found.scale > 0.8) & (found.scale <= 5.1), found.messiness >= 0.05)
    return np.abs(np.log10(found.test[inside] / found.train[inside]))


def _variation(plane: Surface, least_m: float = 0.0) -> tuple[float, float]:
    """Largest difference over m, of training and of test loss."""
    deep = np.ix_(plane.scale >= DEEP, plane.messiness >= least_m)
    train, test = (max(float(np.ptp(loss[deep], axis=1).max()), 1e-6)   # no zero to divide by
                   for loss in (plane.train, plane.test))
    return train, test
