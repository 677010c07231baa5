"""The claims on limits of Boursier et al.: which point is reached, and that their order matters.

Source: Boursier, Pesme & Dragomir (2025), arXiv:2505.20172, Prop. 3 and Sec. 3.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.norm_minimisation import limit_rules, runs

_claim = partial(Claim, area="norm_minimisation",
                 paper="Riemannian norm minimisation, arXiv:2505.20172")

CLAIMS = (
    _claim("end_is_stationary", "Prop. 3",
           "Descent ends where no move along the zero-loss manifold lowers the norm.",
           wanted="share of w along the manifold at least 0.5 at s = 0.05, below 0.01 at s = 10, λ "
                  "1e-3, diagonal network",
           test=runs.diagonal, rule=each_seed(limit_rules.stationary(0.5, 0.01))),
    _claim("limits_do_not_commute", "Sec. 3",
           "λ → 0 before t → ∞ gives the end of plain descent; the other order gives another "
           "point.",
           wanted="distance from the end of plain descent over its norm, λ 0.01 to 3e-4: at t = 30 "
                  "a tenth or less at the smallest λ; at s = 5 above 0.5 and alike within 5%",
           test=runs.diagonal_decays,
           rule=each_seed(limit_rules.do_not_commute(30, 5, 10, 1.05))),
)
