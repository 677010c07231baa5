"""The claims of Merrill et al. and of Barak et al. on sparse parities.

Source: Merrill, Tsilivis & Shukla (2023), arXiv:2303.11873; Barak et al. (2022), arXiv:2207.08799.
Both train by stochastic gradient descent on small batches; here AdamW sees all examples each step.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.sparse_parity import rules, runs
from grokviz.claims.teacher_student import rules as times

_claim = partial(Claim, area="sparse_parity", paper="Merrill et al., arXiv:2303.11873")
_SIZE = "n 40, k 3, N 2,000, hinge loss, width 200, η 1e-2, λ 1"

CLAIMS = (
    _claim("grokking", "Fig. 1, here with AdamW",
           "A network memorises the examples of a parity at once, and generalises much later.",
           wanted=f"t_test - t_train at least 3 t_train ({_SIZE})",
           test=runs.default, rule=each_seed(times.late(runs.DECAY, 3))),
    _claim("chance_when_fitted", "Fig. 1, here with AdamW",
           "When it has memorised them, new examples are a coin toss.",
           wanted="test accuracy at most 60% at t_train (the same runs)",
           test=runs.default, rule=each_seed(rules.chance_when_fitted(runs.DECAY, 0.6))),
    _claim("sparse_network", "Sec. 4, here by weights",
           "At the end it reads little but the bits that matter.",
           wanted="share of the k bits in the squared weights of the first layer at least 0.8 at "
                  "the end, below 0.1 at the start (the same runs, 2,000 steps)",
           test=runs.default, rule=each_seed(rules.reads_relevant_bits(runs.DECAY, 0.1, 0.8))),
    _claim("clean_up", "Sec. 4, here by weights",
           "It generalises before it lets the other bits go.",
           wanted="share of the k bits at most 0.5 at t_test, and at least 0.8 at the end (the "
                  "same runs)",
           test=runs.default, rule=each_seed(rules.cleans_up(runs.DECAY, 0.5, 0.8))),
    _claim("no_decay", "here with AdamW",
           "Without weight decay it does not generalise within 2,000 steps.",
           wanted="train 95%, test never 95% in 2,000 steps at λ 0 (else the same)",
           test=runs.undecayed, rule=each_seed(times.never(0.0))),
)
