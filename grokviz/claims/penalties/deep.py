"""The claims of Notsawo et al. on depth in matrix factorisation, without a penalty.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718. The sizes are ours.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.penalties import rules, runs

_claim = partial(Claim, area="penalties", figure="deep matrices",
                 paper="Beyond the Euclidean norm, arXiv:2506.05718")

CLAIMS = (
    _claim("matrix_depth_one_never",
           statement="Without a penalty one matrix fits the entries that it is shown and no other.",
           wanted="fitted, error of unseen entries above 0.7 after 20,000 steps, half of 20 x 20 "
                  "entries, init scale 1e-3 and 1, in 3 of 4 matrices",
           test=runs.matrix_depths, rule=each_seed(rules.never(1, 0.7))),
    _claim("matrix_depth_generalises",
           statement="The product of two matrices completes it from a small start, but not from a "
                     "large one.",
           wanted="fitted, last error below 0.1 from init scale 1e-3 and above 0.6 from 1, in 3 of "
                  "4 matrices",
           test=runs.matrix_depths, rule=each_seed(rules.generalises(2, 0.1, 0.6))),
    _claim("matrix_depth_three_generalises", statement="So does the product of three.",
           # From a large start three matrices are less far off than two.
           wanted="fitted, last error below 0.1 from init scale 0.03 and above 0.3 from 1, in 3 of "
                  "4 matrices",
           test=runs.matrix_depths, rule=each_seed(rules.generalises(3, 0.1, 0.3))),
)
