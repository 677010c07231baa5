"""Rules for the claims on networks whose layers are rescaled."""

from __future__ import annotations

import numpy as np

from grokviz.claims.ledger import Verdict
from grokviz.claims.rules import excludes, row, rule, span
from grokviz.run import Record
from grokviz.theory import rescaling


@rule
@excludes("permuted", "shuffled", "constant")
def same_function(found: Record, most: float, least: float) -> Verdict:
    """No accuracy and no loss changes with the scale, by `most` relative; the norm does.

    For each pair of layers the largest norm is `least` times the smallest, which is at the scale
    c^(2q + 2) = q ‖B‖² / ‖A‖² among those that were tried.
    """
    same = all((np.ptp(found.values[k], axis=1) <= most * found.values[k].max(1)).all()
               for k in ("accuracy", "loss"))
    spans, places = [], []
    for q in np.unique(found.sweep["degree"]):
        pair = found.take(found.sweep["degree"] == q)
        norms, c = pair.values["weight_norm"], pair.sweep["scale"]
        A, B = (pair.values[f"{layer}_norm"][:, 0] for layer in ("first", "second"))
        best = c[0] * rescaling.least(A, B, q)          # A and B are those at the first scale
        spans += list(norms.max(1) / norms.min(1))
        places += list(np.abs(np.log(c[norms.argmin(1)] / best)) / np.log(c[1] / c[0]))
    holds = same and min(spans) >= least and max(places) <= 0.51      # of a step between scales
    return Verdict(bool(holds), f"norms {span(spans)} times apart, least {max(places):.2f} steps "
                                f"from the formula's, outputs {'the same' if same else 'changed'}")


@rule
@excludes("frozen", "reversed", "x0.5")
def same_norm(found: Record, low: float, high: float) -> Verdict:
    """The second network has a scale at which its norm is that of the first as trained.

    The first is right on less than `low` of all pairs, the second on `high` or more at each scale.
    """
    first, second = found.values["accuracy"]
    norms = found.values["weight_norm"]
    wanted = norms[0, np.abs(np.log(found.sweep["scale"])).argmin()]
    reached = norms[1].min() <= wanted <= norms[1].max()
    return Verdict(bool(reached and first.max() < low and second.min() >= high),
                   f"norm {wanted:.3g} of {span(norms[1])}, right on "
                   f"{row((first.max(), second.min()), '.2f')}")
