"""The claims of Omnigrok on MNIST.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 3.2, Figs. 3, 10b, 11 and 12. The
paper trains 784-200-200-10 on 1,000 digits for 100,000 steps; here the network and the data are
smaller, and the decay is larger, as the lab trains.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.digits import rules, runs
from grokviz.claims.digits.runs import DECAY
from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.rules import every
from grokviz.claims.teacher_student import rules as times
from grokviz.recipes import digits as recipes

DECAYS = tuple(float(decay) for decay in recipes.LAW_DECAYS)

_claim = partial(Claim, area="digits", paper="Omnigrok, arXiv:2210.01117")
_SIZE = "α 6, N 200, λ 0.06, η 5e-3, batches of 50, 14 x 14 pixels, width 100"

CLAIMS = (
    _claim("grokking", "Fig. 3a",
           "From large weights a network memorises digits, and reads 70% of new ones much later.",
           wanted=f"t_test - t_train at least 2 t_train, at 95% and 70% ({_SIZE})",
           test=runs.default, rule=each_seed(times.late(DECAY, 2))),
    _claim("misread_when_fitted", "Fig. 3a",
           "When it has memorised them, it misreads half of the new digits or more.",
           wanted="test accuracy at most 50% at t_train (the same runs)",
           test=runs.default, rule=each_seed(rules.misread_when_fitted(DECAY, 0.5))),
    _claim("few_digits", "Fig. 3a and 3e",
           "With 100 digits it has memorised them when it reads a third of new ones.",
           wanted="test accuracy at most 34% at t_train (α 8, N 100, λ 0.03, η 1e-2)",
           test=runs.few_digits, rule=each_seed(rules.misread_when_fitted(0.03, 0.34))),
    _claim("usual_start", "Fig. 3b",
           "From weights of the usual size there is no delay.",
           wanted="test accuracy at least 75% at t_train (α 1, else the same)",
           test=runs.usual_start, rule=each_seed(rules.read_when_fitted(DECAY, 0.75))),
    _claim("no_decay", "Fig. 3a",
           "Without weight decay it does not read 70% of new digits, three times as long.",
           wanted="train 95%, test never 70% in 9,000 steps at λ 0 (else the same)",
           test=runs.undecayed, rule=each_seed(times.never(0.0))),
    _claim("no_decay_creeps", "against Fig. 3a",
           "Without weight decay its norm stays, and minibatches alone bring it no further than "
           "to six digits in ten.",
           wanted="test at most 60% in 9,000 steps at λ 0, norm within 10% (the same runs)",
           test=runs.undecayed, rule=each_seed(rules.creeps(0.0, 0.6, 0.1))),
    _claim("l1_groks", "Beyond, Sec. 4, here for digits",
           "Under an l1 penalty in place of weight decay it groks as well.",
           wanted="t_test - t_train at least 2 t_train, at 95% and 70% (λ 0, l1 of strength "
                  f"{runs.L1:g}, else as at first)",
           test=runs.under_l1, rule=each_seed(times.late(0.0, 2))),
    _claim("u_of_few", "Fig. 3c",
           "Held at a norm, networks of 200 digits err along a U: least near the usual norm, on "
           "most digits at both ends.",
           wanted="test error lowest at α in [0.9, 2], 12% to 22%; at least 70% at α 0.1 and 10",
           test=runs.curves, rule=each_seed(rules.u_shape(200, (0.12, 0.22), (0.9, 2), 0.7))),
    _claim("l_of_few", "Fig. 3c",
           "Their training error is an L: they fit at every norm that is large enough.",
           wanted="training error at most 5% at α 1 to 5.6, at least 35% up to α 0.32 (N 200)",
           test=runs.curves, rule=each_seed(rules.l_shape(200, (0.9, 6), 0.05, 0.33, 0.35))),
    _claim("l_to_the_end", "Fig. 3c and 3e",
           "The L has no right arm: at α 10 they fit as well.",
           wanted="training error at most 5% at α 10 (N 200)",
           test=runs.curves, rule=each_seed(rules.fits_everywhere(200, 10, 0.05)),
           reason="1,200 steps are too few there: outputs grow with the cube of the norm, and "
                  "Adam's steps are as large as at α 3; the paper's map has 10,000 steps, and the "
                  "same corner for large N"),
    _claim("u_opens", "Fig. 3d",
           "With more digits the right arm falls, and the U becomes an L.",
           wanted="test error at α 5.6 falls from 50, 200 to 1,000 digits: at least 60%, at most "
                  "35%",
           test=runs.curves, rule=each_seed(rules.arm_falls(5.6, 0.6, 0.35))),
    _claim("more_digits", "Fig. 3e",
           "With more digits the bottom of the U falls.",
           wanted="lowest test error falls from 50, 200 to 1,000 digits, to a third or less",
           test=runs.curves, rule=each_seed(rules.bottom_falls(1 / 3))),
    _claim("lands", "Fig. 3a and 3c",
           "Weight decay carries the run to norms at which held networks read new digits.",
           wanted="test error held at the norm of the run: at most 30% at its end, more at its "
                  "start",
           test=runs.landings, rule=each_seed(rules.lands(0.3))),
    _claim("inverse_law", "Fig. 10b",
           "The time to generalise falls as one over the weight decay.",
           wanted="slope of ln t_test over ln λ in [-1.1, -0.8], λ 0.03 to 0.3 (α 6)",
           test=runs.law, rule=each_seed(times.slope(DECAYS, -1.1, -0.8))),
    _claim("same_radius", "Sec. 5",
           "Whatever the decay, it generalises at the same weight norm.",
           wanted="norm at t_test within 15% for λ 0.03 to 0.17 (the same runs)",
           test=runs.law, rule=each_seed(times.same_radius(DECAYS[:4], 1.15))),
    _claim("strong_decay_earlier", "Fig. 10b",
           "At the strongest decay the norm outruns the network: it generalises at a smaller one.",
           wanted="norm at t_test at least 10% smaller at λ 0.3 than at λ 0.095",
           test=runs.law, rule=each_seed(rules.smaller_radius(DECAYS[4], DECAYS[2], 0.9))),
    _claim("wider_zone", "Fig. 11",
           "With cross-entropy networks read new digits up to much larger norms.",
           wanted="α at which half of new digits are misread at least 5 times that of the squared "
                  "error (N 200)",
           test=runs.zones, rule=each_seed(rules.wider_zone(5))),
    _claim("two_steps", "Fig. 12",
           "With cross-entropy from α 100 accuracy rises twice: at once, and after a plateau.",
           wanted="test 35% to 60% at t_train, at least 62% after 5,000 steps at λ 0.1, within 5% "
                  "of the plateau at λ 0 (N 200, η 1e-2)",
           test=runs.entropy, rule=each_seed(rules.two_steps(0.1, (0.35, 0.6), 0.62, 0.05))),
    _claim("whole_images", "here with all pixels",
           "Images of four times as many pixels show the same delay.",
           wanted="t_test - t_train at least 2 t_train at 28 x 28 pixels, within 6,000 steps "
                  "(else as at first)",
           test=runs.whole_images, rule=each_seed(times.late(DECAY, 2))),
    _claim("whole_images_in_time", "here with all pixels",
           "They are read within the 3,000 steps that suffice for smaller ones.",
           wanted="t_test within 3,000 steps (the same runs)",
           test=runs.whole_images, rule=each_seed(times.in_time(DECAY, 3000)),
           reason="they are read at a smaller norm, 20 to 27 instead of about 30, and the norm "
                  "needs up to 3,900 steps to fall there; of seeds 100 to 107 six are in time"),
    _claim("whole_images_decayed", "here with all pixels",
           "At twice the decay they are read within 3,000 steps, and show the delay as well.",
           wanted="t_test - t_train at least 2 t_train at 28 x 28 pixels, λ 0.12 (else as at "
                  "first)",
           test=runs.whole_images_decayed, rule=each_seed(times.late(2 * DECAY, 2))),
    _claim("where_it_groks", "Fig. 3e",
           "It groks where weights are large and digits are few, and nowhere else.",
           wanted="t_test / t_train at least 3 at α >= 4 and N <= 320, at most half of that at "
                  "α <= 1 or N 1,000; medians over a map",
           test=runs.phases, rule=each_seed(rules.groks_where(4, 320, 1000, 3))),
    _claim("paper_size", "Fig. 3a",
           "The paper's network on its 1,000 digits does the same, at ten times its decay.",
           wanted="test at most 40% at t_train, t_test at least 2 t_train later, 784-200-200-10, "
                  "N 1,000, α 8, λ 0.1",
           test=runs.paper_size, rule=each_seed(every(rules.misread_when_fitted(0.1, 0.4),
                                                      times.late(0.1, 2)))),
)
