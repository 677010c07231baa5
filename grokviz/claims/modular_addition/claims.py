"""The claims of Omnigrok and of Nanda et al. on arithmetic modulo p.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 3.4 and Fig. 7, 9, 10a; Nanda et al.
(2023), arXiv:2301.05217. The paper's own size, p = 113 with 15,000 steps, is judged on the stored
run. All other runs are trained here, at the sizes that each claim names.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.modular_addition import operations, rules, runs
from grokviz.claims.teacher_student import rules as times

_claim = partial(Claim, area="modular_addition", paper="Omnigrok, arXiv:2210.01117")
_nanda = partial(Claim, area="modular_addition", paper="Nanda et al., arXiv:2301.05217")
_PAPER = rules.norm_path(1, (1.3, 1.5), (0.65, 0.8))

CLAIMS = (
    _claim("grokking", "Fig. 7a, here an MLP",
           "An MLP fits addition modulo 113 at once and generalises much later.",
           wanted="t_test - t_train at least 10 t_train (MLP of width 256, share 0.35, λ 1, η "
                  "1e-2)",
           test=runs.large, rule=each_seed(times.late(1, 10))),
    _claim("paper_grokking", "Fig. 7a", "So does the paper's transformer at the paper's settings.",
           wanted="t_test - t_train at least 20 t_train (stored run: p 113, share 0.3, λ 1, η "
                  "1e-3)",
           test=runs.paper_size, rule=each_seed(times.late(1, 20))),
    _claim("no_decay", "Sec. 2", "Without weight decay the MLP never generalises.",
           wanted="train 95%, test never 95% in 1,500 steps at λ 0 (MLP, p 31, share 0.6)",
           test=runs.perceptron, rule=each_seed(times.never(0))),
    _claim("random_table", "control",
           "An MLP memorises a random table and generalises to none of the rest.",
           wanted="train 95%, test at most 10% in 1,500 steps (p 31, share 0.6, λ 1; chance is 3%)",
           test=partial(runs.control, "mlp"), rule=each_seed(rules.memorises(1, 0.1))),
    _claim("random_table_transformer", "control", "A transformer does the same.",
           wanted="train 95%, test at most 10% in 1,500 steps (p 31, share 0.6, λ 1; chance is 3%)",
           test=partial(runs.control, "transformer"), rule=each_seed(rules.memorises(1, 0.1))),
    _claim("paper_norm_path", "Fig. 7a",
           "The norm rises while it memorises, falls before it generalises, and ends below its "
           "start.",
           wanted="peak 1.3 to 1.5 times the start, end 0.65 to 0.8 (stored run, as above)",
           test=runs.paper_size, rule=each_seed(_PAPER)),
    _claim("norm_path", "Fig. 7a",
           "In a small transformer too the norm rises while it memorises, and falls before it "
           "generalises.",
           wanted="peak 1.3 to 1.5 times the start, less at t_test (p 59, share 0.4, λ 1)",
           test=runs.transformer, rule=each_seed(rules.norm_path(1, (1.3, 1.5)))),
    _claim("norm_end", "Fig. 7a", "In a small transformer too the norm ends below its start.",
           wanted="end 0.65 to 0.8 times the start (p 59, share 0.4, λ 1, 2,000 steps)",
           test=runs.transformer, rule=each_seed(_PAPER),
           reason="the norm does end below its start, but levels off at 0.81 to 0.88 of it"),
    _claim("mlp_norm_path", "Fig. 7a", "The norm of an MLP takes the same path.",
           wanted="peak 1.3 to 1.5 times the start, end 0.65 to 0.8 (p 31, share 0.6, λ 1)",
           test=runs.perceptron, rule=each_seed(_PAPER),
           reason="its embeddings and first layer start too small to fit the training set. The "
                  "norm rises to four times its start while the MLP memorises, and then falls "
                  "only to about 3.9 times"),
    _claim("held_norm", "Fig. 7b",
           "Holding the norm at 0.8 of its start, without decay, removes most of the delay.",
           wanted="delay at most half of the free run's (transformer, p 31, share 0.6, η 3e-3)",
           test=runs.held, rule=each_seed(rules.delay_removed(1, runs.HELD, 0.5))),
    _claim("held_norm_nearly_all", "Fig. 7b",
           "Holding the norm so removes four fifths of the delay.",
           wanted="delay at most 0.2 of the free run's (the same runs)",
           test=runs.held, rule=each_seed(rules.delay_removed(1, runs.HELD, 0.2)),
           reason="it does with most seeds; with others a quarter to two fifths of the delay "
                  "remains"),
    _claim("critical_fraction", "Fig. 9",
           "Below a share of about 0.25 no norm lets the transformer generalise.",
           wanted="least share with test accuracy 50% at some norm in [0.2, 0.35] (p 59, α 0.7 to "
                  "0.9, 600 steps)",
           test=partial(runs.by_fraction, "transformer"), rule=rules.critical_fraction(0.2, 0.35)),
    _claim("mlp_critical_fraction", "Fig. 9, here an MLP", "The MLP has the same critical share.",
           wanted="least share with test accuracy 50% at some norm in [0.2, 0.35] (p 59, α 3 to "
                  "5, 1,000 steps)",
           test=partial(runs.by_fraction, "mlp"), rule=rules.critical_fraction(0.2, 0.35),
           reason="the MLP needs more: at a share of 0.3 nothing generalises, at 0.4 most of the "
                  "test set does"),
    _claim("l_and_u", "Fig. 9",
           "At fixed norm the transformer's training loss is an L and its test loss a U.",
           wanted="train > 1 at the least norm, then < 0.03; test at both ends 3 times its least "
                  "(p 31, share 0.6, α 0.4 to 2.2, 600 steps)",
           test=partial(runs.by_norm, "transformer"), rule=rules.l_and_u(0.6, 1, 0.03, 3)),
    _claim("mlp_l_and_u", "Fig. 9, here an MLP", "The same holds for the MLP.",
           wanted="train > 1 at the least norm, then < 0.03; test at both ends 3 times its least "
                  "(p 31, share 0.6, α 1.5 to 8, 2,000 steps)",
           test=partial(runs.by_norm, "mlp"), rule=rules.l_and_u(0.6, 1, 0.03, 3)),
    _claim("inverse_decay_law", "Fig. 10a, here an MLP",
           "The time to generalise is inversely proportional to λ over two decades.",
           wanted="slope of ln t_test over ln λ in [-1.25, -0.8], λ 0.01 to 1 (p 31, share 0.7, "
                  "width 128, η 1e-2)",
           test=runs.law, rule=each_seed(times.slope(runs.DECAYS, -1.25, -0.8))),
    _claim("decay_leaves_fit", "Fig. 10a", "The time to fit the training set does not depend on λ.",
           wanted="largest t_train at most 2 times the smallest, λ 0.01 to 1 (p 31)",
           test=runs.law, rule=each_seed(times.spread("t_train", runs.DECAYS, 2))),
    _nanda("circles", "Fig. 3, here p 59", "The transformer's embedding ends as a few circles.",
           wanted="share of power in the top 5 of 29 frequencies at least 3 times that at the "
                  "start, and at least 0.8 (share 0.4, λ 1)",
           test=runs.transformer, rule=each_seed(rules.concentrates(1, 3, 0.8))),
    _nanda("mlp_circles", "Fig. 3, here an MLP", "The MLP's embedding does too.",
           wanted="share of power in the top 5 of 56 frequencies at least 3 times that at the "
                  "start, and at least 0.8 (p 113, share 0.35, λ 1)",
           test=runs.large, rule=each_seed(rules.concentrates(1, 3, 0.8)),
           reason="it concentrates, to about five times the share at the start, but on more than "
                  "five frequencies"),
    *operations.CLAIMS,
)
