"""The claims of Omnigrok on teacher and student.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 2, 3.1 and Fig. 2. Some
tolerances were fixed at the paper's learning rate, 3e-4; those runs have that rate too.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.rules import every
from grokviz.claims.teacher_student import lu_curve_rules, published, rules, runs
from grokviz.claims.teacher_student.runs import DECAYS, LIVE, SIZES
from grokviz.recipes import teacher_student as recipes

PENALTIES = {"l1": "l1 norm of the weights", "l2": "l2 norm of the weights",
             "nuclear": "nuclear norm of the weights"}

_claim = partial(Claim, area="teacher_student", paper="Omnigrok, arXiv:2210.01117")

CLAIMS = (
    _claim("small_init_at_once", "Fig. 2b",
           "From a small init (α 0.5) the student generalises at once, whatever λ.",
           wanted="t_test < 3,000 and < 5 t_train at λ 0, 0.05, 0.3 and 1 (η 3e-4)",
           test=runs.small_init, rule=each_seed(rules.at_once((0, 0.05, 0.3, 1), 3000))),
    _claim("large_init_no_decay", "Fig. 2b",
           "From a large init (α 2) without weight decay the student fits and does not "
           "generalise within the paper's 100,000 steps at its learning rate.",
           wanted="train 95%, test not 95% in 100,000 steps at λ 0 (η 3e-4)",
           test=runs.undecayed, rule=each_seed(rules.never(0))),
    _claim("no_decay_noise", "Fig. 2b, against it",
           "At ten times that learning rate Adam's own noise makes the same student better "
           "without weight decay, while its norm rises.",
           wanted="test accuracy 3 times that at the fit and 50% at least, norm higher, after "
                  "60,000 steps at λ 0 (η 3e-3)",
           test=runs.undecayed_live, rule=each_seed(rules.improves_unpulled(0, 3, 0.5))),
    _claim("small_decay_late", "Fig. 2b",
           "From a large init with a small λ the student generalises long after it has fitted.",
           wanted="t_test - t_train at least 10 t_train at λ 0.05 (η 3e-4)",
           test=runs.large_init, rule=each_seed(rules.late(0.05, 10))),
    _claim("live_decay_late", "Fig. 2b",
           "The same holds at ten times the learning rate, as the lab trains.",
           wanted="t_test - t_train at least 10 t_train at λ 0.03 (η 3e-3)",
           test=runs.live, rule=each_seed(rules.late(0.03, 10))),
    _claim("larger_decay_sooner", "Fig. 2c", "A larger λ makes the student generalise sooner.",
           wanted="t_test falls over λ 0.05, 0.1, 0.3 (η 3e-4)",
           test=runs.large_init, rule=each_seed(rules.falling("t_test", DECAYS))),
    _claim("too_large_decay", "Sec. 2", "Too large a λ prevents the fit.",
           wanted="training loss gets below 1e-5 at λ 0.03 to 0.3 but never at λ 3 (η 3e-3; that "
                  "line was drawn at η 3e-4)",
           test=runs.live, rule=each_seed(rules.fit_held_back((*LIVE, 3), 1e-5))),
    _claim("decay_leaves_fit", "Fig. 2c", "The time to fit the training set does not depend on λ.",
           wanted="largest t_train at most 1.5 times the smallest over λ 0, 0.05, 0.1, 0.3 (η "
                  "3e-4)",
           test=runs.large_init, rule=each_seed(rules.spread("t_train", (0, *DECAYS), 1.5))),
    _claim("inverse_decay_law", "Fig. 2c", "The time to generalise is inversely proportional to λ.",
           wanted="slope of ln t_test over ln λ in [-1.1, -0.88], λ 0.05, 0.1, 0.3 (η 3e-4)",
           test=runs.large_init, rule=each_seed(rules.slope(DECAYS, -1.1, -0.88))),
    _claim("live_inverse_decay_law", "Fig. 2c",
           "The same holds at ten times the learning rate, for λ up to 0.1.",
           # t_test at λ 0.03 differs by about 5% between processors. Over five of them the slope
           # of one seed goes from -0.904 to -0.947. The bound -0.85 is four standard deviations,
           # 0.02 each, from their mean.
           wanted="slope in [-1.1, -0.85], λ 0.03, 0.1 (η 3e-3; rounding alone moves it by 0.02)",
           test=runs.live, rule=each_seed(rules.slope(LIVE[:2], -1.1, -0.85))),
    _claim("live_decay_times_t_test", "Fig. 2c",
           "At ten times the learning rate λ 0.3 lies on the same 1/λ line.",
           wanted="λ t_test within 10% over λ 0.03, 0.1, 0.3 (η 3e-3; no tolerance given)",
           test=runs.live, rule=each_seed(rules.constant_product(LIVE, 1.1)),
           reason="at η 3e-3 fitting takes nearly twice as long in flow time (η times steps), so "
                  "at λ 0.3 the norm passes the good shell before the fit is done and t_test is "
                  "late"),
    _claim("valley_law", "Sec. 2, 5",
           "Where the training loss is flat, decay alone moves the norm: w = w₀ exp(-ηλt).",
           wanted="norm within 3% of the law from train loss < 1e-5 to t_test, each λ of 0.05, "
                  "0.1, 0.3 (η 3e-4)",
           test=runs.large_init, rule=each_seed(rules.valley_law(DECAYS, 1e-5, 0.03))),
    _claim("valley_rate", "Sec. 2, 5", "On that plateau ln w falls by ηλ a step.",
           wanted="fall of ln w within 3% of the law's, same records (stricter: no credit for w₀)",
           test=runs.large_init, rule=each_seed(rules.valley_rate(DECAYS, 1e-5, 0.03)),
           reason="the valley is not quite flat: Adam's steps on the training loss point "
                  "outwards, which reduces the decay by 1 to 3.5%, in some runs by over 3%"),
    _claim("critical_radius", "Fig. 2c",
           "The norm at which the student generalises does not depend on λ.",
           wanted="α at t_test within 20% over λ 0.05, 0.1, 0.3 (η 3e-4)",
           test=runs.large_init, rule=each_seed(rules.same_radius(DECAYS, 1.2))),
    _claim("l_shape", "Fig. 2a", "At fixed norm the training loss is an L over the norm.",
           wanted="< 1e-5 at α 0.63, 1, 1.6 and > 5e-3 at α 0.10, 0.16 (Adam, η 3e-4, 4,000 steps)",
           test=runs.paper_l, rule=each_seed(lu_curve_rules.l_shape())),
    _claim("live_l_shape", "Fig. 2a", "The same holds as the lab trains, at all eleven norms.",
           # The lab's optimiser comes closer to the constrained minimum at small norms than the
           # paper's, so what is asked of them is less.
           wanted="< 1e-5 at all α from 0.63, and a hundred times that, > 1e-3, at α 0.10, 0.16",
           test=runs.live_lu, rule=each_seed(lu_curve_rules.l_shape(wall=1e-3))),
    _claim("live_u_shape", "Fig. 2a", "At fixed norm the test loss is a U over the norm.",
           wanted="lowest at α 0.63 or 1, in [3e-5, 2e-4]; in [0.02, 0.06] at α 2.5, [0.2, 0.6] "
                  "at 4, [4, 15] at 10",
           test=runs.live_lu, rule=each_seed(lu_curve_rules.u_shape())),
    _claim("held_norm_no_delay", "Fig. 7b, here for teacher and student",
           "Holding the norm in the Goldilocks zone removes the delay; at α 2 the student does not "
           "generalise within 2,000 steps.",
           wanted="t_test < 5 t_train held at α 0.8; held at α 2 train 95%, test not 95% in 2,000 "
                  "steps (λ 0, η 3e-3)",
           test=runs.held_norm, rule=each_seed(every(rules.at_once((0.8,)), rules.never(2)))),
    _claim("more_data_sooner", "Fig. 3e, here for teacher and student",
           "More data shorten the delay, and enough data remove it.",
           wanted="delay falls over N 50, 100, 200, 500; at 500 t_test < 5 t_train (λ 0.1, η 3e-3)",
           test=runs.sizes,
           rule=each_seed(every(rules.falling("delay", SIZES), rules.at_once((500,))))),
    *(_claim(f"{penalty}_groks", "Beyond, Sec. 4, here for teacher and student",
             f"From the large init the {named} makes the student generalise late, without weight "
             f"decay.",
             wanted=f"t_test at least 5 t_train later, at strength {recipes.RACE[penalty]:g} (λ 0, "
                    f"η 3e-3, {recipes.RACE_STEPS:,} steps)",
             test=runs.race, rule=each_seed(rules.late(penalty, 5)))
      for penalty, named in PENALTIES.items()),
    _claim("no_penalty", "Beyond, Sec. 4, here for teacher and student",
           "Without a penalty it does not generalise in as many steps.",
           wanted=f"train 95%, test not 95% in {recipes.RACE_STEPS:,} steps (λ 0, η 3e-3)",
           test=runs.race, rule=each_seed(rules.never("none"))),
    *published.CLAIMS,
)
