"""The claims on adders: one sum is shown, and decay makes the unit add any numbers.

Source: Musat (2025), arXiv:2511.01938, Sec. 4. Its loss and learning rate are twice and half of
ours, λ and every step are the same.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim
from grokviz.claims.norm_minimisation import adder_rules, adder_runs

_claim = partial(Claim, area="norm_minimisation", paper="Geometry of grokking, arXiv:2511.01938")

CLAIMS = (
    _claim("adder_series", "Sec. 4, ours",
           "On 1 + 1 = 2 descent is two geometric series: the loss moves the sum of the weights, "
           "and decay alone their difference.",
           wanted="steps to 1,000 within 1e-12 of the closed form, λ 0.01, 0.1, 0.2, four "
                  "starts",
           test=adder_runs.starts, rule=adder_rules.closed_form(1e-12)),
    _claim("adder_delay", "Sec. 4, 1 + 1",
           "The unit fits 1 + 1 = 2 in a few steps and learns to add much later, after a time in "
           "proportion to 1/λ.",
           # The floor of the test loss, 2(λ/(2 + λ))², makes λ 0.2 a little later than 1/λ: 10%.
           wanted="squared error below 0.05 by step 10 on the sum shown, on new sums 5 times as "
                  "late or later; λ times that step within 15%, λ 0.01, 0.1, 0.2",
           test=adder_runs.two, rule=adder_rules.fits_then_adds(0.05, 10, 1.15)),
    _claim("adder_floors", "Sec. 4, ours",
           "Its losses end at 2λ²/(2 + λ)², shown and new: decay keeps both from 0.",
           wanted="within 1% after 5,000 steps, λ 0.01, 0.1, 0.2",
           test=adder_runs.two, rule=adder_rules.ends_at_floors(0.01)),
    _claim("adder_three_straight", "Sec. 4, 1 + 1 + 1",
           "Three weights that fit 1 + 1 + 1 = 3 move straight to (1, 1, 1).",
           wanted="from step 100 cosine of successive deviations from the mean at least 1 - 1e-9; "
                  "each weight within 1% of 1 at s = 12, λ 0.01",
           test=adder_runs.three, rule=adder_rules.straight(100, 1 - 1e-9, 0.01)),
    _claim("adder_kink", "Sec. 4, leaky ReLU",
           "A kink in the unit does not keep the weights from the smallest fit, on either side.",
           wanted="each weight within 1% of 2/(2 + λ) at s = 16, slope 0.1 below 0, λ 0.01",
           test=adder_runs.kinked, rule=adder_rules.crosses_the_kink(0.01)),
)
