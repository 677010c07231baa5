"""What Omnigrok says of teacher and student, tested by running it.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 2, 3.1 and Fig. 2. Where a tolerance
was fixed at the paper's learning rate, 3e-4, the runs have that rate too.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.teacher_student import lu_curve_rules, published, rules, runs
from grokviz.claims.teacher_student.runs import DECAYS, LIVE, SIZES

_claim = partial(Claim, area="teacher_student", paper="Omnigrok, arXiv:2210.01117")

CLAIMS = (
    _claim(
        id="small_init_at_once", figure="Fig. 2b",
        statement="From a small init (α 0.5) the student generalises at once, whatever λ.",
        wanted="t_test < 3,000 and < 5 t_train at λ 0, 0.05, 0.3 and 1 (η 3e-4)",
        test=runs.small_init, rule=each_seed(rules.at_once((0, 0.05, 0.3, 1), 3000)),
    ),
    _claim(
        id="large_init_no_decay", figure="Fig. 2b",
        statement="From a large init (α 2) without weight decay it fits and never generalises.",
        wanted="train 95%, test never 95% in 9,000 steps at λ 0 (η 3e-4)",
        test=runs.large_init, rule=each_seed(rules.never(0)),
    ),
    _claim(
        id="small_decay_late", figure="Fig. 2b",
        statement="From a large init with a small λ it generalises long after it has fitted.",
        wanted="t_test - t_train at least 10 t_train at λ 0.05 (η 3e-4)",
        test=runs.large_init, rule=each_seed(rules.late(0.05, 10)),
    ),
    _claim(
        id="live_decay_late", figure="Fig. 2b",
        statement="The same at ten times the learning rate, as the lab trains.",
        wanted="t_test - t_train at least 10 t_train at λ 0.03 (η 3e-3)",
        test=runs.live, rule=each_seed(rules.late(0.03, 10)),
    ),
    _claim(
        id="larger_decay_sooner", figure="Fig. 2c",
        statement="The larger λ, the sooner it generalises.",
        wanted="t_test falls over λ 0.05, 0.1, 0.3 (η 3e-4)",
        test=runs.large_init, rule=each_seed(rules.falling("t_test", DECAYS)),
    ),
    _claim(
        id="too_large_decay", figure="Sec. 2",
        statement="A too large λ holds the fit back.",
        wanted="training loss gets below 1e-5 at λ 0.03 to 0.3 but never at λ 3 (η 3e-3; that line "
               "was drawn at η 3e-4)",
        test=runs.live, rule=each_seed(rules.fit_held_back((*LIVE, 3), 1e-5)),
    ),
    _claim(
        id="decay_leaves_fit", figure="Fig. 2c",
        statement="The time to fit the training set does not depend on λ.",
        wanted="largest t_train at most 2 times the smallest over λ 0, 0.05, 0.1, 0.3 (η 3e-4)",
        test=runs.large_init, rule=each_seed(rules.spread("t_train", (0, *DECAYS), 2)),
    ),
    _claim(
        id="inverse_decay_law", figure="Fig. 2c",
        statement="The time to generalise is inversely proportional to λ.",
        wanted="slope of ln t_test over ln λ in [-1.1, -0.88], λ 0.05, 0.1, 0.3 (η 3e-4)",
        test=runs.large_init, rule=each_seed(rules.slope(DECAYS, -1.1, -0.88)),
    ),
    _claim(
        id="live_inverse_decay_law", figure="Fig. 2c",
        statement="The same at ten times the learning rate, for λ up to 0.1.",
        # Between processors t_test at λ 0.03 differs by 5% or so, and the slope of one seed goes
        # from -0.904 to -0.947 over five of them: four standard deviations, 0.02 each, from the
        # mean end at -0.85.
        wanted="slope in [-1.1, -0.85], λ 0.03, 0.1 (η 3e-3; rounding alone moves it by 0.02)",
        test=runs.live, rule=each_seed(rules.slope(LIVE[:2], -1.1, -0.85)),
    ),
    _claim(
        id="live_decay_times_t_test", figure="Fig. 2c",
        statement="At ten times the learning rate λ 0.3 lies on the same 1/λ line.",
        wanted="λ t_test within 10% over λ 0.03, 0.1, 0.3 (η 3e-3; no tolerance given)",
        test=runs.live, rule=each_seed(rules.constant_product(LIVE, 1.1)), expected=False,
        reason="at η 3e-3 fitting takes nearly twice as long in flow time (η times steps), so at "
               "λ 0.3 the norm passes the good shell before the fit is done and t_test is late",
    ),
    _claim(
        id="valley_law", figure="Sec. 2, 5",
        statement="Where the training loss is flat, decay alone moves the norm: w = w₀ exp(-ηλt).",
        wanted="norm within 3% of the law from train loss < 1e-5 to t_test, each λ of 0.05, 0.1, "
               "0.3 (η 3e-4)",
        test=runs.large_init, rule=each_seed(rules.valley_law(DECAYS, 1e-5, 0.03)),
    ),
    _claim(
        id="valley_rate", figure="Sec. 2, 5",
        statement="There ln w falls by ηλ a step, taken from the plateau alone.",
        wanted="fall of ln w within 3% of the law's, same records (stricter: no credit for w₀)",
        test=runs.large_init, rule=each_seed(rules.valley_rate(DECAYS, 1e-5, 0.03)),
        expected=False,
        reason="the valley is not quite flat: Adam's steps on the training loss point outwards, "
               "which takes 1 to 3.5% off the decay, and in some runs just over 3%",
    ),
    _claim(
        id="critical_radius", figure="Fig. 2c",
        statement="The radius at which it generalises does not depend on λ.",
        wanted="α at t_test within 20% over λ 0.05, 0.1, 0.3 (η 3e-4)",
        test=runs.large_init, rule=each_seed(rules.same_radius(DECAYS, 1.2)),
    ),
    _claim(
        id="l_shape", figure="Fig. 2a",
        statement="At fixed norm the training loss is an L over the norm.",
        wanted="< 1e-5 at α 0.63, 1, 1.6 and > 5e-3 at α 0.10, 0.16 (Adam, η 3e-4, 4,000 steps)",
        test=runs.paper_l, rule=each_seed(lu_curve_rules.l_shape()),
    ),
    _claim(
        id="live_l_shape", figure="Fig. 2a",
        statement="The same as the lab trains it, on all eleven norms.",
        wanted="< 1e-5 at all α from 0.63 and > 5e-3 at α 0.10, 0.16 (the tolerance is of Adam, "
               "η 3e-4)",
        test=runs.live_lu, rule=each_seed(lu_curve_rules.l_shape()), expected=False,
        reason="the L is there, but the lab's optimiser comes closer to the constrained minimum "
               "than the paper's at small norms, so the loss at α 0.16 lies below the bound",
    ),
    _claim(
        id="live_u_shape", figure="Fig. 2a",
        statement="At fixed norm the test loss is a U over the norm.",
        wanted="lowest at α 0.63 or 1, in [3e-5, 2e-4]; in [0.02, 0.06] at α 2.5, [0.2, 0.6] at 4, "
               "[4, 15] at 10",
        test=runs.live_lu, rule=each_seed(lu_curve_rules.u_shape()),
    ),
    _claim(
        id="held_norm_no_delay", figure="Fig. 7b, here for teacher and student",
        statement="Holding the norm in the Goldilocks zone removes the delay; at α 2 it stays.",
        wanted="t_test < 5 t_train held at α 0.8; held at α 2 never in 2,000 steps (λ 0, η 3e-3)",
        test=runs.held_norm, rule=each_seed(rules.both(rules.at_once((0.8,)), rules.never(2))),
    ),
    _claim(
        id="more_data_sooner", figure="Fig. 3e, here for teacher and student",
        statement="More data shorten the delay, and enough of them remove it.",
        wanted="delay falls over N 50, 100, 200, 500; at 500 t_test < 5 t_train (λ 0.1, η 3e-3)",
        test=runs.sizes,
        rule=each_seed(rules.both(rules.falling("delay", SIZES), rules.at_once((500,)))),
    ),
    *published.CLAIMS,
)
