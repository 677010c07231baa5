"""Claims on operations other than the sum: quotients, a² + ab + b², compositions in S5.

Source: Power et al. (2022), arXiv:2201.02177, Fig. 2 and Appendix A.1.1, for the operations;
Chughtai, Chan & Nanda (2023), arXiv:2302.03025, for the representations. They train transformers
modulo 97; all runs here are those of the lab's MLP.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.modular_addition import operations_rules as rules
from grokviz.claims.modular_addition import operations_runs as runs
from grokviz.claims.rules import every
from grokviz.claims.teacher_student import rules as times
from grokviz.recipes.stored import modular_addition as stored

_power = partial(Claim, area="modular_addition", paper="Power et al., arXiv:2201.02177")

CLAIMS = (
    _power("division", "Fig. 2, here an MLP",
           "A network that divides memorises at once, and generalises much later.",
           wanted="t_test - t_train at least 5 t_train (p 31, share 0.6, λ 1, η 5e-3)",
           test=runs.quotients, rule=each_seed(times.late(runs.DECAY, 5))),
    _power("division_exponents", "here an MLP",
           "Its circles are those of exponents, and not those of numbers.",
           wanted="share of the embedding's power in five frequencies of exponents at least 1.2 "
                  "times that in five of numbers (the same runs)",
           test=runs.quotients, rule=each_seed(rules.turns_by_exponents(runs.DECAY, 1.2))),
    _power("quadratic", "Fig. 2, here an MLP",
           "The MLP memorises a² + ab + b² and does not generalise in the time of the lab.",
           wanted="train 95%, test at most 20% in 2,000 steps (p 31, share 0.8, λ 1, η 5e-3; "
                  "chance is 3%)",
           test=runs.quadratic, rule=each_seed(rules.memorised(runs.DECAY, 0.2))),
    _power("s5", "Fig. 1, here an MLP",
           "A network that composes permutations memorises, and generalises later.",
           wanted="t_test at least 2 t_train (stored runs: S5, share 0.6, λ 1, η 1e-2, width 128)",
           test=runs.compositions, rule=each_seed(every(
               times.late(runs.DECAY, 1), times.in_time(runs.DECAY, stored.STEPS_OF_S5)))),
    Claim("s5_representations", area="modular_addition", paper="Chughtai et al., arXiv:2302.03025",
          figure="Sec. 5, here an MLP",
          statement="A network that composes permutations comes to use few representations.",
          wanted="share of the embedding's power in two of six representations at least 1.2 "
                 "times that at the start (the same runs)",
          test=runs.compositions, rule=each_seed(rules.few_representations(runs.DECAY, 2, 1.2))),
)
