"""The claims of Notsawo et al. on a network that learns modular addition."""

from __future__ import annotations

from functools import partial

import numpy as np

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.penalties import rules, runs
from grokviz.claims.rules import every

_claim = partial(Claim, area="penalties", figure="modular addition",
                 paper="Beyond the Euclidean norm, arXiv:2506.05718")

CLAIMS = (
    _claim("group_groks", statement="A network groks modular addition under each penalty.",
           wanted="95% of the test set at 5 times the training set or later, each at one strength "
                  "of two at least; without a penalty fitted and never in 1,000 steps; p 31, in "
                  "3 of 4 seeds",
           test=runs.group, rule=each_seed(rules.groks(5))),
    _claim("group_delay", statement="Under l2 and the nuclear norm a smaller β makes it later.",
           wanted="β 1e-4 over 1e-3: at least 1.2 times, in 3 of 4 seeds", test=runs.group,
           rule=each_seed(every(rules.delay_ratio("l2", 1.2, np.inf),
                                rules.delay_ratio("nuclear", 1.2, np.inf)))),
    _claim("group_delay_l1", statement="Under l1 too.",
           wanted="β 1e-5 over 1e-4: at least 1.2 times, in 3 of 4 seeds",
           test=runs.group, rule=each_seed(rules.delay_ratio("l1", 1.2, np.inf))),
    _claim("group_inverse_strength", statement="The delay is proportional to 1/β there too.",
           wanted="β 1e-4 over 1e-3: 7 to 13 times, l2 and nuclear, in 3 of 4 seeds",
           test=runs.group, rule=each_seed(every(rules.delay_ratio("l2", 7, 13),
                                                 rules.delay_ratio("nuclear", 7, 13))),
           reason="the law is one of plain descent; Adam rescales the step, so a tenth of β "
                  "takes only 1.7 to 3.5 times as long"),
    _claim("group_frobenius",
           statement="Under the norm of each matrix, not squared, as in the authors' code, it "
                     "groks too, and later at a smaller β.",
           wanted="95% of the test set at 5 times the training set or later, β 1e-4 at least 1.2 "
                  "times as late as 1e-3, 1,000 steps, in 3 of 4 seeds",
           test=runs.group_frobenius,
           rule=each_seed(every(rules.groks_late(5), rules.delay_ratio_of(1.2, np.inf)))),
    _claim("group_norm_rises",
           statement="Under l1 the l2 norm rises again after the test set is learnt.",
           # The paper gives no number.
           wanted="last norm at least 1.05 times the least since, β 1e-5, 4,000 steps, in 3 of 4 "
                  "seeds",
           test=runs.group_long, rule=each_seed(rules.norm_rises(1.05))),
)
