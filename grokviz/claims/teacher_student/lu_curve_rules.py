"""Rules for the L and the U, and for numbers that the paper's notebooks stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from grokviz.claims.ledger import Runs, Verdict
from grokviz.claims.rules import excludes, rule

Array = np.ndarray
NEAR = 1e-3                             # a norm of the grid may differ so much from the one named


@rule
@excludes("permuted", "frozen")
def l_shape(runs: Runs, floor: float = 1e-5, wall: float = 5e-3) -> Verdict:
    """The training loss is below `floor` from init scale 0.63 on, above `wall` up to 0.16."""
    scale, loss = _ends(runs, "train_loss")
    right, left = loss[scale > 0.62], loss[scale < 0.16]
    holds = (right < floor).all() and (left > wall).all()
    return Verdict(bool(holds), f"right {right.max():.1e} at most, left {left.min():.1e} at least")


@rule
@excludes("swapped", "permuted", "frozen")
def u_shape(
    runs: Runs,
    bottom: tuple[float, float] = (3e-5, 2e-4),
    arm: Mapping[float, tuple[float, float]] = {2.51: (0.02, 0.06), 3.98: (0.2, 0.6), 10: (4, 15)},
) -> Verdict:
    """The test loss is lowest at init scale 0.63 or 1, within `bottom`, and rises along `arm`."""
    scale, loss = _ends(runs, "test_loss")
    least = int(loss.argmin())
    right = {a: float(loss[np.abs(scale / a - 1).argmin()]) for a in arm}
    holds = (
        any(abs(scale[least] / a - 1) < NEAR for a in (10**-0.2, 1))
        and bottom[0] <= loss[least] <= bottom[1]
        and all(low <= right[a] <= high for a, (low, high) in arm.items())
    )
    return Verdict(holds, f"lowest {loss[least]:.1e} at α {scale[least]:.2f}, then "
                          + ", ".join(f"{v:.2g}" for v in right.values()))


def near(
    name: str, found: ArrayLike, stored: ArrayLike, relative: float = 0.0,
    absolute: float = 0.0, *, labels: Sequence[str],
) -> Verdict:
    """Every number is within a tolerance of the stored one; labels name those that are not."""
    found, stored = np.asarray(found, float), np.asarray(stored, float)
    off = np.abs(found - stored)
    good = off <= absolute + relative * np.abs(stored)          # nan is not near
    k = int(good.sum())
    worst = (off / np.abs(stored) if relative else off).max(initial=0)
    within = f"{100 * worst:.2g}%" if relative else f"{worst:.1g}"
    text = f"{name} {k} of {len(stored)}, within {within}"
    bad = [f"{at}: {f:.3g} for {s:.3g}"
           for at, f, s, ok in zip(labels, found, stored, good, strict=True) if not ok]
    return Verdict(0 < k == len(stored), "; ".join([text, *bad]))


def _ends(runs: Runs, name: str) -> tuple[Array, Array]:
    scale = np.array(sorted(runs))
    return scale, np.array([runs[a].values[name][-1, 0] for a in scale])
