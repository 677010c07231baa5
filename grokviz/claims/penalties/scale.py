"""The claim of Notsawo et al. against a shell of norms: one function has many norms.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718. (A, B) and (c A, B / c^q) compute the
same if what is between them is homogeneous of degree q.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.penalties import scale_rules, scale_runs

_claim = partial(Claim, area="penalties", figure="scale of layers",
                 paper="Beyond the Euclidean norm, arXiv:2506.05718", test=scale_runs.rescaled)

CLAIMS = (
    _claim("scale_same_function",
           statement="One layer times c and the next over c^q leave every output as it is, while "
                     "the norm takes any value from a least one up.",
           wanted="accuracy and loss on all pairs within 1e-6, norms 10 times apart, the least at "
                  "c^(2q+2) = q‖B‖²/‖A‖², c 0.01 to 100, q 1 and 2, product network, p 31",
           rule=each_seed(scale_rules.same_function(1e-6, 10), rate=1)),
    _claim("scale_same_norm",
           statement="So no norm tells a network that generalises from one that memorises.",
           wanted="at a c of these a network trained under l2, right on 0.95 or more of all pairs, "
                  "has the norm of one trained without a penalty, right on less than 0.8 "
                  "(1,000 steps, share 0.4), in 3 of 4 seeds",
           rule=each_seed(scale_rules.same_norm(0.8, 0.95))),
)
