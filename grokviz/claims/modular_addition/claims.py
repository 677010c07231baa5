"""The claims of Omnigrok and of Nanda et al. on arithmetic modulo p.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 3.4 and Fig. 7, 9, 10a; Nanda et al.
(2023), arXiv:2301.05217. The paper's own size, p = 113 with 15,000 steps, is judged on the stored
run. All other runs are trained here, at the sizes that each claim names, on each seed.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.modular_addition import operations, rules, runs
from grokviz.claims.rules import every
from grokviz.claims.teacher_student import rules as times
from grokviz.recipes import modular_addition as recipes
from grokviz.recipes.stored import modular_addition as stored

_claim = partial(Claim, area="modular_addition", paper="Omnigrok, arXiv:2210.01117")
_nanda = partial(Claim, area="modular_addition", paper="Nanda et al., arXiv:2301.05217")
_PAPER = rules.norm_path(1, (1.3, 1.5), (0.65, 0.8))

CLAIMS = (
    _claim("grokking", "Fig. 7a, here an MLP",
           "An MLP fits addition modulo 113 at once and generalises much later.",
           wanted="t_test - t_train at least 10 t_train (stored runs: MLP of width 256, share "
                  "0.35, λ 1, η 1e-2)",
           test=runs.large, rule=each_seed(times.late(1, 10))),
    _claim("paper_grokking", "Fig. 7a",
           "So does the paper's transformer at the paper's settings, in one stored run.",
           wanted="t_test - t_train at least 20 t_train (stored run: p 113, share 0.3, λ 1, η "
                  "1e-3)",
           test=runs.paper_size, rule=each_seed(times.late(1, 20))),
    _claim("no_decay", "Sec. 2",
           "Without weight decay the MLP does not generalise within 1,500 steps; with λ 1 it does.",
           # Longer runs are not judged here: small decays, and Adam's own noise, take longer.
           wanted="train 95%, test never 95% in 1,500 steps at λ 0; at λ 1 within them (MLP, p "
                  "31, share 0.6)",
           test=runs.perceptron, rule=each_seed(every(times.never(0), times.in_time(1, 1500)))),
    _claim("random_table", "control",
           "An MLP memorises a random table and generalises to none of the rest.",
           wanted="train 95%, test at most 10% in 1,500 steps (p 31, share 0.6, λ 1; chance is 3%)",
           test=runs.control("mlp"), rule=each_seed(rules.memorises(1, 0.1))),
    _claim("random_table_transformer", "control", "A transformer does the same.",
           wanted="train 95%, test at most 10% in 1,500 steps (p 31, share 0.6, λ 1; chance is 3%)",
           test=runs.control("transformer"), rule=each_seed(rules.memorises(1, 0.1))),
    _claim("paper_norm_path", "Fig. 7a",
           "In that one run the norm rises while it memorises, falls before it generalises, and "
           "ends below its start.",
           wanted="peak 1.3 to 1.5 times the start, end 0.65 to 0.8 (stored run, as above)",
           test=runs.paper_size, rule=each_seed(_PAPER)),
    _claim("norm_path", "Fig. 7a",
           "In a small transformer too the norm rises while it memorises, and falls before it "
           "generalises.",
           wanted="peak 1.3 to 1.5 times the start, less at t_test (p 59, share 0.4, λ 1)",
           test=runs.transformer, rule=each_seed(rules.norm_path(1, (1.3, 1.5)))),
    _claim("norm_end", "Fig. 7a", "In a small transformer too the norm ends below its start.",
           wanted="end less than the start (p 59, share 0.4, λ 1, 2,000 steps; peak as above)",
           test=runs.transformer, rule=each_seed(rules.norm_path(1, (1.3, 1.5), (0, 1)))),
    _claim("mlp_norm_path", "Fig. 7a", "The norm of an MLP takes the same path.",
           wanted="peak 1.3 to 1.5 times the start, end 0.65 to 0.8 (p 31, share 0.6, λ 1)",
           test=runs.perceptron, rule=each_seed(_PAPER),
           reason="its embeddings and first layer start too small to fit the training set. The "
                  "norm rises to four times its start while the MLP memorises, and then falls "
                  "only to about 3.7 times"),
    _claim("held_norm", "Fig. 7b",
           "Holding the norm at 0.8 of its start, without decay, removes most of the delay.",
           wanted="delay at most half of the free run's (transformer, p 31, share 0.6, η 3e-3)",
           test=runs.held, rule=each_seed(rules.delay_removed(1, stored.HELD, 0.5))),
    _claim("held_norm_nearly_all", "Fig. 7b",
           "With at least half of the seeds, holding the norm so removes four fifths of the delay.",
           wanted="delay at most 0.2 of the free run's (the same runs)",
           test=runs.held,
           rule=each_seed(rules.delay_removed(1, stored.HELD, 0.2), rate=0.5)),
    _claim("held_norm_paper_size", "Fig. 7b",
           "At the paper's settings, holding the norm at 0.8 of its start makes the transformer "
           "learn both sets together.",
           # The paper's own run, read off its figure: steps 260 and about 280.
           wanted="train and test 95% by step 500, at most 150 steps apart (stored runs: p 113, "
                  "share 0.3, λ 0, η 1e-3; free, the stored run has 141 and 10,150)",
           test=runs.held_paper_size, rule=each_seed(rules.together(500, 150)),
           reason="two of eight seeds do not fit their training pairs in 500 steps, and two that "
                  "do have not yet learnt the others; where both are learnt, they are 20 to 60 "
                  "steps apart"),
    _claim("critical_fraction", "Fig. 9",
           "At a share of 0.2 none of three norms lets the transformer generalise in 600 steps; "
           "at 0.3 one does, with at least half of the seeds.",
           wanted="test 50% at some norm at share 0.3, at none at 0.2, where train 95% at some "
                  "(stored runs: p 59, α 0.7 to 0.9)",
           test=runs.by_fraction,
           # With some seeds 600 steps take it to about 40% only.
           rule=each_seed(rules.critical_fraction(0.2, 0.35), rate=0.5)),
    _claim("mlp_critical_fraction", "Fig. 9, here an MLP", "The MLP has the same critical share.",
           wanted="the same (trained here: p 59, α 3 to 5, 1,000 steps)",
           test=runs.mlp_by_fraction(),
           rule=each_seed(rules.critical_fraction(0.2, 0.35), rate=0.5),
           reason="the MLP needs a larger share: at 0.3 it generalises at none of these norms"),
    _claim("l_and_u", "Fig. 9",
           "At fixed norm the transformer's training loss is an L and its test loss a U.",
           wanted="train > 1 at the least norm, then < 0.03; test at both ends > 1 and 3 times "
                  "its least (p 31, share 0.6, α 0.4 to 2.2, η 3e-3, 600 steps)",
           test=runs.by_norm("transformer"), rule=each_seed(rules.l_and_u(0.6, 1, 0.03, 3))),
    _claim("mlp_l_and_u", "Fig. 9, here an MLP", "The same holds for the MLP.",
           wanted="train > 1 at the least norm, then < 0.03; test at both ends > 1 and 3 times "
                  "its least (p 31, share 0.6, α 1.5 to 8, η 1e-2, 2,000 steps)",
           test=runs.by_norm("mlp"), rule=each_seed(rules.l_and_u(0.6, 1, 0.03, 3))),
    _claim("inverse_decay_law", "Fig. 10a, here an MLP",
           "The time to generalise is inversely proportional to λ, from 0.03 to 1.",
           wanted="slope of ln t_test over ln λ in [-1.25, -0.8], λ 0.03 to 1 (p 31, share 0.7, "
                  "width 128, η 1e-2)",
           test=runs.law, rule=each_seed(times.slope(runs.DECAYS, -1.25, -0.8))),
    _claim("transformer_law", "Fig. 10a",
           "The same for the transformer, λ 0.1 to 1.",
           wanted="slope of ln t_test over ln λ in [-1.25, -0.8], λ 0.1 to 1 (p 31, share 0.7, "
                  "η 3e-3; in 6,500 steps, the first budget, three seeds did not generalise at "
                  "λ 0.1, so it was raised to 12,000)",
           test=runs.transformer_law,
           rule=each_seed(times.slope(recipes.TRANSFORMER_LAW["weight_decay"], -1.25, -0.8))),
    _claim("decay_leaves_fit", "Fig. 10a", "The time to fit the training set does not depend on λ.",
           wanted="largest t_train at most 1.5 times the smallest, λ 0.03 to 1 (p 31)",
           test=runs.law, rule=each_seed(times.spread("t_train", runs.DECAYS, 1.5))),
    _nanda("circles", "Fig. 3, here p 59", "The transformer's embedding ends as a few circles.",
           wanted="share of power in the top 5 of 29 frequencies at least 3 times that at the "
                  "start, and at least 0.8 (share 0.4, λ 1)",
           test=runs.transformer, rule=each_seed(rules.concentrates(1, 3, 0.8))),
    _nanda("mlp_circles", "Fig. 3, here an MLP", "The MLP's embedding does too.",
           wanted="share of power in the top 5 of 56 frequencies at least 3 times that at the "
                  "start, and at least 0.8 (stored runs: p 113, share 0.35, λ 1)",
           test=runs.large, rule=each_seed(rules.concentrates(1, 3, 0.8)),
           reason="it concentrates, to about five times the share at the start, but on more than "
                  "five frequencies"),
    *operations.CLAIMS,
)
